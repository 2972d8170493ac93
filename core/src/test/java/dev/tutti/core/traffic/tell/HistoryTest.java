package dev.tutti.core.traffic.tell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.core.traffic.Endpoint;
import dev.tutti.core.traffic.Route;
import dev.tutti.core.traffic.decide.Forced;
import dev.tutti.core.traffic.decide.Overrides;
import dev.tutti.core.traffic.health.Health;
import dev.tutti.core.traffic.health.Judgement;
import dev.tutti.core.traffic.tell.Change.Kind;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What counts as a change, and how long it is remembered. */
class HistoryTest {
    private static final Instant AT = Instant.parse("2026-03-01T03:00:00Z");
    private static final List<String> SITES = List.of("london", "paris");

    private static Route route(String because, String... targets) {
        return new Route("pay.db.example.", Duration.ofSeconds(30), List.of(targets).stream()
                .map(target -> new Endpoint(target, "192.0.2.1", 3306, 1, Optional.empty()))
                .toList(), because);
    }

    @Test
    void sitesWhoseAnswersChangeInOneWayAreToldTogether() {
        List<Change> changes = Change.ofName(AT, SITES,
                List.of(route("", "a", "b"), route("", "a"), route("", "b")),
                List.of(route("All.", "b"), route("Nearest.", "b"), route("Own.", "b")));
        assertThat(changes).containsExactly(
                new Change(AT, Kind.NAME, "pay.db.example.", new Clients(false, List.of("london"), false),
                        List.of("a 192.0.2.1"), List.of("b 192.0.2.1"), "Nearest."),
                new Change(AT, Kind.NAME, "pay.db.example.", new Clients(false, List.of(), true),
                        List.of("a 192.0.2.1", "b 192.0.2.1"), List.of("b 192.0.2.1"), "All."));
    }

    @Test
    void anotherOrderOrReasonIsNoChange() {
        assertThat(Change.ofName(AT, SITES, List.of(route("Why.", "a", "b")), List.of(route("Because.", "b", "a")))).isEmpty();
    }

    @Test
    void afterSitesWereAddedUnknownOnesAreCompared() {
        List<Change> changes = Change.ofName(AT, SITES,
                List.of(route("", "a")), List.of(route("Why.", "b"), route("", "a"), route("", "b")));
        assertThat(changes).singleElement().satisfies(change -> assertThat(change.clients()).isEqualTo(Clients.ALL));
    }

    @Test
    void aCheckThatIsFirstFoundToBeUpIsNoChange() {
        assertThat(Change.ofCheck(AT, "paris", Health.UNKNOWN, new Judgement(Health.UP, "it answers"))).isEmpty();
        assertThat(Change.ofCheck(AT, "paris", Health.UNKNOWN, new Judgement(Health.DOWN, "refused"))).hasSize(1);
        assertThat(Change.ofCheck(AT, "paris", Health.UP, new Judgement(Health.DOWN, "refused"))).containsExactly(
                new Change(AT, Kind.CHECK, "paris", Clients.ALL, List.of("up"), List.of("down"), "refused"));
    }

    @Test
    void whatPeopleSayIsToldWhenItChanges() {
        Overrides down = Overrides.NONE.with(new Forced("par*", false));
        assertThat(Change.ofOverrides(AT, Overrides.NONE, down)).singleElement()
                .satisfies(change -> assertThat(change.to()).containsExactly("down"));
        assertThat(Change.ofOverrides(AT, down, down.with(new Forced("par*", false)))).isEmpty();
        assertThat(Change.ofOverrides(AT, down, Overrides.NONE)).containsExactly(new Change(
                AT, Kind.OVERRIDE, "par*", Clients.ALL, List.of("down"), List.of(), "it is left to what is known again"));
    }

    @Test
    void theOldestAreForgottenAndTheNewestComeFirst() {
        History history = History.EMPTY;
        for (int i = 0; i < History.MOST + 5; i++) {
            history = history.with(Change.ofCheck(AT.plusSeconds(i), "check" + i, Health.UP, new Judgement(Health.DOWN, "refused")));
        }
        assertThat(history.changes()).hasSize(History.MOST);
        assertThat(history.changes().getFirst().subject()).isEqualTo("check5");
        assertThat(history.about("", 2)).extracting(Change::subject)
                .containsExactly("check" + (History.MOST + 4), "check" + (History.MOST + 3));
        assertThat(history.about("CHECK777", 100)).extracting(Change::subject).containsExactly("check777");
    }

    @Test
    void aNameIsFoundByWhomItAnsweredToo() {
        History history = History.EMPTY.with(Change.ofName(AT, SITES, List.of(route("", "a")), List.of(route("Why.", "paris-2"))));
        assertThat(history.about("Paris-2 pay", 10)).hasSize(1);
        assertThat(history.about("paris london", 10)).isEmpty();
    }
}
