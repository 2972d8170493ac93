package dev.tutti.wire.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Random;

class PacketRoundTripTest {
    private static final int FULL = PacketInput.FULL;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 60, 4095, 70_000, FULL - 1, FULL, FULL + 1, 2 * FULL, 2 * FULL + 5})
    void aPayloadOfAnyLengthArrivesAsItWasSent(int length) throws IOException {
        byte[] payload = new byte[length];
        new Random(length).nextBytes(payload);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PacketOutput out = new PacketOutput(bytes, 1024);
        out.startSequence(7);
        out.write(payload, 0, length);
        out.write(new byte[] {42}, 0, 1);
        out.flush();

        PacketInput in = new PacketInput(new ByteArrayInputStream(bytes.toByteArray()), 100);
        in.expectSequence(7);
        in.next();

        assertThat(in.length()).isEqualTo(length);
        assertThat(Arrays.equals(in.payload(), in.offset(), in.offset() + length, payload, 0, length))
                .isTrue();
        in.next();
        assertThat(in.first()).isEqualTo(42);
    }

    @Test
    void numbersRunOnBehind255() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PacketOutput out = new PacketOutput(bytes, 64);
        for (int i = 0; i < 600; i++) {
            out.write(new byte[] {(byte) i}, 0, 1);
        }
        out.flush();

        PacketInput in = new PacketInput(new ByteArrayInputStream(bytes.toByteArray()), 64);
        for (int i = 0; i < 600; i++) {
            in.next();
            assertThat(in.first()).isEqualTo(i & 0xff);
        }
    }

    @Test
    void anAnnouncedLengthTakesNoMemoryBeforeItsBytesArrive() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        byte[] announcement = {(byte) 0xff, (byte) 0xff, (byte) 0xff, 0, 1, 2, 3};
        PacketInput in = new PacketInput(new ByteArrayInputStream(announcement), 64);
        long before = threads.getCurrentThreadAllocatedBytes();

        assertThatThrownBy(in::next).isInstanceOf(EOFException.class);

        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(4 << 20);
    }

    @Test
    void aLimitHoldsForPayloadsOfSeveralPacketsToo() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PacketOutput out = new PacketOutput(bytes, 1024);
        out.write(new byte[FULL + 10], 0, FULL + 10);
        out.flush();
        PacketInput in = new PacketInput(new ByteArrayInputStream(bytes.toByteArray()), 64);
        in.refuseBeyond(FULL + 9);

        assertThatThrownBy(in::next)
                .isInstanceOf(MalformedPacketException.class)
                .hasMessageContaining("more than " + (FULL + 9) + " bytes");
    }

    @Test
    void aPacketOutOfTurnIsRefused() {
        PacketInput in = new PacketInput(new ByteArrayInputStream(new byte[] {1, 0, 0, 3, 9}), 64);

        assertThatThrownBy(in::next)
                .isInstanceOf(MalformedPacketException.class)
                .hasMessageContaining("packet number 3 arrived instead of 0");
    }

    @Test
    void whereBothSidesSendAtTheSameTimeNumbersMayJump() throws IOException {
        PacketInput in = new PacketInput(new ByteArrayInputStream(new byte[] {1, 0, 0, 0, 9, 1, 0, 0, 7, 8, 1, 0, 0, 1, 7}), 64);
        in.acceptAnySequence();

        for (int expected : new int[] {9, 8, 7}) {
            in.next();
            assertThat(in.first()).isEqualTo(expected);
        }
    }

    @Test
    void aStreamThatEndsInsideAPacketSaysHowMuchIsMissing() {
        PacketInput in = new PacketInput(new ByteArrayInputStream(new byte[] {10, 0, 0, 0, 9, 9}), 64);

        assertThatThrownBy(in::next).isInstanceOf(EOFException.class).hasMessageContaining("8 bytes short");
    }

    @Test
    void anAnnouncedLengthAloneTakesNoMemory() {
        byte[] announcement = {(byte) 0xfe, (byte) 0xff, (byte) 0xff, 0};
        PacketInput in = new PacketInput(new ByteArrayInputStream(announcement), 64);

        assertThatThrownBy(in::next).isInstanceOf(EOFException.class);
        assertThat(in.payload().length).isLessThan(1024);
    }

    @Test
    void lengthEncodedIntegersArriveAsTheyWereSent() throws IOException {
        long[] values = {0, 250, 251, 0xffff, 0x10000, 0xff_ffff, 0x100_0000, Long.MAX_VALUE};
        PayloadWriter writer = new PayloadWriter();
        for (long value : values) {
            writer.lengthEncoded(value);
        }

        PayloadReader reader = new PayloadReader(writer.array(), 0, writer.length());
        for (long value : values) {
            assertThat(reader.lengthEncoded("value")).isEqualTo(value);
        }
        assertThat(reader.remaining()).isZero();
    }
}
