package dev.tutti.web;

import static dev.tutti.web.StandInControl.JSON;

import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Networks between sites as {@code GET /api/v1/mesh} tells them: sites with a Galera node each, joined by hubs. Built by one thread. */
final class Meshes {
    private final List<String> sites;
    private final List<String> hubs;
    private final List<List<String>> links = new ArrayList<>();

    private Meshes(List<String> sites, List<String> hubs) {
        this.sites = sites;
        this.hubs = hubs;
        hubs.forEach(hub -> sites.forEach(site -> links.add(List.of(hub, site))));
        IntStream.range(0, hubs.size()).forEach(one ->
                IntStream.range(one + 1, hubs.size()).forEach(other -> links.add(List.of(hubs.get(one), hubs.get(other)))));
    }

    static ObjectNode fourSitesOverTwoHubs() {
        return new Meshes(List.of("london", "paris", "geneva", "madrid"), List.of("hub-a", "hub-b")).json();
    }

    static ObjectNode many() {
        return new Meshes(IntStream.range(1, 31).mapToObj(i -> "site-" + i).toList(), List.of("hub-a", "hub-b", "hub-c")).json();
    }

    private ObjectNode json() {
        var mesh = JSON.createObjectNode().put("read_at", "2026-03-01T03:00:00.000Z").putNull("problem");
        var plan = mesh.putObject("plan").put("name", "payments").put("technology", "openvpn").put("router", "bird").put("shape", "dedicated_hubs");
        hubs.forEach(plan.putArray("hubs")::add);
        var hosts = plan.putArray("hosts");
        IntStream.range(0, sites.size()).forEach(i -> host(hosts.addObject(), sites.get(i), i + 1).put("network", "10." + (i + 1) + ".0.0/24"));
        IntStream.range(0, hubs.size()).forEach(i -> host(hosts.addObject(), hubs.get(i), sites.size() + i + 1));
        var pairs = plan.putArray("links");
        links.forEach(link -> pairs.addArray().add(link.getFirst()).add(link.getLast()));
        var parts = new ArrayList<List<String>>();
        sites.forEach(site -> parts.add(List.of(site)));
        hubs.forEach(hub -> parts.add(List.of(hub)));
        parts.addAll(links);
        var failures = plan.putArray("failures");
        parts.forEach(part -> fails(failures.addObject(), List.of(part)));
        for (int one = 0; one < parts.size() && sites.size() < 10; one++) {
            for (int other = one + 1; other < parts.size(); other++) {
                fails(failures.addObject(), List.of(parts.get(one), parts.get(other)));
            }
        }
        plan.putArray("advice").add("A third hub at a place of its own costs 6 tunnels and saves 9 of the failures that separate sites now; 0 would remain.");
        return mesh;
    }

    private ObjectNode host(ObjectNode host, String name, int number) {
        host.put("site", name).put("number", number).put("address", "10.77.0." + number).put("endpoint", "198.51.100." + number)
                .put("forwards", hubs.contains(name));
        var tunnels = host.putArray("tunnels");
        links.stream().filter(link -> link.contains(name)).forEach(link -> tunnels.addObject()
                .put("peer", link.getFirst().equals(name) ? link.getLast() : link.getFirst()));
        return host;
    }

    private void fails(ObjectNode failure, List<List<String>> failed) {
        var living = sites.stream().filter(site -> !failed.contains(List.of(site))).toList();
        var alone = living.stream().filter(site -> hubs.stream().noneMatch(hub -> !failed.contains(List.of(hub)) && !failed.contains(List.of(hub, site)))).toList();
        failure.put("harmless", alone.isEmpty())
                .put("what", String.join(" and ", failed.stream().map(part -> part.size() == 2 ? "link " + String.join("–", part)
                        : (hubs.contains(part.getFirst()) ? "hub " : "site ") + part.getFirst()).toList()))
                .put("ways", alone.isEmpty() ? "all reach each other" : alone.size() == living.size() ? "nobody reaches anybody" : alone.getFirst() + " is cut off");
        var parts = failure.putArray("failed");
        failed.forEach(part -> {
            if (part.size() == 1) {
                parts.addObject().put("site", part.getFirst());
            } else {
                part.forEach(parts.addObject().putArray("link")::add);
            }
        });
        var apart = failure.putArray("apart");
        alone.forEach(site -> living.stream().filter(other -> !other.equals(site)).forEach(other -> apart.addArray().add(site).add(other)));
        var stops = alone.size() == living.size();
        var fate = failure.putArray("clusters").addObject().put("name", "pay").put("writes", !stops).put("writes_in_turn", !stops)
                .put("sentence", stops ? "pay stops" : alone.isEmpty() ? "pay writes" : "pay writes without " + alone.getFirst());
        alone.forEach(fate.putArray("stopped")::add);
    }
}
