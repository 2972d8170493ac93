package dev.tutti.binlogserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tutti.binlogserver.config.BinlogServerConfig;
import dev.tutti.binlogserver.ingest.ReceiverState;
import dev.tutti.core.model.Coordinates;
import dev.tutti.core.model.Credentials;
import dev.tutti.core.model.Secret;
import dev.tutti.lab.Accounts;
import dev.tutti.lab.Flavour;
import dev.tutti.lab.FleetExtension;
import dev.tutti.lab.LabServer;
import dev.tutti.lab.Sql;
import dev.tutti.wire.ReplicaIdentity;
import dev.tutti.wire.ReplicationStream;
import dev.tutti.wire.ServerErrorException;
import dev.tutti.wire.Tls;
import dev.tutti.wire.WireConnection;
import dev.tutti.wire.WireException;
import dev.tutti.wire.WireOptions;
import dev.tutti.wire.binlog.EventHeader;
import dev.tutti.wire.packet.LittleEndian;
import dev.tutti.wire.server.Authentication;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Clients that ask for what there is not, networks that damage, upstreams that are not what they were. */
class BadInputTest {
    @RegisterExtension
    static final FleetExtension FLEET =
            FleetExtension.of(dev.tutti.lab.Fleet.custom("1 2", Flavour.MARIADB_11_4));

    @TempDir
    Path folder;

    private LabServer primary;
    private DamagingProxy way;
    private BinlogServer server;

    @BeforeEach
    void start() throws IOException {
        primary = FLEET.server("1");
        Sql.run(primary, "RESET MASTER", "TRUNCATE app.t", "INSERT INTO app.t (v) VALUES ('first')", "FLUSH BINARY LOGS",
                "INSERT INTO app.t (v) VALUES ('second')");
        way = new DamagingProxy(primary.address());
        BinlogServerConfig config = TestServer.config(folder, primary.flavour(), List.of(way.address()), 0, 9_001);
        server = TestServer.start(config);
        awaitCheckpoint();
        TestServer.awaitCaughtUp(server, primary);
    }

    /** MariaDB writes a last event about the file before some time after it began a file: until then the log's end may move. */
    private void awaitCheckpoint() {
        String file = TestServer.end(primary).file();
        await("the checkpoint of " + file).atMost(TestServer.LONG).until(() -> {
            try (Connection connection = primary.connect()) {
                return Sql.rows(connection, "SHOW BINLOG EVENTS IN '" + file + "'").stream()
                        .anyMatch(row -> "Binlog_checkpoint".equals(row.get("Event_type")) && file.equals(row.get("Info")));
            }
        });
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        way.close();
    }

    @Test
    void filesAndPositionsThatThereAreNotAreRefusedAsTheirPrimaryRefusesThem() throws Exception {
        Coordinates unknown = new Coordinates("mysql-bin.000777", 4);
        ServerErrorException theirs = Reader.refusal(primary.address(), unknown);
        ServerErrorException ours = Reader.refusal(server.address(), unknown);
        assertThat(ours.code()).isEqualTo(theirs.code()).isEqualTo(1236);
        assertThat(ours.sqlState()).isEqualTo(theirs.sqlState());
        assertThat(ours.serverMessage()).isEqualToIgnoringCase(theirs.serverMessage());

        Coordinates behind = new Coordinates("mysql-bin.000001", 1_000_000);
        theirs = Reader.refusal(primary.address(), behind);
        ours = Reader.refusal(server.address(), behind);
        assertThat(ours.code()).isEqualTo(theirs.code()).isEqualTo(1236);
        assertThat(ours.serverMessage()).startsWith(upToSemicolon(theirs)).contains("mysql-bin.000001", "1000000");

        // The servers send what stands there and find out then; an index knows before.
        ours = Reader.refusal(server.address(), new Coordinates("mysql-bin.000001", 5));
        assertThat(ours.code()).isEqualTo(1236);
        assertThat(ours.serverMessage()).contains("impossible position", "mysql-bin.000001");
        assertStillServes();
    }

    private static String upToSemicolon(ServerErrorException error) {
        String text = error.serverMessage();
        return text.contains(";") ? text.substring(0, text.indexOf(';')) : text;
    }

