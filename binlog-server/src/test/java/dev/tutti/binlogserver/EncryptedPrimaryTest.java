package dev.tutti.binlogserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.core.model.Coordinates;
import dev.tutti.lab.Flavour;
import dev.tutti.lab.Fleet;
import dev.tutti.lab.FleetExtension;
import dev.tutti.lab.LabServer;
import dev.tutti.lab.Sql;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A primary that encrypts its binary log sends it in clear, at the positions that it has there. */
class EncryptedPrimaryTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void itsLogIsKeptAndServedAtItsPositions() throws Exception {
        Path keys = Files.writeString(folder.resolve("keys"), "1;" + "ab".repeat(32) + "\n");
        try (Fleet fleet = FleetExtension.startOrSkip(
                Fleet.custom("1 2", Flavour.MARIADB_10_11)
                        .withOption("plugin_load_add", "file_key_management")
                        .withOption("file_key_management_filename", keys.toString())
                        .withOption("encrypt_binlog", "ON"),
                "an encrypted log")) {
            LabServer primary = fleet.server("1");
            LabServer replica = fleet.server("2");
            assertThat(Sql.value(primary, "SELECT @@global.encrypt_binlog AS v", "v")).isEqualTo("1");
            Sql.run(primary, "INSERT INTO app.t (v) VALUES ('one')");
            Coordinates stopped;
            try (BinlogServer server = TestServer.start(TestServer.config(folder.resolve("store"), primary))) {
                stopped = TestServer.awaitCaughtUp(server, primary);
                Sql.follow(replica, server.address(), "MASTER_LOG_FILE='mysql-bin.000001', MASTER_LOG_POS=4");
                Sql.awaitSameRows(List.of(primary, replica));
                Sql.stopReplication(replica);
            }
            Sql.run(primary, "INSERT INTO app.t (v) VALUES ('two')", "FLUSH LOGS", "INSERT INTO app.t (v) VALUES ('three')");
            // Both go on in the middle of a file, where nothing says any more that it is encrypted.
            try (BinlogServer server = TestServer.start(TestServer.config(folder.resolve("store"), primary))) {
                assertThat(TestServer.awaitCaughtUp(server, primary)).isNotEqualTo(stopped);
                Sql.follow(replica, server.address(),
                        "MASTER_LOG_FILE='" + stopped.file() + "', MASTER_LOG_POS=" + stopped.position());
                Sql.awaitSameRows(List.of(primary, replica));
                assertThat(Sql.replicaStatus(replica, "Exec_Master_Log_Pos"))
                        .isEqualTo(String.valueOf(TestServer.end(primary).position()));
                assertThat(Files.size(folder.resolve("store/mysql-bin.000001")))
                        .isEqualTo(Files.size(primary.dataFolder().resolve("mysql-bin.000001")));
            }
        }
    }
}
