package dev.tutti.binlogserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tutti.binlogserver.archive.ArchiveOptions;
import dev.tutti.binlogserver.archive.Location;
import dev.tutti.binlogserver.store.StorageOptions;
import dev.tutti.binlogserver.store.StoredFile;
import dev.tutti.core.model.Coordinates;
import dev.tutti.core.model.Secret;
import dev.tutti.lab.Flavour;
import dev.tutti.lab.Fleet;
import dev.tutti.lab.FleetExtension;
import dev.tutti.lab.LabServer;
import dev.tutti.lab.Sql;
import dev.tutti.wire.ServerErrorException;
import dev.tutti.wire.WireException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Complete files go to an archive, leave the disk only then, and are read back as if they had stayed. */
class ArchiveTest {
    private static final String KEY = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
    private static final String ENTRY = "_asc:01234567:89abcdef:0123456789abcdef";
    private static final String FIRST = "mysql-bin.000001";

    @RegisterExtension
    static final FleetExtension FLEET = FleetExtension.of(Fleet.custom("1 2", Flavour.MARIADB_11_4));

    @TempDir
    Path folder;

    private final LabServer primary = FLEET.server("1");
    private final LabServer replica = FLEET.server("2");

    @BeforeEach
    void anEmptyLogAndAnEmptyArchive() throws IOException {
        Sql.stopReplication(replica);
        Sql.run(primary, "RESET MASTER");
        Files.createDirectory(archive());
    }

    private Path store() {
        return folder.resolve("store");
    }

    private Path archive() {
        return folder.resolve("archive");
    }

    private ArchiveOptions options() {
        return new ArchiveOptions(
                new Location.Folder(archive()), Duration.ZERO, 0, Duration.ZERO, 0, 100 << 20, Duration.ofSeconds(2));
    }

    private BinlogServer start() throws IOException {
        return start(new StorageOptions(Duration.ZERO, null, options()));
    }

    private BinlogServer start(StorageOptions storage) throws IOException {
        return TestServer.start(TestServer.with(TestServer.config(store(), primary), storage));
    }

    /** Three files of some 700 kB each, and a fourth that grows. */
    private void writeFiles(BinlogServer server) {
        for (int i = 0; i < 3; i++) {
            Sql.run(primary, "SET SESSION binlog_format = ROW",
                    "INSERT INTO app.t (v) SELECT CONCAT(REPEAT('readable ', 9), seq) FROM app.seq_1_to_8000",
                    "FLUSH BINARY LOGS");
        }
        TestServer.awaitCaughtUp(server, primary);
        await("four files").atMost(TestServer.LONG).until(() -> server.store().files().size() == 4);
    }

    /** All but the last file are in the archive alone. */
    private static void archiveAll(BinlogServer server) throws IOException {
        assertThat(server.store().archiver().orElseThrow().round(Instant.now())).isTrue();
        server.keepHouseOnce();
        assertThat(server.store().files()).filteredOn(StoredFile::isLocal).hasSize(1);
    }

    private List<String> objects() throws IOException {
        try (var files = Files.list(archive())) {
            return files.map(file -> String.valueOf(file.getFileName())).filter(name -> name.endsWith(".zst")).sorted().toList();
        }
    }

    private void assertSameBytes(BinlogServer server, String file) throws Exception {
        byte[] theirs = Files.readAllBytes(primary.dataFolder().resolve(file));
        theirs[21] &= ~1;
        byte[] ours = Reader.file(server.address(), file, theirs.length);
        assertThat(Arrays.mismatch(ours, Arrays.copyOfRange(theirs, 4, theirs.length))).as("first difference").isEqualTo(-1);
    }

    private static ServerErrorException refusal(BinlogServer server) throws WireException {
        return Reader.refusalByArchive(server.address(), new Coordinates(FIRST, 4));
    }

