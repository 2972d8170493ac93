package dev.tutti.wire.server;

import dev.tutti.wire.handshake.CachingSha2Password;
import dev.tutti.wire.handshake.Capability;
import dev.tutti.wire.handshake.Greeting;
import dev.tutti.wire.handshake.Login;
import dev.tutti.wire.handshake.NativePassword;
import dev.tutti.wire.handshake.ServerKey;
import dev.tutti.wire.packet.LittleEndian;
import dev.tutti.wire.packet.MalformedPacketException;
import dev.tutti.wire.packet.PacketInput;
import dev.tutti.wire.packet.PacketOutput;
import dev.tutti.wire.packet.PayloadWriter;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * The server's part of a login, from the greeting up to OK or ERR. Used once, by the connection's thread.
 *
 * <pre>
 *   greeting ─▶ [TLS] ─▶ login ─▶ native proof ────────────────────────────────────▶ OK | ERR
 *                          │  └──▶ sha2 proof ─▶ 01 03 ─▶ OK
 *                          │            └──▶ 01 04 ─▶ password by TLS or RSA ──────▶ OK | ERR
 *                          └──▶ AuthSwitch (0xfe) ─▶ the same with the other plugin
 * </pre>
 */
final class ServerLogin {
    private static final System.Logger LOG = System.getLogger(ServerLogin.class.getName());
    private static final int SWITCH = 0xfe;
    private static final int MORE_DATA = 0x01;
    /** The login packet up to the reserved bytes, which is all of it when a client asks for TLS. */
    private static final int TLS_REQUEST = 32;

    private static final int LARGEST_PACKET = 64 * 1024;

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

    private final long id;
    private final ServerOptions options;
    private final PasswordCheck check;
    private final PacketInput in;
    private final PacketOutput out;
    private final Replies replies;
    private final byte[] scramble = scramble();
    private Link link;

    ServerLogin(
            long id,
            ServerOptions options,
            PasswordCheck check,
            Link link,
            PacketInput in,
            PacketOutput out,
            Replies replies) {
        this.id = id;
        this.options = options;
        this.check = check;
        this.link = link;
        this.in = in;
        this.out = out;
        this.replies = replies;
    }

    /**
     * Runs the login.
     *
     * @return who it is; null if the login was refused, which the client has been told
     */
    @Nullable Session run() throws IOException {
        SSLContext tls = options.authentication().tls();
        String offered = options.authentication().defaultPlugin().wireName();
        in.refuseBeyond(LARGEST_PACKET);
        out.startSequence(0);
        PayloadWriter greeting = new PayloadWriter(128);
        new Greeting(
                        options.version(),
                        id,
                        scramble,
                        tls == null ? OFFERED : OFFERED | Capability.SSL,
                        Replies.UTF8MB4,
                        Replies.AUTOCOMMIT,
                        offered)
                .encode(greeting);
        ask(greeting);
        if (asksForTls()) {
            if (tls == null) {
                throw new MalformedPacketException("the client asks for TLS, which was not offered");
            }
            encrypt(tls);
        }
        Login login = Login.decode(in.reader());
        if (link.isClear() && options.authentication().requireTls()) {
            refuse(3159, "HY000",
                    "Connections using insecure transport are prohibited while --require_secure_transport=ON.");
            return null;
        }
        return judge(login, offered);
    }

    /** What carries the connection from now on. */
    Link link() {
        return link;
    }

    private boolean asksForTls() {
        return in.length() == TLS_REQUEST && (LittleEndian.i32(in.payload(), in.offset()) & Capability.SSL) != 0;
    }

    private void encrypt(SSLContext tls) throws IOException {
        // A client sends its first TLS message without waiting for anything, so part of it may have arrived with the request.
        link = link.encrypt(tls, in.takeReadAhead());
        in.continueWith(link.input());
        out.continueWith(link.output());
        in.next();
    }

    private @Nullable Session judge(Login login, String offered) throws IOException {
        InetAddress from = link.client().getAddress();
        Optional<Account> found = options.accounts().find(login.user(), from);
        PasswordCheck.Candidate candidate = check.candidate(login.user(), found);
        byte[] proof = login.proof();
        String plugin = plugin(login.plugin(), candidate.account());
        // Some clients compute nothing for a greeting that names another plugin than theirs, and wait to be asked.
        boolean notComputed = isEmpty(proof) && !login.plugin().equals(offered);
        if (!plugin.equals(login.plugin()) || notComputed) {
            proof = switchTo(plugin);
        }
        boolean accepted = isEmpty(proof) ? check.acceptsEmpty(candidate) : verify(plugin, candidate, proof);
        Account account = candidate.account();
        if (!accepted || (account.requireTls() && link.isClear())) {
            LOG.log(System.Logger.Level.INFO, "Refused the login of user ''{0}'' from {1}", printable(login.user()), host(from));
            refuse(1045, "28000", "Access denied for user '" + printable(login.user()) + "'@'" + host(from)
                    + "' (using password: " + (isEmpty(proof) ? "NO" : "YES") + ")");
            return null;
        }
        Session session = new Session(
                id, account, link.client(), !link.isClear(), login.database(), login.attributes(), options.clock());
        out.startSequence(in.sequence());
        replies.ok(0);
        out.flush();
        return session;
    }

