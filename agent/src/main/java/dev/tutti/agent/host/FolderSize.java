package dev.tutti.agent.host;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * How much a folder holds.
 *
 * @param bytes sum of the lengths of its files, not of the blocks that they take
 * @param copied of these, what a full state transfer copies: not the caches, logs and temporary files of the server itself
 * @param whole whether all was counted; otherwise time ran out, and there is more
 */
public record FolderSize(long bytes, long copied, long files, boolean whole) {
    /**
     * mariabackup leaves these behind, or makes them anew (its manual, "Files Created"; Galera's caches, gcache/src). Binary and
     * relay logs have any name, and a number of six digits or more; so has Aria's log, which is copied.
     */
    private static final Pattern NOT_COPIED = Pattern.compile(
            "galera\\.cache|gcache\\.page\\..*|ib_logfile\\d+|ibtmp\\d+|ib_buffer_pool|.*\\.err|(?!aria_log\\.).+\\.\\d{6,}|.*\\.log");

    /** Counts, and stops counting after a while. */
    public static FolderSize of(Path folder, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        long[] sum = new long[3];
        boolean[] cut = new boolean[1];
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (attributes.isRegularFile()) {
                        sum[0] += attributes.size();
                        sum[1]++;
                        if (!NOT_COPIED.matcher(file.getFileName().toString()).matches()) {
                            sum[2] += attributes.size();
                        }
                    }
                    cut[0] = System.nanoTime() > end;
                    return cut[0] ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) {
                    return FileVisitResult.CONTINUE; // it went away in the meantime, as temporary tables do
                }

                @Override
                public FileVisitResult postVisitDirectory(Path visited, @org.jspecify.annotations.Nullable IOException e) {
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            return new FolderSize(sum[0], sum[2], sum[1], false);
        }
        return new FolderSize(sum[0], sum[2], sum[1], !cut[0]);
    }
}
