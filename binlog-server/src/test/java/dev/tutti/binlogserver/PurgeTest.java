package dev.tutti.binlogserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tutti.binlogserver.config.BinlogServerConfig;
import dev.tutti.binlogserver.serve.Purge;
import dev.tutti.binlogserver.store.StoredFile;
import dev.tutti.lab.Flavour;
import dev.tutti.lab.Fleet;
import dev.tutti.lab.FleetExtension;
import dev.tutti.lab.LabServer;
import dev.tutti.lab.Sql;
import dev.tutti.wire.ServerErrorException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Files go by age, size and free disk, and never while a replica needs them, attached or away for a while. */
class PurgeTest {
    @RegisterExtension
    static final FleetExtension FLEET = FleetExtension.of(Fleet.custom("1 2", Flavour.MARIADB_11_4));

    @TempDir
    Path folder;

    private final LabServer primary = FLEET.server("1");
    private final LabServer replica = FLEET.server("2");
    /** What clocks are ahead by. */
    private volatile Duration ahead = Duration.ZERO;

    @BeforeEach
    void anEmptyLogAndNoReplica() {
        Sql.stopReplication(replica);
        Sql.run(primary, "RESET MASTER");
    }

    private BinlogServer start(Path store, Purge.Policy policy) throws IOException {
        BinlogServerConfig plain = TestServer.config(store, primary);
        return BinlogServer.start(new BinlogServerConfig(
                plain.folder(), plain.listen(), plain.identity(), plain.accounts(), plain.authentication(), plain.upstream(),
                plain.serve(), policy, plain.pattern()), "tutti test", () -> Instant.now().plus(ahead));
    }

    private static Purge.Policy policy(Duration age, long size, long free) {
        return new Purge.Policy(age, size, free, Duration.ofHours(1));
    }

    /** Four files of some 470 kB each, and a fifth that grows. */
    private void writeFiles(BinlogServer server) {
        for (int i = 0; i < 4; i++) {
            Sql.run(primary, "SET SESSION binlog_format = ROW",
                    "INSERT INTO app.t (v) SELECT CONCAT(REPEAT('x', 80), seq) FROM app.seq_1_to_5000", "FLUSH BINARY LOGS");
        }
        TestServer.awaitCaughtUp(server, primary);
        await("five files").atMost(TestServer.LONG).until(() -> files(server).size() == 5);
    }

    private static List<String> files(BinlogServer server) {
        return server.store().files().stream().map(StoredFile::name).map(name -> name.substring(name.length() - 1)).toList();
    }

    @Test
    void filesGoByAgeAndTheLastOneStays() throws Exception {
        try (BinlogServer server = start(folder, policy(Duration.ofHours(2), 0, 0))) {
            writeFiles(server);
            server.keepHouseOnce();
            assertThat(files(server)).containsExactly("1", "2", "3", "4", "5");
            ahead = Duration.ofHours(3);
            server.keepHouseOnce();
            assertThat(files(server)).containsExactly("5");
            assertThat(folder.resolve("mysql-bin.000001")).doesNotExist();
            assertThat(folder.resolve("index/mysql-bin.000001.idx")).doesNotExist();
        }
        try (BinlogServer server = start(folder, policy(Duration.ZERO, 0, 0))) {
            assertThat(files(server)).containsExactly("5");
        }
    }

    @Test
    void filesGoBySize() throws Exception {
        try (BinlogServer server = start(folder, policy(Duration.ZERO, 1_200_000, 0))) {
            writeFiles(server);
            server.keepHouseOnce();
            assertThat(files(server)).containsExactly("3", "4", "5");
        }
    }

    @Test
    void aFullDiskIsPurged() throws Exception {
        try (SmallDisk disk = SmallDisk.of(folder, 24);
                BinlogServer server = start(disk.folder().resolve("logs"), policy(Duration.ZERO, 0, 1_600_000))) {
            writeFiles(server);
            disk.leave(0);
            Sql.run(primary, "SET SESSION binlog_format = ROW",
                    "INSERT INTO app.t (v) SELECT CONCAT(REPEAT('x', 80), seq) FROM app.seq_1_to_5000");
            await("a full disk").atMost(TestServer.LONG).until(() -> server.receiver().state().word().equals("disk_full"));
            server.keepHouseOnce();
            assertThat(files(server)).containsExactly("5");
            assertThat(Files.readAllLines(server.store().folder().resolve("tutti-files"))).hasSize(1);
            TestServer.awaitCaughtUp(server, primary);
            assertThat(server.receiver().state().word()).isEqualTo("receiving");
        }
    }

    @Test
    void whatAnAttachedReplicaNeedsStaysAndWhoAsksIsToldWhoNeedsIt() throws Exception {
        try (BinlogServer server = start(folder, policy(Duration.ofHours(2), 1, 0))) {
            writeFiles(server);
            followUpTo(server, "mysql-bin.000005");
            Sql.run(replica, "STOP SLAVE");
            // Away since then, and nothing was sent to it of what comes now.
            Sql.run(primary, "FLUSH BINARY LOGS");
            await("another file").atMost(TestServer.LONG).until(() -> files(server).equals(List.of("5", "6")));
            ahead = Duration.ofMinutes(30);
            server.keepHouseOnce();
            assertThat(files(server)).containsExactly("5", "6");
            assertThatThrownBy(() -> Admin.rows(server, "PURGE BINARY LOGS TO 'mysql-bin.000006'"))
                    .isInstanceOf(ServerErrorException.class)
                    .hasMessageContaining("Not everything was purged: replica ")
                    .hasMessageContaining("has come to mysql-bin.000005:");
            assertThatThrownBy(() -> Admin.rows(server, "PURGE BINARY LOGS BEFORE '2099-01-01'"))
                    .hasMessageContaining("needs the files from there on");
            assertThatThrownBy(() -> Admin.rows(server, "PURGE BINARY LOGS TO 'mysql-bin.000077'"))
                    .hasMessageContaining("Target log not found in binlog index");
            assertThat(files(server)).containsExactly("5", "6");
        }
        // It is remembered over a start, and forgotten when it was away for longer than it may be.
        try (BinlogServer server = start(folder, policy(Duration.ofHours(2), 1, 0))) {
            server.keepHouseOnce();
            assertThat(files(server)).containsExactly("5", "6");
            ahead = Duration.ofHours(3);
            server.keepHouseOnce();
            assertThat(files(server)).containsExactly("6");
        }
    }

    @Test
    void whatIsAskedForIsRemovedWhereNobodyNeedsIt() throws Exception {
        try (BinlogServer server = start(folder, policy(Duration.ZERO, 0, 0))) {
            writeFiles(server);
            Admin.rows(server, "PURGE BINARY LOGS TO 'mysql-bin.000003'");
            assertThat(files(server)).containsExactly("3", "4", "5");
            Admin.rows(server, "PURGE BINARY LOGS BEFORE '2000-01-01'");
            assertThat(files(server)).containsExactly("3", "4", "5");
            Admin.rows(server, "PURGE BINARY LOGS BEFORE '2099-01-01'");
            assertThat(files(server)).containsExactly("5");
        }
    }

    private void followUpTo(BinlogServer server, String file) {
        Sql.follow(replica, server.address(), "MASTER_LOG_FILE='" + file + "', MASTER_LOG_POS=4");
        await("an attached replica").atMost(TestServer.LONG).until(() -> server.replicas().all().stream()
                .anyMatch(one -> one.sent() != null && one.sent().equals(server.store().end())));
        server.keepHouseOnce();
    }
}
