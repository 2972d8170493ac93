package dev.tutti.binlogserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tutti.lab.Flavour;
import dev.tutti.lab.Fleet;
import dev.tutti.lab.FleetExtension;
import dev.tutti.lab.LabServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.Map;

/** A source that was changed by a statement. */
class FollowedTest {
    @TempDir
    Path folder;

    @Test
    void aRestartDoesNotGoBackToAFormerPrimary() throws Exception {
        try (Fleet fleet = FleetExtension.startOrSkip(Fleet.custom("1 2", Flavour.MARIADB_11_4), "a change of source")) {
            LabServer former = fleet.server("1");
            LabServer next = fleet.server("2");
            Sql.run(next, "FLUSH BINARY LOGS", "FLUSH BINARY LOGS", "INSERT INTO app.t (v) VALUES ('of the next')");
            String file = String.valueOf(Sql.value(next, "SHOW MASTER STATUS", "File"));
            try (BinlogServer server = TestServer.start(TestServer.config(folder, former));
                    Connection connection = TestServer.connect(server)) {
                TestServer.awaitCaughtUp(server, former);
                for (String sql : List.of(
                        "STOP SLAVE",
                        "CHANGE MASTER TO MASTER_HOST='127.0.0.1', MASTER_PORT=" + next.port() + ", MASTER_LOG_FILE='" + file
                                + "', MASTER_LOG_POS=4")) {
                    connection.createStatement().execute(sql);
                }
                // It ends before it ever received from there.
            }
            try (BinlogServer server = TestServer.start(TestServer.config(folder, former));
                    Connection connection = TestServer.connect(server)) {
                TestServer.awaitCaughtUp(server, next);
                Map<String, ?> status = Sql.rows(connection, "SHOW SLAVE STATUS").getFirst();
                assertThat(status.get("Master_Port")).isEqualTo(String.valueOf(next.port()));
                assertThat(Sql.rows(connection, "SHOW VARIABLES LIKE 'binlog_server_lineage_file'").getFirst().get("Value"))
                        .isEqualTo(file);
                await("it receives").atMost(TestServer.LONG).until(() ->
                        server.receiver().state().word().equals("receiving"));
            }
        }
    }

    @Test
    void whereTheOldSourceBeganAnewAnotherOneCanBeFollowedAtOnce() throws Exception {
        try (Fleet fleet = FleetExtension.startOrSkip(Fleet.custom("1 2", Flavour.MARIADB_11_4), "a change of source")) {
            LabServer former = fleet.server("1");
            LabServer next = fleet.server("2");
            Sql.run(next, "FLUSH BINARY LOGS", "FLUSH BINARY LOGS", "INSERT INTO app.t (v) VALUES ('of the next')");
            String file = String.valueOf(Sql.value(next, "SHOW MASTER STATUS", "File"));
            try (BinlogServer server = TestServer.start(TestServer.config(folder, former));
                    Connection connection = TestServer.connect(server)) {
                TestServer.awaitCaughtUp(server, former);
                Sql.run(former, "RESET MASTER", "INSERT INTO app.t (v) VALUES ('anew')");
                for (String sql : List.of("STOP SLAVE", "START SLAVE")) {
                    connection.createStatement().execute(sql);
                }
                await("the other history is noticed").atMost(TestServer.LONG).until(() ->
                        server.receiver().state().word().equals("diverged"));
                for (String sql : List.of(
                        "CHANGE MASTER TO MASTER_HOST='127.0.0.1', MASTER_PORT=" + next.port() + ", MASTER_LOG_FILE='" + file
                                + "', MASTER_LOG_POS=4",
                        "START SLAVE")) {
                    connection.createStatement().execute(sql);
                }
                TestServer.awaitCaughtUp(server, next);
                assertThat(server.receiver().state().word()).isEqualTo("receiving");
            }
        }
    }
}
