package dev.tutti.core.traffic.tell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.core.traffic.Endpoint;
import dev.tutti.core.traffic.Route;
import dev.tutti.core.traffic.tell.Alike.Reason;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Who is told together, when sites get different answers. */
class AlikeTest {
    private static final List<String> SITES = List.of("london", "paris", "geneva");

    private static Route route(String because, String... targets) {
        return new Route("pay.db.example.", Duration.ofSeconds(30), List.of(targets).stream()
                .map(target -> new Endpoint(target, "192.0.2.1", 3306, 1, Optional.empty()))
                .toList(), because);
    }

    @Test
    void oneDecisionIsForEverybody() {
        assertThat(Alike.of(SITES, List.of(route("Why.", "a"))))
                .containsExactly(new Alike(Clients.ALL, route("Why.", "a"), List.of(new Reason(Clients.ALL, "Why."))));
    }

    @Test
    void sitesWithOneAnswerAreTogetherInTheirOrderAndUnknownOnesComeLast() {
        List<Alike> groups = Alike.of(SITES, List.of(
                route("Nowhere.", "a", "b"), route("Own.", "a"), route("Own too.", "b"), route("Nearest.", "a")));
        assertThat(groups.stream().map(Alike::clients)).containsExactly(
                new Clients(false, List.of("london", "geneva"), false),
                new Clients(false, List.of("paris"), false),
                new Clients(false, List.of(), true));
        assertThat(groups.getFirst().reasons()).containsExactly(
                new Reason(new Clients(false, List.of("london"), false), "Own."),
                new Reason(new Clients(false, List.of("geneva"), false), "Nearest."));
    }

    @Test
    void whenAllGetTheSameForDifferentReasonsTheReasonsStayApart() {
        List<Alike> groups = Alike.of(SITES, List.of(
                route("Nowhere.", "a"), route("Own.", "a"), route("Nearest.", "a"), route("Nearest.", "a")));
        assertThat(groups).hasSize(1);
        assertThat(groups.getFirst().clients()).isEqualTo(Clients.ALL);
        assertThat(groups.getFirst().reasons()).containsExactly(
                new Reason(new Clients(false, List.of("london"), false), "Own."),
                new Reason(new Clients(false, List.of("paris", "geneva"), false), "Nearest."),
                new Reason(new Clients(false, List.of(), true), "Nowhere."));
    }

    @Test
    void anAnswerThatMayBeKeptForAnotherTimeIsAnotherAnswer() {
        Route brief = new Route("pay.db.example.", Duration.ofSeconds(5), route("", "a").endpoints(), "Short.");
        assertThat(Alike.of(List.of("london"), List.of(route("Long.", "a"), brief))).hasSize(2);
    }
}
