package dev.tutti.core.galera.diagnosis;

import static dev.tutti.core.galera.Galeras.FOREIGN;
import static dev.tutti.core.galera.Galeras.GROUP;
import static dev.tutti.core.galera.Galeras.address;
import static dev.tutti.core.galera.Galeras.cluster;
import static dev.tutti.core.galera.Look.view;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.core.explain.GaleraAdvice;
import dev.tutti.core.explain.GaleraSentences;
import dev.tutti.core.galera.Look;
import dev.tutti.core.galera.diagnosis.GaleraDiagnosis.StuckJoiner;
import dev.tutti.core.galera.model.CommitLatency;
import dev.tutti.core.galera.model.Component;
import dev.tutti.core.galera.model.GaleraPosition;
import dev.tutti.core.galera.model.GaleraStatus;
import dev.tutti.core.galera.model.LocalState;
import dev.tutti.core.galera.model.NodeSettings;
import dev.tutti.core.galera.model.TransferProgress;
import dev.tutti.core.galera.model.Uuids;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Every row of the reference, and what it must not be taken for. */
class GaleraDiagnosesTest {
    private static final Duration TEN = Duration.ofSeconds(10);
    private static final Norms NORMS = Norms.usual(Map.of(address(4), 2.5e6));

    private static Look whole() {
        Look look = Look.atFour();
        for (int node = 1; node <= 4; node++) {
            look.primary(node, 100, 1, 2, 3, 4);
        }
        return look;
    }

    private static GaleraStatus well(int node) {
        return Look.status(node, Component.PRIMARY, LocalState.SYNCED, GROUP, 100, 1, 2, 3, 4);
    }

    private static List<GaleraDiagnosis> of(Look look) {
        return told(GaleraDiagnoses.of(look.see(), null, Duration.ZERO, NORMS));
    }

    private static List<GaleraDiagnosis> of(Look before, Look now) {
        return told(GaleraDiagnoses.of(now.see(), before.see(), TEN, NORMS));
    }

    /** Whatever is found can be told, with what to do and what would refute it. */
    private static List<GaleraDiagnosis> told(List<GaleraDiagnosis> found) {
        assertThat(found).allSatisfy(diagnosis -> {
            assertThat(GaleraSentences.of(diagnosis)).isNotBlank().doesNotContain("null", "Optional", "[");
            assertThat(GaleraAdvice.whatToDo(diagnosis)).isNotBlank();
            assertThat(GaleraAdvice.whatWouldRefute(diagnosis)).isNotBlank();
        });
        return found;
    }

    @Test
    void aHealthyClusterHasNothing() {
        assertThat(of(whole().journalled(1, 100))).isEmpty();
        assertThat(of(whole(), whole())).isEmpty();
    }

    @Test
    void splitBrainIsSeenByViewsThoughHistoryAndNumbersAreEqual() {
        Look look = Look.atFour().primary(1, 9, 1, 2).primary(2, 9, 1, 2).primary(3, 9, 3, 4).primary(4, 9, 3, 4);
        assertThat(of(look)).hasSize(1).first().isInstanceOfSatisfying(GaleraDiagnosis.SplitBrain.class, split ->
                assertThat(split.sides()).extracting(GaleraDiagnosis.SplitBrain.Side::members)
                        .containsExactly(List.of(address(1), address(2)), List.of(address(3), address(4))));
    }

    @Test
    void twoViewsWithCommonMembersAreAChangeAndNoSplitBrain() {
        Look look = whole().primary(1, 100, 1, 2, 3);
        assertThat(of(look)).containsExactly(
                new GaleraDiagnosis.ViewsDiffer(List.of(address(1), address(2), address(3), address(4))));
    }

    @Test
    void aTotalOutageNamesWhoIsHow() {
        Look look = Look.atFour().withoutQuorum(1, 9, 1).notServing(2).crashed(3, 9, null);
        assertThat(of(look)).contains(
                new GaleraDiagnosis.TotalOutage(
                        List.of(address(1)), List.of(address(2)), List.of(address(3)), List.of(address(4))),
                new GaleraDiagnosis.WithoutQuorum(address(1), 1, 4, false));
    }

