package dev.tutti.core.galera.plan;

import static dev.tutti.core.galera.Galeras.FOREIGN;
import static dev.tutti.core.galera.Galeras.GROUP;
import static dev.tutti.core.galera.Galeras.address;
import static dev.tutti.core.galera.Look.view;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.core.galera.Look;
import dev.tutti.core.galera.model.Bootstrap;
import dev.tutti.core.galera.model.Component;
import dev.tutti.core.galera.model.GaleraPosition;
import dev.tutti.core.galera.model.Grastate;
import dev.tutti.core.galera.model.Gvwstate;
import dev.tutti.core.galera.model.LocalState;
import dev.tutti.core.galera.model.PrimaryView;
import dev.tutti.core.galera.model.Recovered;
import dev.tutti.core.galera.model.TransferProgress;
import dev.tutti.core.galera.model.Uuids;
import dev.tutti.core.galera.plan.GaleraPlan.Note;
import dev.tutti.core.galera.plan.GaleraStep.BootstrapNew;
import dev.tutti.core.galera.plan.GaleraStep.ClearSafe;
import dev.tutti.core.galera.plan.GaleraStep.DiscardView;
import dev.tutti.core.galera.plan.GaleraStep.FenceNode;
import dev.tutti.core.galera.plan.GaleraStep.JoinNode;
import dev.tutti.core.galera.plan.GaleraStep.PcBootstrap;
import dev.tutti.core.galera.plan.GaleraStep.SaveDataFolder;
import dev.tutti.core.galera.plan.GaleraStep.StartWithPosition;
import dev.tutti.core.galera.plan.GaleraStep.StopNode;
import dev.tutti.core.galera.transfer.TransferForecast;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Each case of the reference. */
class RecoveryPlannerTest {
    private static final PrimaryView ALL = view(12, 1, 2, 3, 4);

    @Test
    void allKilledInOneViewStartTogetherWithTheirPositionsAndNothingIsBootstrapped() {
        GaleraPlan plan = planned(allKilled(78, 78, 18, 18).journalled(1, 78).lastView(ALL));
        assertThat(steps(plan, StartWithPosition.class))
                .extracting(step -> step.position().seqno())
                .containsExactly(78L, 78L, 18L, 18L);
        assertThat(plan.bootstrap()).isNull();
        assertThat(steps(plan, GaleraStep.VerifyUuid.class)).containsExactly(new GaleraStep.VerifyUuid(address(1), GROUP, 78));
    }

    @Test
    void allKilledAndLessThanTheJournalKnewIsAskedWithTheExactNumber() {
        NeedsConfirmation asked = asked(allKilled(70, 70, 70, 70).journalled(1, 78));
        assertThat(asked.concerns()).containsExactly(new Concern.TransactionsLost(GROUP, 78, 70));
        assertThat(((Concern.TransactionsLost) asked.concerns().getFirst()).count()).isEqualTo(8);
        assertThat(RecoveryPlanner.plan(
                        allKilled(70, 70, 70, 70).journalled(1, 78).see(),
                        RecoveryRequest.byItself().accepting(Set.copyOf(asked.concerns()))))
                .isInstanceOf(GaleraPlan.class);
        assertThat(RecoveryPlanner.plan(
                        allKilled(70, 70, 70, 70).journalled(1, 79).see(),
                        RecoveryRequest.byItself().accepting(Set.copyOf(asked.concerns()))))
                .as("what was agreed to were 8 transactions, not 9")
                .isInstanceOf(NeedsConfirmation.class);
    }

    @Test
    void threeOfFourReturnAndTheSilentOneIsAQuestion() {
        Look look = allKilled(78, 78, 18, 18).silent(4).journalled(1, 78);
        assertThat(asked(look).concerns()).containsExactly(new Concern.Unaccounted(address(4), "no answer within 2 s"));
        GaleraPlan then = asked(look).plan();
        assertThat(then.bootstrap()).isEqualTo(new Bootstrap("payments", address(1), new GaleraPosition(GROUP, 78)));
        assertThat(then.left()).containsExactly(new Left(address(4), Left.Why.SILENT));
    }

