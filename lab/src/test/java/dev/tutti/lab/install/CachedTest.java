package dev.tutti.lab.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Folders of the cache are there whole or not at all. */
class CachedTest {
    @Test
    void aFolderIsMadeOnceHoweverManyWantIt(@TempDir Path parent) {
        AtomicInteger made = new AtomicInteger();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 8; i++) {
                var _ = threads.submit(() -> Cached.folder(parent.resolve("f"), f -> {
                    made.incrementAndGet();
                    Files.writeString(f.resolve("content"), "x");
                }));
            }
        }
        assertThat(made).hasValue(1);
        assertThat(parent.resolve("f/content")).exists();
    }

    @Test
    void aFolderWhoseMakingFailedIsNotThere(@TempDir Path parent) {
        assertThatThrownBy(() -> Cached.folder(parent.resolve("f"), f -> {
                    Files.writeString(f.resolve("half"), "x");
                    throw new IOException("disk full");
                }))
                .hasMessageContaining("disk full");
        assertThat(parent.resolve("f")).doesNotExist();
        assertThat(parent.resolve("f.new")).doesNotExist();
    }

    @Test
    void anArchiveThatReachesOutOfItsFolderIsRefused(@TempDir Path parent) throws IOException {
        Path archive = parent.resolve("a.zip");
        try (OutputStream out = Files.newOutputStream(archive);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("../evil"));
            zip.closeEntry();
        }
        assertThatThrownBy(() -> Archive.unpack(archive, "", n -> true, parent.resolve("f")))
                .hasMessageContaining("outside");
        assertThat(parent.resolve("evil")).doesNotExist();
    }
}
