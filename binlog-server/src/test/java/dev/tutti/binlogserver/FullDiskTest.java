package dev.tutti.binlogserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tutti.binlogserver.config.BinlogServerConfig;
import dev.tutti.binlogserver.ingest.ReceiverState;
import dev.tutti.binlogserver.store.StoredFile;
import dev.tutti.core.model.Coordinates;
import dev.tutti.lab.Flavour;
import dev.tutti.lab.Fleet;
import dev.tutti.lab.FleetExtension;
import dev.tutti.lab.LabServer;
import dev.tutti.lab.Sql;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** On a full disk nothing is received or acknowledged, everything stored is served, and it goes on by itself when there is room. */
class FullDiskTest {
    private static final String[] ROWS = {
        "SET SESSION binlog_format = ROW",
        "INSERT INTO app.t (v) SELECT CONCAT(REPEAT('x', 80), seq) FROM app.seq_1_to_10000"
    };

    @RegisterExtension
    static final FleetExtension FLEET = FleetExtension.of(Fleet.custom("1 2", Flavour.MARIADB_11_4));

    @TempDir
    Path folder;

    private final LabServer primary = FLEET.server("1");

    @BeforeEach
    void semiSynchronousPrimary() {
        Sql.run(primary, "SET GLOBAL rpl_semi_sync_master_enabled = ON", "SET GLOBAL rpl_semi_sync_master_timeout = 600000");
    }

    @Test
    void commitsWaitWhileTheDiskIsFullAndGoOnWhenThereIsRoom() throws Exception {
        try (SmallDisk disk = SmallDisk.of(folder, 24)) {
            BinlogServerConfig config = TestServer.config(disk.folder().resolve("logs"), primary);
            try (BinlogServer server = TestServer.start(config)) {
                TestServer.awaitCaughtUp(server, primary);
                awaitSemiSync(server);
                disk.leave(300_000);
                CompletableFuture<Void> commit = CompletableFuture.runAsync(() -> Sql.run(primary, ROWS));
                awaitState(server, "disk_full");
                String failure = Admin.value(server, "SHOW SLAVE STATUS", "Last_IO_Error");
                assertThat(Admin.value(server, "SELECT @@binlog_server_state AS s", "s")).isEqualTo("disk_full");
                assertThat(failure).contains("cannot be stored").contains(disk.folder().toString());
                Coordinates published = endOf(server);
                aReplicaGetsEverythingThatIsPublished(server, published);
                assertThat(commit).isNotDone();
                assertThat(server.store().end()).isEqualTo(published);
                assertThat(server.receiver().state()).isInstanceOf(ReceiverState.DiskFull.class);

                disk.makeRoom();
                commit.get(60, TimeUnit.SECONDS);
                awaitState(server, "receiving");
                TestServer.awaitCaughtUp(server, primary);
                assertSameAsAtThePrimary(server);
            }
            try (BinlogServer again = TestServer.start(config)) {
                TestServer.awaitCaughtUp(again, primary);
                assertSameAsAtThePrimary(again);
            }
        }
    }

    @Test
    void aNewFileThatFindsNoRoomIsBegunWhenThereIsSome() throws Exception {
        try (SmallDisk disk = SmallDisk.of(folder, 24)) {
            BinlogServerConfig config = TestServer.config(disk.folder().resolve("logs"), primary);
            try (BinlogServer server = TestServer.start(config)) {
                TestServer.awaitCaughtUp(server, primary);
                awaitSemiSync(server);
                disk.leave(0);
                CompletableFuture<Void> commit = CompletableFuture.runAsync(() -> {
                    Sql.run(primary, "FLUSH BINARY LOGS");
                    Sql.run(primary, ROWS);
                });
                awaitState(server, "disk_full");
                assertThat(Files.readAllLines(disk.folder().resolve("logs/tutti-files")))
                        .containsExactlyElementsOf(server.store().files().stream().map(StoredFile::name).toList());
                disk.makeRoom();
                commit.get(60, TimeUnit.SECONDS);
                TestServer.awaitCaughtUp(server, primary);
                assertSameAsAtThePrimary(server);
            }
        }
    }

    @Test
    void aServerThatStartsOnAFullDiskServesAndGoesOnWhenThereIsRoom() throws Exception {
        try (SmallDisk disk = SmallDisk.of(folder, 24)) {
            BinlogServerConfig config = TestServer.config(disk.folder().resolve("logs"), primary);
            try (BinlogServer server = TestServer.start(config)) {
                TestServer.awaitCaughtUp(server, primary);
            }
            disk.leave(0);
            try (BinlogServer server = TestServer.start(config)) {
                CompletableFuture<Void> commit = CompletableFuture.runAsync(() -> Sql.run(primary, ROWS));
                awaitState(server, "disk_full");
                aReplicaGetsEverythingThatIsPublished(server, endOf(server));
                disk.makeRoom();
                commit.get(60, TimeUnit.SECONDS);
                TestServer.awaitCaughtUp(server, primary);
                assertSameAsAtThePrimary(server);
            }
        }
    }

    private static Coordinates endOf(BinlogServer server) {
        return Objects.requireNonNull(server.store().end());
    }

    private void aReplicaGetsEverythingThatIsPublished(BinlogServer server, Coordinates published) {
        LabServer replica = FLEET.server("2");
        Sql.follow(replica, server.address(), "MASTER_LOG_FILE='" + published.file() + "', MASTER_LOG_POS=4");
        await("the replica at " + published).atMost(TestServer.LONG).untilAsserted(() -> {
            assertThat(Sql.replicaStatus(replica, "Last_IO_Error")).isEmpty();
            assertThat(Sql.replicaStatus(replica, "Slave_IO_Running")).isEqualTo("Yes");
            assertThat(Sql.replicaStatus(replica, "Read_Master_Log_Pos")).isEqualTo(String.valueOf(published.position()));
        });
        Sql.stopReplication(replica);
    }

    private static void awaitState(BinlogServer server, String word) {
        await(word).atMost(TestServer.LONG).until(() -> server.receiver().state().word().equals(word));
    }

    private static void awaitSemiSync(BinlogServer server) {
        await("semi-synchronous reception").atMost(Duration.ofSeconds(20)).until(
                () -> server.receiver().state() instanceof ReceiverState.Receiving receiving && receiving.semiSync());
    }

    private void assertSameAsAtThePrimary(BinlogServer server) throws Exception {
        for (StoredFile file : server.store().files()) {
            byte[] theirs = Files.readAllBytes(primary.dataFolder().resolve(file.name()));
            byte[] ours = Files.readAllBytes(server.store().folder().resolve(file.name()));
            theirs[21] &= ~1;
            assertThat(ours.length).as("length of %s", file).isEqualTo(theirs.length);
            assertThat(Arrays.mismatch(ours, theirs)).as("first difference in %s", file).isEqualTo(-1);
        }
    }
}
