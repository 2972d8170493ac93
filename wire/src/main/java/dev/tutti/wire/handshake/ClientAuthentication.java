package dev.tutti.wire.handshake;

import dev.tutti.core.model.Credentials;
import dev.tutti.wire.packet.ErrPacket;
import dev.tutti.wire.packet.MalformedPacketException;
import dev.tutti.wire.packet.PacketInput;
import dev.tutti.wire.packet.PacketOutput;
import dev.tutti.wire.packet.PayloadReader;
import dev.tutti.wire.packet.PayloadWriter;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/**
 * The client's part of a login, from the answer to the greeting up to OK or ERR. Used once, by one thread.
 *
 * <pre>
 *   greeting ─▶ login ─▶ OK | ERR
 *                  └──▶ AuthSwitch (0xfe) ─▶ proof for the other plugin ─▶ OK | ERR
 *                  └──▶ more data (0x01): 3 ─▶ OK;  4 ─▶ password over TLS, or key request ─▶ encrypted password ─▶ OK | ERR
 * </pre>
 */
public final class ClientAuthentication {
    private static final int OK = 0x00;
    private static final int MORE_DATA = 0x01;
    private static final int SWITCH = 0xfe;
    /** More turns than any plugin takes: who keeps asking is no server. */
    private static final int MOST_TURNS = 8;

    private final PacketInput in;
    private final PacketOutput out;
    private final Credentials credentials;
    private final boolean encrypted;
    private String plugin;
    private byte[] scramble;

    public ClientAuthentication(
            PacketInput in, PacketOutput out, Credentials credentials, Greeting greeting, boolean encrypted) {
        this.in = in;
        this.out = out;
        this.credentials = credentials;
        this.encrypted = encrypted;
        this.plugin = supported(greeting.plugin()) ? greeting.plugin() : NativePassword.NAME;
        this.scramble = greeting.scramble();
    }

    /** How a login ended: accepted, or refused with the server's error. */
    public sealed interface Outcome {
        record Accepted() implements Outcome {}

        record Refused(ErrPacket error) implements Outcome {}
    }

    public Outcome logIn(int capabilities, int collation) throws IOException {
        Login login = new Login(
                capabilities,
                collation,
                credentials.user(),
                proof(),
                "",
                plugin,
                Map.of("_client_name", "tutti", "program_name", "tutti"));
        PayloadWriter writer = new PayloadWriter(256);
        login.encode(writer);
        send(writer);
        for (int turn = 0; turn < MOST_TURNS; turn++) {
            in.next();
            switch (in.first()) {
                case OK -> {
                    return new Outcome.Accepted();
                }
                case ErrPacket.MARK -> {
                    return new Outcome.Refused(ErrPacket.decode(in.reader()));
                }
                case SWITCH -> answerSwitch(in.reader());
                case MORE_DATA -> answerMoreData(in.reader());
                default -> throw new MalformedPacketException("it answered the login with packet type " + in.first());
            }
        }
        throw new MalformedPacketException("it did not finish the login after " + MOST_TURNS + " turns");
    }

    private void answerSwitch(PayloadReader reader) throws IOException {
        reader.skip(1, "switch mark");
        String wanted = reader.remaining() == 0 ? "mysql_old_password" : reader.textUntilNul();
        if (!supported(wanted)) {
            throw new MalformedPacketException("it asks user '" + credentials.user() + "' to log in with plugin " + wanted
                    + "; Tutti can use " + NativePassword.NAME + " and " + CachingSha2Password.NAME);
        }
        byte[] data = reader.rest();
        plugin = wanted;
        scramble = Arrays.copyOf(data, Greeting.SCRAMBLE_LENGTH);
        send(new PayloadWriter().bytes(proof()));
    }

    private void answerMoreData(PayloadReader reader) throws IOException {
        reader.skip(1, "data mark");
        if (!plugin.equals(CachingSha2Password.NAME) || reader.remaining() == 0) {
            throw new MalformedPacketException("it sent authentication data that plugin " + plugin + " does not know");
        }
        int what = reader.u8("authentication data");
        if (what == CachingSha2Password.FAST_SUCCESS) {
            return;
        }
        if (what != CachingSha2Password.FULL_AUTHENTICATION) {
            throw new MalformedPacketException("it sent unknown authentication data " + what);
        }
        String password = credentials.password().reveal();
        if (encrypted) {
            send(new PayloadWriter().bytes(CachingSha2Password.clear(password)));
            return;
        }
        send(new PayloadWriter().u8(CachingSha2Password.REQUEST_KEY));
        in.next();
        PayloadReader key = in.reader();
        if (in.first() != MORE_DATA) {
            throw new MalformedPacketException("it did not send its RSA public key; connect with TLS instead");
        }
        key.skip(1, "data mark");
        String pem = new String(key.rest(), StandardCharsets.US_ASCII);
        send(new PayloadWriter().bytes(CachingSha2Password.encrypted(password, scramble, pem)));
    }

    private byte[] proof() {
        String password = credentials.password().reveal();
        return plugin.equals(CachingSha2Password.NAME)
                ? CachingSha2Password.proof(password, scramble)
                : NativePassword.proof(password, scramble);
    }

    private void send(PayloadWriter payload) throws IOException {
        out.startSequence(in.sequence());
        out.write(payload);
        out.flush();
        in.expectSequence(out.sequence());
    }

    private static boolean supported(String plugin) {
        return plugin.equals(NativePassword.NAME) || plugin.equals(CachingSha2Password.NAME);
    }
}
