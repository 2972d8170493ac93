package dev.tutti.core.galera.model;

import dev.tutti.core.galera.model.NodeSight.Life;
import dev.tutti.core.model.Address;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What one look at a whole cluster showed, beside what is described and what is remembered of it. Whoever looks asks all at the
 * same time: what was seen at different times must not be put together here.
 *
 * @param nodes one for each node of the cluster, in its order
 */
public record GaleraSight(GaleraCluster cluster, List<NodeSight> nodes, Journalled journal) {
    public GaleraSight {
        nodes = List.copyOf(nodes);
        if (!nodes.stream().map(NodeSight::node).toList().equals(cluster.nodes())) {
            throw new IllegalArgumentException("one look at each node of " + cluster.name() + " is needed, in their order");
        }
    }

    public Optional<NodeSight> of(Address address) {
        return nodes.stream().filter(node -> node.address().equals(address)).findFirst();
    }

    public List<NodeSight> living(Life life) {
        return nodes.stream().filter(node -> node.life() == life).toList();
    }

    /**
     * The primary components: nodes that are in one together. More than one is a split brain. Told apart by their members,
     * as both sides of a split have the same history and the same number of changes.
     */
    public List<List<NodeSight>> primaries() {
        List<List<NodeSight>> components = new ArrayList<>();
        for (NodeSight node : living(Life.PRIMARY)) {
            List<NodeSight> merged = new ArrayList<>();
            components.removeIf(component ->
                    component.stream().anyMatch(member -> together(member, node)) && merged.addAll(component));
            merged.add(node);
            components.add(merged);
        }
        return components.stream().map(List::copyOf).toList();
    }

    private static boolean together(NodeSight one, NodeSight other) {
        Optional<ViewId> here = viewId(one);
        Optional<ViewId> there = viewId(other);
        if (here.isPresent() && here.equals(there)) {
            return true;
        }
        Set<Address> common = members(one);
        Set<Address> others = members(other);
        if (common.isEmpty() || others.isEmpty()) {
            // One that names nobody is of the other's component unless their views say otherwise.
            return here.isEmpty() || there.isEmpty();
        }
        common.retainAll(others);
        return !common.isEmpty();
    }

    private static Optional<ViewId> viewId(NodeSight node) {
        return node.hostAnswered().flatMap(host -> host.gvwstate().read()).map(read -> read.view().id());
    }

    private static Set<Address> members(NodeSight node) {
        return new TreeSet<>(node.answered().map(status -> status.view().members()).orElse(List.of()));
    }
}
