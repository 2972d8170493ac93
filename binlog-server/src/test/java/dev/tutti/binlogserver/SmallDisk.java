package dev.tutti.binlogserver;

import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Assumptions;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A file system of its own in memory, of a few megabytes: it belongs to a process in a name space of its own and ends with it. */
final class SmallDisk implements AutoCloseable {
    private final Process holder;
    private final Path folder;
    private final Path ballast;

    private SmallDisk(Process holder, Path folder) {
        this.holder = holder;
        this.folder = folder;
        this.ballast = folder.resolve("ballast");
    }

    /** Makes one; the test is skipped where unprivileged name spaces are switched off. */
    static SmallDisk of(Path mountPoint, int megabytes) throws IOException {
        Files.createDirectories(mountPoint);
        Process holder = new ProcessBuilder("unshare", "-rm", "sh", "-c",
                "mount -t tmpfs -o size=" + megabytes + "m none '" + mountPoint + "' && touch '" + mountPoint
                        + "/mounted' && exec cat")
                .redirectErrorStream(true)
                .start();
        Path folder = Path.of("/proc/" + holder.pid() + "/root" + mountPoint);
        await("the file system").atMost(Duration.ofSeconds(20)).until(
                () -> !holder.isAlive() || Files.exists(folder.resolve("mounted")));
        Assumptions.assumeTrue(holder.isAlive(), "file systems cannot be made here: unshare -rm is refused");
        return new SmallDisk(holder, folder);
    }

    Path folder() {
        return folder;
    }

    /** Takes all room but this much. */
    void leave(long bytes) throws IOException {
        long take = folder.toFile().getUsableSpace() - bytes;
        if (take > 0) {
            Files.write(ballast, new byte[Math.toIntExact(take)]);
        }
    }

    void makeRoom() throws IOException {
        Files.deleteIfExists(ballast);
    }

    @Override
    public void close() {
        holder.destroy();
    }
}
