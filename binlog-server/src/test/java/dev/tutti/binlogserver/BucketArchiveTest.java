package dev.tutti.binlogserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tutti.binlogserver.archive.Archive;
import dev.tutti.binlogserver.archive.ArchiveOptions;
import dev.tutti.binlogserver.archive.Location;
import dev.tutti.binlogserver.store.Archiver;
import dev.tutti.binlogserver.store.StorageOptions;
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

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;

/** An archive in a bucket, of a real server of that protocol, which wants to know who asks. */
class BucketArchiveTest {
    @RegisterExtension
    static final FleetExtension FLEET = FleetExtension.of(Fleet.custom("1", Flavour.MARIADB_11_4));

    @TempDir
    Path folder;

    private final LabServer primary = FLEET.server("1");

    @BeforeEach
    void anEmptyLog() {
        Sql.run(primary, "RESET MASTER");
    }

    private BinlogServer start(Location to) throws IOException {
        return TestServer.start(TestServer.with(
                TestServer.config(folder.resolve("store"), primary),
                new StorageOptions(Duration.ZERO, null, new ArchiveOptions(
                        to, Duration.ZERO, 0, Duration.ZERO, 0, 100 << 20, Duration.ofSeconds(2)))));
    }

    private void writeFiles(BinlogServer server) {
        Sql.run(primary, "SET SESSION binlog_format = ROW",
                "INSERT INTO app.t (v) SELECT CONCAT(REPEAT('readable ', 9), seq) FROM app.seq_1_to_8000", "FLUSH BINARY LOGS");
        TestServer.awaitCaughtUp(server, primary);
        await("two files").atMost(TestServer.LONG).until(() -> server.store().files().size() == 2);
    }

    @Test
    void filesAreArchivedServedAndPurged() throws Exception {
        try (S3Server s3 = S3Server.start(folder.resolve("s3"));
                BinlogServer server = start(s3.location("one/two/"))) {
            writeFiles(server);
            Archiver archiver = server.store().archiver().orElseThrow();
            assertThat(archiver.round(Instant.now())).as(archiver.status().problem()).isTrue();
            server.keepHouseOnce();
            StoredFile first = server.store().files().getFirst();
            assertThat(first.isLocal()).isFalse();
            assertThat(archiver.status().location()).isEqualTo("s3://logs/one/two");
            byte[] theirs = Files.readAllBytes(primary.dataFolder().resolve(first.name()));
            theirs[21] &= ~1;
            ByteBuffer ours = ByteBuffer.allocate(theirs.length);
            first.read(ours, 0);
            assertThat(Arrays.mismatch(ours.array(), theirs)).isEqualTo(-1);
            assertThat(s3.bucket().resolve("one/two")).isDirectoryContaining("glob:**/mysql-bin.000001.*.zst");
            Admin.rows(server, "PURGE BINARY LOGS TO 'mysql-bin.000002'");
            assertThat(archiver.round(Instant.now())).isTrue();
            assertThat(s3.bucket().resolve("one/two")).isDirectoryNotContaining("glob:**/mysql-bin.000001.*");
        }
    }

    @Test
    void aWrongSecretArchivesNothingAndIsToldWithoutBeingShown() throws Exception {
        String wrong = "another secret than that of the bucket";
        try (S3Server s3 = S3Server.start(folder.resolve("s3"));
                BinlogServer server = start(s3.location("", wrong))) {
            writeFiles(server);
            Archiver archiver = server.store().archiver().orElseThrow();
            assertThat(archiver.round(Instant.now())).isFalse();
            server.keepHouseOnce();
            assertThat(server.store().files()).allMatch(StoredFile::isLocal);
            assertThat(archiver.status().problem()).contains("s3://logs refused").contains("403").doesNotContain(wrong);
            assertThat(archiver.options().toString()).isNotEmpty().doesNotContain(wrong);
        }
    }

    @Test
    void aBucketThatIsAwayIsToldAndAskedAgain() throws Exception {
        S3Server s3 = S3Server.start(folder.resolve("s3"));
        try (BinlogServer server = start(s3.location(""))) {
            writeFiles(server);
            Archiver archiver = server.store().archiver().orElseThrow();
            assertThat(archiver.round(Instant.now())).as(archiver.status().problem()).isTrue();
            server.keepHouseOnce();
            s3.close();
            assertThat(Reader.refusalByArchive(server.address(), new Coordinates("mysql-bin.000001", 4)))
                    .hasMessageContaining("s3://logs did not answer");
            Sql.run(primary, "FLUSH BINARY LOGS");
            await("three files").atMost(TestServer.LONG).until(() -> server.store().files().size() == 3);
            assertThat(archiver.round(Instant.now())).isFalse();
            server.keepHouseOnce();
            assertThat(server.store().files()).filteredOn(StoredFile::isLocal).hasSize(2);
        } finally {
            s3.close();
        }
    }

    @Test
    void whatIsLargerThanAPartIsStoredInParts() throws Exception {
        byte[] content = new byte[(40 << 20) + 17];
        new Random(7).nextBytes(content);
        Path file = Files.write(folder.resolve("large"), content);
        try (S3Server s3 = S3Server.start(folder.resolve("s3"));
                Archive archive = s3.location("").open()) {
            assertThat(archive.get("large")).isEmpty();
            archive.put("large", file);
            try (InputStream in = archive.get("large").orElseThrow()) {
                assertThat(Arrays.mismatch(in.readAllBytes(), content)).isEqualTo(-1);
            }
            archive.remove("large");
            archive.remove("large");
            assertThat(archive.get("large")).isEmpty();
        }
    }
}