    @Test
    void aSilentNodeThatTheJournalProvesToBeOlderIsNoQuestion() {
        PrimaryView three = view(13, 1, 2, 3);
        Look look = Look.atFour().crashed(1, 78, three).crashed(2, 78, three).crashed(3, 70, three).silent(4)
                .journalled(1, 78).journalled(2, 78).journalled(3, 70)
                .journalled(4, GROUP, 40, false).lastView(three);
        GaleraPlan plan = planned(look);
        assertThat(plan.bootstrap()).isNotNull();
        assertThat(steps(plan, JoinNode.class)).extracting(JoinNode::server).containsExactly(address(2), address(3));
        assertThat(asked(look.crashed(2, 78, view(14, 2, 4))).concerns())
                .as("a later view, in which the silent one may have gone on")
                .contains(new Concern.Unaccounted(address(4), "no answer within 2 s"));
    }

    @Test
    void staggeredGracefulStopBeginsWhereMostIs() {
        Look look = Look.atFour().stopped(1, 50, false).stopped(2, 60, false).stopped(3, 70, false).stopped(4, 78, true)
                .journalled(4, 78);
        GaleraPlan plan = planned(look);
        assertThat(steps(plan, BootstrapNew.class)).extracting(BootstrapNew::server).containsExactly(address(4));
        assertThat(steps(plan, JoinNode.class))
                .extracting(step -> step.position().seqno())
                .as("with positions, who lacks least first")
                .containsExactly(70L, 60L, 50L);
        assertThat(steps(plan, FenceNode.class)).hasSize(3);
    }

    @Test
    void theFlagOfAStaleNodeIsIgnoredTakenBackAndTold() {
        Look look = Look.atFour().stopped(1, 18, true).crashed(2, 78, null).crashed(3, 78, null).crashed(4, 18, null)
                .journalled(2, 78);
        GaleraPlan plan = planned(look);
        assertThat(steps(plan, BootstrapNew.class)).extracting(BootstrapNew::server).containsExactly(address(2));
        assertThat(steps(plan, ClearSafe.class)).containsExactly(new ClearSafe(address(1)));
        assertThat(plan.notes()).contains(new Note.StaleFlag(address(1), 60));
    }

    @Test
    void amongEqualsTheFlagDecides() {
        Look look = Look.atFour().stopped(1, 78, false).stopped(2, 78, true).stopped(3, 78, false).stopped(4, 78, false)
                .journalled(1, 78);
        assertThat(steps(planned(look), BootstrapNew.class)).extracting(BootstrapNew::server).containsExactly(address(2));
    }

    @Test
    void aNodeThatWasThrownOutWithMoreIsAskedAboutAndNeverOverwritten() {
        Look look = Look.atFour().tainted(1, 78).crashed(2, 18, null).crashed(3, 18, null).crashed(4, 18, null);
        NeedsConfirmation asked = asked(look);
        assertThat(asked.concerns())
                .containsExactly(new Concern.Surplus(address(1), new GaleraPosition(GROUP, 78), 60));
        assertThat(asked.plan().left()).containsExactly(new Left(address(1), Left.Why.AHEAD));
        assertThat(asked.plan().steps().filter(step -> step.server().equals(address(1))))
                .allMatch(step -> step instanceof FenceNode || step instanceof ClearSafe);
    }

    @Test
    void aPersonMayBeginWithTheNodeThatWasThrownOut() {
        Look look = Look.atFour().tainted(1, 78).crashed(2, 18, null).crashed(3, 18, null).crashed(4, 18, null);
        GaleraPlanned planned = RecoveryPlanner.plan(look.see(), RecoveryRequest.byItself().beginningAt(address(1)));
        assertThat(planned).isInstanceOfSatisfying(NeedsConfirmation.class, asked -> {
            assertThat(asked.concerns()).hasSize(1).first().isInstanceOf(Concern.TaintedBase.class);
            assertThat(steps(asked.plan(), SaveDataFolder.class)).extracting(SaveDataFolder::server).containsExactly(address(1));
            assertThat(steps(asked.plan(), BootstrapNew.class)).extracting(BootstrapNew::server).containsExactly(address(1));
        });
    }

    @Test
    void zeroUuidWithPermissionNeverBootstrapsByItself() {
        Look look = Look.atFour().tainted(1, 78).tainted(2, 70).tainted(3, 70).tainted(4, 70).journalled(1, 78);
        assertThat(asked(look).concerns()).hasSize(1).first().isInstanceOf(Concern.TaintedBase.class);
    }

