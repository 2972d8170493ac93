package dev.tutti.traffic.dns;

import dev.tutti.core.traffic.Route;
import dev.tutti.core.traffic.health.Judgement;
import dev.tutti.core.traffic.name.BoundName;
import dev.tutti.core.traffic.name.Target;
import dev.tutti.core.traffic.tell.Change;
import dev.tutti.traffic.zone.Zone;
import tools.jackson.core.JsonGenerator;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a server shows of itself, as maps and lists for JSON. */
record Status(DnsServer server) {
    /** Writes all of it piece by piece: of ten thousand names and checks the whole would not fit beside what the server needs. */
    void write(JsonGenerator json) {
        json.writeStartObject();
        json.writeStringProperty("problem", server.reloadProblem());
        json.writeArrayPropertyStart("zones");
        for (Zone zone : server.desk().config().zones()) {
            json.writePOJO(Map.of(
                    "name", zone.origin().toString(), "serial", server.desk().serial(zone.origin().toString()),
                    "secondaries", zone.secondaries().size()));
        }
        json.writeEndArray();
        json.writeArrayPropertyStart("names");
        server.routes().values().forEach(route -> json.writePOJO(route(route, Optional.empty())));
        json.writeEndArray();
        json.writeObjectPropertyStart("checks");
        new TreeMap<>(server.observatory().judgements())
                .forEach((name, judged) -> json.writePOJOProperty(name, check(name, judged)));
        json.writeEndObject();
        json.writePOJOProperty("overrides", overrides(server));
        json.writePOJOProperty("counters", counters());
        json.writeEndObject();
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

    Map<String, Object> counters() {
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

    static Map<String, Object> change(Change change) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("at", change.at().toString());
        shown.put("kind", change.kind().name().toLowerCase(Locale.ROOT));
        shown.put("subject", change.subject());
        shown.put("clients", Map.of(
                "all", change.clients().all(), "sites", change.clients().sites(), "unknown", change.clients().unknown()));
        shown.put("from", change.from());
        shown.put("to", change.to());
        shown.put("because", change.because());
        return shown;
    }
}
