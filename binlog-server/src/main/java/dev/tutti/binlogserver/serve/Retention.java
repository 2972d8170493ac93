package dev.tutti.binlogserver.serve;

import dev.tutti.binlogserver.archive.ArchiveOptions;
import dev.tutti.binlogserver.store.Archiver;
import dev.tutti.binlogserver.store.LogStore;
import dev.tutti.binlogserver.store.StoredFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How long files stay where, when there is an archive: the rules for the disk take files off the disk that the archive has
 * confirmed, and no others; the archive's rules take them away altogether. Stateless; thread-safe.
 */
final class Retention {
    private static final Logger log = LoggerFactory.getLogger(Retention.class);

    private final LogStore store;
    private final Archiver archiver;
    private final Purge.Policy disk;
    private final ArchiveOptions options;

    Retention(LogStore store, Archiver archiver, Purge.Policy disk) {
        this.store = store;
        this.archiver = archiver;
        this.disk = disk;
        this.options = archiver.options();
    }

    /** Takes files off the disk, the oldest first, as its rules say and the archive allows. */
    void roundOfTheDisk(Instant now) throws IOException {
        List<StoredFile> local = store.files().stream().filter(StoredFile::isLocal).toList();
        long total = 0;
        for (StoredFile file : local) {
            total += file.stored();
        }
        long free = store.folder().toFile().getUsableSpace() - archiver.unusedCache();
        int complete = local.size() - 1;
        for (StoredFile file : local.subList(0, Math.max(0, complete))) {
            boolean tooMany = options.keepLocal() >= 0 && complete > options.keepLocal();
            boolean tooMuch = disk.size() > 0 && total > disk.size();
            boolean tooFull = disk.free() > 0 && free < disk.free();
            if (!tooMany && !tooMuch && !tooFull && !isOlder(file, disk.age(), now)) {
                break;
            }
            long size = file.stored();
            if (!store.removeFromDisk(file)) {
                // It is not in the archive yet. Newer ones may be, but each gap here would be fetched by somebody.
                break;
            }
            log.info("{} stands in the archive only, from now on", file.name());
            total -= size;
            free += size;
            complete--;
        }
        long lacking = disk.free() - store.folder().toFile().getUsableSpace();
        if (lacking > 0) {
            archiver.shrinkCache(lacking);
        }
    }

    /** The first file that stays altogether; empty when all do. None goes that was not archived. */
    Optional<StoredFile> firstToStay(Instant now) {
        List<StoredFile> files = store.files();
        long total = files.stream().mapToLong(archiver::stored).sum();
        int go = 0;
        while (go < files.size() - 1 && archiver.has(files.get(go))) {
            boolean tooMuch = options.keepSize() > 0 && total > options.keepSize();
            if (!tooMuch && !isOlder(files.get(go), options.keepAge(), now)) {
                break;
            }
            total -= archiver.stored(files.get(go));
            go++;
        }
        return go == 0 ? Optional.empty() : Optional.of(files.get(go));
    }

    private static boolean isOlder(StoredFile file, Duration age, Instant now) {
        long last = file.index().lastTimestamp();
        return !age.isZero() && last > 0 && Instant.ofEpochSecond(last).plus(age).isBefore(now);
    }
}
