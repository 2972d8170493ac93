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
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
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

    private final Path folder;
    private final Pattern pattern;
    private final FileChannel lockFile;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition grown = lock.newCondition();
    private volatile List<StoredFile> files = List.of();
    private long nextOrdinal;
    private volatile boolean closed;

    private LogStore(Path folder, Pattern pattern, FileChannel lockFile) {
        this.folder = folder;
        this.pattern = pattern;
        this.lockFile = lockFile;
    }

    /**
     * Opens a folder, which is made if need be, and repairs what a crash has left: the last file is cut behind its last whole
     * transaction.
     *
     * @param pattern recognises Pseudo-GTID entries, see {@link dev.tutti.core.match.PseudoGtid}
     * @throws StoreException if another process has it, or what is in it cannot be what this class wrote
     */
    public static LogStore open(Path folder, Pattern pattern) throws IOException {
        Files.createDirectories(folder);
        FileChannel lockFile = FileChannel.open(
                folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        LogStore store = new LogStore(folder, pattern, lockFile);
        try {
            FileLock held = lockFile.tryLock();
            if (held == null) {
                throw new StoreException("The folder " + folder + " belongs to another Binlog Server that runs; end it first.");
            }
            store.load();
            return store;
        } catch (OverlappingFileLockException e) {
            lockFile.close();
            throw new StoreException("The folder " + folder + " belongs to another Binlog Server of this process.", e);
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
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            boolean last = i == names.size() - 1;
            Path file = folder.resolve(name);
            if (!Files.exists(file)) {
                if (last) {
                    // The crash came between the list and the file.
                    continue;
                }
                throw new StoreException("The log file " + file + " is listed in " + LIST
                        + " and does not exist. Put it back, or remove the lines up to it from the list.");
            }
            loaded.add(last ? repaired(name) : read(name));
        }
        files = List.copyOf(loaded);
        writeList();
    }

    private StoredFile read(String name) throws IOException {
        LogBytes bytes = PlainBytes.reading(folder.resolve(name));
        FileIndex index = new FileIndex(pattern);
        LogScan.End end = new LogScan(false).scan(bytes, 0, bytes.size(), (event, at, bodyEnd, from, to) -> {
            index.add(event, at, bodyEnd, from, to);
            return true;
        });
        if (!end.objection().isEmpty()) {
            throw new StoreException("The log file " + folder.resolve(name) + " is damaged: " + end.objection()
                    + ". Remove it together with all older ones, or fetch it again.");
        }
        return new StoredFile(name, nextOrdinal++, bytes, index, end.position(), true);
    }

    private StoredFile repaired(String name) throws IOException {
        LogBytes bytes = PlainBytes.writing(folder.resolve(name));
        long size = bytes.size();
        Boundaries boundaries = new Boundaries();
        long[] whole = {0};
        LogScan.End end = new LogScan(true).scan(bytes, 0, size, (event, at, bodyEnd, from, to) -> {
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
        }
        FileIndex index = new FileIndex(pattern);
        new LogScan(false).scan(bytes, 0, keep, (event, at, bodyEnd, from, to) -> {
            index.add(event, at, bodyEnd, from, to);
            return true;
        });
        return new StoredFile(name, nextOrdinal++, bytes, index, keep, false);
    }

    private void writeList() throws IOException {
        Path fresh = folder.resolve(LIST + ".new");
        String text = files.stream().map(file -> file.name() + "\n").collect(Collectors.joining());
        try (FileChannel channel = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            channel.write(StandardCharsets.UTF_8.encode(text));
            channel.force(true);
        }
        Files.move(fresh, folder.resolve(LIST), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        forceFolder();
    }

    private void forceFolder() throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    // ---- for the writer ------------------------------------------------------------------------------------------

    /** Adds a file; the one before is complete from now on. */
    StoredFile begin(String name) throws IOException {
        lock.lock();
        try {
            if (find(name).isPresent()) {
                throw new StoreException("The log file " + name + " exists already.");
            }
            StoredFile file = new StoredFile(
                    name, nextOrdinal++, PlainBytes.writing(folder.resolve(name)), new FileIndex(pattern), 0, false);
            file.bytes().truncate(0);
            List<StoredFile> more = new ArrayList<>(files);
            if (!more.isEmpty()) {
                more.getLast().completed();
            }
            more.add(file);
            files = List.copyOf(more);
            writeList();
            grown.signalAll();
            return file;
        } finally {
            lock.unlock();
        }
    }

    /** Throws away what is not published, after a failure that leaves open what of it is on disk. */
    public void cutToPublished() throws IOException {
        StoredFile last = last().orElse(null);
        if (last != null) {
            last.bytes().truncate(last.published());
            last.index().truncate(last.published());
        }
    }

    /**
     * Removes the oldest files up to this one, which stays. A reader in one of them gets an error.
     *
     * @return how many were removed
     */
    public int removeBefore(StoredFile keep) throws IOException {
        List<StoredFile> gone = new ArrayList<>();
        lock.lock();
        try {
            List<StoredFile> kept = new ArrayList<>();
            for (StoredFile file : files) {
                (file.ordinal() < keep.ordinal() && file.complete() ? gone : kept).add(file);
            }
            files = List.copyOf(kept);
            writeList();
        } finally {
            lock.unlock();
        }
        for (StoredFile file : gone) {
            file.bytes().close();
            Files.deleteIfExists(folder.resolve(file.name()));
        }
        return gone.size();
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
        lockFile.close();
    }
}