    @Test
    void archivedFilesAreServedByteForByteAndAReplicaGoesOnFromThemToTheLiveEnd() throws Exception {
        try (BinlogServer server = start()) {
            writeFiles(server);
            archiveAll(server);
            assertThat(store().resolve(FIRST)).doesNotExist();
            assertThat(store().resolve(FIRST + ".zst")).doesNotExist();
            assertThat(objects()).hasSize(3);
            assertThat(Admin.rows(server, "SHOW BINARY LOGS")).hasSize(4);
            for (StoredFile file : server.store().files().subList(0, 3)) {
                assertSameBytes(server, file.name());
            }
            Sql.follow(replica, server.address(), "MASTER_LOG_FILE='" + FIRST + "', MASTER_LOG_POS=4");
            awaitReplica(server);
            Sql.run(primary, "INSERT INTO app.t (v) VALUES ('live')");
            TestServer.awaitCaughtUp(server, primary);
            awaitReplica(server);
            assertThat(Admin.rows(server, "SHOW BINLOG EVENTS IN '" + FIRST + "'")).hasSizeGreaterThan(10);
            assertThat(Admin.value(server, "SHOW VARIABLES LIKE 'binlog_server_archive_files'", "Value")).isEqualTo("3");
            assertThat(Admin.value(server, "SHOW VARIABLES LIKE 'binlog_server_archive_waiting'", "Value")).isEqualTo("0");
        }
    }

    private void awaitReplica(BinlogServer server) {
        await("the replica at the end").atMost(TestServer.LONG).untilAsserted(() -> {
            assertThat(Sql.replicaStatus(replica, "Last_IO_Error")).isEmpty();
            assertThat(Sql.replicaStatus(replica, "Master_Log_File") + ":" + Sql.replicaStatus(replica, "Read_Master_Log_Pos"))
                    .isEqualTo(String.valueOf(server.store().end()));
        });
    }

    @Test
    void filesThatOnlyTheArchiveHasAreServedAfterARestartAlsoWithoutTheirIndex() throws Exception {
        try (BinlogServer server = start()) {
            writeFiles(server);
            archiveAll(server);
        }
        Files.delete(store().resolve("index/mysql-bin.000002.idx"));
        try (BinlogServer server = start()) {
            assertThat(server.store().files()).hasSize(4);
            assertThat(server.store().archiver().orElseThrow().status().filesFetched()).as("only what lost its index").isEqualTo(1);
            assertThat(store().resolve("index/mysql-bin.000002.idx")).exists();
            assertSameBytes(server, FIRST);
            assertSameBytes(server, "mysql-bin.000002");
        }
        assertThatThrownBy(() -> start(StorageOptions.plain()))
                .hasMessageContaining("are in an archive; name that in archive.to");
    }

    @Test
    void nothingLeavesTheDiskWhileTheArchiveIsAwayAndWhoNeedsItIsToldSo() throws Exception {
        try (BinlogServer server = start()) {
            writeFiles(server);
            archiveAll(server);
            Path away = folder.resolve("away");
            Files.move(archive(), away);
            Sql.run(primary, "FLUSH BINARY LOGS");
            await("five files").atMost(TestServer.LONG).until(() -> server.store().files().size() == 5);
            assertThat(server.store().archiver().orElseThrow().round(Instant.now())).isFalse();
            server.keepHouseOnce();
            assertThat(server.store().files()).filteredOn(StoredFile::isLocal).hasSize(2);
            assertThat(Admin.value(server, "SHOW VARIABLES LIKE 'binlog_server_archive_waiting'", "Value")).isEqualTo("1");
            assertThat(Admin.value(server, "SHOW VARIABLES LIKE 'binlog_server_archive_failing_since'", "Value")).isNotEmpty();
            assertThat(Admin.value(server, "SHOW VARIABLES LIKE 'binlog_server_archive_error'", "Value"))
                    .contains("is no folder, or is not mounted");
            ServerErrorException refusal = refusal(server);
            assertThat(refusal.code()).isEqualTo(1236);
            assertThat(refusal).hasMessageContaining(FIRST + " stands in the archive only").hasMessageContaining("not mounted");
            // An empty folder in its place is not the archive.
            Files.createDirectory(archive());
            assertThat(server.store().archiver().orElseThrow().round(Instant.now())).isFalse();
            assertThat(refusal(server)).hasMessageContaining("lacks the mark");
            assertThat(objects()).isEmpty();
            // Everything else is unharmed.
            Sql.follow(replica, server.address(), "MASTER_LOG_FILE='mysql-bin.000004', MASTER_LOG_POS=4");
            awaitReplica(server);
            Files.delete(archive());
            Files.move(away, archive());
            archiveAll(server);
            assertThat(Admin.value(server, "SHOW VARIABLES LIKE 'binlog_server_archive_failing_since'", "Value")).isEmpty();
            assertSameBytes(server, FIRST);
        }
    }

