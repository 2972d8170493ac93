package dev.tutti.core.galera.transfer;

import static dev.tutti.core.galera.Galeras.FOREIGN;
import static dev.tutti.core.galera.Galeras.GROUP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.core.galera.model.GaleraPosition;
import dev.tutti.core.galera.model.LocalState;
import dev.tutti.core.galera.model.Uuids;
import dev.tutti.core.galera.transfer.DonorChoice.Warning;
import dev.tutti.core.galera.transfer.TransferForecast.AbortsAhead;
import dev.tutti.core.galera.transfer.TransferForecast.AbortsUnknownDonor;
import dev.tutti.core.galera.transfer.TransferForecast.Full;
import dev.tutti.core.galera.transfer.TransferForecast.Incremental;
import dev.tutti.core.galera.transfer.TransferForecast.Reason;
import dev.tutti.core.galera.transfer.TransferForecast.Waits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

class TransferForecastTest {
    private static final Cost UNKNOWN = new Cost(-1, Map.of(), Cost.USUAL_START, true);

    @Test
    void aRecoveredPositionWithinTheCacheIsIncremental() {
        assertThat(forecast("", joiner(GROUP, 950), synced("n2", 100), synced("n3", 500)))
                .as("the highest cache of the segment gives")
                .isEqualTo(new Incremental("n3", 50, true));
    }

    @Test
    void aPlainStartAfterACrashIsFull() {
        assertThat(forecast("", joiner(GROUP, -1), synced("n2", 100)))
                .isEqualTo(new Full("n2", new Reason.PositionUnknown(), null, true));
        assertThat(forecast("", joiner(Uuids.ZERO, -1), synced("n2", 100)))
                .isEqualTo(new Full("n2", new Reason.PositionUnknown(), null, true));
    }

    @Test
    void aForeignHistoryIsOverwritten() {
        assertThat(forecast("", joiner(FOREIGN, 950), synced("n2", 100)))
                .isEqualTo(new Full("n2", new Reason.OtherHistory(), null, true));
    }

    @Test
    void aNodeThatIsAheadAborts() {
        assertThat(forecast("", joiner(GROUP, 1003), synced("n2", 100))).isEqualTo(new AbortsAhead(3));
        assertThat(forecast("", joiner(GROUP, 1000), synced("n2", 100))).isEqualTo(new Incremental("n2", 0, true));
    }

    /** L = 100, 900 cached, so the margin is 900 / 128 = 7. */
    @ParameterizedTest
    @CsvSource({"107,true,true", "106,true,false", "99,true,false", "98,false,false", "0,false,false"})
    void theBoundaryIsExact(long seqno, boolean incremental, boolean firm) {
        TransferForecast forecast = forecast("", joiner(GROUP, seqno), synced("n2", 100));
        assertThat(forecast)
                .isEqualTo(incremental
                        ? new Incremental("n2", 1000 - seqno, firm)
                        : new Full("n2", new Reason.TooOld(seqno + 1, 100), null, true));
        assertThat(forecast.mayBeFull()).isEqualTo(!firm);
    }

    @Test
    void theMarginIsAMillionAtMost() {
        Group group = new Group(GROUP, 1L << 40, List.of(synced("n2", 0)));
        assertThat(TransferForecast.safeFrom(group, joiner(GROUP, 1))).hasValue(1L << 20);
    }

    @Test
    void whoIsNotSyncedLowersTheSafePositionButDoesNotGive() {
        Member donor = new Member("n2", 0, LocalState.DONOR_DESYNCED, 10, false);
        assertThat(forecast("", joiner(GROUP, 950), donor, synced("n3", 900))).isEqualTo(new Incremental("n3", 50, true));
        assertThat(forecast("", joiner(GROUP, 500), donor, synced("n3", 900)))
                .isEqualTo(new Full("n3", new Reason.TooOld(501, 900), null, true));
    }

    @Test
    void anUnknownNameAbortsAndACommaSaves() {
        assertThat(forecast("nobody", joiner(GROUP, -1), synced("n2", 100))).isEqualTo(new AbortsUnknownDonor("nobody"));
        assertThat(forecast("nobody,", joiner(GROUP, -1), synced("n2", 100))).isInstanceOf(Full.class);
    }

    @Test
    void aNamedDonorThatIsBusyIsWaitedForUnlessThereIsAComma() {
        Member busy = new Member("n2", 1, LocalState.DONOR_DESYNCED, 10, false);
        assertThat(forecast("n2", joiner(GROUP, -1), busy, synced("n3", 100))).isEqualTo(new Waits(List.of("n2")));
        assertThat(forecast("n2,", joiner(GROUP, -1), busy, synced("n3", 100)))
                .isEqualTo(new Full("n3", new Reason.PositionUnknown(), null, true));
    }

