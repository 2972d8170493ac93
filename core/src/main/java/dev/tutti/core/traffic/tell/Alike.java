package dev.tutti.core.traffic.tell;

import dev.tutti.core.traffic.Endpoint;
import dev.tutti.core.traffic.Route;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Clients of some sites that a name sends to the same places.
 *
 * @param route the answer; its reason is that of the first of them
 * @param reasons why each of them gets it, those with one reason together
 */
public record Alike(Clients clients, Route route, List<Reason> reasons) {
    public Alike {
        reasons = List.copyOf(reasons);
    }

    /** @param because one sentence */
    public record Reason(Clients clients, String because) {}

    private record Sent(List<Endpoint> endpoints, Duration ttl) {}

    /**
     * Puts together who gets the same.
     *
     * @param sites in the order of the configuration
     * @param routes the first for clients of unknown sites, then one for each site; one alone is for everybody
     * @return never empty; in the order of the sites, those in no known one last unless they share an answer
     */
    public static List<Alike> of(List<String> sites, List<Route> routes) {
        Map<Sent, List<Integer>> groups = new LinkedHashMap<>();
        for (int place = 1; place <= routes.size(); place++) {
            int index = place % routes.size();
            Route route = routes.get(index);
            groups.computeIfAbsent(new Sent(route.endpoints(), route.ttl()), any -> new ArrayList<>()).add(index);
        }
        return groups.values().stream()
                .map(group -> new Alike(
                        Clients.of(group, sites, routes.size()), routes.get(group.getFirst()), reasons(group, sites, routes)))
                .toList();
    }

    private static List<Reason> reasons(List<Integer> group, List<String> sites, List<Route> routes) {
        Map<String, List<Integer>> reasons = new LinkedHashMap<>();
        group.forEach(index -> reasons.computeIfAbsent(routes.get(index).because(), any -> new ArrayList<>()).add(index));
        return reasons.entrySet().stream()
                .map(one -> new Reason(Clients.of(one.getValue(), sites, routes.size()), one.getKey()))
                .toList();
    }
}
