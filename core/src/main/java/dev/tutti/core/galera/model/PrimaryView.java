package dev.tutti.core.galera.model;

import java.util.Set;
import java.util.UUID;

/**
 * The last primary component that a node was in.
 *
 * @param members the UUIDs of its members in the group, arbitrators included
 */
public record PrimaryView(ViewId id, Set<UUID> members) {
    public PrimaryView {
        members = Set.copyOf(members);
    }
}
