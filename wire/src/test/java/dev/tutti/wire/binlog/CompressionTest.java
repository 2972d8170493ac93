package dev.tutti.wire.binlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.tutti.wire.packet.MalformedPacketException;
import dev.tutti.wire.packet.PayloadWriter;
import org.junit.jupiter.api.Test;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.Deflater;

class CompressionTest {
    private static PayloadWriter event(long claimed, byte[] deflated) {
        PayloadWriter event = new PayloadWriter().u8(0x84);
        for (int shift = 24; shift >= 0; shift -= 8) {
            event.u8((int) (claimed >>> shift));
        }
        return event.bytes(deflated);
    }

    private static byte[] deflated(byte[] plain) {
        try (Deflater deflater = new Deflater()) {
            deflater.setInput(plain);
            deflater.finish();
            byte[] result = new byte[plain.length + plain.length / 100 + 100];
            return Arrays.copyOf(result, deflater.deflate(result));
        }
    }

    @Test
    void whatWasDeflatedComesOutWholeWhateverItsSize() throws Exception {
        Compression compression = new Compression();
        for (int size : new int[] {0, 1, 4095, 4096, 4097, 100_000, 3_000_000, 50}) {
            byte[] plain = new byte[size];
            new Random(size).nextBytes(plain);
            PayloadWriter event = event(size, deflated(plain));

            compression.inflate(event.array(), 0, event.length());

            assertThat(Arrays.copyOf(compression.buffer(), compression.length())).isEqualTo(plain);
        }
    }

    @Test
    void aClaimTakesNoMemoryBeforeSomethingComesOut() {
        PayloadWriter event = event(60_000_000, new byte[100_000]);
        Compression compression = new Compression();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();

        assertThatThrownBy(() -> compression.inflate(event.array(), 0, event.length()))
                .isInstanceOf(MalformedPacketException.class);

        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(4 << 20);
    }
}