    @Test
    void anArchivingThatWasInterruptedIsRepeatedUnderTheSameNames() throws Exception {
        try (BinlogServer server = start(new StorageOptions(Duration.ZERO, null, options()))) {
            writeFiles(server);
            assertThat(server.store().archiver().orElseThrow().round(Instant.now())).isTrue();
        }
        List<String> before = objects();
        // Killed when the first was stored and not recorded, and the second was being stored.
        Path record = store().resolve("tutti-archive");
        Files.write(record, Files.readAllLines(record).stream()
                .filter(line -> !line.contains(FIRST) && !line.contains("000002")).toList());
        Path second = archive().resolve(before.get(1));
        Files.move(second, archive().resolve(before.get(1) + ".new"));
        try (BinlogServer server = start()) {
            archiveAll(server);
            assertThat(objects()).isEqualTo(before);
            assertSameBytes(server, FIRST);
            assertSameBytes(server, "mysql-bin.000002");
        }
        // Killed when the file was recorded, and not yet removed from the disk.
        byte[] object = Files.readAllBytes(archive().resolve(before.getFirst()));
        Files.write(store().resolve(FIRST + ".zst"), object);
        try (BinlogServer server = start()) {
            assertThat(server.store().files().getFirst().isLocal()).isTrue();
            archiveAll(server);
            assertThat(objects()).isEqualTo(before);
            assertSameBytes(server, FIRST);
        }
    }

    @Test
    void whatIsDamagedInTheArchiveIsNeverPassedOn() throws Exception {
        try (BinlogServer server = start()) {
            writeFiles(server);
            archiveAll(server);
            Path object = archive().resolve(objects().getFirst());
            byte[] good = Files.readAllBytes(object);
            byte[] bad = good.clone();
            bad[bad.length / 2] ^= 1;
            for (byte[] wrong : List.of(bad, Arrays.copyOf(good, good.length - 1), Arrays.copyOf(good, good.length + 1))) {
                Files.write(object, wrong);
                ServerErrorException refusal = refusal(server);
                assertThat(refusal.code()).isEqualTo(1236);
                assertThat(refusal).hasMessageContaining("is damaged").hasMessageContaining(object.getFileName().toString());
                assertThat(Admin.value(server, "SHOW VARIABLES LIKE 'binlog_server_archive_error'", "Value"))
                        .contains("is damaged");
            }
            Files.delete(object);
            assertThat(refusal(server))
                    .hasMessageContaining("says that it has no " + object.getFileName());
            assertSameBytes(server, "mysql-bin.000002");
            Files.write(object, good);
            assertSameBytes(server, FIRST);
            assertThat(Admin.value(server, "SHOW VARIABLES LIKE 'binlog_server_archive_error'", "Value")).isEmpty();
        }
    }