    @Test
    void aGtidThatItNeverHadIsRefusedAsItsPrimaryRefusesIt() throws Exception {
        String strange = "SET @slave_connect_state = '0-99-1'";
        Coordinates ignored = new Coordinates("", 4);
        ServerErrorException theirs = Reader.refusal(primary.address(), ignored, strange);
        ServerErrorException ours = Reader.refusal(server.address(), ignored, strange);
        assertThat(ours.code()).isEqualTo(theirs.code()).isEqualTo(1236);
        assertThat(ours.serverMessage()).contains("requested to start from GTID 0-99-1, which is not in the master's binlog");
        assertThat(theirs.serverMessage()).contains("requested to start from GTID 0-99-1, which is not in the master's binlog");

        try (Connection admin = TestServer.connect(server)) {
            admin.createStatement().execute("PURGE BINARY LOGS TO 'mysql-bin.000002'");
        }
        ours = Reader.refusal(server.address(), ignored, "SET @slave_connect_state = ''");
        assertThat(ours.code()).isEqualTo(1236);
        assertThat(ours.serverMessage()).startsWith("Could not find GTID state requested by slave in any binlog files.");
        assertThat(Reader.refusal(server.address(), ignored, "SET @slave_connect_state = 'no gtid'").code()).isEqualTo(1236);
        assertThat(Reader.refusal(server.address(), new Coordinates("mysql-bin.000001", 4)).serverMessage())
                .startsWith("Could not find first log file name");
    }

    @Test
    void whoHasNoRightToSomethingIsToldWhich() throws Exception {
        for (Credentials wrong : List.of(
                new Credentials("repl", Secret.of("wrong")), new Credentials("nobody", Secret.of("repl")))) {
            assertThatThrownBy(() -> WireConnection.connect(server.address(), wrong, WireOptions.defaults()).close())
                    .isInstanceOfSatisfying(ServerErrorException.class, e -> {
                        assertThat(e.code()).isEqualTo(1045);
                        assertThat(e.serverMessage()).startsWith("Access denied for user '" + wrong.user() + "'");
                    });
        }
        try (WireConnection nothing = WireConnection.connect(server.address(), Accounts.APP, WireOptions.defaults())) {
            assertDenied(() -> nothing.query("SHOW MASTER STATUS"), "REPLICATION CLIENT");
            assertDenied(() -> nothing.query("SHOW BINLOG EVENTS"), "REPLICATION CLIENT");
            assertDenied(() -> nothing.query("STOP SLAVE"), "SUPER");
            assertDenied(() -> nothing.query("PURGE BINARY LOGS TO 'mysql-bin.000002'"), "SUPER");
            assertDenied(
                    () -> ReplicationStream.open(nothing, Reader.replica(5), new Coordinates("mysql-bin.000001", 4)),
                    "REPLICATION SLAVE");
        }
        try (WireConnection replica =
                WireConnection.connect(server.address(), Accounts.REPLICATION, WireOptions.defaults())) {
            assertDenied(() -> replica.query("CHANGE MASTER TO MASTER_HOST='127.0.0.1'"), "SUPER");
        }
        assertStillServes();
    }

    private interface Attempt {
        void run() throws WireException;
    }

    private static void assertDenied(Attempt attempt, String privilege) {
        assertThatThrownBy(attempt::run).isInstanceOfSatisfying(ServerErrorException.class, e -> {
            assertThat(e.code()).isEqualTo(1227);
            assertThat(e.sqlState()).isEqualTo("42000");
            assertThat(e.serverMessage()).contains("you need (at least one of) the " + privilege + " privilege(s)");
        });
    }

    @Test
    void anUnknownStatementIsAnsweredWithWhatIsKnown() throws Exception {
        try (Connection connection = TestServer.connect(server)) {
            for (String sql : List.of("INSERT INTO app.t VALUES (1)", "SELECT * FROM app.t", "SHOW TABLES", "EXPLODE",
                    "CREATE TABLE t (a INT)", "SELECT '", "RESET MASTER", "SHOW BINLOG EVENTS IN", "(", "SET @a = ")) {
                assertThatThrownBy(() -> connection.createStatement().execute(sql))
                        .as(sql)
                        .isInstanceOfSatisfying(SQLException.class, e -> {
                            assertThat(e.getErrorCode()).isEqualTo(1064);
                            assertThat(e.getMessage()).contains("SHOW", "BINLOG EVENTS", "CHANGE MASTER");
                        });
            }
            assertThatThrownBy(() -> connection.createStatement().execute("SELECT $$"))
                    .isInstanceOfSatisfying(SQLException.class, e -> assertThat(e.getErrorCode()).isEqualTo(1054));
            assertThat(Sql.rows(connection, "SELECT @@server_id, NULL, CURRENT_USER")).hasSize(1);
        }
    }

