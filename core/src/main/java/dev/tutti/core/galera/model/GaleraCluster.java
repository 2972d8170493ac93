package dev.tutti.core.galera.model;

import dev.tutti.core.model.Address;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A cluster as it is described: who belongs to it, whether or not it is alive.
 *
 * @param name {@code wsrep_cluster_name}
 * @param nodes the data nodes; names and addresses are unique
 */
public record GaleraCluster(String name, List<GaleraNode> nodes, List<Arbitrator> arbitrators) {
    public GaleraCluster {
        nodes = List.copyOf(nodes);
        arbitrators = List.copyOf(arbitrators);
        Set<String> names = new HashSet<>();
        Set<Address> addresses = new HashSet<>();
        for (GaleraNode node : nodes) {
            if (!names.add(node.name()) || !addresses.add(node.address())) {
                throw new IllegalArgumentException("two nodes of " + name + " are called " + node.name() + " or stand at "
                        + node.address());
            }
        }
    }

    public Optional<GaleraNode> node(Address address) {
        return nodes.stream().filter(node -> node.address().equals(address)).findFirst();
    }

    public Optional<GaleraNode> named(String nodeName) {
        return nodes.stream().filter(node -> node.name().equals(nodeName)).findFirst();
    }

    /** The sum of the configured weights, arbitrators included. */
    public int weight() {
        return nodes.stream().mapToInt(GaleraNode::weight).sum()
                + arbitrators.stream().mapToInt(Arbitrator::weight).sum();
    }

    /** How many members there should be, arbitrators included. */
    public int size() {
        return nodes.size() + arbitrators.size();
    }
}
