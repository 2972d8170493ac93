package dev.tutti.wire.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.tutti.core.log.EventCursor;
import dev.tutti.core.log.LogEvent;
import dev.tutti.core.log.LogEvent.Kind;
import dev.tutti.core.log.LogUnavailableException;
import dev.tutti.core.model.Coordinates;
import dev.tutti.core.model.Credentials;
import dev.tutti.core.model.Secret;
import dev.tutti.core.model.Version;
import dev.tutti.lab.Accounts;
import dev.tutti.lab.Fleet;
import dev.tutti.lab.FleetExtension;
import dev.tutti.lab.FleetSpec;
import dev.tutti.lab.LabServer;
import dev.tutti.wire.BinlogCursor;
import dev.tutti.wire.DumpOptions;
import dev.tutti.wire.ServerErrorException;
import dev.tutti.wire.WireConnection;
import dev.tutti.wire.WireException;
import dev.tutti.wire.WireOptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What holds on every server software; each subclass brings a primary named 1 and its replica, named 2. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class RealServers {
    static final WireOptions OPTIONS = WireOptions.defaults().withReadTimeout(Duration.ofSeconds(20));

    private final FleetSpec spec;
    private @Nullable Fleet running;

    RealServers(FleetSpec spec) {
        this.spec = spec.withOption("max_allowed_packet", "64M");
    }

    @BeforeAll
    void startFleet() {
        running = FleetExtension.startOrSkip(spec, getClass().getSimpleName());
    }

    @AfterAll
    void endFleet() {
        if (running != null) {
            running.close();
        }
    }

    Fleet fleet() {
        return Objects.requireNonNull(running);
    }

    LabServer primary() {
        return fleet().server("1");
    }

    WireConnection connect() throws WireException {
        return WireConnection.connect(primary().address(), Accounts.ADMIN, OPTIONS);
    }

    static EventCursor cursor(LabServer server, Coordinates from, DumpOptions dump) throws LogUnavailableException {
        return BinlogCursor.open(server.address(), Accounts.REPLICATION, OPTIONS, from, dump);
    }

    static List<LogEvent> read(LabServer server, Coordinates from) throws LogUnavailableException {
        return drain(cursor(server, from, DumpOptions.defaults()));
    }

    static List<LogEvent> drain(EventCursor cursor) throws LogUnavailableException {
        try (cursor) {
            List<LogEvent> events = new ArrayList<>();
            for (LogEvent event = cursor.next(); event != null; event = cursor.next()) {
                events.add(event);
            }
            return events;
        }
    }

    static void run(LabServer server, String... statements) throws SQLException {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    static String ask(LabServer server, String sql, String column) throws SQLException {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            return result.next() ? String.valueOf(result.getString(column)) : "";
        }
    }

    /** The newest log file's name and length. */
    static Coordinates end(LabServer server) throws SQLException {
        Coordinates end = new Coordinates("", 0);
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SHOW BINARY LOGS")) {
            while (result.next()) {
                end = new Coordinates(result.getString(1), result.getLong(2));
            }
        }
        return end;
    }

    private static void write(LabServer server) throws SQLException {
        run(
                server,
                "DROP TABLE IF EXISTS app.w",
                "CREATE TABLE app.w (id INT AUTO_INCREMENT PRIMARY KEY, v VARCHAR(50), n INT) ENGINE=InnoDB",
                "DROP VIEW IF EXISTS `_pseudo_gtid_`.`_asc:00000001`",
                "INSERT INTO app.w (v, n) VALUES ('a', 1), ('b', 2), (NULL, NULL)",
                "BEGIN",
                "UPDATE app.w SET v = 'c' WHERE id = 1",
                "DELETE FROM app.w WHERE id = 2",
                "COMMIT",
                "INSERT INTO app.w (v) VALUES (UUID())");
    }

    /** Position, server id and end (0 where the server does not say) as the server itself lists a file. */
    private static List<String> listing(LabServer server, String file) throws SQLException {
        List<String> lines = new ArrayList<>();
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SHOW BINLOG EVENTS IN '" + file + "'")) {
            while (result.next()) {
                lines.add(result.getLong("Pos") + " " + result.getLong("Server_id"));
            }
        }
        return lines;
    }

    @Test
    void theCursorYieldsWhatTheServerListsOverFileBoundaries() throws Exception {
        Coordinates before = end(primary());
        write(primary());
        run(primary(), "FLUSH BINARY LOGS");
        write(primary());
        run(primary(), "FLUSH BINARY LOGS");
        write(primary());
        Coordinates after = end(primary());

        List<LogEvent> events = read(primary(), new Coordinates(before.file(), 4));

        List<String> files = events.stream().map(LogEvent::file).distinct().toList();
        assertThat(files).hasSize(3).startsWith(before.file()).endsWith(after.file());
        for (String file : files) {
            assertThat(events.stream()
                            .filter(e -> e.file().equals(file))
                            .map(e -> e.start() + " " + e.serverId()))
                    .as(file)
                    .containsExactlyElementsOf(listing(primary(), file));
        }
        assertThat(events).noneMatch(e -> e.kind() == Kind.UNKNOWN);
        assertThat(events.getLast().endCoordinates()).isEqualTo(after);
        for (int i = 1; i < events.size(); i++) {
            if (events.get(i).file().equals(events.get(i - 1).file())) {
                assertThat(events.get(i).start()).isEqualTo(events.get(i - 1).end());
            }
        }
    }

    @Test
    void readingFromTheMiddleYieldsTheRest() throws Exception {
        Coordinates from = end(primary());
        write(primary());
        List<LogEvent> all = read(primary(), from);

        for (LogEvent event : all) {
            if (event.kind() == Kind.COMMIT) {
                List<LogEvent> rest = read(primary(), event.endCoordinates());
                assertThat(rest).isEqualTo(all.subList(all.indexOf(event) + 1, all.size()));
            }
        }
        assertThat(all).extracting(LogEvent::text).anyMatch(text -> text != null && text.contains("_asc:00000001"));
    }

    /** A crash leaves neither Rotate nor Stop in the file. First, while the server has little to write to disk. */
    @Test
    @Order(1)
    void aLogThatACrashCutOffIsReadOnInTheNextFile() throws Exception {
        Coordinates from = end(primary());
        write(primary());
        fleet().kill("1");
        fleet().start("1");
        write(primary());

        List<LogEvent> events = read(primary(), from);

        List<String> files = events.stream().map(LogEvent::file).distinct().toList();
        assertThat(files).startsWith(from.file()).hasSizeGreaterThan(1).endsWith(end(primary()).file());
        assertThat(events).filteredOn(e -> e.text() != null && e.text().contains("_asc:00000001")).hasSize(2);
        assertThat(events.getLast().endCoordinates()).isEqualTo(end(primary()));
    }

    @Test
    void atTheEndOfTheLogThereIsNothing() throws Exception {
        assertThat(read(primary(), end(primary()))).isEmpty();
    }

    @Test
    void theReplicasLogSaysTheSameAsThePrimarys() throws Exception {
        LabServer replica = fleet().server("2");
        Coordinates onPrimary = end(primary());
        Coordinates onReplica = end(replica);
        write(primary());
        run(primary(), "INSERT INTO app.w (v) VALUES ('last')");
        await().atMost(Duration.ofSeconds(20))
                .ignoreExceptions()
                .until(() -> ask(replica, "SELECT v FROM app.w ORDER BY id DESC LIMIT 1", "v").equals("last"));

        assertSameEnd(comparable(read(primary(), onPrimary)), comparable(read(replica, onReplica)), 18);
    }

    /** The replica may have been behind when its position was taken, so only the ends of both can be compared. */
    private static void assertSameEnd(List<String> ofPrimary, List<String> ofReplica, int atLeast) {
        int common = Math.min(ofPrimary.size(), ofReplica.size());
        assertThat(common).isGreaterThanOrEqualTo(atLeast);
        assertThat(ofReplica.subList(ofReplica.size() - common, ofReplica.size()))
                .isEqualTo(ofPrimary.subList(ofPrimary.size() - common, ofPrimary.size()));
    }

    /** A statement that loads a file travels with the file; each server names and numbers its copy as it likes. */
    void aLoadedFileIsTheSameOnTheReplica() throws Exception {
        LabServer replica = fleet().server("2");
        String file = fleet().folder().resolve("load-" + System.nanoTime() + ".csv").toString();
        run(primary(), "DROP TABLE IF EXISTS app.l", "CREATE TABLE app.l (id INT PRIMARY KEY, v VARCHAR(50)) ENGINE=InnoDB");
        await().atMost(Duration.ofSeconds(20))
                .ignoreExceptions()
                .until(() -> ask(replica, "SELECT COUNT(*) AS n FROM app.l", "n").equals("0"));
        // Only now: with rows still to apply, an applier that logs statements stops with error 1666.
        run(replica, "SET GLOBAL binlog_format = 'STATEMENT'", "STOP SLAVE", "START SLAVE");
        Coordinates onPrimary = end(primary());
        Coordinates onReplica = end(replica);
        run(
                primary(),
                "SET SESSION binlog_format = 'STATEMENT'",
                "SELECT 1, 'one' UNION SELECT 2, 'two' INTO OUTFILE '" + file + "'",
                "LOAD DATA INFILE '" + file + "' INTO TABLE app.l");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> ask(replica, "SELECT COUNT(*) AS n FROM app.l", "n").equals("2"));

        List<LogEvent> events = read(primary(), onPrimary);
        assertThat(events).extracting(LogEvent::kind).contains(Kind.STATEMENT_CONTEXT, Kind.STATEMENT);
        assertSameEnd(comparable(events), comparable(read(replica, onReplica)), 4);
        run(replica, "SET GLOBAL binlog_format = 'ROW'", "STOP SLAVE", "START SLAVE");
    }

    private static List<String> comparable(List<LogEvent> events) {
        return events.stream()
                .filter(e -> e.kind() != Kind.BOOKKEEPING)
                .map(e -> e.kind() + " " + e.timestamp() + " " + e.serverId() + " " + e.content() + " " + e.text())
                .toList();
    }

    @Test
    void twoCursorsAndTheReplicaDoNotEndEachOther() throws Exception {
        Coordinates from = new Coordinates(end(primary()).file(), 4);
        write(primary());
        EventCursor one = cursor(primary(), from, DumpOptions.defaults());
        EventCursor other = cursor(primary(), from, DumpOptions.defaults());

        List<LogEvent> others = drain(other);
        List<LogEvent> ones = drain(one);

        assertThat(ones).isEqualTo(others).isNotEmpty();
    }

    @Test
    void anEventBeyondSixteenMebibytesArrivesWhole() throws Exception {
        run(primary(), "CREATE TABLE IF NOT EXISTS app.blobs (id INT AUTO_INCREMENT PRIMARY KEY, b LONGBLOB) ENGINE=InnoDB");
        Coordinates from = end(primary());
        run(primary(), "INSERT INTO app.blobs (b) VALUES (REPEAT('x', 17000000))", "DELETE FROM app.blobs");

        List<LogEvent> events = read(primary(), from);

        assertThat(events).anyMatch(e -> e.kind() == Kind.ROWS && e.end() - e.start() > 17_000_000);
        assertThat(events.getLast().endCoordinates()).isEqualTo(end(primary()));
    }

    @Test
    void aLogThatDoesNotExistIsQuotedFromTheServer() throws Exception {
        assertThatThrownBy(() -> read(primary(), new Coordinates("no-such-bin.000001", 4)))
                .isInstanceOf(LogUnavailableException.class)
                .hasMessageContaining(primary().address().toString())
                .hasMessageContaining("no-such-bin.000001:4")
                .hasMessageContaining("Could not find first log file name in binary log index file")
                .hasMessageContaining("1236");
        Coordinates beyond = new Coordinates(end(primary()).file(), 2_000_000_000);
        assertThatThrownBy(() -> read(primary(), beyond))
                .isInstanceOf(LogUnavailableException.class)
                .hasMessageMatching(".*(impossible position|position > file size).*");
    }

    @Test
    void anAccountWithoutTheRightIsTold() {
        assertThatThrownBy(() -> drain(BinlogCursor.open(
                        primary().address(), Accounts.APP, OPTIONS, new Coordinates("x.000001", 4), DumpOptions.defaults())))
                .isInstanceOf(LogUnavailableException.class)
                .hasMessageContaining("Access denied");
    }

    @Test
    void aWrongPasswordIsRefused() {
        ServerErrorException refused = catchThrowableOfType(
                ServerErrorException.class,
                () -> WireConnection.connect(
                        primary().address(), new Credentials("tutti", Secret.of("guessed")), OPTIONS));

        assertThat(refused.code()).isEqualTo(1045);
        assertThat(refused).hasMessageContaining("check user and password").hasMessageNotContaining("guessed");
    }

    @Test
    void queriesAnswerInText() throws Exception {
        try (WireConnection connection = connect()) {
            assertThat(connection.version()).isEqualTo(Version.parse(connection.version().text()));
            assertThat(connection.version().family()).isEqualTo(primary().flavour().family());
            assertThat(connection.query("SELECT 1 AS a, NULL AS b, 'ä😀' AS c").asMaps())
                    .singleElement()
                    .satisfies(row -> {
                        assertThat(row).containsEntry("a", "1").containsEntry("c", "ä😀");
                        assertThat(row.get("b")).isNull();
                    });
            assertThat(connection.query("SELECT CONNECTION_ID()").first()).isEqualTo(Long.toString(connection.threadId()));
            assertThat(connection.query("SHOW GLOBAL VARIABLES").rows()).hasSizeGreaterThan(100);
            assertThat(connection.query("SELECT REPEAT('y', 20000000)").first()).hasSize(20_000_000);
            assertThat(connection.query("DELETE FROM app.t WHERE id < 0").affected()).isZero();
        }
    }

    @Test
    void aConnectionThatIsKilledSaysSo() throws Exception {
        try (WireConnection connection = connect()) {
            run(primary(), "KILL " + connection.threadId());

            assertThatThrownBy(() -> connection.query("SELECT 1"))
                    .isInstanceOf(WireException.class)
                    .hasMessageContaining(primary().address().toString());
        }
    }
}