    @Test
    void aForeignHistoryIsLeftAloneWhereTheJournalKnowsOurs() {
        Look look = allKilled(78, 78, 78, 78).crashed(4, FOREIGN, 900, null).journalled(1, 78);
        GaleraPlan plan = planned(look);
        assertThat(plan.left()).containsExactly(new Left(address(4), Left.Why.OTHER_HISTORY));
        assertThat(steps(plan, JoinNode.class)).extracting(JoinNode::server).doesNotContain(address(4));
        assertThat(steps(plan, FenceNode.class)).extracting(FenceNode::server).contains(address(4));
    }

    @Test
    void whichHistoryIsOursIsAskedWhereNobodyKnows() {
        Look look = allKilled(78, 78, 78, 78).crashed(4, FOREIGN, 900, null);
        assertThat(asked(look).concerns()).containsExactly(new Concern.HistoryChosen(GROUP, FOREIGN, address(4)));
        assertThat(RecoveryPlanner.plan(look.see(), RecoveryRequest.byItself().withHistory(FOREIGN)))
                .isInstanceOfSatisfying(NeedsConfirmation.class, asked -> assertThat(asked.concerns())
                        .contains(new Concern.HistoryChosen(FOREIGN, GROUP, address(1))));
    }

    @Test
    void unreadableDataAreAQuestionAndRebuiltLast() {
        Look look = allKilled(78, 78, 78, 78).broken(2, null).journalled(1, 78);
        NeedsConfirmation asked = asked(look);
        assertThat(asked.concerns()).hasSize(1).first().isInstanceOf(Concern.Unreadable.class);
        assertThat(steps(asked.plan(), JoinNode.class)).last().extracting(JoinNode::server).isEqualTo(address(2));
        assertThat(steps(asked.plan(), SaveDataFolder.class)).containsExactly(new SaveDataFolder(address(2), Left.Why.BROKEN));
    }

    @Test
    void wherePrimaryIsTheOthersOnlyJoinWithAForecast() {
        Look look = Look.atFour().primary(1, 100, 1, 2).primary(2, 100, 1, 2).crashed(3, 90, ALL).silent(4);
        GaleraPlan plan = planned(look);
        assertThat(plan.bootstrap()).isNull();
        assertThat(steps(plan, JoinNode.class)).singleElement().satisfies(join -> {
            assertThat(join.server()).isEqualTo(address(3));
            assertThat(join.donors()).endsWith(",");
            assertThat(join.forecast()).isInstanceOf(TransferForecast.Incremental.class);
        });
        assertThat(plan.left()).containsExactly(new Left(address(4), Left.Why.SILENT));
    }

    @Test
    void aNodeAheadOfThePrimaryIsKeptApart() {
        Look look = Look.atFour().primary(1, 18, 1, 2, 3).primary(2, 18, 1, 2, 3).primary(3, 18, 1, 2, 3).crashed(4, 78, ALL);
        GaleraPlan plan = planned(look);
        assertThat(plan.left()).containsExactly(new Left(address(4), Left.Why.AHEAD));
        assertThat(plan.steps()).containsExactly(new FenceNode(address(4)));
    }

    @Test
    void corruptedDataBesideAPrimaryAreSavedAndRebuilt() {
        Look look = Look.atFour().primary(1, 18, 1, 2, 3).primary(2, 18, 1, 2, 3).primary(3, 18, 1, 2, 3).broken(4, ALL);
        GaleraPlan plan = planned(look);
        assertThat(plan.steps().map(GaleraStep::getClass).toList()).isEqualTo(List.of(SaveDataFolder.class, JoinNode.class));
    }

    @Test
    void fourPrimariesHaveNothingToDo() {
        Look look = Look.atFour().primary(1, 9, 1, 2, 3, 4).primary(2, 9, 1, 2, 3, 4).primary(3, 9, 1, 2, 3, 4)
                .primary(4, 9, 1, 2, 3, 4);
        assertThat(plan(look)).isEqualTo(new GaleraRefusal.NothingToDo());
    }

    @Test
    void twoSidesOfASplitBrainAreNotTouched() {
        Look look = Look.atFour().primary(1, 9, 1, 2).primary(2, 9, 1, 2).primary(3, 9, 3, 4).primary(4, 9, 3, 4);
        assertThat(plan(look))
                .isEqualTo(new GaleraRefusal.SplitBrain(
                        List.of(List.of(address(1), address(2)), List.of(address(3), address(4)))));
    }

    @Test
    void nothingJoinsAClusterThatWasStartedWithoutPositions() {
        Look look = Look.atFour();
        for (int node = 1; node <= 3; node++) {
            look.answers(node, Look.status(node, Component.PRIMARY, LocalState.SYNCED, Uuids.ZERO, 4, 1, 2, 3));
        }
        assertThat(plan(look.crashed(4, 78, ALL)))
                .isEqualTo(new GaleraRefusal.StartedWithoutPositions(List.of(address(1), address(2), address(3))));
    }

