package dev.tutti.core.galera.care;

import static dev.tutti.core.galera.Galeras.FOREIGN;
import static dev.tutti.core.galera.Galeras.address;
import static dev.tutti.core.galera.Look.view;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.core.galera.Galeras;
import dev.tutti.core.galera.Look;
import dev.tutti.core.galera.care.Care.NodeReason;
import dev.tutti.core.galera.care.Care.Occasion;
import dev.tutti.core.galera.care.Care.Reason;
import dev.tutti.core.galera.model.GaleraPosition;
import dev.tutti.core.galera.model.Grastate;
import dev.tutti.core.galera.model.Gvwstate;
import dev.tutti.core.galera.model.Recovered;
import dev.tutti.core.galera.plan.Concern;
import dev.tutti.core.galera.plan.RecoveryRequest;
import dev.tutti.core.galera.plan.Request;
import dev.tutti.core.policy.Mode;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is done without anybody being asked, and what is left with its reason. */
class CareGiverTest {
    private static final Instant NOW = Instant.parse("2026-03-01T03:00:00Z");
    private static final CarePolicy AUTOMATIC =
            new CarePolicy(Mode.AUTOMATIC, Mode.AUTOMATIC, 3, Duration.ofMinutes(10), CarePolicy.USUAL_PATIENCE);

    private static Care decide(Look look, Remembered remembered, CarePolicy policy) {
        return CareGiver.decide(look.see(), remembered, policy, RecoveryRequest.byItself(), NOW);
    }

    private static Care decide(Look look) {
        return decide(look, outage(60), AUTOMATIC);
    }

    private static Remembered outage(int seconds) {
        return new Remembered(NOW.minusSeconds(seconds), 0, Map.of(), Map.of(), Set.of(), Set.of());
    }

    private static Look whole() {
        Look look = Look.atFour();
        for (int node = 1; node <= 4; node++) {
            look.primary(node, 100, 1, 2, 3, 4);
        }
        return look;
    }

    private static Look threeOf(Look look) {
        for (int node = 1; node <= 3; node++) {
            look.primary(node, 100, 1, 2, 3).journalled(node, 100);
        }
        return look;
    }

    private static Look allCrashed() {
        Look look = Look.atFour();
        for (int node = 1; node <= 4; node++) {
            look.crashed(node, 100, view(12, 1, 2, 3, 4)).journalled(node, 100);
        }
        return look;
    }

    private static NodeReason only(Care care) {
        assertThat(care).isInstanceOf(Care.LeavesNodes.class);
        assertThat(((Care.LeavesNodes) care).nodes()).hasSize(1);
        return ((Care.LeavesNodes) care).nodes().getFirst().why();
    }

    private static Reason reason(Care care) {
        assertThat(care).isInstanceOf(Care.Leaves.class);
        return ((Care.Leaves) care).why();
    }

    private static Care recovers(boolean waited) {
        return new Care.Act(new Request.Recover(null, null), Occasion.TOTAL_OUTAGE, waited);
    }

    @Test
    void aWholeClusterIsLeftInPeace() {
        assertThat(decide(whole())).isEqualTo(new Care.Calm());
    }

    @Test
    void aCrashedNodeIsStartedAgain() {
        assertThat(decide(threeOf(Look.atFour()).crashed(4, 90, view(12, 1, 2, 3, 4))))
                .isEqualTo(new Care.Act(new Request.Resync(address(4), List.of()), Occasion.NODE_CRASHED, false));
    }

    /** What is started while the others still count the dead waits for a component that stops a moment later. */
    @Test
    void whereTwoOfFourDieTogetherNothingIsStartedBeforeTheNextView() {
        Look together = Look.atFour().primary(1, 100, 1, 2, 3, 4).primary(2, 100, 1, 2, 3, 4)
                .crashed(3, 90, view(12, 1, 2, 3, 4)).crashed(4, 90, view(12, 1, 2, 3, 4));
        assertThat(((Care.LeavesNodes) decide(together)).nodes()).extracting(Care.OfNode::why)
                .containsExactly(new NodeReason.StillCounted(), new NodeReason.StillCounted());
        Look afterwards = Look.atFour().primary(1, 100, 1, 2).primary(2, 100, 1, 2)
                .crashed(3, 90, view(12, 1, 2, 3, 4)).crashed(4, 90, view(13, 1, 2, 4));
        assertThat(decide(afterwards)).isInstanceOf(Care.Act.class);
    }

