package dev.tutti.core.mesh;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which number each site has, or had: a site keeps its number as long as it is remembered, and nobody gets that of a site which
 * is gone, whose keys and addresses may still be somewhere.
 */
public record Numbers(Map<String, Integer> bySite) {
    public static final Numbers NONE = new Numbers(Map.of());

    public Numbers {
        bySite = java.util.Collections.unmodifiableMap(new TreeMap<>(bySite));
    }

    /**
     * Adds those that have none yet, in their order, each with the lowest number that nobody ever had. A number that a site
     * wishes for itself in its description is its own whatever is remembered.
     *
     * @throws IllegalArgumentException if no number is left that is at most this, with what to do
     */
    Numbers with(List<Site> sites, int most) {
        Map<String, Integer> all = new HashMap<>(bySite);
        for (Site site : sites) {
            site.wished().ifPresent(wished -> {
                all.values().removeIf(taken -> taken == wished);
                all.put(site.name(), wished);
            });
        }
        Set<Integer> taken = new HashSet<>(all.values());
        int next = 1;
        for (Site site : sites) {
            if (!all.containsKey(site.name())) {
                while (taken.contains(next)) {
                    next++;
                }
                taken.add(next);
                all.put(site.name(), next);
            }
        }
        for (Site site : sites) {
            if (all.getOrDefault(site.name(), 0) > most) {
                throw new IllegalArgumentException("the pool has addresses for " + most + " sites, counting those that are gone:"
                        + " take a larger mesh.pool");
            }
        }
        return new Numbers(all);
    }
}
