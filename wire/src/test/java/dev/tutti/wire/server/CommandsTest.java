package dev.tutti.wire.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tutti.core.model.Credentials;
import dev.tutti.core.model.Secret;
import dev.tutti.wire.packet.PayloadWriter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/** What each command is answered with, and what a list of processes shows meanwhile. */
class CommandsTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Credentials OTHER = new Credentials("other", Secret.of("else"));

    private final AtomicLong clock = new AtomicLong(1_000_000_000L);
    private final CountDownLatch release = new CountDownLatch(1);
    private WireServer server;
    private TestHandler handler;

    @BeforeEach
    void start() throws IOException {
        handler = new TestHandler(this::answer, (session, request, outlet) -> outlet.eof());
        server = WireServer.start(
                new ServerOptions(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), "5.6.14-log",
                        Accounts.of(List.of(RawClient.REPL, OTHER)), Authentication.defaults(), clock::get),
                handler);
    }

    @AfterEach
    void stop() {
        release.countDown();
        server.close();
    }

    private Reply answer(Session session, String sql) {
        if (sql.startsWith("wait")) {
            session.state("Waiting for the test");
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return Reply.ok();
        }
        return new Reply.ResultSet(List.of("Id", "Name"), List.of(List.of("12345678901", "one")), Set.of("Id"));
    }

    @Test
    void aListOfProcessesShowsWhatEachDoesSinceWhenAndNoPassword() throws Exception {
        try (RawClient client = RawClient.loggedIn(server.address())) {
            await().atMost(SOON).until(() -> server.sessions().size() == 1);
            Session session = server.sessions().getFirst();
            assertThat(session.command()).isEqualTo("Sleep");
            assertThat(session.since()).isEqualTo(1_000_000_000L);
            assertThat(session.host()).isEqualTo("127.0.0.1:" + client.socket.getLocalPort());

            clock.set(5_000_000_000L);
            client.send(RawClient.command(Commands.QUERY).text("wait CHANGE MASTER TO MASTER_PASSWORD='hunter2', x=1"));

            await().atMost(SOON).until(() -> session.state().equals("Waiting for the test"));
            assertThat(session.command()).isEqualTo("Query");
            assertThat(session.since()).isEqualTo(5_000_000_000L);
            assertThat(session.info()).isEqualTo("wait CHANGE MASTER TO MASTER_PASSWORD='***', x=1");
            release.countDown();
            assertThat(client.next().first()).isZero();
            await().atMost(SOON).until(() -> session.command().equals("Sleep") && session.info().isEmpty());
        }
        await().atMost(SOON).until(() -> handler.left.size() == 1 && server.sessions().isEmpty());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "SET PASSWORD = 'x'                                | SET PASSWORD = '***'",
        "SET PASSWORD FOR 'a'@'%' = PASSWORD('x')          | SET PASSWORD FOR 'a'@'%' = PASSWORD('***')",
        "CREATE USER a IDENTIFIED BY \"x y\" REQUIRE SSL   | CREATE USER a IDENTIFIED BY '***' REQUIRE SSL",
        "ALTER USER a IDENTIFIED WITH p AS 'it''s\\'s' x   | ALTER USER a IDENTIFIED WITH p AS '***' x",
        "GRANT ALL ON a TO b IDENTIFIED BY PASSWORD '*A1'  | GRANT ALL ON a TO b IDENTIFIED BY PASSWORD '***'",
        "change master to master_password = 'cut off       | change master to master_password = '***'",
        "SELECT 'x'                                        | SELECT 'x'",
    })
    void passwordsAreLeftOutOfStatements(String statement, String shown) {
        assertThat(Redaction.of(statement)).isEqualTo(shown);
        assertThat(Redaction.of(statement + " ".repeat(3000))).startsWith(shown).hasSizeLessThanOrEqualTo(1024);
    }

    @Test
    void commandsOfTheProtocolAreAnswered() throws Exception {
        try (RawClient client = RawClient.loggedIn(server.address())) {
            assertThat(client.ask(RawClient.command(Commands.PING)).first()).isZero();
            assertThat(client.ask(RawClient.command(Commands.INIT_DB).text("shop")).first()).isZero();
            assertThat(server.sessions().getFirst().database()).isEqualTo("shop");
            assertThat(client.ask(RawClient.command(Commands.STATISTICS)).text()).isEqualTo(
                    "Uptime: 0  Threads: 1  Questions: 0");
            assertThat(client.ask(RawClient.command(Commands.SET_OPTION).u16(0)).first()).isEqualTo(0xfe);
            client.ask(RawClient.command(Commands.QUERY).text("SET @a = '1'"));
            assertThat(server.sessions().getFirst().userVariables()).containsEntry("a", "1");
            assertThat(client.ask(RawClient.command(Commands.RESET_CONNECTION)).first()).isZero();
            assertThat(server.sessions().getFirst().userVariables()).isEmpty();
            for (int unknown : new int[] {0x00, 0x11, 0x16, 0x17, 0xef, 0xff}) {
                assertThat(client.ask(RawClient.command(unknown).text("x")).error().code()).isEqualTo(1047);
            }
            PayloadWriter register = RawClient.command(Commands.REGISTER_SLAVE).u32(4_000_000_000L);
            register.u8(3).text("db2").u8(1).text("u").u8(7).text("hunter2").u16(3306).u32(0).u32(9);
            assertThat(client.ask(register).first()).isZero();
            assertThat(handler.registrations)
                    .containsExactly(new Registration(4_000_000_000L, "db2", "u", 3306, 0, 9))
                    .noneMatch(replica -> replica.toString().contains("hunter2"));
        }
    }

    @Test
    void aTruncatedCommandIsAnErrorAndTheEnd() throws Exception {
        try (RawClient client = RawClient.loggedIn(server.address())) {
            assertThat(client.ask(RawClient.command(Commands.REGISTER_SLAVE).u32(1).u8(200)).error().code()).isEqualTo(1835);
        }
        await().atMost(SOON).until(() -> handler.left.size() == 1);
    }

    @Test
    void ownConnectionsCanBeKilledAndOthersNot() throws Exception {
        try (RawClient victim = RawClient.loggedIn(server.address());
                RawClient killer = RawClient.loggedIn(server.address());
                RawClient stranger = new RawClient(server.address())) {
            stranger.logIn(OTHER);
            await().atMost(SOON).until(() -> server.sessions().size() == 3);

            assertThat(stranger.ask(RawClient.command(Commands.PROCESS_KILL).u32(1)).error().code()).isEqualTo(1095);
            assertThat(killer.ask(RawClient.command(Commands.PROCESS_KILL).u32(77)).error().code()).isEqualTo(1094);
            assertThat(killer.ask(RawClient.command(Commands.PROCESS_KILL).u32(1)).first()).isZero();
            await().atMost(SOON).until(() -> handler.left.stream().map(Session::id).toList().equals(List.of(1L)));
            assertThat(victim.socket.getInputStream().read()).isEqualTo(-1);
            assertThat(killer.ask(RawClient.command(Commands.PROCESS_KILL).u32(2)).error().code()).isEqualTo(1317);
            await().atMost(SOON).until(() -> server.connections() == 1);
        }
    }

    @Test
    void idsAreNeverZeroNorTakenTwice() {
        Connections connections = new Connections(System::nanoTime, 0xffff_fffeL);

        assertThat(connections.nextId()).isEqualTo(0xffff_ffffL);
        assertThat(connections.nextId()).isEqualTo(1);
    }

    @Test
    void driversSeeNumbersAsNumbers() throws Exception {
        String url = "jdbc:mariadb://" + server.address() + "/?user=other&password=else";
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SHOW PROCESSLIST")) {
            assertThat(result.next()).isTrue();
            assertThat(result.getObject("Id")).isEqualTo(12345678901L);
            assertThat(result.getObject("Name")).isEqualTo("one");
        }
    }
}
