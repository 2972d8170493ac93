package dev.tutti.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.core.log.LogUnavailableException;
import dev.tutti.core.model.Coordinates;
import dev.tutti.wire.binlog.EventHeader;
import dev.tutti.wire.binlog.EventStream;
import dev.tutti.wire.handshake.Greeting;
import dev.tutti.wire.handshake.Login;
import dev.tutti.wire.packet.LittleEndian;
import dev.tutti.wire.packet.PacketInput;
import dev.tutti.wire.packet.PayloadReader;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import java.io.ByteArrayInputStream;
import java.io.IOException;

/** Arbitrary bytes never cause anything but the exceptions that the contracts name. */
class HostileBytesTest {
    @Provide
    Arbitrary<String> logs() {
        return Arbitraries.of(Logs.ALL);
    }

    @Property(tries = 3000)
    void aDamagedLogFailsClearlyOrReadsOn(
            @ForAll("logs") String name,
            @ForAll @Size(min = 1, max = 6) int[] places,
            @ForAll @Size(6) byte[] values,
            @ForAll boolean verify) {
        byte[] log = Logs.bytes(name);
        for (int i = 0; i < places.length; i++) {
            log[4 + Math.floorMod(places[i], log.length - 4)] = values[i];
        }
        try {
            Logs.drain(BinlogFileCursor.of(log, name, verify));
        } catch (LogUnavailableException e) {
            assertThat(e).hasMessageContaining(name);
        }
    }

    /** Damage behind the checksum's back: the header is right, the type any, the body arbitrary. */
    @Property(tries = 5000)
    void anEventOfAnyTypeWithAnArbitraryBodyFailsClearlyOrIsDecoded(
            @ForAll @IntRange(max = 255) int type, @ForAll @Size(max = 80) byte[] body) {
        byte[] event = new byte[3 + EventHeader.LENGTH + body.length + 5];
        int length = EventHeader.LENGTH + body.length;
        event[3 + EventHeader.TYPE_AT] = (byte) type;
        LittleEndian.putI32(event, 3 + EventHeader.LENGTH_AT, length);
        LittleEndian.putI32(event, 3 + EventHeader.END_AT, 1000 + length);
        System.arraycopy(body, 0, event, 3 + EventHeader.LENGTH, body.length);
        EventStream stream = new EventStream(new Coordinates("bin.000001", 1000), true);
        try {
            stream.take(event, 3, length);
        } catch (IOException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    @Property(tries = 2000)
    void arbitraryPacketsFailClearly(@ForAll @Size(max = 200) byte[] bytes) {
        PacketInput in = new PacketInput(new ByteArrayInputStream(bytes), 64);
        try {
            while (true) {
                in.next();
            }
        } catch (IOException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    @Property(tries = 2000)
    void arbitraryGreetingsAndLoginsFailClearlyOrAreRead(@ForAll @Size(max = 120) byte[] bytes) {
        byte[] greeting = bytes.clone();
        if (greeting.length > 0) {
            greeting[0] = Greeting.PROTOCOL;
        }
        try {
            Greeting.decode(new PayloadReader(greeting, 0, greeting.length));
        } catch (IOException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
        try {
            Login.decode(new PayloadReader(bytes, 0, bytes.length));
        } catch (IOException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }
}
