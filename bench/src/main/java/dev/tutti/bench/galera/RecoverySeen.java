package dev.tutti.bench.galera;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * A recovery as the API tells it at one moment. Immutable.
 *
 * @param document of {@code GET /recoveries/{id}}
 */
public record RecoverySeen(JsonNode document) {
    public long id() {
        return document.path("id").asLong();
    }

    /** Such as {@code galera_recover}. */
    public String kind() {
        return document.path("kind").asString("");
    }

    public String subject() {
        return document.path("subject").asString("");
    }

    /** {@code running}, {@code succeeded}, {@code failed}, {@code refused} or {@code interrupted}. */
    public String state() {
        return document.path("state").asString("");
    }

    public boolean running() {
        return state().equals("running");
    }

    public boolean succeeded() {
        return state().equals("succeeded");
    }

    public String outcome() {
        return document.path("outcome").asString("");
    }

    /** A moment of it, such as {@code decided_at}; empty where it has not come. */
    public Optional<Instant> at(String moment) {
        @Nullable String text = document.path(moment).asString(null);
        return Optional.ofNullable(text).map(Instant::parse);
    }

    /** From the first sign to the decision; empty where the record does not have both. */
    public Optional<Duration> deciding() {
        return at("suspected_at").flatMap(from -> at("decided_at").map(to -> Duration.between(from, to)));
    }

    /** The steps of this kind, such as {@code join_node}. */
    public List<JsonNode> steps(String kind) {
        return StreamSupport.stream(document.path("steps").spliterator(), false)
                .filter(step -> step.path("kind").asString("").equals(kind))
                .toList();
    }

    /** How long the first step of this kind took; empty while it has not ended. */
    public Optional<Duration> took(String kind) {
        return steps(kind).stream()
                .filter(step -> step.path("began").isString() && step.path("ended").isString())
                .findFirst()
                .map(step -> Duration.between(
                        Instant.parse(step.path("began").asString()), Instant.parse(step.path("ended").asString())));
    }

    /** Whether a step of this kind was begun. */
    public boolean began(String kind) {
        return steps(kind).stream().anyMatch(step -> !step.path("state").asString("").equals("waiting"));
    }

    /** What it was and what came of it, in one line. */
    public String summary() {
        return "recovery " + id() + " " + kind() + " of " + subject() + " " + state() + ": " + outcome();
    }
}
