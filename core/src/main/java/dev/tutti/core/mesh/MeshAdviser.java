package dev.tutti.core.mesh;

import dev.tutti.core.galera.model.Arbitrator;
import dev.tutti.core.galera.model.GaleraCluster;
import dev.tutti.core.galera.quorum.Advice;
import dev.tutti.core.galera.quorum.Change;
import dev.tutti.core.galera.quorum.WhatIf;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Looks for what would make a mesh stronger. Stateless. */
public final class MeshAdviser {
    /** The tunnels that a person still looks over. */
    private static final int MANY = 15;

    private static final int MOST_FOR_CLUSTER = 3;

    private MeshAdviser() {}

    /** Advice, what concerns the whole mesh first. */
    public static List<MeshAdvice> advise(MeshPlan plan, Survivability now) {
        List<MeshAdvice> advice = new ArrayList<>();
        MeshDescription description = plan.description();
        if (description.hubs().isEmpty()) {
            int sites = description.sites().size();
            if (plan.links().size() > MANY) {
                advice.add(new MeshAdvice.HubsInstead(plan.links().size(), Shape.links(sites, 2)));
            }
        } else {
            anotherHub(plan, now).ifPresent(advice::add);
        }
        for (GaleraCluster cluster : description.clusters()) {
            for (Arbitrator arbitrator : cluster.arbitrators()) {
                if (description.hubs().contains(arbitrator.site())) {
                    advice.add(new MeshAdvice.ArbitratorOnHub(cluster.name(), arbitrator.name(), arbitrator.site()));
                }
                if (cluster.nodes().stream().anyMatch(node -> node.site().equals(arbitrator.site()))) {
                    advice.add(new MeshAdvice.ArbitratorBesideNode(cluster.name(), arbitrator.name(), arbitrator.site()));
                }
            }
            WhatIf.of(Survivability.layout(plan, cluster)).advice().stream()
                    .filter(one -> fits(description, cluster, one))
                    .limit(MOST_FOR_CLUSTER)
                    .forEach(one -> advice.add(new MeshAdvice.ForCluster(cluster.name(), one)));
        }
        return List.copyOf(advice);
    }

    /** Tunnels follow from hubs; an arbitrator belongs on none of them, nor beside a node, with which it would fail. */
    private static boolean fits(MeshDescription description, GaleraCluster cluster, Advice advice) {
        return switch (advice.change()) {
            case Change.AddLink link -> false;
            case Change.AddArbitrator add -> !description.hubs().contains(add.site())
                    && cluster.nodes().stream().noneMatch(node -> node.site().equals(add.site()));
            case Change.AddArbitratorElsewhere add -> true;
            case Change.SetWeight set -> true;
        };
    }

    private static Optional<MeshAdvice> anotherHub(MeshPlan plan, Survivability now) {
        List<Survivability.Case> separating =
                now.cases().stream().filter(one -> !one.apart().isEmpty()).toList();
        if (separating.isEmpty()) {
            return Optional.empty();
        }
        MeshDescription description = plan.description();
        Site hub = Site.withoutNetwork(free(description), unused(description));
        MeshPlan larger;
        try {
            larger = MeshPlan.of(
                    new MeshDescription(
                            description.name(), description.technology(), description.settings(),
                            Stream.concat(description.sites().stream(), Stream.of(hub)).toList(),
                            Stream.concat(description.hubs().stream(), Stream.of(hub.name())).toList(),
                            description.clusters(), description.rates()),
                    plan.numbers());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        int remaining = (int) separating.stream()
                .filter(one -> !Survivability.apart(larger, one.failed()).isEmpty())
                .count();
        int saves = separating.size() - remaining;
        return saves == 0
                ? Optional.empty()
                : Optional.of(new MeshAdvice.AnotherHub(
                        description.hubs().size(), larger.links().size() - plan.links().size(), saves, remaining));
    }

    private static String free(MeshDescription description) {
        String name = "another-hub";
        for (int number = 2; description.site(name).isPresent(); number++) {
            name = "another-hub-" + number;
        }
        return name;
    }

    /** An endpoint for a hub that is only thought of: one that nobody has, from a range that means nothing (RFC 5737). */
    private static Ipv4 unused(MeshDescription description) {
        Ipv4 endpoint = Ipv4.parse("192.0.2.1");
        Set<Ipv4> taken = new HashSet<>(description.sites().stream().map(Site::endpoint).toList());
        while (taken.contains(endpoint)) {
            endpoint = endpoint.plus(1);
        }
        return endpoint;
    }
}
