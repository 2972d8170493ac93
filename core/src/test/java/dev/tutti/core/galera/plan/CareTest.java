package dev.tutti.core.galera.plan;

import static dev.tutti.core.galera.Galeras.FOREIGN;
import static dev.tutti.core.galera.Galeras.GROUP;
import static dev.tutti.core.galera.Galeras.address;
import static dev.tutti.core.galera.Galeras.cluster;
import static dev.tutti.core.galera.Look.view;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.core.galera.Look;
import dev.tutti.core.galera.model.Component;
import dev.tutti.core.galera.model.GaleraPosition;
import dev.tutti.core.galera.model.LocalState;
import dev.tutti.core.galera.plan.GaleraStep.FenceNode;
import dev.tutti.core.galera.plan.GaleraStep.JoinNode;
import dev.tutti.core.galera.plan.GaleraStep.ListSplitOff;
import dev.tutti.core.galera.plan.GaleraStep.PutIntoRotation;
import dev.tutti.core.galera.plan.GaleraStep.Quarantine;
import dev.tutti.core.galera.plan.GaleraStep.RunCommand;
import dev.tutti.core.galera.plan.GaleraStep.SaveDataFolder;
import dev.tutti.core.galera.plan.GaleraStep.SetWeight;
import dev.tutti.core.galera.plan.GaleraStep.StopNode;
import dev.tutti.core.galera.plan.GaleraStep.TakeOutOfRotation;
import dev.tutti.core.galera.transfer.Cost;
import dev.tutti.core.galera.transfer.TransferForecast;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What people ask of living clusters. */
class CareTest {
    private static final RecoveryRequest PLAIN = RecoveryRequest.byItself();

    private static Look whole() {
        Look look = Look.atFour();
        for (int node = 1; node <= 4; node++) {
            look.primary(node, 100, 1, 2, 3, 4);
        }
        return look;
    }

    private static GaleraPlan plan(GaleraPlanned planned) {
        assertThat(planned).isInstanceOf(GaleraPlan.class);
        return (GaleraPlan) planned;
    }

    private static List<Class<?>> kinds(GaleraPlan plan) {
        return plan.steps().<Class<?>>map(GaleraStep::getClass).toList();
    }

    @Test
    void aCrashedNodeIsResynchronisedByWhatItLacks() {
        Look look = whole().crashed(4, 90, view(12, 1, 2, 3, 4));
        GaleraPlan plan = plan(ResyncPlanner.plan(look.see(), address(4), List.of("n3"), PLAIN));
        assertThat(plan.steps())
                .containsExactly(new JoinNode(
                        address(4), new GaleraPosition(GROUP, 90), "n3,", new TransferForecast.Incremental("n3", 10, true)));
    }

    @Test
    void aDonorInUseIsTakenOutOfRotationWhereItsMethodBlocksIt() {
        var cost = new Cost(1000, Map.of(), Duration.ZERO, true);
        var request = new RecoveryRequest(
                Set.of(), null, null, false, Map.of(address(2), cost), Set.of(address(1)), Duration.ofSeconds(30));
        Look look = Look.at(cluster(1, 1)).primary(1, 100, 1).empty(2);
        GaleraPlan plan = plan(ResyncPlanner.plan(look.see(), address(2), List.of(), request));
        assertThat(kinds(plan)).containsExactly(TakeOutOfRotation.class, JoinNode.class, PutIntoRotation.class);
        assertThat(plan.steps().findFirst().orElseThrow().server()).isEqualTo(address(1));
    }

    @Test
    void aNodeAheadIsSavedAndAskedAboutBeforeItIsRebuilt() {
        Look look = whole().crashed(4, 178, null);
        assertThat(ResyncPlanner.plan(look.see(), address(4), List.of(), PLAIN))
                .isInstanceOfSatisfying(NeedsConfirmation.class, asked -> {
                    assertThat(asked.concerns())
                            .containsExactly(new Concern.Surplus(address(4), new GaleraPosition(GROUP, 178), 78));
                    assertThat(kinds(asked.plan())).containsExactly(SaveDataFolder.class, JoinNode.class);
                });
        assertThat(ResyncPlanner.plan(whole().crashed(4, FOREIGN, 8, null).see(), address(4), List.of(), PLAIN))
                .isInstanceOfSatisfying(NeedsConfirmation.class, asked -> assertThat(asked.concerns())
                        .containsExactly(new Concern.OtherHistory(address(4), new GaleraPosition(FOREIGN, 8))));
    }

    @Test
    void aNodeThatWasVotedOutIsRebuiltFromNothing() {
        Look look = whole().answers(4, Look.status(4, Component.DISCONNECTED, LocalState.INCONSISTENT, GROUP, 90));
        GaleraPlan plan = plan(ResyncPlanner.plan(look.see(), address(4), List.of(), PLAIN));
        assertThat(kinds(plan)).containsExactly(StopNode.class, SaveDataFolder.class, JoinNode.class);
    }

    @Test
    void theLastNodeIsNeverStopped() {
        Look look = Look.at(cluster(1, 1)).primary(1, 100, 1).silent(2);
        assertThat(CarePlanner.quarantine(look.see(), address(1)))
                .isEqualTo(new GaleraRefusal.WouldLoseQuorum(address(1), 0, 1));
        assertThat(CarePlanner.rolling(look.see(), "upgrade", PLAIN)).isInstanceOf(GaleraRefusal.class);
    }

