package dev.tutti.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.control.record.Recovery;
import dev.tutti.control.record.Recovery.Kind;
import dev.tutti.core.model.Address;
import dev.tutti.lab.Flavour;
import dev.tutti.lab.Fleet;
import dev.tutti.lab.FleetExtension;
import dev.tutti.lab.LabServer;
import dev.tutti.lab.Sql;
import dev.tutti.lab.WriteLoad;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Chains of real servers with Binlog Servers in them, under load. */
class BinlogServerChainTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @ParameterizedTest
    @EnumSource(Flavour.class)
    void replicasHopByCoordinatesAndStayWhereTheyAreWhenThePrimaryDies(Flavour flavour) throws Exception {
        try (Chain chain = new Chain("1<-2,3,4", flavour, 2, "hopping");
                WriteLoad load = chain.load()) {
            Fleet fleet = chain.fleet;
            TestPlane tutti = chain.tutti;
            TestStore first = chain.stores.getFirst();
            TestStore second = chain.stores.getLast();
            load.awaitMore(50, TestPlane.LONG);
            Recovery hop = move(tutti, fleet.server("2"), first.address());
            assertThat(hop.steps().getLast().detail()).contains("where both stand at the same place of the same log");
            move(tutti, fleet.server("2"), fleet.server("1").address());
            move(tutti, fleet.server("2"), second.address());
            move(tutti, fleet.server("2"), first.address());
            move(tutti, fleet.server("3"), first.address());
            move(tutti, fleet.server("4"), second.address());
            load.awaitMore(50, TestPlane.LONG);

            fleet.kill("1");
            Recovery failover = chain.awaitFailoverThatLosesNobody();
            LabServer promoted = chain.promotedBy(failover);
            load.awaitMore(50, TestPlane.LONG);
            tutti.until("both Binlog Servers follow " + promoted, () ->
                    first.follows(tutti).equals(Optional.of(promoted.address()))
                            && second.follows(tutti).equals(Optional.of(promoted.address())));
            List<LabServer> others = List.of("2", "3", "4").stream()
                    .map(fleet::server)
                    .filter(server -> !server.equals(promoted))
                    .toList();
            for (LabServer other : others) {
                assertThat(failover.steps()).noneMatch(step ->
                        step.kind().equals("repoint") && step.server().equals(other.address().toString()));
            }
            load.stop();
            try (Connection connection = promoted.connect()) {
                // The last write of each client may have reached nobody when the primary died.
                assertThat(load.missingOn(connection)).hasSizeLessThanOrEqualTo(2);
            }
            Sql.awaitSameRows(List.of(fleet.server("2"), fleet.server("3"), fleet.server("4")));
        }
    }

    @ParameterizedTest
    @EnumSource(Flavour.class)
    void whatOnlyABinlogServerHasReachesThePromotedReplica(Flavour flavour) throws Exception {
        try (Chain chain = new Chain("1<-2,3", flavour, 1, "levelling");
                WriteLoad load = chain.load()) {
            Fleet fleet = chain.fleet;
            load.awaitMore(50, TestPlane.LONG);
            for (String behind : List.of("2", "3")) {
                stopReceiver(fleet.server(behind));
            }
            load.awaitMore(100, TestPlane.LONG);
            load.stop();
            chain.awaitEverythingStored();

            fleet.kill("1");
            Recovery failover = chain.awaitFailoverThatLosesNobody();
            LabServer promoted = chain.promotedBy(failover);
            try (Connection connection = promoted.connect()) {
                assertThat(load.missingOn(connection)).isEmpty();
            }
            Sql.run(promoted, "INSERT INTO app.t (v) VALUES ('after it')");
            Sql.awaitSameRows(List.of(fleet.server("2"), fleet.server("3")));
        }
    }

    /** A receiver that somebody stopped gets nothing by waiting: that of the promoted replica is started. */
    @ParameterizedTest
    @EnumSource(Flavour.class)
    void aReplicaOfABinlogServerWhoseReceiverWasStoppedIsLevelled(Flavour flavour) throws Exception {
        try (Chain chain = new Chain("1<-2,3", flavour, 1, "stopped receivers");
                WriteLoad load = chain.load()) {
            Fleet fleet = chain.fleet;
            TestPlane tutti = chain.tutti;
            TestStore store = chain.stores.getFirst();
            for (String behind : List.of("2", "3")) {
                move(tutti, fleet.server(behind), store.address());
                stopReceiver(fleet.server(behind));
            }
            load.awaitMore(100, TestPlane.LONG);
            load.stop();
            chain.awaitEverythingStored();

            fleet.kill("1");
            Recovery failover = chain.awaitFailoverThatLosesNobody();
            try (Connection connection = chain.promotedBy(failover).connect()) {
                assertThat(load.missingOn(connection)).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Flavour.class)
    void theReplicasOfADeadBinlogServerGoToItsSibling(Flavour flavour) throws Exception {
        try (Chain chain = new Chain("1<-2,3", flavour, 2, "dead store");
                WriteLoad load = chain.load()) {
            Fleet fleet = chain.fleet;
            TestPlane tutti = chain.tutti;
            TestStore first = chain.stores.getFirst();
            TestStore second = chain.stores.getLast();
            load.awaitMore(20, TestPlane.LONG);
            move(tutti, fleet.server("2"), first.address());
            move(tutti, fleet.server("3"), first.address());
            first.end();
            for (String moved : List.of("2", "3")) {
                tutti.until(moved + " reads from the other", () ->
                        tutti.sourceOf(fleet.server(moved)).equals(Optional.of(second.address())));
            }
            load.awaitMore(20, TestPlane.LONG);
            load.stop();
            Sql.awaitSameRows(fleet.servers());
        }
    }

    /** A log that was closed properly ends with an event that no replica executes, and that a Binlog Server stores. */
    @ParameterizedTest
    @EnumSource(Flavour.class)
    void aLogThatWasClosedIsContinuedToo(Flavour flavour) throws Exception {
        try (Chain chain = new Chain("1<-2,3", flavour, 1, "closed log")) {
            Fleet fleet = chain.fleet;
            TestPlane tutti = chain.tutti;
            TestStore store = chain.stores.getFirst();
            move(tutti, fleet.server("3"), store.address());
            Sql.run(fleet.server("1"), "INSERT INTO app.t (v) VALUES ('before it')");
            fleet.stop("1");
            Recovery failover = chain.awaitFailoverThatLosesNobody();
            LabServer promoted = chain.promotedBy(failover);
            assertThat(failover.steps()).anyMatch(step -> step.kind().equals("advance_log"));
            Sql.run(promoted, "INSERT INTO app.t (v) VALUES ('after it')");
            Sql.awaitSameRows(List.of(fleet.server("2"), fleet.server("3")));
            assertThat(Sql.value(fleet.server("3"), "SELECT COUNT(*) AS v FROM app.t", "v")).isEqualTo("2");
        }
    }

    @ParameterizedTest
    @EnumSource(Flavour.class)
    void aBinlogServerThatWasAwayDuringAFailoverGoesOnBelowTheOther(Flavour flavour) throws Exception {
        try (Chain chain = new Chain("1<-2,3", flavour, 2, "away store");
                WriteLoad load = chain.load()) {
            Fleet fleet = chain.fleet;
            TestPlane tutti = chain.tutti;
            TestStore stayed = chain.stores.getFirst();
            TestStore away = chain.stores.getLast();
            load.awaitMore(50, TestPlane.LONG);
            away.end();
            load.awaitMore(50, TestPlane.LONG);
            fleet.kill("1");
            LabServer promoted = chain.promotedBy(chain.awaitFailoverThatLosesNobody());
            tutti.until("the other follows " + promoted, () ->
                    stayed.follows(tutti).equals(Optional.of(promoted.address())));
            load.awaitMore(50, TestPlane.LONG);

            away.startAgain();
            tutti.until("it reads there", () -> away.follows(tutti).equals(Optional.of(stayed.address())));
            assertThat(tutti.plane().journal().recoveries(null, 100))
                    .filteredOn(one -> one.kind() == Kind.RELOCATE && one.subject().equals(away.address().toString()))
                    .singleElement()
                    .extracting(Recovery::reason)
                    .asString()
                    .contains("was away while " + promoted.address() + " took over");
            load.awaitMore(50, TestPlane.LONG);
            load.stop();
            tutti.until("both have the same", () -> Objects.equals(stayed.stored(), away.stored()));
            assertThat(tutti.problem(away.address(), "lost_replica")).isEmpty();
            try (Stream<Path> files = Files.list(away.folder())) {
                List<Path> logs = files.filter(file -> file.getFileName().toString().contains("-bin.0")).toList();
                assertThat(logs).hasSizeGreaterThan(1);
                for (Path log : logs) {
                    assertThat(log).hasSameBinaryContentAs(stayed.folder().resolve(log.getFileName()));
                }
            }
        }
    }

    private static void stopReceiver(LabServer replica) {
        Sql.run(replica, "STOP " + Sql.replica(replica) + " IO_THREAD");
    }

    private static Recovery move(TestPlane tutti, LabServer replica, Address below) {
        tutti.until(replica + " is seen to replicate", () -> tutti.seen(replica.address())
                .flatMap(found -> found.lastStatus().flatMap(status -> status.replicating()))
                .filter(replication -> replication.healthy() && !replication.source().equals(below))
                .isPresent());
        ApiClient.Reply reply =
                tutti.api().post("/api/v1/servers/" + replica.address() + "/relocate", "{\"below\": \"" + below + "\"}");
        assertThat(reply.status()).as(reply.body()).isEqualTo(202);
        long id = reply.json().get("id").asLong();
        tutti.until("the move ends", () -> tutti.plane().journal().recovery(id).orElseThrow().ended() != null);
        Recovery ended = tutti.plane().journal().recovery(id).orElseThrow();
        assertThat(ended.state()).as(ended.toString()).isEqualTo(Recovery.State.SUCCEEDED);
        tutti.until(replica + " is seen there", () -> tutti.sourceOf(replica).equals(Optional.of(below)));
        return ended;
    }

    /** A chain below server 1, with Binlog Servers below it as well, watched by a control plane that knows all of them. */
    private final class Chain implements AutoCloseable {
        final Fleet fleet;
        final List<TestStore> stores = new ArrayList<>();
        final TestPlane tutti;

        private final Deque<Closeable> open = new ArrayDeque<>();

        Chain(String shape, Flavour flavour, int storeCount, String test) throws Exception {
            fleet = FleetExtension.startOrSkip(Fleet.custom(shape, flavour), test + " on " + flavour);
            open.push(fleet::close);
            try {
                List<Address> seeds = new ArrayList<>(List.of(fleet.servers().getLast().address()));
                for (int number = 1; number <= storeCount; number++) {
                    TestStore store = TestStore.below(fleet.server("1"), folder, number);
                    open.push(store::close);
                    stores.add(store);
                    seeds.add(store.address());
                }
                tutti = TestPlane.over(folder, seeds).start();
                open.push(tutti::close);
                tutti.awaitReady(fleet);
                stores.forEach(this::awaitStore);
            } catch (Exception | Error e) {
                close();
                throw e;
            }
        }

        private void awaitStore(TestStore store) {
            tutti.until(store.address() + " is recognised and receives", () -> tutti.seen(store.address())
                    .filter(found ->
                            found.answering() && found.lastStatus().map(status -> status.storesOnly()).orElse(false))
                    .flatMap(found -> found.lastStatus().flatMap(status -> status.replicating()))
                    .filter(replication -> replication.healthy())
                    .isPresent());
            assertThat(tutti.problem(store.address(), "same_server_id")).isEmpty();
        }

        /** Two clients that write to whoever is writable. */
        WriteLoad load() {
            return WriteLoad.start(WriteLoad.firstWritableOf(fleet), 2, 200);
        }

        /** Waits until the first Binlog Server has all of the log of server 1. */
        void awaitEverythingStored() {
            LabServer primary = fleet.server("1");
            long position =
                    Long.parseLong(String.valueOf(Sql.value(primary, Sql.showBinaryLogStatus(primary), "Position")));
            tutti.until("everything is stored", () -> tutti.seen(stores.getFirst().address())
                    .flatMap(found -> found.lastStatus())
                    .map(status -> status.written())
                    .filter(written -> written.position() >= position)
                    .isPresent());
        }

        Recovery awaitFailoverThatLosesNobody() {
            Recovery failover = tutti.awaitSucceeded(Kind.FAILOVER, fleet.server("1"));
            assertThat(failover.lost()).as(failover.toString()).isEmpty();
            return failover;
        }

        LabServer promotedBy(Recovery failover) {
            return FailoverTest.byAddress(fleet, String.valueOf(failover.promoted()));
        }

        @Override
        public void close() throws IOException {
            for (Closeable each : open) {
                each.close();
            }
        }
    }
}