    @Test
    void twoKilledTogetherLeaveTwoWithoutQuorumWhichAreMadePrimaryWhenTheDeadAreCertain() {
        Look look = Look.atFour().crashed(1, 78, ALL).crashed(2, 70, ALL).withoutQuorum(3, 78, 3, 4).withoutQuorum(4, 78, 3, 4)
                .journalled(1, 78);
        GaleraPlan plan = planned(look);
        assertThat(steps(plan, PcBootstrap.class)).extracting(PcBootstrap::server).containsExactly(address(3));
        assertThat(steps(plan, FenceNode.class)).extracting(FenceNode::server).containsExactly(address(1), address(2));
        assertThat(plan.again()).as("the others join afterwards").isTrue();
    }

    @Test
    void twoWithoutQuorumAndTwoSilentAreAQuestion() {
        Look look = Look.atFour().withoutQuorum(3, 78, 3, 4).withoutQuorum(4, 78, 3, 4).journalled(1, 78);
        assertThat(asked(look).concerns())
                .containsExactly(
                        new Concern.Unaccounted(address(1), "no answer within 2 s"),
                        new Concern.Unaccounted(address(2), "no answer within 2 s"));
    }

    @Test
    void ofTwoHalvesTheOneWithMoreIsMadePrimaryAndTheOtherFenced() {
        Look look = Look.atFour().withoutQuorum(1, 78, 1, 2).withoutQuorum(2, 78, 1, 2)
                .withoutQuorum(3, 79, 3, 4).withoutQuorum(4, 78, 3, 4).journalled(1, 78);
        GaleraPlan plan = planned(look);
        assertThat(steps(plan, PcBootstrap.class)).extracting(PcBootstrap::server).containsExactly(address(3));
        assertThat(steps(plan, FenceNode.class)).extracting(FenceNode::server).containsExactly(address(1), address(2));
    }

    @Test
    void aStoppedNodeWithMoreThanTheLivingIsNotLeftBehind() {
        Look look = Look.atFour().crashed(1, 80, ALL).crashed(2, 70, ALL).withoutQuorum(3, 78, 3, 4).withoutQuorum(4, 78, 3, 4)
                .journalled(1, 78);
        GaleraPlan plan = planned(look);
        assertThat(plan.bootstrap()).isNull();
        assertThat(plan.again()).isTrue();
        assertThat(plan.steps()).containsExactly(new StopNode(address(3)), new StopNode(address(4)));
    }

    @Test
    void nodesThatWaitForEachOtherAreFirstLeftAloneAndThenStopped() {
        Look look = Look.atFour().notServing(1).notServing(2).notServing(3).crashed(4, 78, ALL);
        assertThat(steps(planned(look), GaleraStep.AwaitPrimary.class)).hasSize(3);
        GaleraPlanned then = RecoveryPlanner.plan(look.see(), RecoveryRequest.byItself().afterWaiting());
        assertThat(then).isInstanceOfSatisfying(GaleraPlan.class, plan -> {
            assertThat(plan.steps()).hasSize(3).allMatch(StopNode.class::isInstance);
            assertThat(plan.again()).isTrue();
        });
        assertThat(RecoveryPlanner.plan(look.silent(4).see(), RecoveryRequest.byItself().afterWaiting()))
                .as("the silent one may be primary, and about to take them in")
                .isInstanceOf(NeedsConfirmation.class);
    }

    @Test
    void aTransferUnderWayIsNotDisturbed() {
        Look look = allKilled(78, 78, 78, 78).notServing(2)
                .transferring(2, new TransferProgress(true, 100, 10, 5, Duration.ofSeconds(2)));
        assertThat(plan(look)).isEqualTo(new GaleraRefusal.TransferUnderWay(address(2)));
    }

    @Test
    void aPositionThatWasNotLookedForIsNamed() {
        Look look = allKilled(78, 78, 78, 78).down(
                3, new Grastate.Missing(), new Gvwstate.Missing(), new Recovered.NotTried());
        assertThat(plan(look)).isEqualTo(new GaleraRefusal.PositionMissing(List.of(address(3))));
    }

