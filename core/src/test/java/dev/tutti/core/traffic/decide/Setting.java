package dev.tutti.core.traffic.decide;

import dev.tutti.core.model.Address;
import dev.tutti.core.traffic.Endpoint;
import dev.tutti.core.traffic.Route;
import dev.tutti.core.traffic.evidence.ChainKnown;
import dev.tutti.core.traffic.evidence.Knowledge;
import dev.tutti.core.traffic.evidence.NodeKnown;
import dev.tutti.core.traffic.evidence.ReplicaKnown;
import dev.tutti.core.traffic.evidence.WriterKnown;
import dev.tutti.core.traffic.health.Health;
import dev.tutti.core.traffic.health.Judgement;
import dev.tutti.core.traffic.name.Binding;
import dev.tutti.core.traffic.name.BoundName;
import dev.tutti.core.traffic.name.Policy;
import dev.tutti.core.traffic.name.Target;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A situation that a test builds up, told in short texts. */
final class Setting {
    private static final Map<Character, NodeKnown> NODES = Map.of(
            'S', NodeKnown.SERVES, 'B', NodeKnown.BLOCKED_DONOR, 'J', NodeKnown.NOT_SYNCED, 'O', NodeKnown.OTHER_VIEW,
            'N', NodeKnown.NON_PRIMARY, 'X', NodeKnown.UNREACHABLE);

    private final Map<String, Judgement> checks = new HashMap<>();
    private Overrides overrides = Overrides.NONE;
    private Knowledge knowledge = Knowledge.NONE;
    private Sites sites = Sites.NONE;

    static Address address(String name) {
        return new Address(name, 3306);
    }

    /** {@code name[=weight][@site]}, with a check of its own. */
    static Target target(String text) {
        String[] atSite = text.split("@");
        String[] weighted = atSite[0].split("=");
        return new Target(
                weighted[0], List.of("10.0.0." + Math.floorMod(weighted[0].hashCode(), 250)), 3306,
                weighted.length > 1 ? Integer.parseInt(weighted[1]) : 1,
                atSite.length > 1 ? Optional.of(atSite[1]) : Optional.empty(), Optional.of(weighted[0]));
    }

    static List<Target> targets(String text) {
        return text.isBlank() ? List.of() : List.of(text.split(" +")).stream().map(Setting::target).toList();
    }

    static Map<Address, Target> places(String text) {
        Map<Address, Target> places = new LinkedHashMap<>();
        targets(text).forEach(target -> places.put(address(target.name()), target));
        return places;
    }

    static BoundName name(Binding binding, Policy policy) {
        return new BoundName("app.db.example.", binding, policy, Duration.ofSeconds(30), Duration.ofSeconds(5));
    }

    static Policy policy(String name) {
        return switch (name) {
            case "failover" -> new Policy.Failover();
            case "weighted" -> new Policy.Weighted();
            case "multivalue" -> new Policy.Multivalue(8);
            case "latency" -> new Policy.Latency(Optional.empty());
            default -> new Policy.Nearest(Optional.empty());
        };
    }

    /** {@code a:U b:D c:?}. */
    Setting checks(String text) {
        for (String one : text.isBlank() ? new String[0] : text.split(" +")) {
            String[] parts = one.split(":");
            Health health = parts[1].equals("U") ? Health.UP : parts[1].equals("D") ? Health.DOWN : Health.UNKNOWN;
            checks.put(parts[0], new Judgement(health, "its check says " + health));
        }
        return this;
    }

    /** {@code -glob} and {@code +glob}. */
    Setting forced(String text) {
        for (String one : text.isBlank() ? new String[0] : text.split(" +")) {
            overrides = overrides.with(new Forced(one.substring(1), one.charAt(0) == '+'));
        }
        return this;
    }

    /** {@code a:S b:B}: Serves, Blocked donor, Joins, Other view, Non-primary, unreachable (X). */
    Setting cluster(String text) {
        Map<Address, NodeKnown> nodes = new HashMap<>();
        for (String one : text.isBlank() ? new String[0] : text.split(" +")) {
            NodeKnown known = NODES.get(one.charAt(one.length() - 1));
            if (known != null) {
                nodes.put(address(one.substring(0, one.indexOf(':'))), known);
            }
        }
        knowledge = new Knowledge(knowledge.chains(), Map.of("cluster", nodes), Map.of());
        return this;
    }

    /** A chain; its replicas as {@code name:lag}, with {@code ?} for an unknown lag and {@code X} for one that does not answer. */
    Setting chain(WriterKnown writer, String replicas) {
        List<ReplicaKnown> known = new ArrayList<>();
        for (String one : replicas.isBlank() ? new String[0] : replicas.split(" +")) {
            String[] parts = one.split(":");
            known.add(new ReplicaKnown(address(parts[0]), !parts[1].equals("X"), parts[1].matches("\\d+")
                    ? Optional.of(Duration.ofSeconds(Long.parseLong(parts[1])))
                    : Optional.empty()));
        }
        knowledge = new Knowledge(Map.of("chain", new ChainKnown(writer, known)), knowledge.clusters(), Map.of());
        return this;
    }

    Setting sites(Sites known) {
        sites = known;
        return this;
    }

    Situation situation() {
        return new Situation(knowledge, checks, overrides, sites);
    }

    Route decide(Binding binding, Policy policy) {
        return Decider.decide(name(binding, policy), situation(), Optional.empty());
    }

    Route decide(Binding binding, Policy policy, String clientSite) {
        return Decider.decide(
                name(binding, policy), situation(), clientSite.equals("-") ? Optional.empty() : Optional.of(clientSite));
    }

    static String told(Route route) {
        return route.endpoints().isEmpty()
                ? "nobody"
                : route.endpoints().stream().map(Endpoint::target).collect(Collectors.joining(" "));
    }
}
