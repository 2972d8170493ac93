package dev.tutti.control;

import java.time.Instant;
import java.time.InstantSource;

/**
 * The time of day at start plus what has passed since by a clock that never jumps: a clock that is set while servers are
 * watched must not look like silence. Thread safe.
 */
public final class SteadyClock implements InstantSource {
    private final Instant startedAt = Instant.now();
    private final long startedNanos = System.nanoTime();

    @Override
    public Instant instant() {
        return startedAt.plusNanos(System.nanoTime() - startedNanos);
    }
}
