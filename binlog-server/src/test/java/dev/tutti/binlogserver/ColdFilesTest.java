package dev.tutti.binlogserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tutti.binlogserver.config.BinlogServerConfig;
import dev.tutti.binlogserver.store.LogStore;
import dev.tutti.binlogserver.store.StorageOptions;
import dev.tutti.binlogserver.store.StoreException;
import dev.tutti.binlogserver.store.StoredFile;
import dev.tutti.core.match.PseudoGtid;
import dev.tutti.core.model.Secret;
import dev.tutti.lab.Flavour;
import dev.tutti.lab.Fleet;
import dev.tutti.lab.FleetExtension;
import dev.tutti.lab.LabServer;
import dev.tutti.lab.Sql;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;

/** Files that are compressed, encrypted or both are read as if they were not. */
class ColdFilesTest {
    private static final String KEY = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
    private static final String OTHER_KEY = "10112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

    @RegisterExtension
    static final FleetExtension FLEET = FleetExtension.of(Fleet.custom("1 2", Flavour.MARIADB_11_4));

    @TempDir
    Path folder;

    private final LabServer primary = FLEET.server("1");

    private BinlogServerConfig config(StorageOptions storage) {
        BinlogServerConfig plain = TestServer.config(folder, primary);
        return new BinlogServerConfig(
                plain.folder(), plain.listen(), plain.identity(), plain.accounts(), plain.authentication(), plain.upstream(),
                plain.serve(), plain.purge(), plain.pattern(), storage);
    }

    private static StorageOptions storage(boolean compressed, @Nullable String key) {
        return new StorageOptions(compressed ? Duration.ofMinutes(1) : Duration.ZERO, key == null ? null : Secret.of(key));
    }

    /** One whose files are all a day older than they are. */
    private BinlogServer startTomorrow(StorageOptions storage) throws IOException {
        InstantSource tomorrow = InstantSource.offset(InstantSource.system(), Duration.ofDays(1));
        return BinlogServer.start(config(storage), "tutti test", tomorrow);
    }

    private void writeFiles(int count) {
        for (int i = 0; i < count; i++) {
            Sql.run(primary, "SET SESSION binlog_format = ROW",
                    "INSERT INTO app.t (v) SELECT CONCAT(REPEAT('readable ', 9), seq) FROM app.seq_1_to_8000",
                    "FLUSH BINARY LOGS");
        }
    }

    @Test
    void compressedFilesAreServedAndAskedAsBefore() throws Exception {
        assertServedFromColdFiles(storage(true, null));
        assertThat(folder.resolve(firstFile())).doesNotExist();
        assertThat(Files.size(folder.resolve(firstFile() + ".zst")))
                .isLessThan(Files.size(primary.dataFolder().resolve(firstFile())) / 4);
    }

    @Test
    void encryptedFilesAreServedAndAskedAsBefore() throws Exception {
        assertServedFromColdFiles(storage(false, KEY));
        assertNothingReadable();
        assertThat(Files.size(folder.resolve(firstFile()))).isEqualTo(Files.size(primary.dataFolder().resolve(firstFile())));
    }

    @Test
    void filesAreCompressedAndThenEncrypted() throws Exception {
        assertServedFromColdFiles(storage(true, KEY));
        assertNothingReadable();
        assertThat(Files.size(folder.resolve(firstFile() + ".zst")))
                .isLessThan(Files.size(primary.dataFolder().resolve(firstFile())) / 4);
    }

    private String firstFile() {
        return "mysql-bin.000001";
    }

    private void assertServedFromColdFiles(StorageOptions storage) throws Exception {
        try (BinlogServer server = startTomorrow(storage)) {
            writeFiles(2);
            TestServer.awaitCaughtUp(server, primary);
            server.keepHouseOnce();
            assertReplicaAndQuestions(server);
        }
        try (BinlogServer server = startTomorrow(storage)) {
            writeFiles(1);
            TestServer.awaitCaughtUp(server, primary);
            assertReplicaAndQuestions(server);
        }
    }

