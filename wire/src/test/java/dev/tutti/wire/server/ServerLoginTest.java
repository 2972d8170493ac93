package dev.tutti.wire.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.tutti.core.model.Credentials;
import dev.tutti.core.model.Secret;
import dev.tutti.lab.TestCertificate;
import dev.tutti.wire.ServerErrorException;
import dev.tutti.wire.Tls;
import dev.tutti.wire.WireConnection;
import dev.tutti.wire.WireException;
import dev.tutti.wire.WireOptions;
import dev.tutti.wire.handshake.CachingSha2Password;
import dev.tutti.wire.handshake.NativePassword;
import dev.tutti.wire.packet.PayloadWriter;
import dev.tutti.wire.server.Authentication.Plugin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** Who is let in, by which plugin, with and without TLS; and what those are told who are not. */
class ServerLoginTest {
    private static final Secret PASSWORD = RawClient.REPL.password();
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Map<String, Account> ACCOUNTS = Map.of(
            "both", Account.of("both", PASSWORD, Set.of("replication")),
            "native", Account.ofNativeHash("native", "*" + hex(NativePassword.stored(PASSWORD.reveal())), Set.of()),
            "sha2", Account.ofSha2Hash("sha2", hex(CachingSha2Password.stored(PASSWORD.reveal())), Set.of()),
            "tls", Account.of("tls", PASSWORD, Set.of()).withTlsRequired(),
            "empty", Account.of("empty", Secret.of(""), Set.of()));

    private final CopyOnWriteArrayList<WireServer> servers = new CopyOnWriteArrayList<>();

    private static String hex(byte[] bytes) {
        return HexFormat.of().withUpperCase().formatHex(bytes);
    }

    private static Account account(String user) {
        return Objects.requireNonNull(ACCOUNTS.get(user));
    }

    private WireServer start(Authentication authentication) throws IOException {
        ServerOptions options = new ServerOptions(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                "8.0.40-model",
                (user, client) -> Optional.ofNullable(ACCOUNTS.get(user)),
                authentication);
        WireServer server = WireServer.start(options, (session, sql) -> Reply.value("who", session.user()));
        servers.add(server);
        return server;
    }

    @AfterEach
    void stop() {
        servers.forEach(WireServer::close);
    }

    private static WireConnection connect(WireServer server, String user, String password, Tls tls) throws WireException {
        return WireConnection.connect(
                server.address(), new Credentials(user, Secret.of(password)), WireOptions.defaults().withTls(tls));
    }

    private static ServerErrorException refusal(WireServer server, String user, String password, Tls tls) {
        return catchThrowableOfType(ServerErrorException.class, () -> connect(server, user, password, tls).close());
    }

    @ParameterizedTest
    @CsvSource({
        "MYSQL_NATIVE_PASSWORD, OFF",
        "MYSQL_NATIVE_PASSWORD, REQUIRED_TRUST_ALL",
        "CACHING_SHA2_PASSWORD, OFF",
        "CACHING_SHA2_PASSWORD, REQUIRED_TRUST_ALL"
    })
    void whateverAnAccountIsVerifiedByItsPasswordLetsInAndAnotherDoesNot(Plugin plugin, Tls tls) throws Exception {
        WireServer server = start(
                Authentication.defaults().withDefaultPlugin(plugin).withTls(TestCertificate.sharedContext(), false));

        for (String user : List.of("both", "native", "sha2")) {
            for (int login = 0; login < 2; login++) {
                try (WireConnection connection = connect(server, user, PASSWORD.reveal(), tls)) {
                    assertThat(connection.query("who").first()).isEqualTo(user);
                    Session session = server.sessions().getLast();
                    assertThat(session.encrypted()).isEqualTo(tls != Tls.OFF);
                    assertThat(session.roles()).isEqualTo(account(user).roles());
                }
            }
            assertThat(refusal(server, user, "wrong", tls).code()).isEqualTo(1045);
            assertThat(refusal(server, user, "", tls).code()).isEqualTo(1045);
        }
    }

