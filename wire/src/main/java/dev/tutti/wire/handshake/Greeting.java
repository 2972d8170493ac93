package dev.tutti.wire.handshake;

import dev.tutti.wire.packet.MalformedPacketException;
import dev.tutti.wire.packet.PayloadReader;
import dev.tutti.wire.packet.PayloadWriter;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A server's first words, handshake version 10.
 *
 * @param serverVersion as the server writes it; MariaDB puts {@code 5.5.5-} before its own
 * @param threadId the connection's id, as {@code KILL} takes it
 * @param scramble 20 random bytes without NUL that the login is computed from
 * @param capabilities {@link Capability} bits
 * @param collation the server's default collation
 * @param status server status bits
 * @param plugin the authentication plugin that the server would try first
 */
@SuppressWarnings("ArrayRecordComponent") // a message, compared by nobody
public record Greeting(
        String serverVersion, long threadId, byte[] scramble, int capabilities, int collation, int status, String plugin) {
    public static final int PROTOCOL = 10;
    /** Length of the scramble that both supported plugins work with. */
    public static final int SCRAMBLE_LENGTH = 20;

    public static Greeting decode(PayloadReader reader) throws MalformedPacketException {
        int protocol = reader.u8("protocol version");
        if (protocol != PROTOCOL) {
            throw new MalformedPacketException("it greets with protocol version " + protocol + " instead of 10");
        }
        String version = reader.textUntilNul();
        long threadId = reader.u32("thread id");
        byte[] first = reader.bytes(8, "scramble");
        reader.skip(1, "filler");
        int capabilities = reader.u16("capabilities");
        int collation = reader.u8("collation");
        int status = reader.u16("status");
        capabilities |= reader.u16("capabilities") << 16;
        int scrambleLength = reader.u8("scramble length");
        reader.skip(10, "reserved bytes");
        byte[] scramble = Arrays.copyOf(first, SCRAMBLE_LENGTH);
        byte[] second = reader.bytes(Math.min(reader.remaining(), Math.max(13, scrambleLength - 8)), "scramble");
        System.arraycopy(second, 0, scramble, 8, Math.min(second.length, SCRAMBLE_LENGTH - 8));
        String plugin = (capabilities & Capability.PLUGIN_AUTH) != 0 ? reader.textUntilNul() : NativePassword.NAME;
        return new Greeting(version, threadId, scramble, capabilities, collation, status, plugin);
    }

    public void encode(PayloadWriter writer) {
        writer.u8(PROTOCOL).nulText(serverVersion).u32(threadId);
        writer.bytes(Arrays.copyOf(scramble, 8)).u8(0);
        writer.u16(capabilities).u8(collation).u16(status).u16(capabilities >>> 16);
        writer.u8(SCRAMBLE_LENGTH + 1).zeros(10);
        writer.bytes(Arrays.copyOfRange(scramble, 8, SCRAMBLE_LENGTH)).u8(0);
        writer.bytes(plugin.getBytes(StandardCharsets.US_ASCII)).u8(0);
    }

    public boolean offers(int capability) {
        return (capabilities & capability) != 0;
    }
}