    /** It would meet members that are about to change their view, and be forgotten with its own dead predecessor. */
    @Test
    void aCrashedNodeIsStartedWhenTheOthersHaveGivenItUp() {
        Look before = Look.atFour().primary(1, 100, 1, 2, 3, 4).primary(2, 100, 1, 2, 3, 4).primary(3, 100, 1, 2, 3, 4)
                .crashed(4, 90, view(12, 1, 2, 3, 4));
        assertThat(only(decide(before))).isEqualTo(new NodeReason.StillCounted());
        assertThat(decide(threeOf(Look.atFour()).crashed(4, 90, view(12, 1, 2, 3, 4)))).isInstanceOf(Care.Act.class);
    }

    @Test
    void howMuchItHasIsLookedForFirst() {
        Look look = threeOf(Look.atFour()).down(4, new Grastate.Read(GaleraPosition.UNKNOWN, false), new Gvwstate.Missing(),
                new Recovered.NotTried());
        assertThat(decide(look)).isEqualTo(new Care.FindPositions(List.of(address(4))));
    }

    @Test
    void aNodeThatSomebodyStoppedInOrderStaysStopped() {
        assertThat(only(decide(threeOf(Look.atFour()).stopped(4, 90, false)))).isEqualTo(new NodeReason.StoppedInOrder());
    }

    @Test
    void aNodeThatAPlanOfOursStoppedIsStartedAgain() {
        Remembered ours = new Remembered(null, 0, Map.of(), Map.of(), Set.of(address(4)), Set.of());
        assertThat(decide(threeOf(Look.atFour()).stopped(4, 90, false), ours, AUTOMATIC)).isInstanceOf(Care.Act.class);
    }

    @Test
    void aNodeThatCrashesAgainAndAgainIsLeftWithAnExplanation() {
        Look look = threeOf(Look.atFour()).crashed(4, 90, view(12, 1, 2, 3, 4));
        Remembered often = new Remembered(null, 0, Map.of(address(4), 3), Map.of(), Set.of(), Set.of());
        assertThat(only(decide(look, often, AUTOMATIC))).isEqualTo(new NodeReason.TriedOften(3));
        Remembered twice = new Remembered(null, 0, Map.of(address(4), 2), Map.of(), Set.of(), Set.of());
        assertThat(decide(look, twice, AUTOMATIC)).isInstanceOf(Care.Act.class);
        Remembered justNow =
                new Remembered(null, 0, Map.of(address(4), 1), Map.of(address(4), NOW.plusSeconds(10)), Set.of(), Set.of());
        assertThat(only(decide(look, justNow, AUTOMATIC))).isEqualTo(new NodeReason.TriedJustNow(NOW.plusSeconds(10)));
    }

    @Test
    void aNodeThatWouldBeOverwrittenIsLeftToAPerson() {
        assertThat(only(decide(threeOf(Look.atFour()).tainted(4, 90)))).isInstanceOf(NodeReason.NotIncremental.class);
        assertThat(only(decide(threeOf(Look.atFour()).broken(4, null)))).isInstanceOf(NodeReason.NotIncremental.class);
        assertThat(only(decide(threeOf(Look.atFour()).crashed(4, 120, null)))).isInstanceOf(NodeReason.Asks.class);
        assertThat(only(decide(threeOf(Look.atFour()).crashed(4, FOREIGN, 50, null)))).isInstanceOf(NodeReason.Asks.class);
    }

    @Test
    void aNodeInDowntimeOrSetAsideIsNotTouched() {
        Look look = threeOf(Look.atFour()).crashed(4, 90, view(12, 1, 2, 3, 4));
        Remembered downtime = new Remembered(null, 0, Map.of(), Map.of(), Set.of(), Set.of(address(4)));
        assertThat(only(decide(look, downtime, AUTOMATIC))).isEqualTo(new NodeReason.InDowntime());
        assertThat(only(decide(look.quarantined(4)))).isEqualTo(new NodeReason.Quarantined());
    }

