package dev.tutti.binlogserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tutti.binlogserver.ingest.ReceiverState;
import dev.tutti.lab.Flavour;
import dev.tutti.lab.Fleet;
import dev.tutti.lab.FleetExtension;
import dev.tutti.lab.LabServer;
import dev.tutti.lab.Sql;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.time.Instant;

/** A stream with acknowledgements goes on after them. */
class SemiSyncStreamTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(value = Flavour.class, names = {"MARIADB_10_11", "MARIADB_11_4"})
    void acknowledgedCommitsNeedOneConnection(Flavour flavour) throws Exception {
        try (Fleet fleet = FleetExtension.startOrSkip(Fleet.single(flavour), "acknowledgements to " + flavour)) {
            LabServer primary = fleet.server("1");
            Sql.run(primary, "SET GLOBAL rpl_semi_sync_master_enabled = ON", "SET GLOBAL rpl_semi_sync_master_timeout = 600000");
            try (BinlogServer server = TestServer.start(TestServer.config(folder, primary))) {
                await("reception").atMost(TestServer.LONG).until(
                        () -> server.receiver().state() instanceof ReceiverState.Receiving);
                TestServer.awaitCaughtUp(server, primary);
                Instant since = sinceOf(server);
                for (int i = 0; i < 50; i++) {
                    Sql.run(primary, "INSERT INTO app.t (v) VALUES ('acknowledged " + i + "')");
                }
                TestServer.awaitCaughtUp(server, primary);
                assertThat(sinceOf(server)).as("one connection for all").isEqualTo(since);
                assertThat(server.receiver().acknowledgements()).isGreaterThanOrEqualTo(50);
            }
        }
    }

    private static Instant sinceOf(BinlogServer server) {
        assertThat(server.receiver().state()).isInstanceOf(ReceiverState.Receiving.class);
        return ((ReceiverState.Receiving) server.receiver().state()).since();
    }
}
