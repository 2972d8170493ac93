package dev.tutti.binlogserver.store;

import dev.tutti.binlogserver.archive.Archive;
import dev.tutti.binlogserver.archive.ArchiveException;
import dev.tutti.binlogserver.archive.ArchiveOptions;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * Copies complete files of a store to its archive, and removes from there what is purged.
 *
 * <pre>
 *   complete ─▶ compressed ─▶ stored under its checksum ─▶ read back and equal ─▶ recorded ─▶ may leave this disk
 * </pre>
 *
 * <p>Whatever interrupts it, the next round begins at the same file again, and stores the same bytes under the same name. Rounds
 * are made by one thread at a time; everything else is thread-safe.
 */
public final class Archiver implements Closeable {
    private static final Logger log = LoggerFactory.getLogger(Archiver.class);
    /** What tells one store's archive from another's. */
    static final String MARK = "tutti-archive";
    private static final int LONGEST_MARK = 1000;
    private static final int HASH_IN_NAME = 16;

    /**
     * What is told about the archive.
     *
     * @param waiting how many complete files it does not have yet
     * @param failingSince since when it refuses or does not answer; null while it does
     * @param problem what it says, or what is wrong with what it gave; empty when nothing is
     */
    public record Status(
            String location, int archived, int waiting, @Nullable Instant failingSince, String problem, long filesSent,
            long bytesSent, long filesFetched, long bytesFetched) {}

    private final LogStore store;
    private final Shelf shelf;
    private final ArchiveRecord record;
    private final ArchiveOptions options;
    private final Archive archive;
    private final ArchiveCache cache;
    private final ReentrantLock rounds = new ReentrantLock();
    private final AtomicLong filesSent = new AtomicLong();
    private final AtomicLong bytesSent = new AtomicLong();
    private volatile @Nullable Instant failingSince;
    private volatile String problem = "";

    Archiver(LogStore store, Shelf shelf, ArchiveRecord record, ArchiveOptions options) throws IOException {
        this.store = store;
        this.shelf = shelf;
        this.record = record;
        this.options = options;
        this.archive = options.to().open();
        this.cache = new ArchiveCache(store.folder(), shelf, archive, options);
    }

    public ArchiveOptions options() {
        return options;
    }

    /** Whether the archive has confirmed that it has this file. */
    public boolean has(StoredFile file) {
        return record.find(file.name()).isPresent();
    }

    /** How many bytes a file takes there; 0 if it is not there. */
    public long stored(StoredFile file) {
        return record.find(file.name()).map(ArchiveRecord.Entry::stored).orElse(0L);
    }

    /** How many bytes of the disk files that are read back may still take. */
    public long unusedCache() {
        return cache.unused();
    }

    /** Gives back so many bytes of the disk, as far as files that were read back are not being read. */
    public void shrinkCache(long bytes) throws IOException {
        cache.shrink(bytes);
    }

    Optional<LogBytes> bytes(String name) {
        return record.find(name).map(entry -> new ArchivedBytes(cache, entry));
    }

    public Status status() {
        int archived = 0;
        int waiting = 0;
        for (StoredFile file : store.files()) {
            if (has(file)) {
                archived++;
            } else if (file.complete()) {
                waiting++;
            }
        }
        String now = problem;
        if (now.isEmpty()) {
            now = cache.damaged().values().stream().findFirst().orElse("");
        }
        return new Status(archive.toString(), archived, waiting, failingSince, now, filesSent.get(), bytesSent.get(),
                cache.filesFetched(), cache.bytesFetched());
    }

    /**
     * One round: removes from the archive what was purged, and archives what is due, the oldest first.
     *
     * @return whether the archive did all that was asked of it
     */
    public boolean round(Instant now) {
        rounds.lock();
        try {
            for (String object : record.leaving()) {
                recognise();
                archive.remove(object);
                archive.remove(noteOf(object));
                record.left(object);
                cache.left(object);
            }
            for (StoredFile file : store.files()) {
                if (isDue(file, now)) {
                    send(file, now);
                }
            }
            if (failingSince != null) {
                log.info("the archive {} answers again", archive);
            }
            failingSince = null;
            problem = "";
            return true;
        } catch (IOException | RuntimeException e) {
            String text = e instanceof ArchiveException ? String.valueOf(e.getMessage())
                    : "The archive " + archive + " cannot be used: " + e;
            if (!text.equals(problem)) {
                log.warn("{} Files stay here until it has them.", text);
            }
            if (failingSince == null) {
                failingSince = now;
            }
            problem = text;
            return false;
        } finally {
            rounds.unlock();
        }
    }

    private boolean isDue(StoredFile file, Instant now) {
        return file.complete() && file.isLocal() && !has(file)
                && !Instant.ofEpochSecond(file.index().lastTimestamp()).plus(options.after()).isAfter(now);
    }

