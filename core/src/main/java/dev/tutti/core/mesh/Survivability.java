package dev.tutti.core.mesh;

import dev.tutti.core.galera.model.GaleraCluster;
import dev.tutti.core.galera.quorum.Aftermath;
import dev.tutti.core.galera.quorum.Element;
import dev.tutti.core.galera.quorum.Layout;
import dev.tutti.core.galera.quorum.Layout.Link;
import dev.tutti.core.galera.quorum.WhatIf;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What every failure of one and of two parts does.
 *
 * @param cases those of one part first; parts are sites, hubs and tunnels
 */
public record Survivability(List<Case> cases) {
    public Survivability {
        cases = List.copyOf(cases);
    }

    /**
     * @param failed one part, or two at once
     * @param apart pairs of living sites that do not reach each other any more; mere hubs, which nobody has business with, are
     *     not counted
     * @param clusters what becomes of each Galera cluster
     */
    public record Case(List<Element> failed, List<Link> apart, List<Fate> clusters) {
        public Case {
            failed = List.copyOf(failed);
            apart = List.copyOf(apart);
            clusters = List.copyOf(clusters);
        }

        /** Whether the living reach each other and every cluster takes writes somewhere. */
        public boolean harmless() {
            return apart.isEmpty() && clusters.stream().allMatch(Fate::survives);
        }
    }

    /**
     * @param after what becomes of the cluster when both fail at once
     * @param inTurn whether it takes writes somewhere if they fail one after the other, in whichever order
     */
    public record Fate(String cluster, Aftermath after, boolean inTurn) {
        /** Whether it takes writes somewhere in the worst order. */
        public boolean survives() {
            return after.survives() && inTurn;
        }
    }

    /** Plays all of them. */
    public static Survivability of(MeshPlan plan) {
        Map<String, Map<Set<Element>, Fate>> fates = new HashMap<>();
        for (GaleraCluster cluster : plan.description().clusters()) {
            fates.put(cluster.name(), fates(cluster, WhatIf.of(layout(plan, cluster)).cases()));
        }
        List<Element> elements = elements(plan);
        List<Case> cases = new ArrayList<>();
        elements.forEach(element -> cases.add(played(plan, List.of(element), fates)));
        for (int first = 0; first < elements.size(); first++) {
            for (int second = first + 1; second < elements.size(); second++) {
                cases.add(played(plan, List.of(elements.get(first), elements.get(second)), fates));
            }
        }
        return new Survivability(cases);
    }

    private static Case played(MeshPlan plan, List<Element> failed, Map<String, Map<Set<Element>, Fate>> fates) {
        List<Fate> clusters = new ArrayList<>();
        for (GaleraCluster cluster : plan.description().clusters()) {
            Fate fate = fates.getOrDefault(cluster.name(), Map.of()).get(new HashSet<>(failed));
            if (fate != null) {
                clusters.add(fate);
            }
        }
        return new Case(failed, apart(plan, failed), clusters);
    }

    /** The pairs of sites with business that failures separate. */
    static List<Link> apart(MeshPlan plan, List<Element> failed) {
        return new Reach(plan, failed).apart().stream()
                .filter(pair -> !plan.description().connectsOnly(pair.one()) && !plan.description().connectsOnly(pair.other()))
                .toList();
    }

    private static Map<Set<Element>, Fate> fates(GaleraCluster cluster, List<WhatIf.Case> cases) {
        Map<Set<Element>, Fate> fates = new HashMap<>();
        for (WhatIf.Case one : cases) {
            Set<Element> key = new HashSet<>(one.failed());
            if (one.order() == WhatIf.Order.TOGETHER) {
                fates.put(key, new Fate(cluster.name(), one.after(), true));
            }
        }
        for (WhatIf.Case one : cases) {
            if (one.order() == WhatIf.Order.ONE_AFTER_THE_OTHER && !one.after().survives()) {
                fates.computeIfPresent(new HashSet<>(one.failed()),
                        (key, fate) -> new Fate(fate.cluster(), fate.after(), false));
            }
        }
        return fates;
    }

    /** The sites, hubs among them, and the tunnels. */
    public static List<Element> elements(MeshPlan plan) {
        List<Element> elements = new ArrayList<>();
        plan.hosts().forEach(host -> elements.add(new Element.OfSite(host.name())));
        plan.links().forEach(link -> elements.add(new Element.OfLink(link)));
        return elements;
    }

    /** How a cluster stands on the mesh. */
    public static Layout layout(MeshPlan plan, GaleraCluster cluster) {
        return new Layout(
                cluster,
                plan.hosts().stream().map(host -> new Layout.Site(host.name(), host.forwards())).toList(),
                plan.links());
    }

    public List<Case> ofOne() {
        return cases.stream().filter(one -> one.failed().size() == 1).toList();
    }

    public List<Case> ofTwo() {
        return cases.stream().filter(one -> one.failed().size() == 2).toList();
    }
}