    @Test
    void fourEmptyFoldersAreNoRecovery() {
        Look look = Look.atFour().empty(1).empty(2).empty(3).empty(4);
        assertThat(plan(look)).isEqualTo(new GaleraRefusal.NothingToRecover());
        assertThat(plan(look.journalled(1, 78))).isInstanceOf(GaleraRefusal.NoBase.class);
    }

    @Test
    void anEmptyFolderIsFilledLast() {
        Look look = allKilled(78, 78, 78, 78).empty(1).journalled(2, 78);
        GaleraPlan plan = planned(look);
        assertThat(steps(plan, JoinNode.class)).last().isEqualTo(new JoinNode(address(1), GaleraPosition.UNKNOWN, "", null));
    }

    @Test
    void anEmptyViewFileIsRemovedAsItWouldKeepANodeFromJoining() {
        Look look = allKilled(78, 78, 78, 78)
                .down(
                        2,
                        new Grastate.Read(new GaleraPosition(GROUP, -1), false),
                        new Gvwstate.Empty(),
                        new Recovered.Found(new GaleraPosition(GROUP, 78)))
                .journalled(1, 78);
        assertThat(steps(planned(look), DiscardView.class)).containsExactly(new DiscardView(address(2)));
    }

    @Test
    void aMissingOrDamagedStateFileIsNoPermissionAndNoPosition() {
        for (Grastate grastate : List.of(
                new Grastate.Missing(), new Grastate.Empty(), new Grastate.Damaged("cut"), new Grastate.UnknownVersion("3.0"))) {
            Look look = allKilled(18, 18, 18, 18)
                    .down(1, grastate, new Gvwstate.Missing(), new Recovered.Found(new GaleraPosition(GROUP, 78)));
            assertThat(asked(look).concerns())
                    .as("%s", grastate)
                    .containsExactly(new Concern.Surplus(address(1), new GaleraPosition(GROUP, 78), 60));
        }
    }

    @Test
    void dataOlderThanTheirStateFileAreNotTrusted() {
        Look look = allKilled(70, 70, 70, 70).down(
                1,
                new Grastate.Read(new GaleraPosition(GROUP, 90), true),
                new Gvwstate.Missing(),
                new Recovered.Found(new GaleraPosition(GROUP, 50)));
        assertThat(steps(planned(look), BootstrapNew.class)).extracting(BootstrapNew::server).containsExactly(address(2));
    }

    @Test
    void aBootstrapWhoseNodeIsSilentMayHaveHappened() {
        Bootstrap earlier = new Bootstrap("payments", address(4), new GaleraPosition(GROUP, 78));
        Look look = allKilled(78, 78, 78, 78).silent(4).journalled(1, 78).ordered(earlier);
        assertThat(asked(look).concerns()).contains(new Concern.BootstrapUnderWay(address(4)));
    }

    @Test
    void theSameSituationGivesTheSameBootstrap() {
        Look look = Look.atFour().stopped(1, 50, false).stopped(2, 60, false).stopped(3, 70, false).stopped(4, 78, true);
        assertThat(planned(look).bootstrap()).isEqualTo(planned(look).bootstrap()).isNotNull();
    }

    @Test
    void aQuarantinedNodeNeitherLeadsNorJoins() {
        Look look = allKilled(78, 78, 78, 78).journalled(1, 78).quarantined(1);
        GaleraPlan plan = planned(look);
        assertThat(steps(plan, BootstrapNew.class)).extracting(BootstrapNew::server).containsExactly(address(2));
        assertThat(plan.left()).containsExactly(new Left(address(1), Left.Why.QUARANTINED));
    }

    private static Look allKilled(long... seqnos) {
        Look look = Look.atFour();
        for (int node = 1; node <= seqnos.length; node++) {
            look.crashed(node, seqnos[node - 1], ALL);
        }
        return look;
    }

    private static GaleraPlanned plan(Look look) {
        return RecoveryPlanner.plan(look.see(), RecoveryRequest.byItself());
    }

    private static GaleraPlan planned(Look look) {
        GaleraPlanned planned = plan(look);
        assertThat(planned).isInstanceOf(GaleraPlan.class);
        return (GaleraPlan) planned;
    }

    private static NeedsConfirmation asked(Look look) {
        GaleraPlanned planned = plan(look);
        assertThat(planned).isInstanceOf(NeedsConfirmation.class);
        return (NeedsConfirmation) planned;
    }

    private static <S extends GaleraStep> List<S> steps(GaleraPlan plan, Class<S> kind) {
        return plan.steps().filter(kind::isInstance).map(kind::cast).toList();
    }
}
