package dev.tutti.binlogserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.binlogserver.store.LogStore;
import dev.tutti.binlogserver.store.StoreException;
import dev.tutti.binlogserver.store.StoredFile;
import dev.tutti.core.match.PseudoGtid;
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
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** A start reads the kept indexes of complete files, not the files. */
class QuickStartTest {
    @RegisterExtension
    static final FleetExtension FLEET = FleetExtension.of(Fleet.single(Flavour.MARIADB_11_4));

    @TempDir
    Path folder;

    private String first = "";

    @BeforeEach
    void aStoreOfThreeFiles() throws Exception {
        LabServer primary = FLEET.server("1");
        try (BinlogServer server = TestServer.start(TestServer.config(folder, primary))) {
            for (int i = 0; i < 2; i++) {
                Sql.run(primary, "SET SESSION binlog_format = ROW",
                        "INSERT INTO app.t (v) SELECT CONCAT(REPEAT('x', 80), seq) FROM app.seq_1_to_5000",
                        "DROP VIEW IF EXISTS app.`_tutti:" + i + "`", "FLUSH BINARY LOGS");
            }
            TestServer.awaitCaughtUp(server, primary);
            first = server.store().files().getFirst().name();
        }
    }

    private LogStore open() throws IOException {
        return LogStore.open(folder, PseudoGtid.DEFAULT_PATTERN);
    }

    private Path index() {
        return folder.resolve("index").resolve(first + ".idx");
    }

    /** So that whoever reads the file through finds it damaged; its length stays. */
    private void damage() throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(folder.resolve(first).toFile(), "rw")) {
            for (int at = 1000; at < 100_000; at += 4) {
                file.seek(at);
                file.writeInt(0);
            }
        }
    }

    private static List<Object> told(LogStore store) {
        return store.files().stream()
                .<Object>map(file -> List.of(
                        file.name(), file.published(), file.complete(), file.index().mariadbStateAtEnd(),
                        file.index().lastOfDomains(), file.index().entries(), file.index().lastTimestamp(),
                        file.index().firstTimestamp(), file.index().blockBefore(200_000),
                        file.index().blockAfter(file.index().blockBefore(200_000)),
                        List.of(file.index().formatDescription().length),
                        file.index().mariadbStateAtEnd().entrySet().stream()
                                .map(each -> file.index().blocksOf(each.getKey(), each.getValue())).toList()))
                .toList();
    }

    @Test
    void aKeptIndexSaysWhatTheFileWouldHaveSaid() throws Exception {
        List<Object> kept;
        try (LogStore store = open()) {
            kept = told(store);
        }
        try (var indexes = Files.list(folder.resolve("index"))) {
            for (Path each : indexes.toList()) {
                Files.delete(each);
            }
        }
        try (LogStore store = open()) {
            assertThat(told(store)).isEqualTo(kept);
        }
        assertThat(index()).exists();
    }

    @Test
    void completeFilesAreNotReadAtTheStart() throws Exception {
        damage();
        try (LogStore store = open()) {
            assertThat(store.files().getFirst().complete()).isTrue();
        }
        Files.delete(index());
        assertThatThrownBy(this::open).isInstanceOf(StoreException.class).hasMessageContaining("is damaged");
    }

    @Test
    void aDamagedOrForeignIndexIsMadeAnew() throws Exception {
        List<Object> right;
        try (LogStore store = open()) {
            right = told(store);
        }
        byte[] whole = Files.readAllBytes(index());
        for (int at : new int[] {7, 15, 19, 23, 60, whole.length - 1}) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 1;
            Files.write(index(), damaged);
            try (LogStore store = open()) {
                assertThat(told(store)).as("byte %d", at).isEqualTo(right);
            }
            assertThat(Files.readAllBytes(index())).isEqualTo(whole);
        }
        Files.write(index(), new byte[3]);
        try (LogStore store = LogStore.open(folder, Pattern.compile("nothing"))) {
            assertThat(store.files()).extracting(StoredFile::name).contains(first);
            assertThat(store.files().getFirst().index().entries()).isEmpty();
        }
        try (LogStore store = open()) {
            assertThat(told(store)).isEqualTo(right);
        }
    }
}
