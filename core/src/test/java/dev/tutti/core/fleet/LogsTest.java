package dev.tutti.core.fleet;

import static dev.tutti.core.Statuses.address;
import static dev.tutti.core.Statuses.below;
import static dev.tutti.core.Statuses.server;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.core.model.Address;
import dev.tutti.core.model.BinlogServer;
import dev.tutti.core.model.Coordinates;
import dev.tutti.core.model.Replication.Receiver;
import dev.tutti.core.model.ServerStatus;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.Instant;

/** 1 is the primary, 7 and 8 are Binlog Servers of it, 9 is one below 7, 2 is an ordinary replica. */
class LogsTest {
    @Test
    void binlogServersServeTheLogOfWhomTheyFollowAlsoThroughOthers() {
        FleetState fleet = fleet(store(7, 1, null), store(9, 7, null), ordinary(2, 9));
        assertThat(Logs.servedBy(fleet, address(9))).isEqualTo(address(1));
        assertThat(Logs.servedBy(fleet, address(2))).isEqualTo(address(2));
        assertThat(Logs.readBy(fleet, address(2))).contains(address(1));
        assertThat(Logs.readersOf(fleet, address(1))).extracting(Watched::address).containsExactly(address(2), address(7), address(9));
        assertThat(same(fleet, 9, 1, 4)).isTrue();
    }

    @Test
    void olderFilesThanTheLineageAreSharedWithWhoChangedOverAtTheSameFileAndNotWithThePrimary() {
        FleetState fleet = fleet(store(7, 1, "bin.000005"), store(8, 1, "bin.000005"), store(9, 7, null));
        assertThat(same(fleet, 7, 1, 4)).isFalse();
        assertThat(same(fleet, 7, 1, 5)).isTrue();
        assertThat(same(fleet, 7, 8, 4)).isTrue();
        assertThat(same(fleet, 9, 1, 4)).as("what 9 has of old files came through 7").isFalse();
    }

    @Test
    void whoChangedOverAtAnotherFileSharesOnlyWhatBothHaveOfThePresentPrimary() {
        FleetState fleet = fleet(store(7, 1, "bin.000005"), store(8, 1, "bin.000007"));
        assertThat(same(fleet, 7, 8, 6)).isFalse();
        assertThat(same(fleet, 7, 8, 7)).isTrue();
    }

    @Test
    void whatWasPurgedIsNotServed() {
        FleetState fleet = fleet(store(7, 1, null), store(8, 1, null));
        assertThat(same(fleet, 7, 8, 2)).isTrue();
        assertThat(same(fleet, 7, 8, 1)).as("the first file that is left is 2").isFalse();
    }

    @Test
    void anotherHistoryOrUnknownRulesAreALogOfTheirOwn() {
        FleetState fleet = fleet(
                server(7, below(1, Receiver.STOPPED, 900)).storing(stored(BinlogServer.State.DIVERGED, true, null)),
                server(8, below(1, Receiver.CONNECTED, 900)).storing(stored(BinlogServer.State.UNKNOWN, false, null)));
        assertThat(Logs.servedBy(fleet, address(7))).isEqualTo(address(7));
        assertThat(Logs.servedBy(fleet, address(8))).isEqualTo(address(8));
    }

    private static boolean same(FleetState fleet, int one, int other, int file) {
        return Logs.serveTheSame(fleet, address(one), address(other), new Coordinates("bin.00000" + file, 400));
    }

    private static ServerStatus ordinary(int number, int source) {
        return server(number, below(source, Receiver.CONNECTED, 900));
    }

    private static ServerStatus store(int number, int source, @Nullable String lineageFile) {
        return ordinary(number, source).storing(stored(BinlogServer.State.RECEIVING, true, lineageFile));
    }

    private static BinlogServer stored(BinlogServer.State state, boolean limitsKnown, @Nullable String lineageFile) {
        return new BinlogServer(
                "tutti 0.1.0", state, limitsKnown, "bin.000002", "bin.000009", lineageFile, 1L, 1L, 0, false);
    }

    private static FleetState fleet(ServerStatus... below) {
        FleetState fleet = FleetState.empty().with(watched(server(1, null)));
        for (ServerStatus status : below) {
            fleet = fleet.with(watched(status));
        }
        return fleet;
    }

    private static Watched watched(ServerStatus status) {
        Address name = status.address();
        return Watched.unknown(name).seen(status, Instant.EPOCH);
    }
}
