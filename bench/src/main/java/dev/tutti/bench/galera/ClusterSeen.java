package dev.tutti.bench.galera;

import tools.jackson.databind.JsonNode;

import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * A cluster as the API tells it at one moment. Immutable.
 *
 * @param document of {@code GET /galera/{cluster}}
 */
public record ClusterSeen(JsonNode document) {
    /** {@code calm}, {@code troubled}, {@code alarm} or {@code not_yet}. */
    public String state() {
        return document.path("state").asString("");
    }

    public String sentence() {
        return document.path("sentence").asString("");
    }

    /** What the control plane does by itself now, or why it does nothing. */
    public String care() {
        return document.path("care").asString("");
    }

    public boolean recovering() {
        return !document.path("recovering").isNull() && !document.path("recovering").isMissingNode();
    }

    /** The node of this name; a missing one has no fields. */
    public JsonNode node(String name) {
        return StreamSupport.stream(document.path("nodes").spliterator(), false)
                .filter(node -> node.path("name").asString("").equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the control plane knows no node " + name));
    }

    public JsonNode agent(String node) {
        return node(node).path("agent");
    }

    /** Whether the node takes writes as a member of the primary component. */
    public boolean synced(String node) {
        return node(node).path("state").asString("").equals("synced")
                && node(node).path("component").asString("").equals("primary");
    }

    /** Whether every agent answers. */
    public boolean everyAgentAnswers() {
        return StreamSupport.stream(document.path("nodes").spliterator(), false)
                .allMatch(node -> node.path("agent").path("state").asString("").equals("answering"));
    }

    public boolean anyQuarantined() {
        return StreamSupport.stream(document.path("nodes").spliterator(), false)
                .anyMatch(node -> node.path("quarantined").asBoolean(false));
    }

    /** A problem of this kind, such as {@code split_brain}. */
    public Optional<JsonNode> problem(String kind) {
        return StreamSupport.stream(document.path("problems").spliterator(), false)
                .filter(problem -> problem.path("kind").asString("").equals(kind))
                .findFirst();
    }

    /** A problem of this kind that is about this node. */
    public Optional<JsonNode> problem(String kind, String node) {
        String address = node(node).path("address").asString("");
        return StreamSupport.stream(document.path("problems").spliterator(), false)
                .filter(problem -> problem.path("kind").asString("").equals(kind))
                .filter(problem -> StreamSupport.stream(problem.path("nodes").spliterator(), false)
                        .anyMatch(about -> about.asString("").equals(address)))
                .findFirst();
    }

    /** All that is wrong, in words. */
    public String problems() {
        return StreamSupport.stream(document.path("problems").spliterator(), false)
                .map(problem -> problem.path("kind").asString("") + ": " + problem.path("sentence").asString(""))
                .collect(Collectors.joining("; "));
    }
}
