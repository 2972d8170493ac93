package dev.tutti.core.traffic.tell;

import dev.tutti.core.traffic.Endpoint;
import dev.tutti.core.traffic.Route;
import dev.tutti.core.traffic.decide.Overrides;
import dev.tutti.core.traffic.health.Health;
import dev.tutti.core.traffic.health.Judgement;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Something that happened to names, for people.
 *
 * @param subject a name, a check, the pattern of targets, or the server
 * @param clients whose answers changed; {@link Clients#ALL} for whatever is no name
 * @param from what was before: targets with their addresses, or one word; empty is nobody or nothing
 * @param to what is from then on, in the same form
 * @param because why, a sentence or the part of one
 */
public record Change(Instant at, Kind kind, String subject, Clients clients, List<String> from, List<String> to, String because) {
    public Change {
        from = List.copyOf(from);
        to = List.copyOf(to);
    }

    /** What it happened to. */
    public enum Kind {
        /** A name answers something else. */
        NAME,
        /** A check went up or down. */
        CHECK,
        /** A person set targets up or down, or left them to what is known. */
        OVERRIDE,
        /** The server that answers started anew; what its checks find was not known at first. */
        START
    }

    /**
     * What has become of a name's answers.
     *
     * @param sites in the order of the configuration
     * @param before the first for clients of unknown sites, then one for each site; one alone is for everybody
     * @param after the same; compared for everybody's sake by the first alone if there are others than before
     * @return one for all clients whose answers changed from the same to the same; empty when only times, shares or the order changed
     */
    public static List<Change> ofName(Instant at, List<String> sites, List<Route> before, List<Route> after) {
        int decisions = before.size() == after.size() ? after.size() : 1;
        Map<List<List<String>>, List<Integer>> moves = new LinkedHashMap<>();
        for (int place = 1; place <= decisions; place++) {
            int index = place % decisions;
            if (before.get(index).endpoints().equals(after.get(index).endpoints())) {
                continue; // as nearly always: it costs nothing then
            }
            List<String> from = targets(before.get(index));
            List<String> to = targets(after.get(index));
            if (!Set.copyOf(from).equals(Set.copyOf(to))) {
                moves.computeIfAbsent(List.of(from, to), any -> new ArrayList<>()).add(index);
            }
        }
        return moves.entrySet().stream()
                .map(move -> {
                    Route route = after.get(move.getValue().getFirst());
                    return new Change(at, Kind.NAME, route.name(), Clients.of(move.getValue(), sites, decisions),
                            move.getKey().getFirst(), move.getKey().getLast(), route.because());
                })
                .toList();
    }

    private static List<String> targets(Route route) {
        return route.endpoints().stream().map(Change::text).toList();
    }

    private static String text(Endpoint one) {
        return one.target() + " " + one.ip();
    }

    /** A check whose health is another one; what was first found to be up is no change to anybody. */
    public static List<Change> ofCheck(Instant at, String check, Health before, Judgement now) {
        return before == now.health() || (before == Health.UNKNOWN && now.health() == Health.UP)
                ? List.of()
                : List.of(new Change(at, Kind.CHECK, check, Clients.ALL, word(before), word(now.health()), now.because()));
    }

    private static List<String> word(Health health) {
        return List.of(health.name().toLowerCase(Locale.ROOT));
    }

    /** The server that answers started anew. */
    public static Change ofStart(Instant at) {
        return new Change(at, Kind.START, "The DNS server", Clients.ALL, List.of(), List.of(),
                "it started: what checks find was not known at first, and nothing was held against anybody");
    }

    /** What people say now and did not say before. */
    public static List<Change> ofOverrides(Instant at, Overrides before, Overrides after) {
        Map<String, List<String>> old = said(before);
        Map<String, List<String>> next = said(after);
        List<Change> changes = new ArrayList<>();
        next.forEach((pattern, to) -> {
            List<String> from = old.getOrDefault(pattern, List.of());
            if (!from.equals(to)) {
                changes.add(byHand(at, pattern, from, to));
            }
        });
        old.forEach((pattern, from) -> {
            if (!next.containsKey(pattern)) {
                changes.add(byHand(at, pattern, from, List.of()));
            }
        });
        return changes;
    }

    private static Change byHand(Instant at, String pattern, List<String> from, List<String> to) {
        return new Change(at, Kind.OVERRIDE, pattern, Clients.ALL, from, to, to.isEmpty()
                ? "it is left to what is known again" : "it is set " + to.getFirst() + " by hand");
    }

    private static Map<String, List<String>> said(Overrides overrides) {
        Map<String, List<String>> said = new LinkedHashMap<>();
        overrides.all().forEach(one -> said.put(one.pattern(), List.of(one.up() ? "up" : "down")));
        return said;
    }
}
