package dev.tutti.core.galera.care;

import dev.tutti.core.model.Address;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Map;
import java.util.Set;

/**
 * What deciding needs beside a look. Immutable.
 *
 * @param outageSince since when no node has been primary; null while one is
 * @param recoveries how often Tutti began the cluster again by itself since a node was primary last
 * @param attempts how often each node was started by Tutti itself since it was last Synced for as long as
 *     {@link CarePolicy#window}
 * @param notBefore when a node that was started, or tried to, may be started again at the earliest
 * @param ours nodes that a plan of Tutti's stopped on the way, and that it may start again
 * @param leftAlone nodes in downtime
 */
public record Remembered(
        @Nullable Instant outageSince,
        int recoveries,
        Map<Address, Integer> attempts,
        Map<Address, Instant> notBefore,
        Set<Address> ours,
        Set<Address> leftAlone) {
    public static final Remembered NOTHING = new Remembered(null, 0, Map.of(), Map.of(), Set.of(), Set.of());

    public Remembered {
        attempts = Map.copyOf(attempts);
        notBefore = Map.copyOf(notBefore);
        ours = Set.copyOf(ours);
        leftAlone = Set.copyOf(leftAlone);
    }
}
