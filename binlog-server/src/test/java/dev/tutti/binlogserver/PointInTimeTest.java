package dev.tutti.binlogserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tutti.binlogserver.config.BinlogServerConfig;
import dev.tutti.binlogserver.serve.ServeOptions;
import dev.tutti.binlogserver.serve.Until;
import dev.tutti.core.model.Coordinates;
import dev.tutti.lab.Flavour;
import dev.tutti.lab.Fleet;
import dev.tutti.lab.FleetExtension;
import dev.tutti.lab.LabServer;
import dev.tutti.lab.Sql;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;

/** An account that is served up to a point in time and no further. */
class PointInTimeTest {
    @RegisterExtension
    static final FleetExtension FLEET = FleetExtension.of(Fleet.custom("1 2 3 4", Flavour.MARIADB_11_4));

    @TempDir
    Path folder;

    @Test
    void aReplicaGetsEverythingUpToThatPointWholeAndNothingBehindIt() throws Exception {
        LabServer primary = FLEET.server("1");
        Sql.run(primary, "INSERT INTO app.t (v) VALUES ('kept')");
        Coordinates end = TestServer.end(primary);
        String gtid = String.valueOf(Sql.value(primary, "SELECT @@gtid_binlog_pos AS g", "g"));
        long now = Long.parseLong(String.valueOf(Sql.value(primary, "SELECT UNIX_TIMESTAMP() AS n", "n")));
        await("the next second").until(() -> Long.parseLong(
                String.valueOf(Sql.value(primary, "SELECT UNIX_TIMESTAMP() AS n", "n"))) > now);
        String time = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss")
                .format(LocalDateTime.ofInstant(Instant.ofEpochSecond(now), ZoneOffset.UTC));
        Sql.run(primary, "DELETE FROM app.t", "FLUSH BINARY LOGS", "INSERT INTO app.t (v) VALUES ('behind')");
        servesUpTo(Until.parse(end.toString()), FLEET.server("2"));
        servesUpTo(Until.parse(gtid), FLEET.server("3"));
        servesUpTo(Until.parse(time), FLEET.server("4"));
    }

    private void servesUpTo(Until until, LabServer replica) throws Exception {
        BinlogServerConfig config = TestServer.config(folder.resolve(replica.name()), FLEET.server("1"));
        try (BinlogServer server = TestServer.start(new BinlogServerConfig(
                config.folder(), config.listen(), config.identity(), config.accounts(), config.authentication(),
                config.upstream(),
                new ServeOptions(false, config.serve().patience(), 1 << 20, Map.of("repl", until)),
                config.purge(), config.pattern()))) {
            TestServer.awaitCaughtUp(server, FLEET.server("1"));
            Sql.follow(replica, server.address(), "MASTER_LOG_FILE='mysql-bin.000001', MASTER_LOG_POS=4");
            await("the row of before on " + replica.name()).atMost(TestServer.LONG).until(() ->
                    "1".equals(Sql.value(replica, "SELECT COUNT(*) AS n FROM app.t WHERE v = 'kept'", "n")));
            await("the end").atMost(TestServer.LONG).until(() -> String.valueOf(
                    Sql.value(replica, "SHOW GLOBAL STATUS LIKE 'Slave_received_heartbeats'", "Value")).compareTo("1") > 0);
            assertThat(Sql.value(replica, "SELECT COUNT(*) AS n FROM app.t WHERE v = 'kept'", "n")).isEqualTo("1");
            assertThat(Sql.value(replica, "SELECT COUNT(*) AS n FROM app.t WHERE v = 'behind'", "n")).isEqualTo("0");
            assertThat(Sql.replicaStatus(replica, "Last_IO_Error")).isEmpty();
            Sql.stopReplication(replica);
        }
    }
}