    @Test
    void whereEverybodyIsSilentNothingIsSaidOfTheCluster() {
        assertThat(of(Look.atFour())).hasSize(4).allMatch(GaleraDiagnosis.Unknown.class::isInstance);
    }

    @Test
    void aHalfWithoutQuorumAndASmallerCluster() {
        Look look = Look.atFour().primary(1, 9, 1, 2, 3).primary(2, 9, 1, 2, 3).primary(3, 9, 1, 2, 3).withoutQuorum(4, 9, 4);
        assertThat(of(look)).containsExactly(
                new GaleraDiagnosis.SmallerThanExpected(3, 4, List.of(address(4))),
                new GaleraDiagnosis.WithoutQuorum(address(4), 1, 4, true));
    }

    @Test
    void aNaiveStartIsTheUuidZero() {
        Look look = Look.atFour();
        for (int node = 1; node <= 4; node++) {
            look.answers(node, Look.status(node, Component.PRIMARY, LocalState.SYNCED, Uuids.ZERO, 4, 1, 2, 3, 4));
        }
        assertThat(of(look)).hasSize(1).first().isInstanceOf(GaleraDiagnosis.StartedWithoutPositions.class);
    }

    @Test
    void aClusterThatWentBackIsNoticed() {
        assertThat(of(whole().journalled(1, 160)))
                .containsExactly(new GaleraDiagnosis.WentBack(new GaleraPosition(GROUP, 160), new GaleraPosition(GROUP, 100)));
        assertThat(of(whole().journalled(1, FOREIGN, 50, true)))
                .containsExactly(new GaleraDiagnosis.WentBack(new GaleraPosition(FOREIGN, 50), new GaleraPosition(GROUP, 100)));
    }

    @Test
    void driftedWeights() {
        GaleraStatus status = well(1);
        GaleraStatus.View view = status.view();
        Look look = whole().answers(1, with(status, new GaleraStatus.View(
                view.clusterUuid(), view.confId(), view.size(), 5, view.members(), view.localIndex(), view.self())));
        assertThat(of(look)).containsExactly(new GaleraDiagnosis.WeightsDrifted(5, 4));
    }

    @Test
    void thrownOutJoiningAndInNeedOfATransfer() {
        assertThat(of(whole().answers(4, Look.status(4, Component.DISCONNECTED, LocalState.INCONSISTENT, GROUP, 9))))
                .contains(new GaleraDiagnosis.ThrownOut(address(4), "INCONSISTENT"));
        assertThat(of(whole().answers(4, ready(well(4), false))))
                .containsExactly(new GaleraDiagnosis.Joining(address(4), "SYNCED"));
        assertThat(of(whole().answers(4, at(well(4), new GaleraPosition(FOREIGN, 5)))))
                .containsExactly(new GaleraDiagnosis.NeedsFullTransfer(address(4), FOREIGN, GROUP));
    }

    @Test
    void aJoinerThatWaitsForADesyncedDonorOfItsSegment() {
        Look look = Look.at(cluster(1, 1))
                .answers(1, desync(Look.status(1, Component.PRIMARY, LocalState.DONOR_DESYNCED, GROUP, 9, 1, 2), 1))
                .answers(2, Look.status(2, Component.PRIMARY, LocalState.JOINING, GROUP, 5, 1, 2));
        assertThat(of(look))
                .as("the desync may well be for the joiner")
                .containsExactly(new StuckJoiner(address(2), new StuckJoiner.Cause.SegmentNotSynced(List.of("n1"))));
    }

    @Test
    void aJoinerThatNamesANobody() {
        GaleraStatus joining = Look.status(4, Component.PRIMARY, LocalState.JOINING, GROUP, 5, 1, 2, 3, 4);
        assertThat(of(whole().answers(4, donor(joining, "paris"))))
                .containsExactly(new StuckJoiner(address(4), new StuckJoiner.Cause.UnknownDonor("paris")));
        assertThat(of(whole().answers(4, donor(joining, "paris,")))).isEmpty();
    }