    @Test
    void ofTwoReplicasWithOneServerIdTheOlderConnectionEnds() throws Exception {
        Coordinates start = new Coordinates("mysql-bin.000001", 4);
        try (ReplicationStream older = Reader.open(server.address(), Reader.replica(50), start);
                ReplicationStream other = Reader.open(server.address(), Reader.replica(51), start)) {
            older.next();
            other.next();
            try (ReplicationStream newer = Reader.open(server.address(), Reader.replica(50), start)) {
                newer.next();
                assertThatThrownBy(() -> {
                    while (true) {
                        older.next();
                    }
                }).isInstanceOf(WireException.class);
                readUpToHeartbeat(newer);
                readUpToHeartbeat(other);
            }
        }
    }

    @Test
    void mySqlReplicasAreToldApartByTheirUuid(@TempDir Path another) throws Exception {
        // What makes a replica one of MySQL is the version that is shown to it; the log in between is the same.
        BinlogServerConfig config = TestServer.config(another, Flavour.MYSQL_5_6, List.of(way.address()), 0, 9_002);
        try (BinlogServer mysql = TestServer.start(config)) {
            TestServer.awaitCaughtUp(mysql, primary);
            Coordinates start = new Coordinates("mysql-bin.000001", 4);
            ReplicaIdentity one = Reader.replica(60);
            ReplicaIdentity two = new ReplicaIdentity(60, "00000000-0000-0000-0000-000000000002", "127.0.0.1", 0,
                    Duration.ofMillis(200), false);
            try (ReplicationStream first = Reader.open(mysql.address(), one, start);
                    ReplicationStream second = Reader.open(mysql.address(), two, start)) {
                readUpToHeartbeat(first);
                readUpToHeartbeat(second);
                try (ReplicationStream again = Reader.open(mysql.address(), one, start)) {
                    readUpToHeartbeat(again);
                    assertThatThrownBy(() -> {
                        while (true) {
                            first.next();
                        }
                    }).isInstanceOf(WireException.class);
                    second.next();
                }
            }
        }
    }

    @Test
    void whatIsDamagedOnTheWayInIsNeitherStoredNorPassedOnButAskedForAgain() throws Exception {
        Coordinates before = end();
        way.damageBehind("fragile");
        try (ReplicationStream replica =
                Reader.open(server.address(), Reader.replica(80), new Coordinates("mysql-bin.000001", 4))) {
            readUpToHeartbeat(replica);
            Sql.run(primary, "INSERT INTO app.t (v) VALUES ('fragile')");
            await("it has been asked for again").atMost(TestServer.LONG).until(() -> way.damaged() >= 3);
            await("it is reported").atMost(TestServer.LONG).untilAsserted(() -> {
                try (Connection connection = TestServer.connect(server)) {
                    assertThat(Sql.rows(connection, "SHOW SLAVE STATUS").getFirst().get("Last_IO_Error"))
                            .contains("checksum is wrong");
                }
            });
            await("no more than whole events before it").atMost(TestServer.LONG).untilAsserted(
                    () -> assertThat(Files.readString(newest(), StandardCharsets.ISO_8859_1))
                            .doesNotContain("fragil"));
            assertThat(server.store().end()).isLessThan(TestServer.end(primary)).isGreaterThanOrEqualTo(before);
            way.damageNothing();
            Coordinates end = TestServer.awaitCaughtUp(server, primary);
            readUpToHeartbeat(replica);
            assertThat(server.receiver().state()).isInstanceOf(ReceiverState.Receiving.class);
            assertSameFile(end);
        }
    }

    @Test
    void aReplicaThatHasReadTheEndOfAFileIsNotToldThatItStandsBeforeIt() throws Exception {
        Coordinates before = end();
        try (ReplicationStream replica = Reader.open(server.address(), Reader.replica(81), before)) {
            readUpToHeartbeat(replica);
            // The lengths in every Format_description: no new file can begin here, the end of the old one arrives.
            way.damageBehind("8\r\0\b\0\u0012\0");
            Sql.run(primary, "FLUSH BINARY LOGS");
            String next = TestServer.end(primary).file();
            await("no new file can begin").atMost(TestServer.LONG).until(() -> way.damaged() >= 2);
            do {
                replica.next();
            } while ((replica.bytes()[replica.offset() + 4] & 0xff) != 4);
            readUpToHeartbeat(replica);
            assertThat(LittleEndian.u32(replica.bytes(), replica.offset() + EventHeader.END_AT)).isEqualTo(4);
            assertThat(new String(replica.bytes(), replica.offset() + EventHeader.LENGTH, next.length(), StandardCharsets.UTF_8))
                    .isEqualTo(next);
            way.damageNothing();
            TestServer.awaitCaughtUp(server, primary);
            readUpToHeartbeat(replica);
        }
    }

    private Path newest() {
        return folder.resolve(server.store().files().getLast().name());
    }

