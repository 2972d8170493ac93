package dev.tutti.bench.galera;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What a recovery needed besides its steps: deciding, journalling, going from one step to the next. Stateless. */
final class OwnTime {
    private OwnTime() {}

    /** In seconds, from the decision on; null where the record does not tell. */
    static @Nullable Double of(RecoverySeen recovery) {
        Optional<Instant> decided = recovery.at("decided_at");
        Optional<Instant> ended = recovery.at("ended");
        if (decided.isEmpty() || ended.isEmpty()) {
            return null;
        }
        Duration own = Duration.ZERO;
        Instant until = decided.get();
        for (Step step : steps(recovery).sorted(java.util.Comparator.comparing(Step::began)).toList()) {
            if (step.began().isAfter(until)) {
                own = own.plus(Duration.between(until, step.began()));
            }
            until = step.ended().isAfter(until) ? step.ended() : until;
        }
        if (ended.get().isAfter(until)) {
            own = own.plus(Duration.between(until, ended.get()));
        }
        return own.toNanos() / 1e9;
    }

    private static Stream<Step> steps(RecoverySeen recovery) {
        return StreamSupport.stream(recovery.document().path("steps").spliterator(), false)
                .flatMap(step -> at(step, "began").flatMap(from -> at(step, "ended").map(to -> new Step(from, to))).stream());
    }

    private static Optional<Instant> at(JsonNode step, String moment) {
        @Nullable String text = step.path(moment).asString(null);
        return Optional.ofNullable(text).map(Instant::parse);
    }

    private record Step(Instant began, Instant ended) {}
}