    @Test
    void whatIsPurgedLeavesTheArchiveTooAlsoWhenThatWasAwayMeanwhile() throws Exception {
        try (BinlogServer server = start()) {
            writeFiles(server);
            archiveAll(server);
            Path away = folder.resolve("away");
            Files.move(archive(), away);
            Admin.rows(server, "PURGE BINARY LOGS TO 'mysql-bin.000003'");
            assertThat(server.store().files()).hasSize(2);
            assertThat(store().resolve("index/" + FIRST + ".idx")).doesNotExist();
            Files.move(away, archive());
        }
        try (BinlogServer server = start()) {
            assertThat(server.store().files()).hasSize(2);
            assertThat(server.store().archiver().orElseThrow().round(Instant.now())).isTrue();
            assertThat(objects()).hasSize(1).allMatch(name -> name.startsWith("mysql-bin.000003."));
            assertSameBytes(server, "mysql-bin.000003");
        }
    }

    @Test
    void theArchivesOwnRulesTakeFilesAwayAltogether() throws Exception {
        try (BinlogServer server = start()) {
            writeFiles(server);
            archiveAll(server);
        }
        long one = Files.size(archive().resolve(objects().getFirst()));
        ArchiveOptions two = new ArchiveOptions(
                options().to(), Duration.ZERO, 0, Duration.ZERO, one * 5 / 2, 100 << 20, Duration.ofSeconds(2));
        try (BinlogServer server = start(new StorageOptions(Duration.ZERO, null, two))) {
            server.keepHouseOnce();
            assertThat(server.store().files()).extracting(StoredFile::name)
                    .containsExactly("mysql-bin.000002", "mysql-bin.000003", "mysql-bin.000004");
        }
        ArchiveOptions none = new ArchiveOptions(
                options().to(), Duration.ZERO, 0, Duration.ofNanos(1), 0, 100 << 20, Duration.ofSeconds(2));
        try (BinlogServer server = start(new StorageOptions(Duration.ZERO, null, none))) {
            server.keepHouseOnce();
            assertThat(server.store().files()).hasSize(1);
            assertThat(server.store().archiver().orElseThrow().round(Instant.now())).isTrue();
            assertThat(objects()).isEmpty();
        }
    }

    @Test
    void theNewestFilesStayOnTheDiskToo() throws Exception {
        ArchiveOptions two = new ArchiveOptions(
                options().to(), Duration.ZERO, 2, Duration.ZERO, 0, 100 << 20, Duration.ofSeconds(2));
        try (BinlogServer server = start(new StorageOptions(Duration.ZERO, null, two))) {
            writeFiles(server);
            assertThat(server.store().archiver().orElseThrow().round(Instant.now())).isTrue();
            server.keepHouseOnce();
            assertThat(server.store().files()).extracting(StoredFile::isLocal).containsExactly(false, true, true, true);
        }
    }

