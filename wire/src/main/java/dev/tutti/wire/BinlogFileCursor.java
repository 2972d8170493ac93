package dev.tutti.wire;

import dev.tutti.core.log.EventCursor;
import dev.tutti.core.log.LogEvent;
import dev.tutti.core.log.LogUnavailableException;
import dev.tutti.wire.binlog.EventFile;
import dev.tutti.wire.packet.MalformedPacketException;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads one binary log file from disk or memory. Positions are offsets in the file, also in relay logs, whose events carry the
 * primary's positions. Does not go on to the next file. A file that its server had open ends at its last whole event; one
 * that was closed and ends inside an event is damaged. Used by one thread at a time.
 */
public final class BinlogFileCursor implements EventCursor {
    private final String origin;
    private final EventFile file;

    private BinlogFileCursor(String origin, EventFile file) {
        this.origin = origin;
        this.file = file;
    }

    /**
     * Opens a file on disk.
     *
     * @param verifyChecksums whether to check every event's CRC-32, where the file has them
     * @throws LogUnavailableException if it cannot be opened or is no binary log
     */
    public static BinlogFileCursor open(Path path, boolean verifyChecksums) throws LogUnavailableException {
        String name = String.valueOf(path.getFileName());
        try {
            return new BinlogFileCursor(path.toString(), EventFile.open(Files.newInputStream(path), name, verifyChecksums));
        } catch (IOException e) {
            throw new LogUnavailableException("Cannot read the binary log file " + path + ": " + Failures.reason(e), e);
        }
    }

    /** Reads a whole file that is in memory already; {@code name} is what its events' coordinates say. */
    public static BinlogFileCursor of(byte[] content, String name, boolean verifyChecksums) throws LogUnavailableException {
        try {
            return new BinlogFileCursor(name, EventFile.of(content, name, verifyChecksums));
        } catch (MalformedPacketException e) {
            throw new LogUnavailableException("Cannot read the binary log " + name + ": " + Failures.reason(e), e);
        }
    }

    @Override
    public @Nullable LogEvent next() throws LogUnavailableException {
        try {
            return file.next();
        } catch (IOException e) {
            throw new LogUnavailableException(
                    "The binary log file " + origin + " cannot be read beyond position " + file.position() + ": "
                            + Failures.reason(e),
                    e);
        }
    }

    @Override
    public void close() {
        Failures.closeQuietly(file);
    }
}