    /**
     * The client's own plugin where the account can be verified by it. An account known by its native hash only is verified by
     * the password itself when TLS protects it: then clients that have lost the native plugin (MySQL 9) can log in as well.
     */
    private String plugin(String clients, Account account) {
        if (account.nativeVerifier() == null) {
            return CachingSha2Password.NAME;
        }
        if (clients.equals(CachingSha2Password.NAME) && (account.sha2Verifier() != null || !link.isClear())) {
            return CachingSha2Password.NAME;
        }
        boolean defaultSha2 =
                options.authentication().defaultPlugin() == Authentication.Plugin.CACHING_SHA2_PASSWORD;
        return defaultSha2 && account.sha2Verifier() != null && !clients.equals(NativePassword.NAME)
                ? CachingSha2Password.NAME
                : NativePassword.NAME;
    }

    private byte[] switchTo(String plugin) throws IOException {
        out.startSequence(in.sequence());
        ask(new PayloadWriter(64).u8(SWITCH).nulText(plugin).bytes(scramble).u8(0));
        return in.reader().rest();
    }

    private boolean verify(String plugin, PasswordCheck.Candidate candidate, byte[] proof) throws IOException {
        if (plugin.equals(NativePassword.NAME)) {
            return check.acceptsNative(candidate, proof, scramble);
        }
        out.startSequence(in.sequence());
        if (check.acceptsSha2(candidate, proof, scramble)) {
            out.write(new PayloadWriter().u8(MORE_DATA).u8(CachingSha2Password.FAST_SUCCESS));
            // OK has the next number, although the client is not asked in between.
            in.expectSequence(out.sequence());
            return true;
        }
        ask(new PayloadWriter().u8(MORE_DATA).u8(CachingSha2Password.FULL_AUTHENTICATION));
        byte[] password = link.isClear() ? passwordByKey() : in.reader().rest();
        try {
            boolean whole = password.length > 1 && password[password.length - 1] == 0;
            byte[] bare = whole ? Arrays.copyOf(password, password.length - 1) : new byte[1];
            boolean accepted = check.acceptsPassword(candidate, bare);
            Arrays.fill(bare, (byte) 0);
            return accepted && whole;
        } finally {
            Arrays.fill(password, (byte) 0);
        }
    }

    /** The password as it was encrypted for our key; nothing if it was not. In clear it is never accepted. */
    private byte[] passwordByKey() throws IOException {
        byte[] answer = in.reader().rest();
        if (answer.length == 1 && answer[0] == CachingSha2Password.REQUEST_KEY) {
            out.startSequence(in.sequence());
            ask(new PayloadWriter(512).u8(MORE_DATA).bytes(ServerKey.get().pem()));
            answer = in.reader().rest();
        }
        return ServerKey.get().decrypt(answer, scramble).orElseGet(() -> new byte[0]);
    }

    /** Sends a packet and takes the client's answer. */
    private void ask(PayloadWriter payload) throws IOException {
        out.write(payload);
        out.flush();
        in.expectSequence(out.sequence());
        in.next();
    }

    private void refuse(int code, String sqlState, String message) throws IOException {
        out.startSequence(in.sequence());
        replies.error(code, sqlState, message);
        out.flush();
    }

    /** No password was typed: nothing, or the lone NUL that {@code caching_sha2_password} sends for it. */
    private static boolean isEmpty(byte[] proof) {
        return proof.length == 0 || (proof.length == 1 && proof[0] == 0);
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

    /** An address without the scope that Java appends to IPv6 ones. */
    static String host(InetAddress address) {
        String text = address.getHostAddress();
        int scope = text.indexOf('%');
        return scope < 0 ? text : text.substring(0, scope);
    }

    /** What a stranger wrote, for a line of ours: no control characters, and not long. */
    private static String printable(String text) {
        String line = text.replaceAll("\\p{Cntrl}", "?");
        return line.length() > 80 ? line.substring(0, 80) + "…" : line;
    }
}
