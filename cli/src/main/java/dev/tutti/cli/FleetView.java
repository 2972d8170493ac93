package dev.tutti.cli;

import dev.tutti.cli.http.Events.Event;
import dev.tutti.cli.json.Json;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The fleet as last told, kept up to date by events. Servers keep their place: what is new comes last. */
final class FleetView {
    private final Map<String, Json> chains = new LinkedHashMap<>();
    private final Map<String, Json> servers = new LinkedHashMap<>();

    /** A server at its place in the tree; depth counts from where drawing begins. */
    record Placed(Json server, List<Placed> below) {}

    FleetView(Json fleet) {
        replace(fleet);
    }

    private void replace(Json fleet) {
        chains.clear();
        servers.clear();
        fleet.get("chains").list().forEach(chain -> chains.put(chain.raw("name"), chain));
        fleet.get("servers").list().forEach(server -> servers.put(server.raw("address"), server));
    }

    /** Whether it concerned what is shown here. */
    boolean apply(Event event) {
        Json data = event.data();
        switch (event.name()) {
            case "fleet" -> replace(data);
            case "server" -> servers.put(data.raw("address"), data);
            case "gone" -> servers.remove(data.raw("address"));
            case "chain" -> chains.put(data.raw("name"), data);
            case "chain_gone" -> chains.remove(data.raw("name"));
            default -> {
                return false;
            }
        }
        return true;
    }

    Collection<Json> chains() {
        return chains.values();
    }

    List<Json> members(String chain) {
        return servers.values().stream().filter(server -> server.raw("chain").equals(chain)).toList();
    }

    /** Servers that belong to no chain that is known. */
    List<Json> strays() {
        return servers.values().stream().filter(server -> !chains.containsKey(server.raw("chain"))).toList();
    }

    /**
     * Each server once, below its source. The chain's primary comes first; whoever replicates from nobody in the chain
     * stands beside it; in a ring, such as co-primaries, the tree begins at the primary or else at the first one listed.
     */
    static List<Placed> tree(List<Json> members, String primary) {
        Map<String, Json> byAddress = new LinkedHashMap<>();
        members.forEach(member -> byAddress.put(member.raw("address"), member));
        Map<String, List<Json>> replicas = new HashMap<>();
        List<Json> tops = new ArrayList<>();
        for (Json member : byAddress.values()) {
            String source = member.raw("source");
            if (byAddress.containsKey(source) && !source.equals(member.raw("address"))) {
                replicas.computeIfAbsent(source, s -> new ArrayList<>()).add(member);
            } else if (!member.raw("address").equals(primary)) {
                tops.add(member);
            }
        }
        Json first = byAddress.get(primary);
        if (first != null) {
            tops.addFirst(first);
        }
        Set<String> placed = new HashSet<>();
        List<Placed> tree = new ArrayList<>();
        for (Json top : tops) {
            place(top, replicas, placed, tree);
        }
        for (Json member : byAddress.values()) {
            place(member, replicas, placed, tree);
        }
        return tree;
    }

    private static void place(Json server, Map<String, List<Json>> replicas, Set<String> placed, List<Placed> among) {
        String address = server.raw("address");
        if (placed.add(address)) {
            List<Placed> below = new ArrayList<>();
            for (Json replica : replicas.getOrDefault(address, List.of())) {
                place(replica, replicas, placed, below);
            }
            among.add(new Placed(server, below));
        }
    }
}
