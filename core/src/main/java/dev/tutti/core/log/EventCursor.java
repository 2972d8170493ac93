package dev.tutti.core.log;

import org.jspecify.annotations.Nullable;

/**
 * Walks a binary log forward, over file boundaries, up to where the log ended when it was asked. Used by one thread at a
 * time. Implementations at the edge read a real server; tests read lists.
 */
public interface EventCursor extends AutoCloseable {
    /**
     * The next event, or null at the end of the log.
     *
     * @throws LogUnavailableException if the log cannot be read on: connection lost, file purged, checksum wrong
     */
    @Nullable LogEvent next() throws LogUnavailableException;

    @Override
    void close();
}