    @Test
    void whatIsEncryptedLeavesEncryptedAndItsIndexIsToo() throws Exception {
        StorageOptions encrypted = new StorageOptions(Duration.ZERO, Secret.of(KEY), options());
        try (BinlogServer server = start(encrypted)) {
            Sql.run(primary, "DROP VIEW IF EXISTS `_pseudo_gtid_`.`" + ENTRY + "`");
            writeFiles(server);
            archiveAll(server);
            assertSameBytes(server, FIRST);
        }
        try (BinlogServer server = start(encrypted)) {
            assertThat(server.store().archiver().orElseThrow().status().filesFetched()).as("no index was lost").isZero();
            assertSameBytes(server, FIRST);
            assertThat(Admin.value(server, "SHOW BINLOG ENTRY '" + ENTRY + "'", "Log_name")).isEqualTo(FIRST);
        }
        assertReadableWithoutThisHost(encrypted);
        for (Path part : List.of(archive(), store(), store().resolve("index"))) {
            try (var files = Files.list(part)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                            .as(file.toString()).doesNotContain("readable", ENTRY);
                }
            }
        }
    }

    /** As the documentation says: from the objects, the salts in their notes, and the key. */
    private void assertReadableWithoutThisHost(StorageOptions encrypted) throws Exception {
        Path other = folder.resolve("other");
        Files.createDirectories(other.resolve("keys"));
        List<String> names = new ArrayList<>();
        for (String object : objects()) {
            String name = object.substring(0, FIRST.length());
            names.add(name);
            Files.copy(archive().resolve(object), other.resolve(name + ".zst"));
            String salt = Files.readAllLines(archive().resolve(object + ".note")).stream()
                    .filter(line -> line.startsWith("salt ")).findFirst().orElseThrow().substring("salt ".length());
            Files.writeString(other.resolve("keys").resolve(name + ".salt"), salt + "\n");
        }
        Files.write(other.resolve("tutti-files"), names);
        try (BinlogServer server = TestServer.start(TestServer.with(
                TestServer.config(other, primary), new StorageOptions(Duration.ZERO, encrypted.masterKey(), null)))) {
            TestServer.awaitCaughtUp(server, primary);
            assertThat(server.store().files()).hasSize(4);
            assertSameBytes(server, FIRST);
            assertSameBytes(server, "mysql-bin.000003");
        }
    }

    @Test
    void anArchiveBelongsToOneBinlogServer() throws Exception {
        try (BinlogServer server = start()) {
            writeFiles(server);
            archiveAll(server);
        }
        try (BinlogServer other = TestServer.start(TestServer.with(
                TestServer.config(folder.resolve("other"), primary), new StorageOptions(Duration.ZERO, null, options())))) {
            writeFilesSeenBy(other);
            assertThat(other.store().archiver().orElseThrow().round(Instant.now())).isFalse();
            assertThat(other.store().archiver().orElseThrow().status().problem()).contains("belongs to another Binlog Server");
        }
    }

    private void writeFilesSeenBy(BinlogServer server) {
        Sql.run(primary, "FLUSH BINARY LOGS");
        TestServer.awaitCaughtUp(server, primary);
    }

    @Test
    void manyReadersFetchAFileOnceAndTheCacheStaysWithinItsBound() throws Exception {
        try (BinlogServer server = start()) {
            writeFiles(server);
            archiveAll(server);
        }
        long oneAndAHalf = Files.size(archive().resolve(objects().getFirst())) * 3 / 2;
        ArchiveOptions small = new ArchiveOptions(
                options().to(), Duration.ZERO, 0, Duration.ZERO, 0, oneAndAHalf, Duration.ofSeconds(2));
        try (BinlogServer server = start(new StorageOptions(Duration.ZERO, null, small))) {
            try (ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Callable<Boolean>> all = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    all.add(() -> {
                        StoredFile file = server.store().files().getFirst();
                        ByteBuffer bytes = ByteBuffer.allocate((int) file.published());
                        file.read(bytes, 0);
                        return !bytes.hasRemaining();
                    });
                }
                for (Future<Boolean> each : readers.invokeAll(all)) {
                    assertThat(each.get()).isTrue();
                }
            }
            assertThat(server.store().archiver().orElseThrow().status().filesFetched()).isEqualTo(1);
            assertSameBytes(server, FIRST);
            assertSameBytes(server, "mysql-bin.000002");
            assertSameBytes(server, "mysql-bin.000003");
            assertThat(server.store().archiver().orElseThrow().status().filesFetched()).isGreaterThanOrEqualTo(3);
            // What a reader that has left was about to get may still be replaced.
            await("the bound").atMost(TestServer.LONG).ignoreExceptions().untilAsserted(() -> {
                try (var files = Files.list(store().resolve("cache"))) {
                    long held = 0;
                    for (Path file : files.toList()) {
                        held += Files.size(file);
                    }
                    assertThat(held).isLessThanOrEqualTo(oneAndAHalf);
                }
            });
        }
    }
}
