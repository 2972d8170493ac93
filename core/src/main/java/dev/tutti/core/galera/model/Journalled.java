package dev.tutti.core.galera.model;

import dev.tutti.core.model.Address;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What was known of a cluster while it lived, kept durably: it tells after an outage whether anything is missing.
 *
 * @param nodes the last known state of each node
 * @param view the last primary view that was read, from gvwstate.dat of a living member; null when none was
 */
public record Journalled(Map<Address, LastKnown> nodes, @Nullable PrimaryView view) {
    public static final Journalled NOTHING = new Journalled(Map.of(), null);

    public Journalled {
        nodes = Map.copyOf(nodes);
    }

    /**
     * @param position history and last committed transaction
     * @param self its UUID in the group; zero when not known
     * @param primary whether it was in a primary component then
     * @param at when it was seen so
     */
    public record LastKnown(GaleraPosition position, UUID self, boolean primary, Instant at) {}

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
