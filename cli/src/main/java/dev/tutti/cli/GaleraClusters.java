package dev.tutti.cli;

import dev.tutti.cli.http.Paths;
import dev.tutti.cli.json.Json;
import dev.tutti.cli.render.Text;

import java.util.List;

/** Finds the write/write cluster and the nodes that somebody means. */
final class GaleraClusters {
    static final String NONE = "No cluster is described. The section \"galera\" of the configuration names one with its nodes.";

    private final List<Json> clusters;

    private GaleraClusters(List<Json> clusters) {
        this.clusters = clusters;
    }

    static GaleraClusters of(Session session) {
        return new GaleraClusters(session.get("/galera").json().list());
    }

    /** The cluster that a part of its name fits. */
    Cluster named(String part) {
        String name = Names.ofClusters(clusters).find(part);
        return new Cluster(clusters.stream().filter(one -> one.raw("name").equals(name)).findFirst().orElseThrow());
    }

    /** The one that is meant by naming none: the only one. */
    Cluster only() {
        if (clusters.isEmpty()) {
            throw Failure.failed(NONE);
        }
        if (clusters.size() > 1) {
            throw Failure.wrongUse("There are " + clusters.size() + " clusters: "
                    + String.join(", ", clusters.stream().map(one -> one.text("name")).toList()) + ". Name one of them first.");
        }
        return new Cluster(clusters.getFirst());
    }

    /** The cluster that stands before a number of other words, or may be left out there. */
    Cluster before(int others, List<String> words) {
        if (words.size() > others + 1) {
            throw Failure.wrongUse("There are more words than are needed: " + Text.printable(String.join(" ", words)) + ".");
        }
        return words.size() > others ? named(words.getFirst()) : only();
    }

    /** One of them, as the API told of it. */
    record Cluster(Json json) {
        String path() {
            return "/galera/" + Paths.segment(json.raw("name"));
        }

        /** The name of the node whose name or address a part fits. */
        String node(String part) {
            List<Json> nodes = json.get("nodes").list();
            Names addresses = Names.ofNodes(nodes, "address");
            Names names = Names.ofNodes(nodes, "name");
            if (!names.fitting(part).isEmpty() || addresses.fitting(part).isEmpty()) {
                return names.find(part);
            }
            String address = addresses.find(part);
            return nodes.stream()
                    .filter(node -> node.raw("address").equals(address))
                    .map(node -> node.raw("name"))
                    .findFirst()
                    .orElseThrow();
        }

        List<String> nodes(List<String> parts) {
            return parts.stream().map(this::node).toList();
        }
    }
}
