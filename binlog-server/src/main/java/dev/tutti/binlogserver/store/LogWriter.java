package dev.tutti.binlogserver.store;

import dev.tutti.core.model.Coordinates;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Adds to a store. One thread writes ({@link #begin}, {@link #event}, {@link #flush}); a thread of its own makes durable and
 * publishes what was written, as much at a time as has come together meanwhile: the fsyncs of one group of transactions are one.
 */
public final class LogWriter implements AutoCloseable {
    private static final int BUFFER = 1 << 20;

    private final LogStore store;
    private final Consumer<Coordinates> durableUpTo;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    private final Boundaries boundaries = new Boundaries();
    private @Nullable StoredFile file;
    private long position;
    /** The end of the last whole transaction. */
    private long whole;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Thread syncing;
    private @Nullable StoredFile writtenFile;
    private long written;
    private long durable;
    private boolean stopped;
    private @Nullable IOException failure;

    /**
     * Goes on at the end of the store.
     *
     * @param durableUpTo told after each time that more became durable, on a thread of this writer's own
     */
    public LogWriter(LogStore store, Consumer<Coordinates> durableUpTo) {
        this.store = store;
        this.durableUpTo = durableUpTo;
        StoredFile last = store.last().orElse(null);
        this.file = last;
        if (last != null) {
            goOnAt(last.published());
            writtenFile = last;
            written = whole;
            durable = whole;
        }
        this.syncing = Thread.ofPlatform().name("binlog-sync").daemon().start(this::sync);
    }

    private void goOnAt(long end) {
        boundaries.reset();
        buffer.clear();
        whole = end;
        position = end;
        if (end == 0) {
            buffer.put(LogScan.magic());
            position = LogScan.MAGIC_LENGTH;
        }
    }

    /**
     * Takes back what is not a whole transaction: the connection that brought it is lost, and whoever sends the rest begins with
     * the transaction.
     */
    public void rewind() throws IOException {
        flush();
        settle();
        StoredFile current = file;
        if (current != null && position != whole) {
            current.bytes().truncate(whole);
            current.index().truncate(whole);
            goOnAt(whole);
        }
    }

    /** Where the next event will stand; null before the first file. */
    public @Nullable Coordinates position() {
        StoredFile current = file;
        return current == null ? null : new Coordinates(current.name(), position);
    }

    /** Begins a new file; what was written to the one before is made durable first. */
    public void begin(String name) throws IOException {
        flush();
        settle();
        file = store.begin(name);
        goOnAt(0);
        lock.lock();
        try {
            writtenFile = file;
            written = 0;
            durable = 0;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Adds an event as it was sent.
     *
     * @param bodyEnd behind its body, before its checksum
     */
    public void event(byte[] bytes, int at, int bodyEnd, int length) throws IOException {
        StoredFile current = file;
        if (current == null) {
            throw new StoreException("An event came before the name of its file.");
        }
        if (length > buffer.remaining()) {
            write();
        }
        if (length > buffer.capacity()) {
            current.bytes().write(ByteBuffer.wrap(bytes, at, length), position);
        } else {
            buffer.put(bytes, at, length);
        }
        long from = position;
        position += length;
        current.index().add(bytes, at, bodyEnd, from, position);
        if (boundaries.after(bytes, at, bodyEnd)) {
            whole = position;
        }
    }

    /** Reads what was written to the present file. */
    public void read(ByteBuffer target, long from) throws IOException {
        StoredFile current = file;
        if (current != null) {
            current.read(target, from);
        }
    }

    /** Where the last event before the end begins: from there on a new connection sends, so that both can be compared. */
    public @Nullable Coordinates lastEvent() throws IOException {
        StoredFile current = file;
        if (current == null) {
            return null;
        }
        long[] last = {LogScan.MAGIC_LENGTH};
        if (whole > LogScan.MAGIC_LENGTH) {
            new LogScan(false).scan(
                    current::read, current.index().blockBefore(whole - 1), whole, (_, _, _, from, _) -> {
                        last[0] = from;
                        return true;
                    });
        }
        return new Coordinates(current.name(), last[0]);
    }

    /** Hands all whole transactions on to be made durable. Call it whenever nothing more has arrived yet. */
    public void flush() throws IOException {
        write();
        lock.lock();
        try {
            IOException failed = failure;
            if (failed != null) {
                throw new StoreException("The log cannot be made durable: " + failed.getMessage(), failed);
            }
            if (whole > written) {
                written = whole;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private void write() throws IOException {
        StoredFile current = file;
        if (current == null || buffer.position() == 0) {
            return;
        }
        buffer.flip();
        long from = position - buffer.remaining();
        try {
            current.bytes().write(buffer, from);
        } finally {
            buffer.clear();
        }
    }

    /** Waits until all whole transactions are durable. */
    public void settle() throws IOException {
        lock.lock();
        try {
            while (durable < written && failure == null && !stopped) {
                changed.awaitUninterruptibly();
            }
            IOException failed = failure;
            if (failed != null) {
                throw new StoreException("The log cannot be made durable: " + failed.getMessage(), failed);
            }
        } finally {
            lock.unlock();
        }
    }

    private void sync() {
        while (true) {
            StoredFile current;
            long upTo;
            lock.lock();
            try {
                while (!stopped && (durable >= written || failure != null)) {
                    changed.awaitUninterruptibly();
                }
                if (stopped) {
                    return;
                }
                current = writtenFile;
                upTo = written;
            } finally {
                lock.unlock();
            }
            if (current == null) {
                continue;
            }
            IOException failed = null;
            try {
                current.bytes().force();
                // Whoever waits for it upstream is told first: a commit is worth more than a replica's microseconds.
                durableUpTo.accept(new Coordinates(current.name(), upTo));
                store.publish(current, upTo);
            } catch (IOException e) {
                failed = e;
            }
            lock.lock();
            try {
                if (failed != null) {
                    failure = failed;
                } else if (writtenFile == current) {
                    durable = upTo;
                }
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /** Ends the thread; what is not durable yet is left to the repair at the next start. */
    @Override
    public void close() {
        lock.lock();
        try {
            stopped = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            syncing.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
