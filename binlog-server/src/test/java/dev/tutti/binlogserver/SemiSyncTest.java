package dev.tutti.binlogserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tutti.lab.Cut;
import dev.tutti.lab.FaultProxy;
import dev.tutti.lab.Flavour;
import dev.tutti.lab.Fleet;
import dev.tutti.lab.FleetExtension;
import dev.tutti.lab.LabServer;
import dev.tutti.lab.Sql;
import dev.tutti.lab.WriteLoad;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A primary that waits for the Binlog Server's acknowledgement before a commit is visible. */
class SemiSyncTest {
    @TempDir
    Path folder;

    @Test
    void manyWritersAtOnceAreAllAcknowledged() throws Exception {
        try (Fleet fleet = FleetExtension.startOrSkip(
                Fleet.single(Flavour.MARIADB_11_4)
                        .withOption("rpl_semi_sync_master_enabled", "ON")
                        .withOption("rpl_semi_sync_master_wait_point", "AFTER_SYNC")
                        // One lost acknowledgement would stop all of them for longer than the test has.
                        .withOption("rpl_semi_sync_master_timeout", "300000"),
                "semi-synchronous commits")) {
            LabServer primary = fleet.server("1");
            try (BinlogServer server = TestServer.start(TestServer.config(folder, primary))) {
                await().atMost(TestServer.LONG).until(() -> "1".equals(
                        Sql.value(primary, "SHOW GLOBAL STATUS LIKE 'Rpl_semi_sync_master_clients'", "Value")));
                try (WriteLoad load = WriteLoad.start(primary::address, 8, 4_000)) {
                    load.awaitMore(5_000, Duration.ofSeconds(60));
                    load.stop();
                    assertThat(load.failures()).isZero();
                }
                assertThat(server.receiver().acknowledgements()).isPositive();
                assertThat(Sql.value(primary, "SHOW GLOBAL STATUS LIKE 'Rpl_semi_sync_master_no_tx'", "Value")).isEqualTo("0");
            }
        }
    }

    @Test
    void whatWasDurableWhenTheLinkBrokeIsAcknowledgedOnTheNextOne() throws Exception {
        try (Fleet fleet = FleetExtension.startOrSkip(
                Fleet.single(Flavour.MARIADB_11_4)
                        .withProxies()
                        .withOption("rpl_semi_sync_master_enabled", "ON")
                        .withOption("rpl_semi_sync_master_timeout", "300000"),
                "an acknowledgement that is lost")) {
            LabServer primary = fleet.server("1");
            FaultProxy link = primary.proxy().orElseThrow();
            try (BinlogServer server = TestServer.start(TestServer.config(folder, primary))) {
                await().atMost(TestServer.LONG).until(() -> "1".equals(
                        Sql.value(primary, "SHOW GLOBAL STATUS LIKE 'Rpl_semi_sync_master_clients'", "Value")));
                long acknowledged = server.receiver().acknowledgements();
                link.cut(Cut.TO_SERVER);
                CompletableFuture<Void> commit = CompletableFuture.runAsync(() -> Sql.run(primary, "CREATE TABLE app.held (id INT)"));
                await("the acknowledgement that is lost").atMost(TestServer.LONG)
                        .until(() -> server.receiver().acknowledgements() > acknowledged);
                assertThat(commit).isNotDone();

                link.cut(Cut.RESET);
                link.heal();
                commit.get(20, TimeUnit.SECONDS);
                assertThat(Sql.value(primary, "SHOW GLOBAL STATUS LIKE 'Rpl_semi_sync_master_no_tx'", "Value")).isEqualTo("0");
            }
        }
    }
}
