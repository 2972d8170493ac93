package dev.tutti.mesh.print;

import dev.tutti.core.galera.quorum.Element;
import dev.tutti.core.mesh.MeshAdviser;
import dev.tutti.core.mesh.MeshDescription;
import dev.tutti.core.mesh.MeshPlan;
import dev.tutti.core.mesh.MeshPlan.Host;
import dev.tutti.core.mesh.Survivability;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A plan for programs. Stateless. */
public final class PlanJson {
    private PlanJson() {}

    /** As text. */
    public static String of(MeshPlan plan) {
        return write(tree(plan));
    }

    /** As maps and lists, which know nothing of any library's JSON. */
    public static Map<String, Object> tree(MeshPlan plan) {
        MeshDescription description = plan.description();
        Survivability survivability = Survivability.of(plan);
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("name", description.name());
        root.put("technology", description.technology().name().toLowerCase(Locale.ROOT));
        root.put("router", description.settings().router().name().toLowerCase(Locale.ROOT));
        root.put("shape", description.shape().name().toLowerCase(Locale.ROOT));
        root.put("hubs", description.hubs());
        root.put("hosts", plan.hosts().stream().map(PlanJson::host).toList());
        root.put("links", plan.links().stream().map(link -> List.of(link.one(), link.other())).toList());
        root.put("failures", survivability.cases().stream().map(one -> failure(plan, one)).toList());
        root.put("advice", MeshAdviser.advise(plan, survivability).stream().map(Words::of).toList());
        return root;
    }

    static String write(Object value) {
        return JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build().writeValueAsString(value) + "\n";
    }

    private static Map<String, Object> host(Host host) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("site", host.name());
        told.put("number", host.number());
        told.put("address", host.address().toString());
        if (host.site().network() != null) {
            told.put("network", host.site().network().toString());
        }
        told.put("endpoint", host.site().endpoint().toString());
        told.put("forwards", host.forwards());
        List<Map<String, Object>> tunnels = new ArrayList<>();
        host.tunnels().forEach(tunnel -> {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("peer", tunnel.peer());
            one.put("device", tunnel.device());
            one.put("address", tunnel.own().toString());
            one.put("peer_address", tunnel.other().toString());
            one.put("port", tunnel.port());
            one.put("peer_endpoint", tunnel.endpoint() + ":" + tunnel.peerPort());
            tunnel.rate().ifPresent(rate -> one.put("rate_bits_per_second", rate));
            tunnels.add(one);
        });
        told.put("tunnels", tunnels);
        return told;
    }

    private static Map<String, Object> failure(MeshPlan plan, Survivability.Case one) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("harmless", one.harmless());
        told.put("what", Words.of(plan, one.failed()));
        told.put("ways", Words.ways(plan, one));
        told.put("failed", one.failed().stream().map(PlanJson::element).toList());
        told.put("apart", one.apart().stream().map(pair -> List.of(pair.one(), pair.other())).toList());
        told.put("clusters", one.clusters().stream().map(fate -> {
            Map<String, Object> cluster = new LinkedHashMap<>();
            cluster.put("name", fate.cluster());
            cluster.put("writes", fate.after().survives());
            cluster.put("writes_in_turn", fate.survives());
            cluster.put("stopped", fate.after().stopped());
            cluster.put("sentence", Words.of(fate));
            return cluster;
        }).toList());
        return told;
    }

    private static Map<String, Object> element(Element element) {
        return switch (element) {
            case Element.OfSite site -> Map.of("site", site.name());
            case Element.OfLink link -> Map.of("link", List.of(link.link().one(), link.link().other()));
            case Element.OfNode node -> Map.of("node", node.name());
            case Element.OfArbitrator arbitrator -> Map.of("arbitrator", arbitrator.name());
        };
    }
}
