package dev.tutti.wire.server;

import dev.tutti.core.model.Secret;
import dev.tutti.wire.handshake.Capability;
import dev.tutti.wire.handshake.Greeting;
import dev.tutti.wire.handshake.Login;
import dev.tutti.wire.handshake.NativePassword;
import dev.tutti.wire.packet.ErrPacket;
import dev.tutti.wire.packet.PacketInput;
import dev.tutti.wire.packet.PacketOutput;
import dev.tutti.wire.packet.PayloadReader;
import dev.tutti.wire.packet.PayloadWriter;
import org.jspecify.annotations.Nullable;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.SecureRandom;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** One client, from greeting to goodbye. Runs on a virtual thread of its own. */
final class ServerConnection {
    private static final int COM_QUIT = 0x01;
    private static final int COM_INIT_DB = 0x02;
    private static final int COM_QUERY = 0x03;
    private static final int COM_PING = 0x0e;
    private static final int COM_SET_OPTION = 0x1b;
    private static final int COM_RESET_CONNECTION = 0x1f;

    private static final int AUTOCOMMIT = 2;
    private static final int UTF8MB4 = 45;
    private static final int VAR_STRING = 0xfd;
    private static final int BUFFER = 4 * 1024;
    private static final int LARGEST_LOGIN_PACKET = 64 * 1024;
    private static final int LARGEST_COMMAND = 64 * 1024 * 1024;

    private static final int OFFERED = Capability.LONG_PASSWORD
            | Capability.FOUND_ROWS
            | Capability.LONG_FLAG
            | Capability.CONNECT_WITH_DB
            | Capability.PROTOCOL_41
            | Capability.TRANSACTIONS
            | Capability.SECURE_CONNECTION
            | Capability.PLUGIN_AUTH
            | Capability.PLUGIN_AUTH_LENENC
            | Capability.CONNECT_ATTRS;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Socket socket;
    private final long threadId;
    private final ServerOptions options;
    private final QueryHandler handler;
    private final PacketInput in;
    private final PacketOutput out;
    private final PayloadWriter payload = new PayloadWriter(256);

    ServerConnection(Socket socket, long threadId, ServerOptions options, QueryHandler handler) throws IOException {
        this.socket = socket;
        this.threadId = threadId;
        this.options = options;
        this.handler = handler;
        socket.setTcpNoDelay(true);
        in = new PacketInput(socket.getInputStream(), BUFFER);
        out = new PacketOutput(socket.getOutputStream(), BUFFER);
    }

    void serve() throws IOException {
        Session session = logIn();
        if (session != null) {
            in.refuseBeyond(LARGEST_COMMAND);
            while (command(session)) {
                out.flush();
            }
        }
    }

    private @Nullable Session logIn() throws IOException {
        byte[] scramble = scramble();
        in.refuseBeyond(LARGEST_LOGIN_PACKET);
        new Greeting(options.version(), threadId, scramble, OFFERED, UTF8MB4, AUTOCOMMIT, NativePassword.NAME)
                .encode(payload.clear());
        out.startSequence(0);
        out.write(payload);
        out.flush();
        in.expectSequence(out.sequence());
        in.next();
        Login login = Login.decode(in.reader());
        byte[] proof = login.plugin().equals(NativePassword.NAME) ? login.proof() : switchPlugin(scramble);
        out.startSequence(in.sequence());
        if (!isKnown(login.user(), proof, scramble)) {
            error(1045, "28000", "Access denied for user '" + login.user() + "'@'localhost' (using password: "
                    + (proof.length == 0 ? "NO" : "YES") + ")");
            out.flush();
            return null;
        }
        ok(0);
        out.flush();
        return new Session(
                threadId,
                Account.of(login.user(), Secret.of(""), Set.of()),
                (InetSocketAddress) socket.getRemoteSocketAddress(),
                false,
                login.database(),
                login.attributes(),
                options.clock());
    }

    private byte[] switchPlugin(byte[] scramble) throws IOException {
        payload.clear().u8(0xfe).nulText(NativePassword.NAME).bytes(scramble).u8(0);
        out.startSequence(in.sequence());
        out.write(payload);
        out.flush();
        in.expectSequence(out.sequence());
        in.next();
        return in.reader().rest();
    }

    private boolean isKnown(String user, byte[] proof, byte[] scramble) {
        return options.accounts()
                .find(user, socket.getInetAddress())
                .map(account -> NativePassword.accepts(
                        proof, scramble, Objects.requireNonNull(account.nativeVerifier())))
                .orElse(false);
    }

    private static byte[] scramble() {
        byte[] scramble = new byte[Greeting.SCRAMBLE_LENGTH];
        RANDOM.nextBytes(scramble);
        for (int i = 0; i < scramble.length; i++) {
            // Printable, so without NUL and without '$', which clients of old take for something else.
            scramble[i] = (byte) ('0' + (scramble[i] & 0x3f));
        }
        return scramble;
    }

    /** Serves one command; false when the client has left. */
    private boolean command(Session session) throws IOException {
        in.expectSequence(0);
        try {
            in.next();
        } catch (EOFException e) {
            return false;
        }
        out.startSequence(1);
        PayloadReader reader = in.reader();
        int command = reader.u8("command");
        switch (command) {
            case COM_QUIT -> {
                return false;
            }
            case COM_QUERY -> reply(answer(session, reader.restAsText()));
            case COM_INIT_DB -> {
                session.use(reader.restAsText());
                ok(0);
            }
            case COM_PING, COM_RESET_CONNECTION -> ok(0);
            case COM_SET_OPTION -> endOfList();
            default -> error(1047, "08S01", "Unknown command");
        }
        return true;
    }

    private Reply answer(Session session, String sql) {
        try {
            return handler.answer(session, sql);
        } catch (RuntimeException e) {
            return new Reply.Err(1105, "HY000", "Failed inside: " + e);
        }
    }

    private void reply(Reply reply) throws IOException {
        switch (reply) {
            case Reply.Ok done -> ok(done.affected());
            case Reply.Err refused -> error(refused.code(), refused.sqlState(), refused.message());
            case Reply.ResultSet result -> table(result.columns(), result.rows());
        }
    }

    private void table(List<String> columns, List<List<@Nullable String>> rows) throws IOException {
        out.write(payload.clear().lengthEncoded(columns.size()));
        for (String column : columns) {
            payload.clear().lengthEncodedText("def").lengthEncodedText("").lengthEncodedText("").lengthEncodedText("");
            payload.lengthEncodedText(column).lengthEncodedText(column);
            payload.lengthEncoded(0x0c).u16(UTF8MB4).u32(1024).u8(VAR_STRING).u16(0).u8(0).zeros(2);
            out.write(payload);
        }
        endOfList();
        for (List<@Nullable String> row : rows) {
            payload.clear();
            for (String value : row) {
                payload.cell(value);
            }
            out.write(payload);
        }
        endOfList();
    }

    private void endOfList() throws IOException {
        out.write(payload.clear().u8(0xfe).u16(0).u16(AUTOCOMMIT));
    }

    private void ok(long affected) throws IOException {
        out.write(payload.clear().u8(0).lengthEncoded(affected).lengthEncoded(0).u16(AUTOCOMMIT).u16(0));
    }

    private void error(int code, String sqlState, String message) throws IOException {
        new ErrPacket(code, sqlState, message).encode(payload.clear());
        out.write(payload);
    }
}