    @Test
    void aForgottenDesync() {
        assertThat(of(whole().answers(2, desync(well(2), 1))))
                .containsExactly(new GaleraDiagnosis.ForgottenDesync(address(2), 1));
        Look donor = whole().answers(2, desync(well(2), 1))
                .transferring(2, new TransferProgress(false, 100, 1, 1, TEN));
        assertThat(of(donor)).isEmpty();
    }

    @Test
    void aFrozenNodeIsCountedByTheOthersAndAnswersNobody() {
        assertThat(of(whole().notServing(4))).containsExactly(new GaleraDiagnosis.Frozen(address(4), Duration.ofSeconds(5)));
    }

    @Test
    void taintedAndBrokenFolders() {
        assertThat(of(whole().tainted(4, 78))).hasSize(2).last().isInstanceOfSatisfying(
                GaleraDiagnosis.TaintedFolder.class, tainted -> assertThat(tainted.at().seqno()).isEqualTo(78));
        assertThat(of(whole().broken(4, view(12, 1, 2)))).hasSize(2).last().isInstanceOf(GaleraDiagnosis.BrokenFolder.class);
    }

    @Test
    void aTransferBelowATenthOfItsLinkIsSlow() {
        Look look = whole().notServing(4)
                .transferring(4, new TransferProgress(true, 600_000_000, 30_000_000, 28_500, Duration.ofMinutes(20)));
        assertThat(of(look)).containsExactly(
                new GaleraDiagnosis.SlowTransfer(address(4), 28_500, 2.5e6, Duration.ofSeconds(20_000)));
        assertThat(of(whole().notServing(4).transferring(4, new TransferProgress(true, 600, 30, 2e6, TEN)))).isEmpty();
    }

    @Test
    void whoSendsMostIsTheBrake() {
        Look now = whole().answers(2, flow(well(2), Duration.ofSeconds(4), 50, 0, 0))
                .answers(3, flow(well(3), Duration.ofSeconds(4), 2, 0, 0));
        assertThat(of(whole(), now)).containsExactly(new GaleraDiagnosis.Brake(address(2), 5, 0.4));
    }

    @Test
    void queuesThatGrow() {
        Look before = whole().answers(2, flow(well(2), Duration.ZERO, 0, 150, 300));
        Look now = whole().answers(2, flow(well(2), Duration.ZERO, 0, 250, 200));
        assertThat(of(before, now)).containsExactly(new GaleraDiagnosis.SlowApplier(address(2), 250, 100));
        assertThat(of(now, before)).containsExactly(new GaleraDiagnosis.SaturatedLink(address(2), 300, 100));
    }

    @Test
    void conflictsOnHotRows() {
        assertThat(of(whole(), whole().answers(2, conflicts(well(2), 20, 10, 70))))
                .containsExactly(new GaleraDiagnosis.Conflicts(address(2), 3, 0.3));
        assertThat(of(whole(), whole().answers(2, conflicts(well(2), 1, 0, 700)))).isEmpty();
    }

    @Test
    void theCacheHoldsAnHourOrItIsSaid() {
        assertThat(of(whole(), whole().answers(2, cache(well(2), 64L << 20, 64L << 20))))
                .containsExactly(new GaleraDiagnosis.CacheTooSmall(address(2), 128L << 20, TEN, Duration.ofHours(1)));
        assertThat(of(whole(), whole().answers(2, cache(well(2), 1000, 1000)))).isEmpty();
    }

    @Test
    void aRestartedProcessHasNoRates() {
        assertThat(of(whole().answers(2, cache(well(2), 64L << 30, 0)), whole())).isEmpty();
    }

    @Test
    void membersThatComeAndGo() {
        GaleraStatus status = well(1);
        GaleraStatus.View view = status.view();
        Look now = whole().answers(1, with(status, new GaleraStatus.View(
                view.clusterUuid(), 13, view.size(), -1, view.members(), view.localIndex(), view.self())));
        assertThat(of(whole(), now)).containsExactly(new GaleraDiagnosis.MembershipChurn(6, TEN));
    }

