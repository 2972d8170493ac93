package dev.tutti.core.traffic.name;

import java.time.Duration;

/**
 * A name with what stands behind it.
 *
 * @param name fully qualified, in lower case, with its last dot
 * @param ttl how long an answer may be kept while all is well
 * @param ttlWhenDown the same while anything behind it is down; not longer than {@code ttl}
 */
public record BoundName(String name, Binding binding, Policy policy, Duration ttl, Duration ttlWhenDown) {
    public BoundName {
        if (ttl.toSeconds() < 1 || ttlWhenDown.toSeconds() < 1 || ttlWhenDown.compareTo(ttl) > 0) {
            throw new IllegalArgumentException("a TTL is at least 1 s, and not longer while something is down");
        }
    }
}
