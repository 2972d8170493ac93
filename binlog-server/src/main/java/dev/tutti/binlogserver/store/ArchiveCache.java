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
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * Files that were read back from the archive, in a folder of the store, as they stand in the archive: compressed, and encrypted
 * where they were.
 *
 * <p>A file is fetched whole, by a thread of its own and once for all who want it, and compared with the recorded length and
 * checksum; before that nobody reads any of it. Whoever waits holds no lock. The folder is emptied at a start. Thread-safe.
 */
final class ArchiveCache implements Closeable {
    private static final Logger log = LoggerFactory.getLogger(ArchiveCache.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    /** What may be damaged on its way is asked for again, but not for long. */
    private static final int DAMAGED_TIMES = 3;
    /** A file that was read so lately is being read; fetching another one in its place would fetch both for ever. */
    private static final Duration IN_USE = Duration.ofSeconds(5);
    /** What must be left of the disk behind a fetched file: the receiver needs it. */
    private static final long ROOM = 64 << 20;

    /** A file that was fetched. Guarded by the lock, all but its bytes. */
    private static final class Copy {
        private final LogBytes bytes;
        private final Path path;
        private final long stored;
        private int readers;
        private long usedNanos;

        Copy(LogBytes bytes, Path path, long stored, long usedNanos) {
            this.bytes = bytes;
            this.path = path;
            this.stored = stored;
            this.usedNanos = usedNanos;
        }
    }

    /** A file that is being fetched: who does it, and what became of it. */
    private record Fetch(CompletableFuture<Copy> result, Thread by) {}

    private final Path folder;
    private final Shelf shelf;
    private final Archive archive;
    private final ArchiveOptions options;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Copy> copies = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<String, Fetch> fetches = new HashMap<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final AtomicLong filesFetched = new AtomicLong();
    private final AtomicLong bytesFetched = new AtomicLong();
    private final Map<String, String> damaged = new ConcurrentSkipListMap<>();
    /** Bytes of what is being fetched now; guarded by the lock, like the rest below. */
    private long coming;
    private long number;
    private boolean closed;

    ArchiveCache(Path store, Shelf shelf, Archive archive, ArchiveOptions options) throws IOException {
        this.folder = store.resolve("cache");
        this.shelf = shelf;
        this.archive = archive;
        this.options = options;
        Files.createDirectories(folder);
        try (Stream<Path> left = Files.list(folder)) {
            for (Path each : left.toList()) {
                Files.delete(each);
            }
        }
    }

    /** Fills the buffer; waits for the file if it must be fetched. */
    void read(ArchiveRecord.Entry entry, ByteBuffer target, long position) throws IOException {
        Copy copy = hold(entry);
        try {
            copy.bytes.read(target, position);
        } finally {
            release(copy);
        }
    }

    /**
     * Waits until a file can be read without waiting.
     *
     * @return whether it can be
     * @throws ArchiveException if the archive did not give it for as long as readers are patient, or what it gives is damaged
     */
    boolean await(ArchiveRecord.Entry entry, Duration atMost) throws IOException {
        Fetch fetch = present(entry) == null ? fetch(entry) : null;
        if (fetch == null) {
            return true;
        }
        try {
            return result(fetch, atMost) != null;
        } catch (TimeoutException e) {
            return false;
        }
    }

    private @Nullable Copy present(ArchiveRecord.Entry entry) {
        lock.lock();
        try {
            return copies.get(entry.object());
        } finally {
            lock.unlock();
        }
    }

    private Copy hold(ArchiveRecord.Entry entry) throws IOException {
        while (true) {
            lock.lock();
            try {
                Copy copy = copies.get(entry.object());
                if (copy != null) {
                    copy.readers++;
                    copy.usedNanos = System.nanoTime();
                    return copy;
                }
            } finally {
                lock.unlock();
            }
            Fetch fetch = fetch(entry);
            if (fetch != null) {
                try {
                    // It gives up by itself; the margin is for a request that is under way then.
                    result(fetch, options.patience().multipliedBy(2));
                } catch (TimeoutException e) {
                    throw new ArchiveException("The archive " + archive + " has not given " + entry.file() + " yet; ask again.", e);
                }
            }
        }
    }

    private void release(Copy copy) {
        lock.lock();
        try {
            copy.readers--;
            copy.usedNanos = System.nanoTime();
        } finally {
            lock.unlock();
        }
    }

    private static Copy result(Fetch fetch, Duration atMost) throws IOException, TimeoutException {
        try {
            return fetch.result().get(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            throw new ArchiveException(cause == null ? "nothing was fetched" : String.valueOf(cause.getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted while a file was fetched from the archive").initCause(e);
        }
    }

    /** The fetch that is under way, or a new one; null if the file is there meanwhile. */
    private @Nullable Fetch fetch(ArchiveRecord.Entry entry) throws IOException {
        lock.lock();
        try {
            if (closed) {
                throw new ArchiveException("The store is being closed.");
            }
            if (copies.containsKey(entry.object())) {
                return null;
            }
            Fetch running = fetches.get(entry.object());
            if (running == null) {
                CompletableFuture<Copy> result = new CompletableFuture<>();
                running = new Fetch(
                        result, Thread.ofVirtual().name("fetch-" + entry.file()).unstarted(() -> run(entry, result)));
                fetches.put(entry.object(), running);
                running.by().start();
            }
            return running;
        } finally {
            lock.unlock();
        }
    }

    // ---- a fetch, in its own thread ------------------------------------------------------------------------------

    private void run(ArchiveRecord.Entry entry, CompletableFuture<Copy> result) {
        try {
            Copy copy = fetched(entry);
            forget(entry);
            result.complete(copy);
        } catch (IOException | RuntimeException e) {
            log.warn("{} could not be read back: {}", entry.file(), e.getMessage());
            forget(entry);
            result.completeExceptionally(e);
        } catch (InterruptedException e) {
            forget(entry);
            result.completeExceptionally(e);
        }
    }

    private void forget(ArchiveRecord.Entry entry) {
        lock.lock();
        try {
            fetches.remove(entry.object());
        } finally {
            lock.unlock();
        }
    }

    private Copy fetched(ArchiveRecord.Entry entry) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        Duration pause = FIRST_PAUSE;
        int bad = 0;
        while (true) {
            boolean patient = System.nanoTime() - begun < options.patience().toNanos() / 2;
            try {
                if (!makeRoom(entry.stored(), patient ? IN_USE : Duration.ZERO)) {
                    throw new ArchiveException("The log file " + entry.file() + " stands in the archive, and " + folder
                            + " has no room to read it back: it needs " + entry.stored() + " bytes within archive.cache, and as"
                            + " many on the disk.");
                }
                try {
                    return fetchedOnce(entry);
                } finally {
                    came(entry.stored());
                }
            } catch (DamagedException e) {
                damaged.put(entry.object(), String.valueOf(e.getMessage()));
                if (++bad == DAMAGED_TIMES) {
                    throw new ArchiveException(String.valueOf(e.getMessage()), e);
                }
            } catch (IOException e) {
                if (Thread.currentThread().isInterrupted()) {
                    throw e;
                }
                Duration spent = Duration.ofNanos(System.nanoTime() - begun);
                if (spent.plus(pause).compareTo(options.patience()) > 0) {
                    throw new ArchiveException("The log file " + entry.file() + " stands in the archive only and could not be read"
                            + " back within " + spent.toSeconds() + " s: " + e.getMessage(), e);
                }
                log.info("{} will be asked for again in {} ms: {}", entry.file(), pause.toMillis(), e.getMessage());
            }
            if (closing.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new ArchiveException("The store is being closed.");
            }
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
        }
    }

    private Copy fetchedOnce(ArchiveRecord.Entry entry) throws IOException {
        // Whoever still removes a former copy must not remove this one.
        Path path = folder.resolve(nextNumber() + "." + entry.object());
        Path fresh = folder.resolve(path.getFileName() + ".new");
        try {
            long count;
            Digests.Sum sum;
            try (InputStream in = archived(entry);
                    OutputStream out = Files.newOutputStream(fresh)) {
                sum = Digests.of(in, out, entry.stored());
                count = sum.bytes();
            }
            if (count != entry.stored() || !sum.sha256().equals(entry.sha256())) {
                throw new DamagedException("What the archive " + archive + " gives as " + entry.object() + " is damaged: it has "
                        + (count > entry.stored() ? "more than " + entry.stored() : count) + " bytes with checksum " + sum.sha256()
                        + " instead of " + entry.stored() + " with " + entry.sha256()
                        + ". Nothing of it was passed on; put it back from a copy, or purge up to behind it.");
            }
            // Readable before it has its name: whatever has a name here is whole.
            Files.move(fresh, path);
            LogBytes bytes = shelf.open(entry.file(), path, entry.isCompressed());
            filesFetched.incrementAndGet();
            bytesFetched.addAndGet(count);
            damaged.remove(entry.object());
            log.info("{} was read back from the archive: {} bytes", entry.file(), count);
            return added(entry, new Copy(bytes, path, count, System.nanoTime()));
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private InputStream archived(ArchiveRecord.Entry entry) throws IOException {
        Optional<InputStream> found = archive.get(entry.object());
        if (found.isPresent()) {
            return found.get();
        }
        Optional<InputStream> mark = archive.get(Archiver.MARK);
        if (mark.isEmpty()) {
            throw new ArchiveException("The archive " + archive + " lacks the mark of this Binlog Server, " + Archiver.MARK
                    + ": it is another place, or not mounted.");
        }
        mark.get().close();
        throw new DamagedException("The archive " + archive + " says that it has no " + entry.object()
                + ", which it had confirmed: put it back from a copy, or purge up to behind it.");
    }

    private long nextNumber() {
        lock.lock();
        try {
            return number++;
        } finally {
            lock.unlock();
        }
    }

    private Copy added(ArchiveRecord.Entry entry, Copy copy) throws IOException {
        lock.lock();
        try {
            if (!closed) {
                copies.put(entry.object(), copy);
                return copy;
            }
        } finally {
            lock.unlock();
        }
        copy.bytes.close();
        throw new ArchiveException("The store is being closed.");
    }

    private void came(long bytes) {
        lock.lock();
        try {
            coming -= bytes;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Makes room for so many bytes more, by removing what was not read for so long.
     *
     * @return whether there is room; it is kept then until they {@linkplain #came came}
     */
    private boolean makeRoom(long bytes, Duration idle) throws IOException {
        List<Copy> over;
        boolean enough;
        lock.lock();
        try {
            long held = coming + held();
            long free = folder.toFile().getUsableSpace() - coming;
            long lacking = Math.max(held + bytes - options.cache(), bytes + ROOM - free);
            over = takeOldest(lacking, idle);
            long taken = over.stream().mapToLong(copy -> copy.stored).sum();
            // One that is larger than all that may be held is held alone.
            enough = (held - taken + bytes <= options.cache() || held == taken) && free + taken >= bytes + ROOM;
            coming += enough ? bytes : 0;
        } finally {
            lock.unlock();
        }
        remove(over);
        return enough;
    }

    /** Takes out what was not read for the longest time, until it is so many bytes; the lock is held. */
    private List<Copy> takeOldest(long bytes, Duration idle) {
        List<Copy> taken = new ArrayList<>();
        long now = System.nanoTime();
        long left = bytes;
        var oldest = copies.values().iterator();
        while (left > 0 && oldest.hasNext()) {
            Copy copy = oldest.next();
            if (copy.readers == 0 && now - copy.usedNanos >= idle.toNanos()) {
                oldest.remove();
                taken.add(copy);
                left -= copy.stored;
            }
        }
        return taken;
    }

    private static void remove(List<Copy> copies) throws IOException {
        for (Copy each : copies) {
            each.bytes.close();
            Files.deleteIfExists(each.path);
        }
    }

    /** Gives back so many bytes of the disk, as far as nobody reads what takes them. */
    void shrink(long bytes) throws IOException {
        List<Copy> over;
        lock.lock();
        try {
            over = takeOldest(bytes, IN_USE);
        } finally {
            lock.unlock();
        }
        remove(over);
    }

    // ---- told ----------------------------------------------------------------------------------------------------

    /** How many bytes of the disk may still be taken. */
    long unused() {
        lock.lock();
        try {
            return Math.max(0, options.cache() - held());
        } finally {
            lock.unlock();
        }
    }

    private long held() {
        return copies.values().stream().mapToLong(copy -> copy.stored).sum();
    }

    long filesFetched() {
        return filesFetched.get();
    }

    long bytesFetched() {
        return bytesFetched.get();
    }

    /** By object, what was wrong with what the archive gave for it the last time. */
    Map<String, String> damaged() {
        return Map.copyOf(damaged);
    }

    /** The object is not wanted any longer. */
    void left(String object) {
        damaged.remove(object);
    }

    /** Ends what is under way. */
    @Override
    public void close() throws IOException {
        List<Fetch> running;
        List<Copy> held;
        lock.lock();
        try {
            closed = true;
            running = List.copyOf(fetches.values());
            held = List.copyOf(copies.values());
        } finally {
            lock.unlock();
        }
        closing.countDown();
        running.forEach(fetch -> fetch.by().interrupt());
        for (Copy copy : held) {
            copy.bytes.close();
        }
    }

    /** What the archive gave is not what it was given. */
    private static final class DamagedException extends IOException {
        private static final long serialVersionUID = 1L;

        DamagedException(String message) {
            super(message);
        }
    }
}
