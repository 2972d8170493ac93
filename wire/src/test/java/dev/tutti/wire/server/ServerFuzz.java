package dev.tutti.wire.server;

import dev.tutti.core.model.Secret;
import dev.tutti.wire.FuzzRun;
import dev.tutti.wire.FuzzRun.Taken;
import dev.tutti.wire.handshake.CachingSha2Password;
import dev.tutti.wire.handshake.Capability;
import dev.tutti.wire.handshake.Login;
import dev.tutti.wire.handshake.NativePassword;
import dev.tutti.wire.handshake.ServerKey;
import dev.tutti.wire.packet.PayloadWriter;
import dev.tutti.wire.server.Authentication.Plugin;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/**
 * The server's connection code against hostile clients, without a network: {@code ServerFuzz [million packets] [first seed]}.
 * After {@code ./mvnw -pl core,lab,wire -am test-compile}: {@code java -Xmx256m -cp
 * wire/target/classes:wire/target/test-classes:core/target/classes:$(find ~/.m2 -name 'jspecify-1*.jar')
 * dev.tutti.wire.server.ServerFuzz 10}. Coverage-guided with Jazzer: {@code --target_class=dev.tutti.wire.server.ServerFuzz}.
 */
public final class ServerFuzz {
    private static final Map<String, Account> ACCOUNTS = Map.of(
            "both", Account.of("both", Secret.of("secret"), Set.of()),
            "native", Account.ofNativeHash(
                    "native", "*" + HexFormat.of().formatHex(NativePassword.stored("secret")), Set.of()),
            "sha2", Account.ofSha2Hash("sha2", HexFormat.of().formatHex(CachingSha2Password.stored("secret")), Set.of()),
            "empty", Account.of("empty", Secret.of(""), Set.of()));
    private static final ServerOptions[] OPTIONS = {
        options(Plugin.MYSQL_NATIVE_PASSWORD), options(Plugin.CACHING_SHA2_PASSWORD)
    };
    private static final PasswordCheck CHECK = new PasswordCheck(true);
    private static final byte[] EVENT = {3, 0, 0, 0, 0, 1, 2};

    static {
        // Made once; its making would be counted against the client that asks first.
        ServerKey.get();
    }

    private ServerFuzz() {}

    private static ServerOptions options(Plugin plugin) {
        return new ServerOptions(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), "5.6.14-log",
                (user, client) -> Optional.ofNullable(ACCOUNTS.get(user)),
                Authentication.defaults().withDefaultPlugin(plugin).withEmptyPasswords(true));
    }

    public static void main(String[] args) {
        long packets = args.length > 0 ? Math.round(Double.parseDouble(args[0]) * 1e6) : 1_000_000;
        new FuzzRun("server", ServerFuzz::run).run(args.length > 1 ? Long.parseLong(args[1]) : 1, packets, true);
    }

    /** One client. */
    static Taken run(long seed) throws Exception {
        MemoryLink[] link = new MemoryLink[1];
        HostileClient[] client = new HostileClient[1];
        // The client looks at what its own link was sent.
        link[0] = new MemoryLink(new InputStream() {
            @Override
            public int read() {
                return client[0].read();
            }

            @Override
            public int read(byte[] bytes, int offset, int length) {
                return client[0].read(bytes, offset, length);
            }
        });
        client[0] = new HostileClient(seed, link[0].sent());
        serve(link[0], OPTIONS[(int) (seed & 1)], seed);
        return new Taken(client[0].packets(), client[0].bytes(), 0);
    }

    /** For Jazzer: a login that succeeds, then these bytes; or these bytes alone. */
    public static void fuzzerTestOneInput(byte[] input) throws Exception {
        if (input.length == 0) {
            return;
        }
        java.util.logging.Logger.getLogger("dev.tutti").setLevel(java.util.logging.Level.OFF);
        byte[] login = (input[0] & 1) == 0 ? new byte[0] : login();
        byte[] whole = Arrays.copyOf(login, login.length + input.length - 1);
        System.arraycopy(input, 1, whole, login.length, input.length - 1);
        serve(new MemoryLink(new ByteArrayInputStream(whole)), OPTIONS[(input[0] >> 1) & 1], input[0]);
    }

    /** User "empty", who proves nothing. */
    private static byte[] login() {
        PayloadWriter login = new PayloadWriter();
        int capabilities = Capability.PROTOCOL_41 | Capability.SECURE_CONNECTION | Capability.PLUGIN_AUTH;
        new Login(capabilities, 45, "empty", new byte[0], "", NativePassword.NAME, Map.of()).encode(login);
        return new PayloadWriter().u32(login.length() | (1 << 24)).bytes(login.toBytes()).toBytes();
    }

    private static void serve(MemoryLink link, ServerOptions options, long choice) throws Exception {
        Connections connections = new Connections(System::nanoTime);
        Handler handler = new Handler(choice);
        ServerConnection connection =
                new ServerConnection(connections.nextId(), link, options, handler, CHECK, connections);
        connections.add(connection);
        try {
            connection.serve();
        } catch (IOException | AsAsked e) {
            // What the server's own code expects: the network's failures, and a handler's.
        }
        if (link.isOpen()) {
            throw new AssertionError("the connection was left open");
        }
        if (!link.sent().isWhole()) {
            throw new AssertionError("half a packet was sent");
        }
        if (handler.arrived != handler.left) {
            throw new AssertionError("a session did not end, or ended twice");
        }
    }

    private static final class AsAsked extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** Answers and dumps in every way that a handler may, good or bad. */
    private static final class Handler implements ServerHandler {
        private final DriverQuestions questions = new DriverQuestions(TestHandler.VARIABLES, this::rest);
        private final long choice;
        private int turn;
        private int arrived;
        private int left;

        Handler(long choice) {
            this.choice = choice >>> 1;
        }

        @Override
        public Reply answer(Session session, String sql) {
            arrived = 1;
            return questions.answer(session, sql);
        }

        private Reply rest(Session session, String sql) {
            if (sql.equals("fail")) {
                throw new IllegalStateException("as it was asked to");
            }
            return sql.startsWith("SHOW")
                    ? Reply.row(List.of("a", "b"), List.of(sql, session.host()))
                    : Reply.notUnderstood(sql);
        }

        @Override
        public void dump(Session session, DumpRequest request, Outlet outlet) throws IOException {
            arrived = 1;
            CountDownLatch gone = new CountDownLatch(1);
            int way = (int) ((choice + turn++) % 7);
            if (way >= 3) {
                outlet.listen(new AckListener() {
                    @Override
                    public void acknowledged(String file, long position) {
                        if (position < 0) {
                            throw new AssertionError("position " + position);
                        }
                    }

                    @Override
                    public void clientLeft() {
                        gone.countDown();
                    }
                });
            }
            for (int i = 0; i < way; i++) {
                ByteBuffer event = ByteBuffer.wrap(EVENT.clone());
                outlet.write(event.put(3, (byte) outlet.sequence()), 1);
            }
            switch (way) {
                case 0, 3 -> outlet.eof();
                case 1, 4 -> outlet.error(1236, "HY000", "as it was asked to");
                case 2 -> throw new AsAsked();
                case 5 -> await(gone);
                default -> {
                    // Ends without a word.
                }
            }
        }

        private static void await(CountDownLatch gone) throws IOException {
            try {
                gone.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }

        @Override
        public void left(Session session) {
            arrived = 1;
            left++;
        }
    }
}