    private void assertReplicaAndQuestions(BinlogServer server) throws Exception {
        assertSameAsAtThePrimary(server.store());
        StoredFile first = server.store().files().getFirst();
        assertThat(Admin.rows(server, "SHOW BINLOG EVENTS IN '" + first.name() + "'"))
                .hasSizeGreaterThan(10)
                .last().satisfies(row -> assertThat(row.get("End_log_pos")).isEqualTo(String.valueOf(first.published())));
        LabServer replica = FLEET.server("2");
        Sql.follow(replica, server.address(), "MASTER_LOG_FILE='" + first.name() + "', MASTER_LOG_POS=4");
        await("the replica at the end").atMost(TestServer.LONG).untilAsserted(() -> {
            assertThat(Sql.replicaStatus(replica, "Last_IO_Error")).isEmpty();
            assertThat(Sql.replicaStatus(replica, "Master_Log_File") + ":" + Sql.replicaStatus(replica, "Read_Master_Log_Pos"))
                    .isEqualTo(String.valueOf(server.store().end()));
        });
        Sql.stopReplication(replica);
    }

    @Test
    void anInterruptedCompressionLeavesTheFileOrItsCompressedForm() throws Exception {
        StorageOptions storage = storage(true, null);
        try (BinlogServer server = startTomorrow(storage(false, null))) {
            writeFiles(1);
            TestServer.awaitCaughtUp(server, primary);
        }
        byte[] plain = Files.readAllBytes(folder.resolve(firstFile()));
        // Ended while the compressed form was being written.
        Files.write(folder.resolve(firstFile() + ".zst.new"), new byte[1000]);
        try (BinlogServer server = startTomorrow(storage)) {
            assertSameAsAtThePrimary(server.store());
            assertThat(folder.resolve(firstFile() + ".zst.new")).doesNotExist();
            server.keepHouseOnce();
            assertSameAsAtThePrimary(server.store());
        }
        // Ended before the file was removed.
        Files.write(folder.resolve(firstFile()), plain);
        try (BinlogServer server = startTomorrow(storage)) {
            assertSameAsAtThePrimary(server.store());
            assertThat(folder.resolve(firstFile())).doesNotExist();
        }
    }

    @Test
    void aWrongOrMissingKeyIsRefusedInOneSentence() throws Exception {
        try (BinlogServer server = startTomorrow(storage(false, KEY))) {
            TestServer.awaitCaughtUp(server, primary);
        }
        assertThatThrownBy(() -> LogStore.open(folder, PseudoGtid.DEFAULT_PATTERN, storage(false, OTHER_KEY)))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("encrypted with another key than the one in encryption.key_file")
                .hasMessageNotContaining(OTHER_KEY);
        assertThatThrownBy(() -> LogStore.open(folder, PseudoGtid.DEFAULT_PATTERN))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("are encrypted; name the file that holds their key");
        LogStore.open(folder, PseudoGtid.DEFAULT_PATTERN, storage(false, KEY)).close();
    }

    @Test
    void aStoreThatWasNotEncryptedIsFromTheNextFileOn() throws Exception {
        try (BinlogServer server = startTomorrow(storage(false, null))) {
            TestServer.awaitCaughtUp(server, primary);
        }
        try (BinlogServer server = startTomorrow(storage(false, KEY))) {
            writeFiles(2);
            TestServer.awaitCaughtUp(server, primary);
            assertSameAsAtThePrimary(server.store());
            String last = TestServer.end(primary).file();
            assertThat(folder.resolve("keys").resolve(last + ".salt")).exists();
            assertThat(new String(Files.readAllBytes(folder.resolve(last)), StandardCharsets.ISO_8859_1))
                    .doesNotStartWith("\u00febin");
        }
    }

    private void assertSameAsAtThePrimary(LogStore store) throws IOException {
        for (StoredFile file : store.files()) {
            byte[] theirs = Files.readAllBytes(primary.dataFolder().resolve(file.name()));
            theirs[21] &= ~1;
            ByteBuffer ours = ByteBuffer.allocate(Math.toIntExact(file.published()));
            file.read(ours, 0);
            assertThat(ours.hasRemaining()).isFalse();
            assertThat(Arrays.mismatch(ours.array(), theirs)).as("first difference in %s", file).isEqualTo(-1);
            ByteBuffer middle = ByteBuffer.allocateDirect(1001);
            long from = Math.max(0, file.published() / 2 - 333);
            middle.limit((int) Math.min(middle.capacity(), file.published() - from));
            file.read(middle, from);
            assertThat(middle.flip()).isEqualTo(ByteBuffer.wrap(theirs, (int) from, middle.limit()));
        }
    }

    private void assertNothingReadable() throws IOException {
        try (var files = Files.list(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .as(file.toString()).doesNotContain("readable readable");
            }
        }
    }
}
