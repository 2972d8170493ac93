package dev.tutti.core.galera.split;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.core.galera.model.GaleraPosition;
import dev.tutti.core.galera.model.LoggedView;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Two sides {1, 2} and {3, 4}, of which the second is given up. */
class SeparationTest {
    private static final UUID HISTORY = UUID.fromString("4c228be7-e9e3-11f1-a65e-b633142cb65f");
    private static final Instant BEGAN = Instant.parse("2030-01-01T12:00:00Z");

    private static LoggedView view(long seqno, boolean primary, String... members) {
        return new LoggedView(BEGAN.plusSeconds(seqno), new GaleraPosition(HISTORY, seqno), primary, List.of(members));
    }

    private static final LoggedView TOGETHER = view(4, true, "n1", "n2", "n3", "n4");

    private static Separation of(List<LoggedView> given, List<LoggedView> kept) {
        return Separation.of(List.of(given), List.of(kept), Set.of("n3", "n4"), Set.of("n1", "n2"));
    }

    private static Separation at(long seqno, long seen) {
        return new Separation.Known(new GaleraPosition(HISTORY, seqno), BEGAN.plusSeconds(seen));
    }

    @Test
    void aForcedSideSeparatedBeforeTheViewThatItWasForcedInto() {
        List<LoggedView> given = List.of(TOGETHER, view(6, false, "n3", "n4"), view(6, false, "n3", "n4"), view(7, true, "n3", "n4"));
        List<LoggedView> kept = List.of(TOGETHER, view(6, false, "n1", "n2"), view(7, true, "n1", "n2"));
        assertThat(of(given, kept)).isEqualTo(at(6, 6));
    }

    @Test
    void ofWhatOneSideGotAtTheLastMomentTheOtherHasNothing() {
        List<LoggedView> ahead = List.of(TOGETHER, view(9, false, "n3", "n4"), view(10, true, "n3", "n4"));
        List<LoggedView> behind = List.of(TOGETHER, view(6, false, "n1", "n2"), view(7, true, "n1", "n2"));
        assertThat(of(ahead, behind)).isEqualTo(at(6, 9));
        assertThat(Separation.of(List.of(behind), List.of(ahead), Set.of("n1", "n2"), Set.of("n3", "n4"))).isEqualTo(at(6, 6));
    }

    @Test
    void aSideThatNeverStoppedSeparatedInItsFirstViewAlone() {
        List<LoggedView> given = List.of(TOGETHER, view(8, false, "n3", "n4"), view(9, true, "n3", "n4"));
        List<LoggedView> kept = List.of(TOGETHER, view(9, true, "n1", "n2"), view(12, true, "n1"), view(15, true, "n1", "n2"));
        assertThat(of(given, kept)).isEqualTo(at(8, 8));
    }

    @Test
    void anEarlierSplitThatHealedDoesNotCount() {
        List<LoggedView> given = List.of(TOGETHER, view(6, false, "n3", "n4"), view(7, true, "n1", "n2", "n3", "n4"),
                view(20, false, "n3", "n4"), view(21, true, "n3", "n4"));
        List<LoggedView> kept = List.of(view(7, true, "n1", "n2", "n3", "n4"), view(20, false, "n1", "n2"), view(21, true, "n1", "n2"));
        assertThat(of(given, kept)).isEqualTo(at(20, 20));
    }

    @Test
    void aNodeThatLeavesOrHasNoStateYetSaysNothingAboutTheOthers() {
        LoggedView leaving = view(7, false);
        LoggedView stateless = new LoggedView(null, GaleraPosition.UNKNOWN, false, List.of("n1", "n2"));
        List<LoggedView> given = List.of(TOGETHER, leaving, view(7, true, "n3", "n4"), stateless, leaving);
        List<LoggedView> kept = List.of(TOGETHER, view(7, true, "n1", "n2"));
        assertThat(of(given, kept)).isEqualTo(at(6, 7));
    }

    @Test
    void ofALogThatDoesNotReachBackNothingIsConcluded() {
        List<LoggedView> cut = List.of(view(7, true, "n3", "n4"), view(9, true, "n3"));
        List<LoggedView> kept = List.of(TOGETHER, view(6, false, "n1", "n2"), view(7, true, "n1", "n2"));
        assertThat(of(cut, kept)).isEqualTo(new Separation.OneSided(new GaleraPosition(HISTORY, 6), BEGAN.plusSeconds(6), true));
        assertThat(of(cut, List.of())).isEqualTo(new Separation.Unknown());
    }

    @Test
    void anotherNodeOfTheSideMayReachBack() {
        List<LoggedView> cut = List.of(view(7, true, "n3", "n4"));
        List<LoggedView> whole = List.of(TOGETHER, view(6, false, "n3", "n4"), view(7, true, "n3", "n4"));
        List<LoggedView> kept = List.of(TOGETHER, view(6, false, "n1", "n2"), view(7, true, "n1", "n2"));
        assertThat(Separation.of(List.of(cut, whole), List.of(List.of(), kept), Set.of("n3", "n4"), Set.of("n1", "n2")))
                .isEqualTo(at(6, 6));
    }
}
