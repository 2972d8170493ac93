package dev.tutti.traffic.dns;

import dev.tutti.core.traffic.Route;
import dev.tutti.core.traffic.health.Judgement;
import dev.tutti.core.traffic.name.BoundName;
import dev.tutti.core.traffic.name.Target;
import dev.tutti.traffic.zone.Zone;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a server shows of itself, as maps and lists for JSON. */
record Status(DnsServer server) {
    Map<String, Object> body() {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("problem", server.reloadProblem());
        List<Map<String, Object>> zones = new ArrayList<>();
        for (Zone zone : server.desk().config().zones()) {
            long serial = server.desk().zone(zone.origin().toString()).map(Desk.ZoneState::serial).orElse(0L);
            zones.add(Map.of("name", zone.origin().toString(), "serial", serial, "secondaries", zone.secondaries().size()));
        }
        body.put("zones", zones);
        List<Object> names = new ArrayList<>();
        server.routes().values().forEach(route -> names.add(route(route, Optional.empty())));
        body.put("names", names);
        Map<String, Object> checks = new TreeMap<>();
        server.observatory().judgements().forEach((name, judged) -> checks.put(name, check(name, judged)));
        body.put("checks", checks);
        body.put("overrides", overrides(server));
        body.put("counters", counters());
        return body;
    }

    private Map<String, Object> check(String name, Judgement judged) {
        Map<String, Object> check = new LinkedHashMap<>();
        check.put("health", judged.health().name().toLowerCase(Locale.ROOT));
        check.put("because", judged.because());
        Map<String, String> observers = new TreeMap<>();
        server.observatory().opinions(name).forEach((observer, opinion) -> observers.put(
                observer, opinion.health().name().toLowerCase(Locale.ROOT) + " at " + opinion.at() + ": " + opinion.detail()));
        check.put("observers", observers);
        return check;
    }

    /** Names of all targets. */
    TreeSet<String> targets() {
        TreeSet<String> targets = new TreeSet<>();
        for (Zone zone : server.desk().config().zones()) {
            for (BoundName name : zone.names()) {
                Desk.targets(name.binding()).stream().map(Target::name).forEach(targets::add);
            }
        }
        return targets;
    }

    static List<Map<String, Object>> overrides(DnsServer server) {
        return server.desk().overrides().all().stream()
                .map(one -> Map.<String, Object>of("pattern", one.pattern(), "up", one.up()))
                .toList();
    }

    private Map<String, Object> counters() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("queries", server.counters().stream().mapToLong(one -> one.queries).sum());
        all.put("answers", server.counters().stream().mapToLong(one -> one.answers).sum());
        all.put("limited", server.counters().stream().mapToLong(one -> one.limited).sum());
        all.put("truncated", server.counters().stream().mapToLong(one -> one.truncated).sum());
        all.put("malformed", server.counters().stream().mapToLong(one -> one.malformed).sum());
        all.put("refused", server.counters().stream().mapToLong(one -> one.refused).sum());
        all.put("not_sent", server.counters().stream().mapToLong(one -> one.lost).sum());
        all.put("checks_made", server.checkers().made());
        return all;
    }

    static Map<String, Object> route(Route route, Optional<String> site) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("name", route.name());
        site.ifPresent(where -> shown.put("client_site", where));
        shown.put("ttl", route.ttl().toSeconds());
        shown.put("answers", route.endpoints().stream()
                .map(one -> Map.of("target", one.target(), "ip", one.ip(), "port", one.port(), "weight", one.weight()))
                .toList());
        shown.put("because", route.because());
        return shown;
    }
}
