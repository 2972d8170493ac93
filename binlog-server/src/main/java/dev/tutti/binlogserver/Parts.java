package dev.tutti.binlogserver;

import dev.tutti.binlogserver.ingest.Receiver;
import dev.tutti.binlogserver.serve.Purge;
import dev.tutti.binlogserver.serve.Replicas;
import dev.tutti.binlogserver.store.LogStore;
import dev.tutti.wire.server.Session;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What the statements work on.
 *
 * @param software what this program calls itself, with its version
 * @param port where it listens
 * @param semiSync whether replicas are offered semi-synchronous replication
 * @param nanos nanoseconds as {@link System#nanoTime} counts them, from which sessions count as well
 * @param sessions who is connected
 * @param kill ends a connection
 */
public record Parts(
        Identity identity,
        String software,
        int port,
        LogStore store,
        Receiver receiver,
        Replicas replicas,
        Purge purge,
        boolean semiSync,
        InstantSource clock,
        LongSupplier nanos,
        Instant started,
        Supplier<List<Session>> sessions,
        LongConsumer kill) {
    /** How long this program runs. */
    public Duration uptime() {
        return Duration.between(started, clock.instant());
    }
}
