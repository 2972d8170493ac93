package dev.tutti.core.galera;

import dev.tutti.core.galera.model.Arbitrator;
import dev.tutti.core.galera.model.GaleraCluster;
import dev.tutti.core.galera.model.GaleraNode;
import dev.tutti.core.model.Address;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/** Clusters for tests: node 1 is called n1, listens at n1:3306 and stands at site s1. */
public final class Galeras {
    public static final UUID GROUP = UUID.fromString("a0fb1d54-c6c3-11f0-9b2c-7e0c1d2f3a44");
    public static final UUID FOREIGN = UUID.fromString("ffffffff-c6c3-11f0-9b2c-7e0c1d2f3a44");

    private Galeras() {}

    public static Address address(int node) {
        return new Address("n" + node, 3306);
    }

    public static GaleraNode node(int number, String site, int weight) {
        return new GaleraNode("n" + number, address(number), site, 0, weight);
    }

    /** Each node at a site of its own. */
    public static GaleraCluster cluster(int... weights) {
        return new GaleraCluster(
                "payments",
                IntStream.rangeClosed(1, weights.length)
                        .mapToObj(number -> node(number, "s" + number, weights[number - 1]))
                        .toList(),
                List.of());
    }

    public static GaleraCluster with(GaleraCluster cluster, Arbitrator... more) {
        List<Arbitrator> arbitrators = new ArrayList<>(cluster.arbitrators());
        arbitrators.addAll(List.of(more));
        return new GaleraCluster(cluster.name(), cluster.nodes(), arbitrators);
    }
}