    @ParameterizedTest
    @EnumSource(Plugin.class)
    void anUnknownUserIsToldTheSameAsOneWithAWrongPassword(Plugin plugin) throws Exception {
        WireServer server = start(Authentication.defaults().withDefaultPlugin(plugin));

        ServerErrorException wrong = refusal(server, "both", "wrong", Tls.OFF);
        ServerErrorException unknown = refusal(server, "none", "wrong", Tls.OFF);

        assertThat(wrong.serverMessage())
                .isEqualTo("Access denied for user 'both'@'127.0.0.1' (using password: YES)");
        assertThat(unknown.serverMessage()).isEqualTo(wrong.serverMessage().replace("both", "none"));
        assertThat(unknown.code()).isEqualTo(wrong.code());
        assertThat(unknown.sqlState()).isEqualTo(wrong.sqlState()).isEqualTo("28000");
        assertThat(refusal(server, "none", "", Tls.OFF).serverMessage()).endsWith("(using password: NO)");
    }

    @Test
    void unknownUsersAreAskedForTheSamePluginsAsKnownOnes() {
        PasswordCheck check = new PasswordCheck(false);
        check.candidate("native", Optional.of(account("native")));

        PasswordCheck.Candidate decoy = check.candidate("none", Optional.empty());

        assertThat(decoy.real()).isFalse();
        assertThat(decoy.account().nativeVerifier()).hasSize(20);
        assertThat(decoy.account().sha2Verifier()).isNull();
        assertThat(check.candidate("none", Optional.empty()).account().nativeVerifier())
                .isEqualTo(decoy.account().nativeVerifier());
    }

    @Test
    void withoutTlsNobodyComesInWhereTlsIsRequired() throws Exception {
        WireServer all = start(Authentication.defaults().withTls(TestCertificate.sharedContext(), true));
        WireServer some = start(Authentication.defaults().withTls(TestCertificate.sharedContext(), false));

        assertThat(refusal(all, "both", PASSWORD.reveal(), Tls.OFF).code()).isEqualTo(3159);
        connect(all, "both", PASSWORD.reveal(), Tls.REQUIRED_TRUST_ALL).close();
        assertThat(refusal(some, "tls", PASSWORD.reveal(), Tls.OFF).code()).isEqualTo(1045);
        connect(some, "tls", PASSWORD.reveal(), Tls.REQUIRED_TRUST_ALL).close();
        assertThatIllegalArgumentException().isThrownBy(() -> new Authentication(
                Plugin.MYSQL_NATIVE_PASSWORD, null, true, false, Duration.ofSeconds(1), 1, null));
    }

    @ParameterizedTest
    @EnumSource(Plugin.class)
    void anEmptyPasswordLetsInOnlyWhereThatIsAllowed(Plugin plugin) throws Exception {
        WireServer strict = start(Authentication.defaults().withDefaultPlugin(plugin));
        WireServer lenient = start(Authentication.defaults().withDefaultPlugin(plugin).withEmptyPasswords(true));

        assertThat(refusal(strict, "empty", "", Tls.OFF).code()).isEqualTo(1045);
        connect(lenient, "empty", "", Tls.OFF).close();
        assertThat(refusal(lenient, "empty", "wrong", Tls.OFF).code()).isEqualTo(1045);
        assertThat(refusal(lenient, "both", "", Tls.OFF).code()).isEqualTo(1045);
        assertThat(refusal(lenient, "none", "", Tls.OFF).code()).isEqualTo(1045);
    }

    @Test
    void aClientThatComputedNothingForTheOtherPluginIsAsked() throws Exception {
        WireServer server = start(Authentication.defaults());
        try (RawClient client = new RawClient(server.address())) {
            byte[] scramble = client.greeting().scramble();
            client.out.startSequence(1);
            PayloadWriter login = new PayloadWriter();
            new dev.tutti.wire.handshake.Login(
                            1 << 9 | 1 << 15 | 1 << 19 | 1 << 21, 45, "both", new byte[0], "", CachingSha2Password.NAME, Map.of())
                    .encode(login);
            client.out.write(login);
            client.out.flush();
            client.in.expectSequence(2);
            client.in.next();
            assertThat(client.text()).startsWith("\ufffd" + CachingSha2Password.NAME);
            client.out.startSequence(3);
            client.out.write(new PayloadWriter().bytes(CachingSha2Password.proof(PASSWORD.reveal(), scramble)));
            client.out.flush();
            client.in.expectSequence(4);
            client.in.next();
            assertThat(client.in.payload()[client.in.offset() + 1]).isEqualTo((byte) CachingSha2Password.FAST_SUCCESS);
            client.in.next();
            assertThat(client.first()).isZero();
        }
    }

