package dev.tutti.binlogserver.store;

import dev.tutti.core.model.Coordinates;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The log files of one primary, in order, in one folder that belongs to one process.
 *
 * <p>One {@link LogWriter} adds to it. Everything else reads, from any thread, and only what is published. The list of files is
 * itself a file, replaced as a whole, so that a crash leaves either the old list or the new one.
 */
public final class LogStore implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LogStore.class);
    private static final String LIST = "tutti-files";
    private static final String LOCK = "tutti-lock";
    /** After so many bytes of log files purging has its turn again. */
    private static final long COMPRESSED_AT_ONCE = 1L << 30;
    /** How long somebody may go on reading where a file stood before it got another form. */
    private static final Duration READING = Duration.ofMinutes(1);
    /** What is stored for a moment to see whether anything can be: what the writer hands to the system at a time. */
    private static final int ROOM = 1 << 20;

    private final Path folder;
    private final Pattern pattern;
    private final IndexFiles indexes;
    private final StorageOptions options;
    private final Shelf shelf;
    private final ArchiveRecord record;
    private final @Nullable Archiver archiver;
    private final List<Retired> retired = new ArrayList<>();
    private final FileChannel lockFile;
    private final ReentrantLock lock = new ReentrantLock();
    /** Held while the form of a file is changed, which takes its time; never waited for with the other one held. */
    private final ReentrantLock forms = new ReentrantLock();
    private final Condition grown = lock.newCondition();
    private volatile List<StoredFile> files = List.of();
    private long nextOrdinal;
    private volatile boolean closed;

    /** What a file was read from before it got another form. */
    private record Retired(LogBytes bytes, Instant since) {}

    private LogStore(Path folder, Pattern pattern, FileChannel lockFile, StorageOptions options) throws IOException {
        this.folder = folder;
        this.pattern = pattern;
        this.options = options;
        this.shelf = Shelf.of(folder, options);
        this.indexes = new IndexFiles(folder, pattern, shelf);
        this.record = ArchiveRecord.in(folder);
        this.lockFile = lockFile;
        if (options.archive() == null) {
            if (!record.all().isEmpty()) {
                // Purging would go on without it, and take from the archive what it is to keep.
                throw new StoreException("Files of " + folder + " are in an archive; name that in archive.to. To do without it for"
                        + " ever, remove " + ArchiveRecord.FILE + " there, and from " + LIST + " what is not in the folder.");
            }
            this.archiver = null;
        } else {
            Archiver.removeLeftOver(folder);
            this.archiver = new Archiver(this, shelf, record, options.archive());
        }
    }

    /**
     * Opens a folder, which is made if need be, and repairs what a crash has left: the last file is cut behind its last whole
     * transaction.
     *
     * @param pattern recognises Pseudo-GTID entries, see {@link dev.tutti.core.match.PseudoGtid}
     * @throws StoreException if another process has it, or what is in it cannot be what this class wrote
     */
    public static LogStore open(Path folder, Pattern pattern) throws IOException {
        return open(folder, pattern, StorageOptions.plain());
    }

    /** The same, with files compressed and encrypted as the options say; what stands there in other forms is read as well. */
    public static LogStore open(Path folder, Pattern pattern, StorageOptions options) throws IOException {
        Files.createDirectories(folder);
        FileChannel lockFile = FileChannel.open(
                folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        LogStore store;
        try {
            FileLock held = lockFile.tryLock();
            if (held == null) {
                throw new StoreException("The folder " + folder + " belongs to another Binlog Server that runs; end it first.");
            }
            store = new LogStore(folder, pattern, lockFile, options);
        } catch (OverlappingFileLockException e) {
            lockFile.close();
            throw new StoreException("The folder " + folder + " belongs to another Binlog Server of this process.", e);
        } catch (IOException | RuntimeException e) {
            lockFile.close();
            throw e;
        }
        try {
            store.load();
            return store;
        } catch (IOException | RuntimeException e) {
            store.close();
            throw e;
        }
    }

    private void load() throws IOException {
        Path list = folder.resolve(LIST);
        if (!Files.exists(list)) {
            return;
        }
        List<String> names = Files.readAllLines(list, StandardCharsets.UTF_8).stream()
                .filter(line -> !line.isBlank())
                .toList();
        List<StoredFile> loaded = new ArrayList<>();
        boolean any = names.stream().anyMatch(name -> shelf.has(name) || record.find(name).isPresent());
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            boolean last = i == names.size() - 1;
            Path file = folder.resolve(name);
            if (!last && !shelf.has(name) && record.find(name).isPresent()) {
                loaded.add(archived(name));
                continue;
            }
            if (!shelf.has(name)) {
                if (any && loaded.isEmpty()) {
                    log.info("{} is listed and gone, as when purging was interrupted; it is left out", name);
                    continue;
                }
                throw new StoreException("The log file " + file + " is listed in " + LIST
                        + " and does not exist. Put it back, or remove the lines up to it from the list.");
            }
            loaded.add(last ? repaired(name) : read(name));
        }
        files = List.copyOf(loaded);
        try {
            writeList(files);
        } catch (IOException e) {
            // A full disk must not keep what is stored from being served; the list has no more than it needs.
            log.warn("the list of files in {} could not be written anew: {}", folder, e.getMessage());
        }
    }

    private StoredFile archived(String name) throws IOException {
        Archiver present = archiver;
        LogBytes bytes = present == null ? null : present.bytes(name).orElse(null);
        if (bytes == null) {
            throw new StoreException("The log file " + name + " stands neither in " + folder + " nor in an archive.");
        }
        // Whatever pattern it was made with: to make it anew, all that is archived would have to be fetched.
        FileIndex kept = indexes.readOfAnyPattern(name, bytes.size()).orElse(null);
        if (kept != null) {
            return new StoredFile(name, nextOrdinal++, bytes, kept, bytes.size(), true);
        }
        log.info("{} is fetched from the archive, since its index is lost", name);
        return read(name, bytes);
    }

    private StoredFile read(String name) throws IOException {
        return read(name, shelf.complete(name));
    }

    private StoredFile read(String name, LogBytes bytes) throws IOException {
        FileIndex kept = indexes.read(name, bytes.size()).orElse(null);
        if (kept != null) {
            return new StoredFile(name, nextOrdinal++, bytes, kept, bytes.size(), true);
        }
        FileIndex index = new FileIndex(pattern);
        LogScan.End end = new LogScan(false).scan(bytes::read, 0, bytes.size(), (event, at, bodyEnd, from, to) -> {
            index.add(event, at, bodyEnd, from, to);
            return true;
        });
        if (!end.objection().isEmpty()) {
            throw new StoreException("The log file " + folder.resolve(name) + " is damaged: " + end.objection()
                    + ". Remove it together with all older ones, or fetch it again.");
        }
        indexes.write(name, end.position(), index);
        return new StoredFile(name, nextOrdinal++, bytes, index, end.position(), true);
    }

    private StoredFile repaired(String name) throws IOException {
        LogBytes bytes = shelf.growing(name);
        long size = bytes.size();
        Boundaries boundaries = new Boundaries();
        FileIndex index = new FileIndex(pattern);
        long[] whole = {0};
        LogScan.End end = new LogScan(true).scan(bytes::read, 0, size, (event, at, bodyEnd, from, to) -> {
            index.add(event, at, bodyEnd, from, to);
            if (boundaries.after(event, at, bodyEnd)) {
                whole[0] = to;
            }
            return true;
        });
        long keep = whole[0];
        if (keep < size) {
            log.info("{} is cut from {} to {} bytes, behind its last whole transaction{}", name, size, keep,
                    end.objection().isEmpty() ? "" : ": " + end.objection());
            bytes.truncate(keep);
            return new StoredFile(name, nextOrdinal++, bytes, indexOf(bytes, keep), keep, false);
        }
        return new StoredFile(name, nextOrdinal++, bytes, index, keep, false);
    }

    private void writeList(List<StoredFile> listed) throws IOException {
        Durable.replace(folder.resolve(LIST), listed.stream().map(file -> file.name() + "\n").collect(Collectors.joining()));
    }

    // ---- for the writer ------------------------------------------------------------------------------------------

    /** Adds a file; the one before is complete from now on. */
    StoredFile begin(String name) throws IOException {
        lock.lock();
        try {
            if (find(name).isPresent()) {
                throw new StoreException("The log file " + name + " exists already.");
            }
            LogBytes bytes = shelf.create(name);
            StoredFile file = new StoredFile(name, nextOrdinal++, bytes, new FileIndex(pattern), 0, false);
            List<StoredFile> more = new ArrayList<>(files);
            more.add(file);
            try {
                // What is published in a file that no list names would be lost at the next start.
                writeList(more);
            } catch (IOException e) {
                bytes.close();
                shelf.remove(name);
                throw e;
            }
            if (!files.isEmpty()) {
                files.getLast().completed();
            }
            files = List.copyOf(more);
            grown.signalAll();
        } finally {
            lock.unlock();
        }
        List<StoredFile> now = files;
        if (now.size() > 1) {
            StoredFile before = now.get(now.size() - 2);
            indexes.write(before.name(), before.published(), before.index());
        }
        return now.getLast();
    }

    /** Throws away what is not published, after a failure that leaves open what of it is on disk. */
    public void cutToPublished() throws IOException {
        StoredFile last = last().orElse(null);
        if (last != null) {
            last.bytes().truncate(last.published());
            // Many transactions may have been taken back at once, and nobody may be told that they are here.
            last.indexed(indexOf(last.bytes(), last.published()));
        }
    }

    private FileIndex indexOf(LogBytes bytes, long upTo) throws IOException {
        FileIndex index = new FileIndex(pattern);
        if (upTo > 0) {
            new LogScan(false).scan(bytes::read, 0, upTo, (event, at, bodyEnd, from, to) -> {
                index.add(event, at, bodyEnd, from, to);
                return true;
            });
        }
        return index;
    }

    /**
     * Whether so much more can be stored now: told by the file system, and by storing a little, since quotas are told by that
     * alone.
     *
     * @param more bytes
     */
    public boolean hasRoomFor(long more) {
        return folder.toFile().getUsableSpace() >= more && Durable.canStore(folder.resolve("tutti-room"), ROOM);
    }

    /**
     * Removes the oldest files up to this one, which stays. A reader in one of them gets an error.
     *
     * <p>The files go before their names do: on a full disk there is room for a new list only afterwards. Names that are left
     * over at the beginning of a list are taken off at the next start. What is needed to read a file from the archive goes only
     * when it is on record that the archive need not keep it.
     *
     * @return how many were removed
     */
    public int removeBefore(StoredFile keep) throws IOException {
        lock.lock();
        try {
            List<StoredFile> gone = new ArrayList<>();
            List<StoredFile> kept = new ArrayList<>();
            for (StoredFile file : files) {
                (file.ordinal() < keep.ordinal() && file.complete() ? gone : kept).add(file);
            }
            if (gone.isEmpty()) {
                return 0;
            }
            files = List.copyOf(kept);
            for (StoredFile file : gone) {
                file.bytes().close();
                shelf.removeForms(file.name());
            }
            record.leave(gone.stream().map(StoredFile::name).toList());
            for (StoredFile file : gone) {
                shelf.removeSalt(file.name());
                indexes.remove(file.name());
            }
            writeList(kept);
            return gone.size();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Compresses complete files whose last event is old enough, one after the other, the oldest first, some of them at a time, and
     * none while the disk lacks the room for another copy of it. What was read from before is closed a while later, when whoever
     * was reading there has come to its end.
     */
    public void compressCold(Instant now) throws IOException {
        if (options.compressAfter().isPositive()) {
            long done = 0;
            for (StoredFile file : files) {
                Instant last = Instant.ofEpochSecond(file.index().lastTimestamp());
                if (done < COMPRESSED_AT_ONCE && file.complete() && last.plus(options.compressAfter()).isBefore(now)
                        && compressIfRoom(file, now)) {
                    done += file.published();
                }
            }
        }
        List<LogBytes> over = new ArrayList<>();
        lock.lock();
        try {
            retired.removeIf(each -> each.since().plus(READING).isBefore(now) && over.add(each.bytes()));
        } finally {
            lock.unlock();
        }
        for (LogBytes each : over) {
            each.close();
        }
    }

    /**
     * Compresses a complete file, unless it is compressed, or elsewhere, or the disk lacks the room for another copy of it.
     *
     * @return whether it was
     */
    boolean compressIfRoom(StoredFile file, Instant now) throws IOException {
        forms.lock();
        try {
            boolean can = file.isLocal() && !shelf.isCompressed(file.name()) && hasRoomFor(file.published() + ROOM);
            if (can) {
                compress(file, now);
            }
            return can;
        } finally {
            forms.unlock();
        }
    }

    private void compress(StoredFile file, Instant now) throws IOException {
        long before = file.stored();
        LogBytes compressed = shelf.compress(file);
        lock.lock();
        try {
            if (closed || !files.contains(file)) {
                // It was purged meanwhile, or everything ends.
                compressed.close();
                if (!closed) {
                    shelf.remove(file.name());
                }
                return;
            }
            retired.add(new Retired(file.replace(compressed), now));
        } finally {
            lock.unlock();
        }
        shelf.removePlain(file.name());
        log.info("{} is compressed from {} to {} bytes", file.name(), before, file.stored());
    }

    /** The archive's side of it; empty without an archive. */
    public Optional<Archiver> archiver() {
        return Optional.ofNullable(archiver);
    }

    /**
     * Removes a file from this disk that the archive has. It stays listed; whoever reads it goes on in what is fetched then.
     *
     * @return whether it did; not as long as the archive has not confirmed it
     */
    public boolean removeFromDisk(StoredFile file) throws IOException {
        Archiver present = archiver;
        LogBytes elsewhere = present == null ? null : present.bytes(file.name()).orElse(null);
        if (elsewhere == null || !file.complete()) {
            return false;
        }
        forms.lock();
        try {
            LogBytes former;
            lock.lock();
            try {
                if (closed || !file.isLocal() || !files.contains(file)) {
                    return false;
                }
                former = file.replace(elsewhere);
            } finally {
                lock.unlock();
            }
            former.close();
            shelf.removeForms(file.name());
            return true;
        } finally {
            forms.unlock();
        }
    }

    void publish(StoredFile file, long end) {
        lock.lock();
        try {
            file.publish(end);
            grown.signalAll();
        } finally {
            lock.unlock();
        }
    }

    // ---- for readers ---------------------------------------------------------------------------------------------

    public Path folder() {
        return folder;
    }

    /** All files, oldest first. The last one may grow. */
    public List<StoredFile> files() {
        return files;
    }

    public Optional<StoredFile> find(String name) {
        return files.stream().filter(file -> file.name().equals(name)).findFirst();
    }

    public Optional<StoredFile> last() {
        List<StoredFile> all = files;
        return all.isEmpty() ? Optional.empty() : Optional.of(all.getLast());
    }

    /** The file behind this one, if there is one. */
    public Optional<StoredFile> next(StoredFile file) {
        return files.stream().filter(other -> other.ordinal() > file.ordinal()).findFirst();
    }

    /** The end of what is published; null as long as there is nothing. */
    public @Nullable Coordinates end() {
        List<StoredFile> all = files;
        for (int i = all.size() - 1; i >= 0; i--) {
            if (all.get(i).published() > 0) {
                return new Coordinates(all.get(i).name(), all.get(i).published());
            }
        }
        return null;
    }

    /**
     * Waits until there is something behind this position, or a next file, or the store closes.
     *
     * @return whether there is something
     */
    public boolean awaitBeyond(StoredFile file, long position, Duration atMost) throws InterruptedException {
        if (hasBeyond(file, position)) {
            return true;
        }
        long left = atMost.toNanos();
        lock.lock();
        try {
            while (!hasBeyond(file, position)) {
                if (left <= 0 || closed) {
                    return false;
                }
                left = grown.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until a condition on what is published holds, looking again whenever that grew. */
    public boolean await(BooleanSupplier condition, Duration atMost) throws InterruptedException {
        long left = atMost.toNanos();
        lock.lock();
        try {
            while (!condition.getAsBoolean()) {
                if (left <= 0 || closed) {
                    return false;
                }
                left = grown.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private static boolean hasBeyond(StoredFile file, long position) {
        return file.published() > position || file.complete();
    }

    public boolean isClosed() {
        return closed;
    }

    /** Wakes whoever waits, and lets the folder go. */
    @Override
    public void close() throws IOException {
        lock.lock();
        try {
            closed = true;
            grown.signalAll();
        } finally {
            lock.unlock();
        }
        for (StoredFile file : files) {
            file.bytes().close();
        }
        for (Retired each : retired) {
            each.bytes().close();
        }
        if (archiver != null) {
            archiver.close();
        }
        lockFile.close();
    }
}