    @Test
    void aSilentNodeIsNotTakenForADeadOne() {
        assertThat(only(decide(threeOf(Look.atFour()).silent(4)))).isEqualTo(new NodeReason.NobodySays());
    }

    @Test
    void afterACrashOfAllTheClusterIsBegunAgainAtOnce() {
        assertThat(decide(allCrashed(), outage(0), AUTOMATIC)).isEqualTo(recovers(false));
    }

    @Test
    void afterACrashOfAllThatLeavesOneSilentAPersonIsAsked() {
        assertThat(reason(decide(allCrashed().silent(4)))).isInstanceOf(Reason.Asks.class);
    }

    @Test
    void whatIsMissingAfterACrashOfAllIsAskedAbout() {
        Reason reason = reason(decide(allCrashed().journalled(1, 130)));
        assertThat(reason).isEqualTo(new Reason.Asks(List.of(new Concern.TransactionsLost(Galeras.GROUP, 130, 100))));
    }

    @Test
    void aClusterThatWasStoppedInOrderIsNotStarted() {
        Look look = Look.atFour();
        for (int node = 1; node <= 4; node++) {
            look.stopped(node, 100, node == 4).journalled(node, 100);
        }
        assertThat(reason(decide(look))).isEqualTo(new Reason.StoppedInOrder());
    }

    @Test
    void livingHalvesMayFindEachOtherFirst() {
        Look look = Look.atFour()
                .withoutQuorum(1, 100, 1, 2).withoutQuorum(2, 100, 1, 2)
                .withoutQuorum(3, 100, 3, 4).withoutQuorum(4, 100, 3, 4);
        for (int node = 1; node <= 4; node++) {
            look.journalled(node, 100);
        }
        assertThat(reason(decide(look, outage(10), AUTOMATIC))).isEqualTo(new Reason.Patience(NOW.plusSeconds(20)));
        assertThat(decide(look, outage(31), AUTOMATIC)).isEqualTo(recovers(true));
    }

    @Test
    void twoThatAreLeftOfFourAreNotLeftWaitingForTheDead() {
        Look look = Look.atFour()
                .withoutQuorum(1, 100, 1, 2).withoutQuorum(2, 100, 1, 2)
                .crashed(3, 100, view(12, 1, 2, 3, 4)).crashed(4, 98, view(12, 1, 2, 3, 4));
        for (int node = 1; node <= 4; node++) {
            look.journalled(node, 98);
        }
        assertThat(decide(look, outage(1), AUTOMATIC)).isEqualTo(recovers(false));
    }

    @Test
    void inTheMomentOfACrashNothingIsBegunThatEvidenceDoesNotBear() {
        Look look = allCrashed().notServing(1);
        assertThat(reason(decide(look, outage(0), AUTOMATIC))).isEqualTo(new Reason.Patience(NOW.plusSeconds(30)));
        assertThat(decide(look, outage(31), AUTOMATIC)).isEqualTo(recovers(true));
    }

    @Test
    void aRecoveryThatFailsIsNotTriedForEver() {
        Remembered often = new Remembered(NOW.minusSeconds(600), 3, Map.of(), Map.of(), Set.of(), Set.of());
        assertThat(reason(decide(allCrashed(), often, AUTOMATIC))).isEqualTo(new Reason.TriedOften(3));
    }

    @Test
    void nothingIsDoneThatTheConfigurationLeavesToAPerson() {
        for (Mode mode : List.of(Mode.BY_HAND, Mode.OFF)) {
            CarePolicy policy = new CarePolicy(mode, mode, 3, Duration.ofMinutes(10), Duration.ZERO);
            assertThat(decide(allCrashed(), outage(60), policy)).isInstanceOf(Care.Leaves.class);
            assertThat(decide(threeOf(Look.atFour()).crashed(4, 90, view(12, 1, 2, 3, 4)), outage(60), policy))
                    .isInstanceOf(Care.LeavesNodes.class);
        }
    }
}