    @Test
    void aDesyncedNodeOfItsSegmentIsWaitedForAlthoughAnotherSegmentHasADonor() {
        Member desynced = new Member("n2", 0, LocalState.DONOR_DESYNCED, 10, false);
        Member far = new Member("n3", 1, LocalState.SYNCED, 10, false);
        assertThat(forecast("", joiner(GROUP, -1), desynced, far)).isEqualTo(new Waits(List.of("n2")));
        assertThat(forecast("n3,", joiner(GROUP, -1), desynced, far)).isInstanceOf(Full.class);
        DonorChoice choice = choose(joiner(GROUP, -1), List.of(), Set.of(), UNKNOWN, desynced, far);
        assertThat(choice.donors()).isEqualTo("n3,");
        assertThat(choice.forecast()).isInstanceOf(Full.class);
        assertThat(choice.warnings()).containsExactly(new Warning.SegmentNotSynced(List.of("n2")));
    }

    @Test
    void anArbitratorInItsSegmentHoldsUpAFullTransferFromElsewhere() {
        Member arbitrator = new Member("garb", 0, LocalState.SYNCED, -1, true);
        Member far = new Member("n3", 1, LocalState.SYNCED, 10, false);
        assertThat(forecast("", joiner(GROUP, -1), arbitrator, far)).isEqualTo(new Waits(List.of("garb")));
        assertThat(choose(joiner(GROUP, -1), List.of(), Set.of(), UNKNOWN, arbitrator, far).forecast()).isInstanceOf(Full.class);
    }

    @Test
    void theOrderOfDonors() {
        Cost cost = new Cost(1_000_000_000, Map.of("n2", 1e6, "n3", 5e6, "n4", 2e6), Duration.ofSeconds(10), true);
        Member[] members = {synced("n2", 100), synced("n3", 100), synced("n4", 100)};
        assertThat(choose(joiner(GROUP, 950), List.of(), Set.of("n3"), cost, members).donors())
                .as("not the one in use, then the best rate; alone, as the group would take the highest cache")
                .isEqualTo("n4,");
        DonorChoice full = choose(
                joiner(GROUP, -1), List.of(), Set.of("n3"), cost, synced("n2", 100), synced("n3", 100), synced("n4", 100));
        assertThat(full.donors()).isEqualTo("n4,n2,n3,");
        assertThat(full.forecast())
                .isEqualTo(new Full("n4", new Reason.PositionUnknown(), Duration.ofSeconds(510), true));
    }

    @Test
    void aWishIsFollowedIfItCanBe() {
        Member busy = new Member("n4", 0, LocalState.JOINED, 10, false);
        DonorChoice choice = choose(
                joiner(GROUP, -1), List.of("n9", "n4", "n3"), Set.of("n3"), UNKNOWN, synced("n2", 100), synced("n3", 100), busy);
        assertThat(choice.donors()).isEqualTo("n3,n2,");
        assertThat(choice.warnings())
                .containsExactly(
                        new Warning.UnknownDonor("n9"),
                        new Warning.DonorNotSynced("n4"),
                        new Warning.SegmentNotSynced(List.of("n4")),
                        new Warning.DonorInUse("n3"));
    }

    @Test
    void aDurationIsToldOnlyWhenItIsKnown() {
        assertThat(UNKNOWN.from("n2")).isNull();
        assertThat(new Cost(10, Map.of("n2", 0.0), Duration.ZERO, false).from("n2")).isNull();
        assertThat(new Cost(75_000_000, Map.of("n2", 2.5e6), Duration.ofSeconds(5), false).from("n2"))
                .isEqualTo(Duration.ofSeconds(35));
    }

    private static DonorChoice choose(Joiner joiner, List<String> preferred, Set<String> inUse, Cost cost, Member... members) {
        return DonorChoice.of(new Group(GROUP, 1000, List.of(members)), joiner, preferred, inUse, cost);
    }

    private static TransferForecast forecast(String donors, Joiner joiner, Member... members) {
        return TransferForecast.of(new Group(GROUP, 1000, List.of(members)), joiner, donors, UNKNOWN);
    }

    private static Joiner joiner(UUID group, long seqno) {
        return new Joiner("n1", 0, new GaleraPosition(group, seqno));
    }

    private static Member synced(String name, long cachedDownTo) {
        return new Member(name, 0, LocalState.SYNCED, cachedDownTo, false);
    }
}
