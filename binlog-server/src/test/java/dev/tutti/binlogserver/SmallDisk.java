package dev.tutti.binlogserver;

import static org.awaitility.Awaitility.await;

import dev.tutti.lab.FleetExtension;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

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

    /** Makes one, as root or where unprivileged name spaces are allowed. */
    static SmallDisk of(Path mountPoint, int megabytes) throws IOException {
        Files.createDirectories(mountPoint);
        // Containers often forbid name spaces of users, and root needs none.
        for (String spaces : List.of("-rm", "-m")) {
            Process holder = new ProcessBuilder("unshare", spaces, "sh", "-c",
                    "mount -t tmpfs -o size=" + megabytes + "m none '" + mountPoint + "' && touch '" + mountPoint
                            + "/mounted' && exec cat")
                    .redirectErrorStream(true)
                    .start();
            Path folder = Path.of("/proc/" + holder.pid() + "/root" + mountPoint);
            await("the file system").atMost(Duration.ofSeconds(20)).until(
                    () -> !holder.isAlive() || Files.exists(folder.resolve("mounted")));
            if (holder.isAlive()) {
                return new SmallDisk(holder, folder);
            }
        }
        FleetExtension.require(false, "behaviour on a full disk",
                "Neither unshare -rm nor unshare -m may mount a file system here: allow name spaces of users, or run it as root.");
        throw new IllegalStateException("not reached");
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