    @Test
    void moreConnectionsThanAllowedAreTurnedAway() throws Exception {
        WireServer server = start(Authentication.defaults().withMaxConnections(2));
        List<WireConnection> open = new ArrayList<>();
        try {
            open.add(connect(server, "both", PASSWORD.reveal(), Tls.OFF));
            open.add(connect(server, "both", PASSWORD.reveal(), Tls.OFF));

            ServerErrorException refused = refusal(server, "both", PASSWORD.reveal(), Tls.OFF);

            assertThat(refused.code()).isEqualTo(1040);
            assertThat(refused.serverMessage()).isEqualTo("Too many connections");
            open.removeFirst().close();
            await().atMost(SOON).until(() -> server.connections() == 1);
            open.add(connect(server, "both", PASSWORD.reveal(), Tls.OFF));
        } finally {
            open.forEach(WireConnection::close);
        }
    }

    @Test
    void aClientThatSaysNothingOrOneByteNowAndThenIsDropped() throws Exception {
        WireServer server = start(Authentication.defaults().withLoginTimeout(Duration.ofMillis(300)));
        try (Socket silent = new Socket();
                Socket slow = new Socket()) {
            InetSocketAddress address = new InetSocketAddress(server.address().host(), server.address().port());
            silent.connect(address);
            slow.connect(address);
            await().atMost(SOON).pollInterval(Duration.ofMillis(50)).until(() -> {
                try {
                    slow.getOutputStream().write(1);
                } catch (IOException e) {
                    // It is closed: what is waited for.
                }
                return server.connections() == 0;
            });
            silent.setSoTimeout(20_000);
            InputStream rest = silent.getInputStream();
            assertThat(rest.readAllBytes()).isNotEmpty();
        }
        try (WireConnection connection = connect(server, "both", PASSWORD.reveal(), Tls.OFF)) {
            assertThat(connection.query("who").first()).isEqualTo("both");
        }
    }

    @Test
    void aClientThatHasNothingToAskForTooLongIsDropped() throws Exception {
        WireServer server = start(Authentication.defaults().withIdleTimeout(Duration.ofMillis(300)));
        try (WireConnection connection = connect(server, "both", PASSWORD.reveal(), Tls.OFF)) {
            assertThat(connection.query("who").first()).isEqualTo("both");

            await().atMost(SOON).until(() -> server.connections() == 0);

            assertThatThrownBy(() -> connection.query("who")).isInstanceOf(WireException.class);
        }
    }

    @Test
    void nonsenseIsAnsweredWithAnErrorAndHarmsNobodyElse() throws Exception {
        WireServer server = start(Authentication.defaults());
        try (WireConnection other = connect(server, "both", PASSWORD.reveal(), Tls.OFF);
                Socket http = new Socket(server.address().host(), server.address().port())) {
            http.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            http.setSoTimeout(20_000);
            assertThat(new String(http.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
                    .contains("#08S01Bad handshake");

            assertThat(other.query("who").first()).isEqualTo("both");
        }
    }

    @Test
    void storedPasswordsOfAnotherFormAreRefusedWithoutBeingRepeated() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Account.ofNativeHash("app", "hunter2", Set.of()))
                .withMessageContaining("'app'")
                .withMessageNotContaining("hunter2");
        assertThatIllegalArgumentException().isThrownBy(() -> Account.ofSha2Hash("app", "*00", Set.of()));
        assertThat(account("both").toString()).doesNotContain("Verifier").doesNotContain("[B@");
    }
}