    @Test
    void anUpstreamThatBeganItsLogAnewIsNoticedAndWhatIsStoredIsServed() throws Exception {
        Coordinates end = end();
        byte[] stored = Reader.file(server.address(), end.file(), end.position());
        Sql.run(primary, "RESET MASTER", "INSERT INTO app.t (v) VALUES ('anew')");
        // Most servers end their dumps themselves then; those that do not are asked again sooner or later.
        way.cut();
        way.heal();
        assertDiverged(end, stored);
    }

    @Test
    void anotherServerOnTheSamePortIsNoticedAndWhatIsStoredIsServed() throws Exception {
        Coordinates end = end();
        byte[] stored = Reader.file(server.address(), end.file(), end.position());
        LabServer other = FLEET.server("2");
        // As many files, of at least the same length: only their contents tell.
        Sql.run(other, "RESET MASTER", "FLUSH BINARY LOGS", "INSERT INTO app.t (v) SELECT REPEAT('o', 90) FROM mysql.help_topic");
        way.cut();
        way.leadTo(other.address());
        way.heal();
        assertDiverged(end, stored);
    }

    private void assertDiverged(Coordinates end, byte[] stored) throws Exception {
        await("it is noticed").atMost(TestServer.LONG).until(() -> server.receiver().state() instanceof ReceiverState.Diverged);
        assertThat(server.store().end()).isEqualTo(end);
        assertThat(Reader.file(server.address(), end.file(), end.position())).isEqualTo(stored);
        try (Connection connection = TestServer.connect(server)) {
            assertThat(Sql.rows(connection, "SELECT @@binlog_server_state AS s").getFirst()).containsEntry("s", "diverged");
            assertThat(Sql.rows(connection, "SHOW SLAVE STATUS").getFirst())
                    .containsEntry("Last_IO_Errno", "1236")
                    .containsEntry("Slave_IO_Running", "No");
            assertThatThrownBy(() -> connection.createStatement().execute("START SLAVE"))
                    .hasMessageContaining("another log");
        }
    }

    @Test
    void aReplicaAheadIsHeldAndServedWhenTheDataComes() throws Exception {
        way.cut();
        Sql.run(primary, "INSERT INTO app.t (v) VALUES ('only there')");
        Coordinates ahead = TestServer.end(primary);
        assertThat(server.store().end()).isLessThan(ahead);
        CompletableFuture<Boolean> served = new CompletableFuture<>();
        try (ReplicationStream replica = Reader.open(server.address(), Reader.replica(90), ahead)) {
            var _ = Thread.ofVirtual().start(() -> {
                try {
                    readUpToHeartbeat(replica);
                    served.complete(true);
                } catch (WireException e) {
                    served.completeExceptionally(e);
                }
            });
            await("it is held").atMost(TestServer.LONG).until(() -> server.sessions().stream()
                    .anyMatch(session -> session.state().startsWith("Waiting for what this replica has")));
            assertThat(served).isNotDone();
            way.heal();
            assertThat(served).succeedsWithin(TestServer.LONG);
        }
    }

    @Test
    void aClientThatSaysNothingIsSentAwayAndNobodyElseNotices(@TempDir Path another) throws Exception {
        BinlogServerConfig config = TestServer.with(
                TestServer.config(another, primary.flavour(), List.of(way.address()), 0, 9_003),
                Authentication.defaults().withLoginTimeout(Duration.ofMillis(500)),
                Tls.OFF);
        try (BinlogServer strict = TestServer.start(config);
                Socket silent = new Socket(strict.address().host(), strict.address().port())) {
            TestServer.awaitCaughtUp(strict, primary);
            silent.setSoTimeout((int) TestServer.LONG.toMillis());
            try (ReplicationStream replica =
                    Reader.open(strict.address(), Reader.replica(91), new Coordinates("mysql-bin.000001", 4))) {
                readUpToHeartbeat(replica);
                // The greeting, then the end.
                assertThat(silent.getInputStream().readAllBytes()).isNotEmpty();
                readUpToHeartbeat(replica);
            }
        }
    }

    private static void readUpToHeartbeat(ReplicationStream stream) throws WireException {
        do {
            stream.next();
        } while ((stream.bytes()[stream.offset() + 4] & 0xff) != 27);
    }

    private Coordinates end() {
        return java.util.Objects.requireNonNull(server.store().end(), "something was received before each test");
    }

    private void assertStillServes() throws Exception {
        assertSameFile(end());
    }

    private void assertSameFile(Coordinates end) throws Exception {
        byte[] theirs = Files.readAllBytes(primary.dataFolder().resolve(end.file()));
        theirs[21] &= ~1;
        assertThat(Reader.file(server.address(), end.file(), end.position()))
                .isEqualTo(Arrays.copyOfRange(theirs, 4, (int) end.position()));
    }
}
