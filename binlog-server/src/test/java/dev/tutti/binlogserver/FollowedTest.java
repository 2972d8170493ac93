package dev.tutti.binlogserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tutti.lab.Flavour;
import dev.tutti.lab.Fleet;
import dev.tutti.lab.FleetExtension;
import dev.tutti.lab.LabServer;
import dev.tutti.lab.Sql;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

/** A source that was changed by a statement. */
@SuppressWarnings("NullAway.Init")
class FollowedTest {
    @TempDir
    Path folder;

    private Fleet fleet;
    private LabServer former;
    private LabServer next;
    private String file;

    /** Two primaries that know nothing of each other; the log of the next goes on with a higher number. */
    @BeforeEach
    void startTwoPrimaries() {
        fleet = FleetExtension.startOrSkip(Fleet.custom("1 2", Flavour.MARIADB_11_4), "a change of source");
        former = fleet.server("1");
        next = fleet.server("2");
        Sql.run(former, "INSERT INTO app.t (v) VALUES ('one')", "INSERT INTO app.t (v) VALUES ('two')");
        Sql.run(next, "FLUSH BINARY LOGS", "FLUSH BINARY LOGS", "INSERT INTO app.t (v) VALUES ('of the next')");
        file = String.valueOf(Sql.value(next, "SHOW MASTER STATUS", "File"));
    }

    @AfterEach
    void endThem() {
        if (fleet != null) {
            fleet.close();
        }
    }

    private static void execute(Connection connection, String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private String changeToTheNext() {
        return "CHANGE MASTER TO MASTER_HOST='127.0.0.1', MASTER_PORT=" + next.port() + ", MASTER_LOG_FILE='" + file
                + "', MASTER_LOG_POS=4";
    }

    private static void awaitState(BinlogServer server, String word) {
        await("it is " + word).atMost(TestServer.LONG).until(() -> server.receiver().state().word().equals(word));
    }

    @Test
    void aRestartDoesNotGoBackToAFormerPrimary() throws Exception {
        try (BinlogServer server = TestServer.start(TestServer.config(folder, former));
                Connection connection = TestServer.connect(server)) {
            TestServer.awaitCaughtUp(server, former);
            execute(connection, "STOP SLAVE", changeToTheNext());
            // It ends before it ever received from there.
        }
        try (BinlogServer server = TestServer.start(TestServer.config(folder, former));
                Connection connection = TestServer.connect(server)) {
            TestServer.awaitCaughtUp(server, next);
            Map<String, ?> status = Sql.rows(connection, "SHOW SLAVE STATUS").getFirst();
            assertThat(status.get("Master_Port")).isEqualTo(String.valueOf(next.port()));
            assertThat(Sql.rows(connection, "SHOW VARIABLES LIKE 'binlog_server_lineage_file'").getFirst().get("Value"))
                    .isEqualTo(file);
            awaitState(server, "receiving");
        }
    }

    /** The log that began anew is shorter: one that says the same as far as it goes could not be told from the old one. */
    @Test
    void whereTheOldSourceBeganAnewAnotherOneCanBeFollowedAtOnce() throws Exception {
        try (BinlogServer server = TestServer.start(TestServer.config(folder, former));
                Connection connection = TestServer.connect(server)) {
            TestServer.awaitCaughtUp(server, former);
            execute(connection, "STOP SLAVE");
            Sql.run(former, "RESET MASTER", "INSERT INTO app.t (v) VALUES ('anew')");
            execute(connection, "START SLAVE");
            awaitState(server, "diverged");
            execute(connection, changeToTheNext(), "START SLAVE");
            TestServer.awaitCaughtUp(server, next);
            awaitState(server, "receiving");
        }
    }
}
