package dev.tutti.control.observe;

import dev.tutti.core.match.Waymarks;
import dev.tutti.core.model.Address;
import dev.tutti.core.model.Coordinates;

import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;

/** What observers remember of binary logs, for searches to start close to what they look for. Thread safe. */
public final class Memory {
    private final ConcurrentHashMap<Address, Waymarks> waymarks = new ConcurrentHashMap<>();

    /** A look that ended at {@code at} saw a log end there. */
    public void logEnded(Address server, Instant at, Coordinates end) {
        waymarks.merge(server, Waymarks.none().with(at, end), (before, ignored) -> before.with(at, end));
    }

    public Waymarks waymarks(Address server) {
        return waymarks.getOrDefault(server, Waymarks.none());
    }

    public void forget(Address server) {
        waymarks.remove(server);
    }
}