    @Test
    void lateAndEvictedMembersAndLongRoundTrips() {
        CommitLatency latency = new CommitLatency(TEN, Duration.ofMillis(140), TEN, 30);
        GaleraStatus status = group(well(1), new GaleraStatus.Group(latency, List.of("n4:2"), List.of(new UUID(1, 1))));
        assertThat(of(whole().answers(1, status))).containsExactly(
                new GaleraDiagnosis.Flapping(address(1), List.of("n4:2")),
                new GaleraDiagnosis.Evicted(address(1), List.of(new UUID(1, 1))),
                new GaleraDiagnosis.SlowCommits(address(1), latency));
    }

    private static GaleraStatus with(GaleraStatus s, GaleraStatus.View view) {
        return new GaleraStatus(s.component(), s.ready(), s.connected(), s.state(), s.comment(), view, s.at(), s.desyncCount(),
                s.flow(), s.conflicts(), s.group(), s.cache(), s.settings());
    }

    private static GaleraStatus ready(GaleraStatus s, boolean ready) {
        return new GaleraStatus(s.component(), ready, s.connected(), s.state(), s.comment(), s.view(), s.at(), s.desyncCount(),
                s.flow(), s.conflicts(), s.group(), s.cache(), s.settings());
    }

    private static GaleraStatus at(GaleraStatus s, GaleraPosition at) {
        GaleraStatus.View v = s.view();
        return with(
                new GaleraStatus(s.component(), s.ready(), s.connected(), s.state(), s.comment(), v, at, s.desyncCount(),
                        s.flow(), s.conflicts(), s.group(), s.cache(), s.settings()),
                v);
    }

    private static GaleraStatus desync(GaleraStatus s, int count) {
        return new GaleraStatus(s.component(), s.ready(), s.connected(), s.state(), s.comment(), s.view(), s.at(), count,
                s.flow(), s.conflicts(), s.group(), s.cache(), s.settings());
    }

    private static GaleraStatus flow(GaleraStatus s, Duration paused, long sent, long receiveQueue, long sendQueue) {
        return new GaleraStatus(s.component(), s.ready(), s.connected(), s.state(), s.comment(), s.view(), s.at(),
                s.desyncCount(), new GaleraStatus.Flow(paused, sent, 0, receiveQueue, sendQueue), s.conflicts(), s.group(),
                s.cache(), s.settings());
    }

    private static GaleraStatus conflicts(GaleraStatus s, long failures, long aborts, long commits) {
        return new GaleraStatus(s.component(), s.ready(), s.connected(), s.state(), s.comment(), s.view(), s.at(),
                s.desyncCount(), s.flow(), new GaleraStatus.Conflicts(failures, aborts, commits), s.group(), s.cache(),
                s.settings());
    }

    private static GaleraStatus cache(GaleraStatus s, long replicated, long received) {
        return new GaleraStatus(s.component(), s.ready(), s.connected(), s.state(), s.comment(), s.view(), s.at(),
                s.desyncCount(), s.flow(), s.conflicts(), s.group(),
                new GaleraStatus.Cache(1, replicated, received, 128L << 20), s.settings());
    }

    private static GaleraStatus group(GaleraStatus s, GaleraStatus.Group group) {
        return new GaleraStatus(s.component(), s.ready(), s.connected(), s.state(), s.comment(), s.view(), s.at(),
                s.desyncCount(), s.flow(), s.conflicts(), group, s.cache(), s.settings());
    }

    private static GaleraStatus donor(GaleraStatus s, String donors) {
        NodeSettings n = s.settings();
        return new GaleraStatus(s.component(), s.ready(), s.connected(), s.state(), s.comment(), s.view(), s.at(),
                s.desyncCount(), s.flow(), s.conflicts(), s.group(), s.cache(),
                new NodeSettings(
                        n.clusterName(), n.nodeName(), n.nodeAddress(), n.sstMethod(), donors, true, 4, 1, 1, n.provider()));
    }
}