    // ---- whose archive it is -------------------------------------------------------------------------------------

    /**
     * The archive bears a mark of the store to which it belongs: two stores in one would remove each other's files, and a folder
     * that is not mounted is none.
     */
    private void recognise() throws IOException {
        String known = record.identity();
        String mine = known == null ? UUID.randomUUID().toString() : known;
        if (known == null) {
            record.identify(mine, false);
        }
        String found = mark();
        if (found.isEmpty() && !record.isClaimed()) {
            Path text = Files.createTempFile(store.folder(), "tutti-", ".new");
            try {
                Files.writeString(text, mine + "\n");
                archive.put(MARK, text);
            } finally {
                Files.delete(text);
            }
            found = mark();
        }
        if (found.isEmpty()) {
            throw new ArchiveException("The archive " + archive + " has lost the mark of this Binlog Server, " + MARK
                    + ": it is another place, or not mounted.");
        }
        if (!found.equals(mine)) {
            throw new ArchiveException("The archive " + archive + " belongs to another Binlog Server; give each one a folder or a"
                    + " prefix of its own in archive.to.");
        }
        if (!record.isClaimed()) {
            record.identify(mine, true);
        }
    }

    private String mark() throws IOException {
        Optional<InputStream> found = archive.get(MARK);
        if (found.isEmpty()) {
            return "";
        }
        try (InputStream in = found.get()) {
            return new String(in.readNBytes(LONGEST_MARK), StandardCharsets.UTF_8).strip();
        }
    }

    // ---- one file ------------------------------------------------------------------------------------------------

    private void send(StoredFile file, Instant now) throws IOException {
        store.compressIfRoom(file, now);
        Path path = shelf.path(file.name());
        Digests.Sum sum;
        try (InputStream in = Files.newInputStream(path)) {
            sum = Digests.of(in, OutputStream.nullOutputStream(), Long.MAX_VALUE - 1);
        }
        boolean compressed = path.toString().endsWith(Shelf.COMPRESSED);
        String object = file.name() + "." + sum.sha256().substring(0, HASH_IN_NAME) + (compressed ? Shelf.COMPRESSED : ".log");
        ArchiveRecord.Entry entry =
                new ArchiveRecord.Entry(file.name(), object, file.published(), sum.bytes(), sum.sha256());
        recognise();
        sendNote(entry);
        archive.put(object, path);
        verify(entry);
        // It may have been unmounted meanwhile, and all that was written stand where the next mount hides it.
        recognise();
        record.keep(entry);
        if (!store.files().contains(file)) {
            // It was purged meanwhile, and what was noted then could not name it.
            record.leave(List.of(file.name()));
            return;
        }
        filesSent.incrementAndGet();
        bytesSent.addAndGet(sum.bytes());
        log.info("{} is in the archive {}: {} of {} bytes", file.name(), archive, sum.bytes(), file.published());
    }

    private void verify(ArchiveRecord.Entry entry) throws IOException {
        InputStream found = archive.get(entry.object()).orElseThrow(() -> new ArchiveException(
                "The archive " + archive + " has no " + entry.object() + ", which it was just given."));
        try (InputStream in = found) {
            Digests.Sum sum = Digests.of(in, OutputStream.nullOutputStream(), entry.stored());
            if (sum.bytes() != entry.stored() || !sum.sha256().equals(entry.sha256())) {
                throw new ArchiveException("The archive " + archive + " gives back " + entry.object()
                        + " other than it was given: it damages data.");
            }
        }
    }

    private static String noteOf(String object) {
        return object + ".note";
    }

    /** With this and the master key a file can be read when this host is lost. */
    private void sendNote(ArchiveRecord.Entry entry) throws IOException {
        String salt = shelf.salt(entry.file());
        Path text = Files.createTempFile(store.folder(), "tutti-", ".new");
        try {
            Files.writeString(text, "file " + entry.file() + "\nbytes " + entry.bytes() + "\nsha256 " + entry.sha256() + "\n"
                    + (salt == null ? "" : "salt " + salt + "\n"));
            archive.put(noteOf(entry.object()), text);
        } finally {
            Files.delete(text);
        }
    }

    // ---- leaving -------------------------------------------------------------------------------------------------

    /** By object, what was wrong with what the archive gave for it the last time. */
    public Map<String, String> damaged() {
        return cache.damaged();
    }

    /** What an interrupted round left in the store's folder. */
    static void removeLeftOver(Path store) throws IOException {
        try (Stream<Path> files = Files.list(store)) {
            for (Path each : files.toList()) {
                String name = String.valueOf(each.getFileName());
                if (name.startsWith("tutti-") && name.endsWith(".new")) {
                    Files.delete(each);
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        cache.close();
        archive.close();
    }
}
