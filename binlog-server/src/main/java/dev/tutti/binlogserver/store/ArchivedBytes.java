package dev.tutti.binlogserver.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/** A complete log file that only the archive has; it is fetched when somebody reads. Thread-safe. */
final class ArchivedBytes implements LogBytes {
    private final ArchiveCache cache;
    private final ArchiveRecord.Entry entry;

    ArchivedBytes(ArchiveCache cache, ArchiveRecord.Entry entry) {
        this.cache = cache;
        this.entry = entry;
    }

    @Override
    public void read(ByteBuffer target, long position) throws IOException {
        cache.read(entry, target, position);
    }

    @Override
    public boolean await(Duration atMost) throws IOException {
        return cache.await(entry, atMost);
    }

    @Override
    public long size() {
        return entry.bytes();
    }

    /** Nothing: what is fetched for a while is counted by itself. */
    @Override
    public long stored() {
        return 0;
    }

    @Override
    public boolean isLocal() {
        return false;
    }

    @Override
    public void write(ByteBuffer source, long position) throws IOException {
        throw new StoreException("An archived log file is complete; nothing can be added.");
    }

    @Override
    public void force() {}

    @Override
    public void truncate(long position) throws IOException {
        throw new StoreException("An archived log file is complete; nothing can be cut off.");
    }

    @Override
    public void close() {}
}
