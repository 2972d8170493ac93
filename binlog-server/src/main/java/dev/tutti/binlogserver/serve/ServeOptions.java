package dev.tutti.binlogserver.serve;

import java.time.Duration;
import java.util.Map;

/**
 * How replicas are served.
 *
 * @param semiSync whether semi-synchronous replication is offered to them
 * @param patience how long a replica is held that has more than was received here yet, as one that comes from a faster sibling has
 * @param cache bytes of packets that are kept for replicas that read the same
 * @param until by account, up to where it is served: for restoring a point in time
 */
public record ServeOptions(boolean semiSync, Duration patience, long cache, Map<String, Until> until) {
    public ServeOptions {
        until = Map.copyOf(until);
    }
}
