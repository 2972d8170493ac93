package dev.tutti.core.galera.plan;

import dev.tutti.core.galera.model.GaleraSight;
import dev.tutti.core.galera.model.Gvwstate;
import dev.tutti.core.galera.model.Journalled.LastKnown;
import dev.tutti.core.galera.model.NodeSight;
import dev.tutti.core.galera.model.NodeSight.Life;
import dev.tutti.core.galera.model.PrimaryView;
import dev.tutti.core.model.Address;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Nodes whose transactions nobody can count: silent ones, and ones whose data cannot be read. Each is a question to a person,
 * unless the journal proves that it was out before the end.
 */
final class Unaccounted {
    private Unaccounted() {}

    /** A question for each silent node that is not proven to be older than {@code best}. */
    static List<Concern> silent(GaleraSight sight, UUID group, long best) {
        List<Concern> concerns = new ArrayList<>();
        for (NodeSight node : sight.living(Life.UNKNOWN)) {
            if (!provenOut(sight, node, group, best)) {
                concerns.add(new Concern.Unaccounted(node.address(), node.silence()));
            }
        }
        return concerns;
    }

    /** The same for nodes whose data cannot be read. */
    static List<Concern> unreadable(GaleraSight sight, Map<Address, Folder> folders, UUID group, long best) {
        List<Concern> concerns = new ArrayList<>();
        for (NodeSight node : sight.living(Life.DOWN)) {
            if (folders.get(node.address()) instanceof Folder.Broken broken && !provenOut(sight, node, group, best)) {
                concerns.add(new Concern.Unreadable(node.address(), broken.why()));
            }
        }
        return concerns;
    }

    /**
     * Whether the journal proves that a node has nothing that the others lack. It does when the last primary view that was
     * journalled is the one in which every member of it crashed, and the node was not in it: whoever is not in a primary view
     * gets no transactions, and none could be formed later without a member of this one.
     */
    static boolean provenOut(GaleraSight sight, NodeSight node, UUID group, long best) {
        PrimaryView view = sight.journal().view();
        Optional<LastKnown> last = sight.journal().of(node.address());
        if (view == null || last.isEmpty() || last.get().primary()) {
            return false;
        }
        if (!last.get().position().group().equals(group) || last.get().position().seqno() > best) {
            return false;
        }
        Map<UUID, NodeSight> members = new HashMap<>();
        for (NodeSight other : sight.nodes()) {
            if (!other.address().equals(node.address())) {
                self(sight, other).ifPresent(self -> members.put(self, other));
            }
        }
        // A member that is not known by name could be the node itself, started anew.
        return view.members().stream().allMatch(member -> {
            NodeSight other = members.get(member);
            return other != null && endedIn(other, view);
        });
    }

    private static Optional<UUID> self(GaleraSight sight, NodeSight node) {
        return node.hostAnswered()
                .flatMap(host -> host.gvwstate().read())
                .map(Gvwstate.Read::self)
                .or(() -> sight.journal().of(node.address()).map(LastKnown::self));
    }

    private static boolean endedIn(NodeSight node, PrimaryView view) {
        return node.life() == Life.DOWN
                && node.hostAnswered()
                        .flatMap(host -> host.gvwstate().read())
                        .filter(read -> read.view().equals(view))
                        .isPresent();
    }
}
