package dev.tutti.core.traffic.evidence;

import dev.tutti.core.galera.model.GaleraSight;
import dev.tutti.core.galera.model.GaleraStatus;
import dev.tutti.core.galera.model.LocalState;
import dev.tutti.core.galera.model.NodeSight;
import dev.tutti.core.galera.model.NodeSight.Life;
import dev.tutti.core.model.Address;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What one look at a Galera cluster says about each node, for those who send clients. Pure. */
public final class ClusterEvidence {
    private ClusterEvidence() {}

    /** @param aside nodes that a person or a plan took out of rotation */
    public static Map<Address, NodeKnown> of(GaleraSight sight, Set<Address> aside) {
        List<NodeSight> majority = majority(sight);
        Map<Address, NodeKnown> known = new HashMap<>();
        for (NodeSight node : sight.nodes()) {
            known.put(node.address(), known(node, majority.contains(node), aside));
        }
        return known;
    }

    /**
     * The one component, or the one of several that has more than half of all weight: where two write apart, at most one side may
     * go on. Nobody, where neither has.
     */
    private static List<NodeSight> majority(GaleraSight sight) {
        List<List<NodeSight>> components = sight.primaries();
        if (components.size() < 2) {
            return components.isEmpty() ? List.of() : components.getFirst();
        }
        int all = weight(sight.nodes());
        return components.stream().filter(component -> 2 * weight(component) > all).findFirst().orElse(List.of());
    }

    private static int weight(List<NodeSight> nodes) {
        return nodes.stream().mapToInt(node -> node.node().weight()).sum();
    }

    private static NodeKnown known(NodeSight node, boolean inMajority, Set<Address> aside) {
        GaleraStatus status = node.status();
        if (status == null) {
            return NodeKnown.UNREACHABLE;
        }
        if (node.life() != Life.PRIMARY) {
            return NodeKnown.NON_PRIMARY;
        }
        if (!inMajority) {
            return NodeKnown.OTHER_VIEW;
        }
        if (aside.contains(node.address())) {
            return NodeKnown.SET_ASIDE;
        }
        if (status.synced()) {
            return NodeKnown.SERVES;
        }
        if (status.state() != LocalState.DONOR_DESYNCED || !status.ready()) {
            return NodeKnown.NOT_SYNCED;
        }
        return status.settings().sstBlocksDonor() ? NodeKnown.BLOCKED_DONOR : NodeKnown.DESYNCED;
    }
}
