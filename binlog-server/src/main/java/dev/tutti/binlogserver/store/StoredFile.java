package dev.tutti.binlogserver.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;

/**
 * One log file of the store. What stands before {@link #published} is on disk, ends with a whole transaction and never changes.
 * Thread-safe for readers.
 */
public final class StoredFile {
    private final String name;
    private final long ordinal;
    private volatile LogBytes bytes;
    private volatile FileIndex index;
    private volatile long published;
    private volatile boolean complete;

    StoredFile(String name, long ordinal, LogBytes bytes, FileIndex index, long published, boolean complete) {
        this.name = name;
        this.ordinal = ordinal;
        this.bytes = bytes;
        this.index = index;
        this.published = published;
        this.complete = complete;
    }

    public String name() {
        return name;
    }

    /** Ascends with the order of the files, and is never given twice. */
    public long ordinal() {
        return ordinal;
    }

    /** Up to where it may be read: bytes. */
    public long published() {
        return published;
    }

    /** Whether nothing will be added. */
    public boolean complete() {
        return complete;
    }

    public FileIndex index() {
        return index;
    }

    /** Fills the buffer from this position on; the caller keeps to what is published. */
    public void read(ByteBuffer target, long position) throws IOException {
        LogBytes now = bytes;
        int start = target.position();
        try {
            now.read(target, position);
        } catch (ClosedChannelException e) {
            LogBytes other = bytes;
            if (other.equals(now)) {
                throw e;
            }
            // It was given another form meanwhile, in which the same bytes stand.
            target.position(start);
            other.read(target, position);
        }
    }

    /** Whether it stands on this disk; otherwise it stands in the archive, and reading it may have to wait. */
    public boolean isLocal() {
        return bytes.isLocal();
    }

    /**
     * Waits until it can be read without waiting for the archive; whether it can.
     *
     * @throws dev.tutti.binlogserver.archive.ArchiveException if the archive does not give it
     */
    public boolean await(Duration atMost) throws IOException {
        return bytes.await(atMost);
    }

    LogBytes bytes() {
        return bytes;
    }

    /** How many bytes of the disk it takes. */
    public long stored() throws IOException {
        return bytes.stored();
    }

    /** The same bytes in another form from now on; returns the former one, which may be read from for a while yet. */
    LogBytes replace(LogBytes other) {
        LogBytes former = bytes;
        bytes = other;
        return former;
    }

    void publish(long end) {
        published = end;
    }

    void indexed(FileIndex anew) {
        index = anew;
    }

    void completed() {
        complete = true;
    }

    @Override
    public String toString() {
        return name + " up to " + published + (complete ? "" : ", growing");
    }
}
