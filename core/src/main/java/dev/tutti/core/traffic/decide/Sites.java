package dev.tutti.core.traffic.decide;

import dev.tutti.core.traffic.evidence.Knowledge.Pair;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where sites are, seen from each other.
 *
 * @param neighbours each site with those that stand in for it, the best first; in the order of the configuration
 * @param times round trips between two; one direction is enough
 */
public record Sites(Map<String, List<String>> neighbours, Map<Pair, Duration> times) {
    public static final Sites NONE = new Sites(Map.of(), Map.of());

    public Sites {
        neighbours = new LinkedHashMap<>(neighbours);
        times = Map.copyOf(times);
    }

    /** All sites by their nearness to one: itself, its neighbours, the rest in the order of the configuration. */
    List<String> byNeighbourhood(String from) {
        List<String> order = new ArrayList<>();
        order.add(from);
        order.addAll(neighbours.getOrDefault(from, List.of()));
        neighbours.keySet().stream().filter(site -> !order.contains(site)).forEach(order::add);
        return order;
    }

    /** The round trip between two sites; zero inside one. */
    Optional<Duration> time(String from, String to, Map<Pair, Duration> measured) {
        if (from.equals(to)) {
            return Optional.of(Duration.ZERO);
        }
        Pair there = new Pair(from, to);
        Pair back = new Pair(to, from);
        for (Map<Pair, Duration> source : List.of(measured, times)) {
            Duration known = source.containsKey(there) ? source.get(there) : source.get(back);
            if (known != null) {
                return Optional.of(known);
            }
        }
        return Optional.empty();
    }

    /** All sites by their round trip from one; those that nobody has measured come last. */
    List<String> byTime(String from, Map<Pair, Duration> measured) {
        List<String> order = new ArrayList<>(byNeighbourhood(from));
        order.sort(Comparator.comparing(site -> time(from, site, measured).orElse(Duration.ofSeconds(Long.MAX_VALUE))));
        return order;
    }
}
