package dev.tutti.traffic.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.core.traffic.health.Health;
import dev.tutti.core.traffic.health.Judgement;
import dev.tutti.core.traffic.tell.Change;
import dev.tutti.core.traffic.tell.Clients;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is written down over a restart. */
class ChronicleTest {
    private static final Instant AT = Instant.parse("2026-03-01T03:00:00Z");

    private final List<Change> told = new ArrayList<>();

    private Chronicle after(String... words) {
        return new Chronicle(() -> AT, List.of(words).stream()
                .map(word -> new Change(AT, Change.Kind.CHECK, "paris", Clients.ALL, List.of(), List.of(word), "it was so"))
                .toList(), told::addAll);
    }

    private static void finds(Chronicle chronicle, Health health) {
        chronicle.checked(Set.of("paris"), Map.of("paris", new Judgement(health, "it was tried")));
    }

    @Test
    void whatWasDownBeforeARestartAndIsFoundUpWentUp() {
        Chronicle chronicle = after("up", "down");
        finds(chronicle, Health.UP);
        assertThat(told).extracting(Change::kind).containsExactly(Change.Kind.START, Change.Kind.CHECK);
        assertThat(told.getLast().from()).containsExactly("down");
        assertThat(told.getLast().to()).containsExactly("up");
        assertThat(chronicle.history().changes()).hasSize(4);
    }

    @Test
    void whatIsAsItWasBeforeARestartIsNotToldAgain() {
        finds(after("up", "down"), Health.DOWN);
        finds(after("down", "up"), Health.UP);
        finds(after(), Health.UP);
        assertThat(told).extracting(Change::kind).containsOnly(Change.Kind.START).hasSize(2);
    }
}
