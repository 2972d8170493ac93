package dev.tutti.binlogserver.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * The bytes of one log file, as its primary wrote them, however they are kept on disk. Reading is thread-safe, and may go on
 * while one thread appends.
 */
public interface LogBytes extends Closeable {
    /** Fills the buffer as far as there are bytes. */
    void read(ByteBuffer target, long position) throws IOException;

    long size() throws IOException;

    /** How many bytes of the disk it takes. */
    default long stored() throws IOException {
        return size();
    }

    /** Whether its bytes stand on this disk. */
    default boolean isLocal() {
        return true;
    }

    /**
     * Waits until it can be read without waiting for the archive; whether it can.
     *
     * @throws dev.tutti.binlogserver.archive.ArchiveException if the archive does not give it
     */
    default boolean await(Duration atMost) throws IOException {
        return true;
    }

    /** Appends all bytes at this position, which is the present end. */
    void write(ByteBuffer source, long position) throws IOException;

    /** Waits until all that was written survives a loss of power. */
    void force() throws IOException;

    /** Cuts off what stands behind this position. */
    void truncate(long position) throws IOException;
}
