package dev.tutti.binlogserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tutti.binlogserver.archive.ArchiveOptions;
import dev.tutti.binlogserver.archive.Location;
import dev.tutti.binlogserver.store.StorageOptions;
import dev.tutti.lab.Flavour;
import dev.tutti.lab.Fleet;
import dev.tutti.lab.FleetExtension;
import dev.tutti.lab.LabServer;
import dev.tutti.lab.Sql;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A replica that waits for the archive hears from us, goes on when it comes, and keeps nobody else waiting. */
class ArchiveWaitTest {
    @TempDir
    Path folder;

    private Path archive() {
        return folder.resolve("archive");
    }

    @ParameterizedTest
    @EnumSource(Flavour.class)
    void replicasOfEveryFamilyWaitForTheArchiveAndGoOnWhileOthersAreServed(Flavour flavour) throws Exception {
        Files.createDirectory(archive());
        StorageOptions storage = new StorageOptions(Duration.ZERO, null, new ArchiveOptions(
                new Location.Folder(archive()), Duration.ZERO, 0, Duration.ZERO, 0, 100 << 20, TestServer.LONG));
        try (Fleet fleet = FleetExtension.startOrSkip(Fleet.custom("1 2 3", flavour), "waiting for the archive of " + flavour)) {
            LabServer primary = fleet.server("1");
            LabServer behind = fleet.server("2");
            LabServer live = fleet.server("3");
            try (BinlogServer server = TestServer.start(TestServer.with(
                    TestServer.config(folder.resolve("store"), primary), storage))) {
                Sql.follow(live, server.address(), "MASTER_LOG_FILE='mysql-bin.000001', MASTER_LOG_POS=4");
                Sql.run(primary, "INSERT INTO app.t (v) VALUES ('one')", "FLUSH BINARY LOGS",
                        "INSERT INTO app.t (v) VALUES ('two')", "FLUSH BINARY LOGS",
                        "INSERT INTO app.t (v) VALUES ('three')");
                TestServer.awaitCaughtUp(server, primary);
                awaitSame(live, primary);
                assertThat(server.store().archiver().orElseThrow().round(Instant.now())).isTrue();
                server.keepHouseOnce();
                assertThat(server.store().files().getFirst().isLocal()).isFalse();
                List<Path> objects = objects();
                objects.forEach(ArchiveWaitTest::makeUnreadable);
                Sql.follow(behind, server.address(), "MASTER_LOG_FILE='mysql-bin.000001', MASTER_LOG_POS=4");
                for (Path object : objects) {
                    String name = String.valueOf(object.getFileName()).substring(0, "mysql-bin.000001".length());
                    long before = heartbeats(behind);
                    await("a replica that waits for " + name).atMost(TestServer.LONG).until(() -> server.replicas().all().stream()
                            .anyMatch(each -> each.session().state().equals("Waiting for " + name + " from the archive")));
                    await("signs of life").atMost(TestServer.LONG).until(() -> heartbeats(behind) > before);
                    Sql.run(primary, "INSERT INTO app.t (v) VALUES ('meanwhile')");
                    awaitSame(live, primary);
                    makeReadable(object);
                }
                awaitSame(behind, primary);
            }
        }
    }

    private List<Path> objects() throws IOException {
        try (var files = Files.list(archive())) {
            return files.filter(file -> file.toString().endsWith(".zst")).sorted().toList();
        }
    }

    private static Path aside(Path object) {
        return object.resolveSibling("aside." + object.getFileName());
    }

    /** A folder can be opened and not be read. */
    private static void makeUnreadable(Path object) {
        try {
            Files.move(object, aside(object));
            Files.createDirectory(object);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void makeReadable(Path object) throws IOException {
        Files.delete(object);
        Files.move(aside(object), object);
    }

    private static long heartbeats(LabServer replica) {
        String count = Sql.saysReplica(replica)
                ? Sql.value(replica, "SELECT COUNT_RECEIVED_HEARTBEATS AS v FROM performance_schema.replication_connection_status", "v")
                : Sql.value(replica, "SHOW GLOBAL STATUS LIKE 'Slave_received_heartbeats'", "Value");
        return Long.parseLong(String.valueOf(count));
    }

    private static void awaitSame(LabServer replica, LabServer primary) {
        await("the same rows on " + replica).atMost(TestServer.LONG).untilAsserted(() -> {
            assertThat(Sql.replicaStatus(replica, "Last_IO_Error")).isEmpty();
            assertThat(Sql.replicaStatus(replica, "Last_SQL_Error")).isEmpty();
            assertThat(Sql.checksum(replica)).isEqualTo(Sql.checksum(primary));
        });
    }
}
