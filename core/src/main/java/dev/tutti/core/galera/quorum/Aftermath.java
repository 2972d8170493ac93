package dev.tutti.core.galera.quorum;

import java.util.List;
import java.util.Optional;

/**
 * What became of a cluster.
 *
 * @param groups the living members, by who reaches whom
 * @param dead members that failed themselves
 */
public record Aftermath(List<Group> groups, List<String> dead) {
    public Aftermath {
        groups = List.copyOf(groups);
        dead = List.copyOf(dead);
    }

    /**
     * @param members names in order
     * @param primary whether it keeps the right to commit
     * @param serves whether that means anything to clients: arbitrators alone hold no data
     */
    public record Group(List<String> members, int weight, boolean primary, boolean serves) {
        public Group {
            members = List.copyOf(members);
        }
    }

    /** Whether clients can still write somewhere. */
    public boolean survives() {
        return groups.stream().anyMatch(Group::serves);
    }

    public Optional<Group> keeper() {
        return groups.stream().filter(Group::primary).findFirst();
    }

    /** Living members that stop, as their group lost the vote. */
    public List<String> stopped() {
        return groups.stream().filter(group -> !group.primary()).flatMap(group -> group.members().stream()).sorted().toList();
    }
}
