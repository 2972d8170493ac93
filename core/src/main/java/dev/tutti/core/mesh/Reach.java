package dev.tutti.core.mesh;

import dev.tutti.core.galera.quorum.Element;
import dev.tutti.core.galera.quorum.Layout.Link;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Who reaches whom when parts have failed. A way leads through living hubs and tunnels; at a site that is no hub it ends. */
public final class Reach {
    private final MeshPlan plan;
    private final Map<String, Set<String>> neighbours = new HashMap<>();
    private final Set<String> living = new TreeSet<>();

    /**
     * Looks at a plan with failures.
     *
     * @param failed sites and links; other elements change nothing
     */
    public Reach(MeshPlan plan, Collection<Element> failed) {
        this.plan = plan;
        plan.hosts().stream()
                .map(MeshPlan.Host::name)
                .filter(name -> !failed.contains(new Element.OfSite(name)))
                .forEach(living::add);
        living.forEach(name -> neighbours.put(name, new TreeSet<>()));
        for (Link link : plan.links()) {
            if (living.contains(link.one()) && living.contains(link.other()) && !failed.contains(new Element.OfLink(link))) {
                neighbours.getOrDefault(link.one(), Set.of()).add(link.other());
                neighbours.getOrDefault(link.other(), Set.of()).add(link.one());
            }
        }
    }

    /** Sites that have not failed themselves, in order. */
    public Set<String> living() {
        return java.util.Collections.unmodifiableSet(living);
    }

    /** Whom a living site reaches, itself not counted. */
    public Set<String> from(String site) {
        Set<String> seen = new HashSet<>(Set.of(site));
        Deque<String> open = new ArrayDeque<>(Set.of(site));
        while (!open.isEmpty()) {
            for (String next : neighbours.getOrDefault(open.remove(), Set.of())) {
                if (seen.add(next) && plan.description().forwards(next)) {
                    open.add(next);
                }
            }
        }
        seen.remove(site);
        return new TreeSet<>(seen);
    }

    /** The pairs of living sites that do not reach each other. */
    public List<Link> apart() {
        List<Link> apart = new ArrayList<>();
        List<String> names = List.copyOf(living);
        for (int one = 0; one < names.size(); one++) {
            Set<String> reached = from(names.get(one));
            for (int other = one + 1; other < names.size(); other++) {
                if (!reached.contains(names.get(other))) {
                    apart.add(new Link(names.get(one), names.get(other)));
                }
            }
        }
        return List.copyOf(apart);
    }
}