    @Test
    void aRollingRestartTakesOneNodeAtATimeAndThoseInUseLast() {
        var request = new RecoveryRequest(Set.of(), null, null, false, Map.of(), Set.of(address(1)), Duration.ofSeconds(30));
        GaleraPlan plan = plan(CarePlanner.rolling(whole().see(), "upgrade", request));
        assertThat(plan.stages()).hasSize(4).noneMatch(GaleraPlan.Stage::parallel).allMatch(GaleraPlan.Stage::vital);
        assertThat(plan.steps().filter(RunCommand.class::isInstance).map(GaleraStep::server))
                .containsExactly(address(2), address(3), address(4), address(1));
    }

    @Test
    void aRollingRestartDoesNotBeginOnALameCluster() {
        assertThat(CarePlanner.rolling(whole().silent(4).see(), "upgrade", PLAIN))
                .isEqualTo(new GaleraRefusal.NotAnswering(address(4)));
        Look desynced = whole().answers(
                4, Look.status(4, Component.PRIMARY, LocalState.DONOR_DESYNCED, GROUP, 100, 1, 2, 3, 4));
        assertThat(CarePlanner.rolling(desynced.see(), "upgrade", PLAIN)).isInstanceOf(GaleraRefusal.NotSynced.class);
    }

    @Test
    void oneSideOfASplitBrainIsSetAsideWithItsDataAndOnlyWhenAPersonAgrees() {
        Look look = Look.atFour().primary(1, 100, 1, 2).primary(2, 100, 1, 2).primary(3, 120, 3, 4).primary(4, 120, 3, 4);
        assertThat(HealPlanner.fenceOthers(look.see(), address(1), PLAIN))
                .isInstanceOfSatisfying(NeedsConfirmation.class, asked -> {
                    assertThat(asked.concerns()).containsExactly(new Concern.SideGivenUp(
                            List.of(address(3), address(4)), new GaleraPosition(GROUP, 120)));
                    assertThat(kinds(asked.plan()))
                            .startsWith(Quarantine.class)
                            .contains(FenceNode.class, SaveDataFolder.class)
                            .endsWith(ListSplitOff.class);
                    assertThat(asked.plan().steps()).last().isEqualTo(new ListSplitOff(
                            List.of(address(3), address(4)), List.of(address(1), address(2))));
                    assertThat(asked.plan().steps().map(GaleraStep::server)).doesNotContain(address(1), address(2));
                });
        assertThat(HealPlanner.fenceOthers(whole().see(), address(1), PLAIN)).isEqualTo(new GaleraRefusal.NothingToDo());
    }

    @Test
    void whoWasSetAsideComesBackByAFullTransferAlthoughItsNumbersWouldDo() {
        Look look = whole().crashed(4, 90, null).quarantined(4);
        GaleraPlan plan = plan(CarePlanner.release(look.see(), address(4), PLAIN));
        assertThat(plan.steps().filter(JoinNode.class::isInstance).map(step -> ((JoinNode) step).position()))
                .containsExactly(GaleraPosition.UNKNOWN);
        assertThat(kinds(plan)).startsWith(SaveDataFolder.class);
        assertThat(RecoveryPlanner.plan(look.see(), PLAIN)).isInstanceOfSatisfying(GaleraPlan.class, recover ->
                assertThat(recover.left()).containsExactly(new Left(address(4), Left.Why.QUARANTINED)));
    }

    @Test
    void weightsAreRaisedBeforeTheyAreLowered() {
        GaleraPlan plan = plan(CarePlanner.weights(whole().see(), Map.of(address(1), 0, address(2), 3)));
        assertThat(plan.steps()).containsExactly(new SetWeight(address(2), 3), new SetWeight(address(1), 0));
        assertThat(CarePlanner.weights(
                        whole().see(), Map.of(address(1), 0, address(2), 0, address(3), 0, address(4), 0)))
                .isEqualTo(new GaleraRefusal.NoWeightLeft());
        assertThat(CarePlanner.weights(whole().see(), Map.of(address(1), 256)))
                .isEqualTo(new GaleraRefusal.WeightOutOfRange(address(1), 256));
        assertThat(CarePlanner.weights(whole().see(), Map.of(address(1), 1))).isEqualTo(new GaleraRefusal.NothingToDo());
    }

    @Test
    void aDesyncIsEndedOnlyWhereThereIsOne() {
        assertThat(CarePlanner.desync(whole().see(), address(1), false)).isInstanceOf(GaleraRefusal.AlreadySo.class);
        assertThat(plan(CarePlanner.desync(whole().see(), address(1), true)).steps())
                .containsExactly(new GaleraStep.SetDesync(address(1), true));
        assertThat(CarePlanner.desync(whole().silent(1).see(), address(1), true))
                .isEqualTo(new GaleraRefusal.NotAnswering(address(1)));
    }

    @Test
    void healingIsForTheLiving() {
        assertThat(HealPlanner.heal(whole().see(), PLAIN)).isEqualTo(new GaleraRefusal.NothingToDo());
        assertThat(HealPlanner.heal(Look.atFour().see(), PLAIN)).isEqualTo(new GaleraRefusal.NoPrimary());
        Look alive = Look.atFour();
        for (int node = 1; node <= 4; node++) {
            alive.withoutQuorum(node, 100, node <= 2 ? new int[] {1, 2} : new int[] {3, 4});
        }
        assertThat(plan(HealPlanner.heal(alive.journalled(1, 100).see(), PLAIN)).bootstrap()).isNotNull();
    }
}
