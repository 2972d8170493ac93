package dev.tutti.core.traffic.evidence;

import dev.tutti.core.model.Address;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * All that is known at one moment.
 *
 * @param chains by name
 * @param clusters Galera clusters by name, and in each its nodes; a node that is missing is one of which nothing is known
 * @param siteTimes measured round trips between sites, which replace those that are configured
 */
public record Knowledge(
        Map<String, ChainKnown> chains,
        Map<String, Map<Address, NodeKnown>> clusters,
        Map<Pair, Duration> siteTimes) {
    /** Nobody tells anything: a server of its own, without a control plane. */
    public static final Knowledge NONE = new Knowledge(Map.of(), Map.of(), Map.of());

    public Knowledge {
        chains = Map.copyOf(chains);
        clusters = Map.copyOf(clusters);
        siteTimes = Map.copyOf(siteTimes);
    }

    /** Two sites. */
    public record Pair(String from, String to) {}

    public Optional<ChainKnown> chain(String name) {
        return Optional.ofNullable(chains.get(name));
    }

    public Optional<Map<Address, NodeKnown>> cluster(String name) {
        return Optional.ofNullable(clusters.get(name));
    }
}
