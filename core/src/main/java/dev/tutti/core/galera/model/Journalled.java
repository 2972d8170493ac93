package dev.tutti.core.galera.model;

import dev.tutti.core.model.Address;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What was known of a cluster while it lived, kept durably: it tells after an outage whether anything is missing.
 *
 * @param nodes the last known state of each node
 * @param view the last primary view that was read, from gvwstate.dat of a living member; null when none was
 * @param bootstrap the last bootstrap that was ordered and of which it is not known what became; null for none. It is written
 *     before it is ordered, and taken back when its node is seen in a primary component or a person says that it never was
 * @param quarantined nodes that were set aside, by a person or because they were on the fenced side of a split brain: their
 *     data may differ under equal numbers, so that they never join by their position
 */
public record Journalled(
        Map<Address, LastKnown> nodes,
        @Nullable PrimaryView view,
        @Nullable Bootstrap bootstrap,
        Set<Address> quarantined) {
    public static final Journalled NOTHING = new Journalled(Map.of(), null);

    public Journalled(Map<Address, LastKnown> nodes, @Nullable PrimaryView view) {
        this(nodes, view, null, Set.of());
    }

    public Journalled {
        nodes = Map.copyOf(nodes);
        quarantined = Set.copyOf(quarantined);
    }

    /**
     * @param position history and last committed transaction
     * @param self its UUID in the group; zero when not known
     * @param primary whether it was in a primary component then
     * @param at when it was seen so
     */
    public record LastKnown(GaleraPosition position, UUID self, boolean primary, Instant at) {}

    /** The history that the cluster had when it was seen last; empty when it never was, or only under the UUID zero. */
    public Optional<UUID> group() {
        return nodes.values().stream()
                .filter(node -> node.primary() && !Uuids.isZero(node.position().group()))
                .max(Comparator.comparing(LastKnown::at).thenComparingLong(node -> node.position().seqno()))
                .map(node -> node.position().group());
    }

    public Optional<LastKnown> of(Address node) {
        return Optional.ofNullable(nodes.get(node));
    }

    /** The highest transaction of this history that any node was known to have; -1 for none. */
    public long highest(UUID group) {
        return nodes.values().stream()
                .map(LastKnown::position)
                .filter(position -> position.group().equals(group))
                .mapToLong(GaleraPosition::seqno)
                .max()
                .orElse(-1);
    }
}
