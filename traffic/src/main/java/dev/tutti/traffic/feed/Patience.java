package dev.tutti.traffic.feed;

import dev.tutti.core.traffic.feed.Failure;

import java.time.Duration;

/** How long a round may still take. Made by a {@link Feeder} for each round and used by that round's thread. */
public interface Patience {
    /**
     * What is left, longer than zero.
     *
     * @param doing what for, for people, such as {@code asking for its records}
     * @throws FeedException when nothing is left
     */
    Duration left(String doing) throws FeedException;

    /** The same in milliseconds, at least 1, as timeouts of sockets take it. */
    default int millis(String doing) throws FeedException {
        return Math.clamp(left(doing).toMillis(), 1, Integer.MAX_VALUE);
    }

    /** What to throw when the router has let this time pass. */
    FeedException late(String doing);

    /**
     * Waits before something is asked again.
     *
     * @throws FeedException when nothing is left, or {@link Failure.Superseded} when newer routes have come meanwhile
     */
    void pause(Duration length, String doing) throws FeedException, InterruptedException;
}
