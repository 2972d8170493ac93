package dev.tutti.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.control.record.Recovery;
import dev.tutti.control.record.Recovery.Kind;
import dev.tutti.lab.Flavour;
import dev.tutti.lab.Fleet;
import dev.tutti.lab.FleetExtension;
import dev.tutti.lab.LabServer;
import dev.tutti.lab.Sql;
import dev.tutti.lab.WriteLoad;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.Optional;

/** Moving replicas by hand, on chains that are written to. */
class RelocateTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private static ApiClient.Reply ask(TestPlane tutti, LabServer replica, LabServer below, boolean dryRun) {
        return tutti.api().post(
                "/api/v1/servers/" + replica.address() + "/relocate",
                "{\"below\": \"" + below.address() + "\", \"dry_run\": " + dryRun + "}");
    }

    private static Recovery move(TestPlane tutti, LabServer replica, LabServer below) {
        ApiClient.Reply reply = ask(tutti, replica, below, false);
        assertThat(reply.status()).as(reply.body()).isEqualTo(202);
        long id = reply.json().get("id").asLong();
        tutti.until("the move ends", () -> tutti.plane().journal().recovery(id).orElseThrow().ended() != null);
        return tutti.plane().journal().recovery(id).orElseThrow();
    }

    @Test
    void aReplicaGoesBelowItsSiblingAndUpAgainUnderLoadAndNothingIsLostOrDoubled() throws Exception {
        try (Fleet fleet = Fleets.of("1<-2,3 3<-4");
                TestPlane tutti = TestPlane.ready(folder, fleet);
                WriteLoad load = WriteLoad.start(WriteLoad.firstWritableOf(fleet), 2, 300)) {
            LabServer second = fleet.server("2");
            LabServer third = fleet.server("3");
            load.awaitMore(50, TestPlane.LONG);
            ApiClient.Reply plan = ask(tutti, third, second, true);
            assertThat(plan.status()).isEqualTo(200);
            assertThat(plan.json().get("stages").get(0).get("steps").get(0).get("sentence").asString())
                    .contains("put " + third.address() + " below " + second.address());
            assertThat(Sql.replicaStatus(third, "Master_Port")).isEqualTo(Integer.toString(fleet.server("1").port()));
            assertThat(tutti.plane().journal().recoveries(null, 10)).isEmpty();

            assertThat(move(tutti, third, second).state()).isEqualTo(Recovery.State.SUCCEEDED);
            tutti.until("3 is seen there", () -> tutti.sourceOf(third).equals(Optional.of(second.address())));
            load.awaitMore(50, TestPlane.LONG);
            Recovery up = move(tutti, fleet.server("4"), second);
            assertThat(up.state()).as(up.toString()).isEqualTo(Recovery.State.SUCCEEDED);
            load.awaitMore(50, TestPlane.LONG);
            Recovery top = move(tutti, third, fleet.server("1"));
            assertThat(top.state()).as(top.toString()).isEqualTo(Recovery.State.SUCCEEDED);
            load.awaitMore(50, TestPlane.LONG);
            load.stop();
            Sql.awaitSameRows(fleet.servers());
            for (LabServer server : fleet.servers()) {
                try (Connection connection = server.connect()) {
                    assertThat(load.missingOn(connection)).isEmpty();
                }
            }
        }
    }

    @Test
    void whatCannotBeIsRefusedWithItsReason() throws Exception {
        try (Fleet fleet = FleetExtension.startOrSkip(
                        Fleet.custom("1<-2,3,4 3<-5 6<-7", Flavour.MARIADB_11_4)
                                .withServer("4", server -> server.withOption("log_slave_updates", "OFF")),
                        "refusals");
                TestPlane tutti = TestPlane.ready(folder, fleet, setup -> setup.only(
                        "fleet", "seeds: [" + fleet.server("1").address() + ", " + fleet.server("6").address() + "]"))) {
            assertRefused(tutti, fleet, "3", "5", "that would close a loop");
            assertRefused(tutti, fleet, "3", "3", "that would close a loop");
            assertRefused(tutti, fleet, "2", "7", "are of different chains");
            assertRefused(tutti, fleet, "2", "4", "does not log what it replicates (log_slave_updates is off)");
            assertRefused(tutti, fleet, "2", "1", "replicates from " + fleet.server("1").address() + " already");
            assertRefused(tutti, fleet, "1", "2", "replicates from nobody");
            assertThat(tutti.plane().journal().recoveries(null, 10)).isEmpty();
        }
    }

    private static void assertRefused(TestPlane tutti, Fleet fleet, String replica, String below, String reason) {
        for (boolean dryRun : new boolean[] {true, false}) {
            ApiClient.Reply reply = ask(tutti, fleet.server(replica), fleet.server(below), dryRun);
            assertThat(reply.status()).as(replica + " below " + below + ": " + reply.body()).isEqualTo(409);
            assertThat(reply.message()).contains(reason);
        }
    }

    @Test
    void anErrantTransactionIsFoundAndTold() throws Exception {
        try (Fleet fleet = Fleets.of("1<-2,3");
                TestPlane tutti = TestPlane.ready(folder, fleet, setup -> setup.only("pseudo_gtid", "every: 10m"))) {
            Sql.run(fleet.server("2"), "INSERT INTO app.t (id, v) VALUES (4711, 'errant')");
            assertFailedAndBack(tutti, fleet, "1 transaction of its own that its source never had");
        }
    }

    @Test
    void aReplicaThatIsAheadIsNotPutBelowOneThatHasLess() throws Exception {
        try (Fleet fleet = Fleets.of("1<-2,3");
                TestPlane tutti = TestPlane.ready(folder, fleet, setup -> setup.only("pseudo_gtid", "every: 10m"))) {
            Sql.run(fleet.server("3"), "STOP SLAVE IO_THREAD");
            Sql.run(fleet.server("1"), "INSERT INTO app.t (v) VALUES ('not on 3')");
            Sql.awaitSameRows(List.of(fleet.server("1"), fleet.server("2")));
            assertFailedAndBack(tutti, fleet, "is ahead: it has 1 transaction that " + fleet.server("3").address() + " lacks");
        }
    }

    private static void assertFailedAndBack(TestPlane tutti, Fleet fleet, String reason) {
        LabServer second = fleet.server("2");
        Recovery moved = move(tutti, second, fleet.server("3"));
        assertThat(moved.state()).isEqualTo(Recovery.State.FAILED);
        assertThat(moved.outcome()).contains(reason, "it is below " + fleet.server("1").address() + " as before");
        tutti.until("it replicates as before", () -> "Yes".equals(Sql.replicaStatus(second, "Slave_IO_Running"))
                && "Yes".equals(Sql.replicaStatus(second, "Slave_SQL_Running")));
        assertThat(Sql.replicaStatus(second, "Master_Port")).isEqualTo(Integer.toString(fleet.server("1").port()));
    }

    @Test
    void aReplicaThatTheNewSourceTurnsAwayGoesBackToWhereItStoodAndAppliesNothingTwice() throws Exception {
        try (Fleet fleet = Fleets.of("1<-2,3");
                TestPlane tutti = TestPlane.ready(folder, fleet);
                WriteLoad load = WriteLoad.start(WriteLoad.firstWritableOf(fleet), 4, 2000)) {
            LabServer second = fleet.server("2");
            Sql.run(fleet.server("3"), "SET SESSION sql_log_bin = 0", "DROP USER repl@'%'");
            load.awaitMore(500, TestPlane.LONG);
            Recovery moved = move(tutti, second, fleet.server("3"));
            assertThat(moved.state()).isEqualTo(Recovery.State.FAILED);
            assertThat(moved.outcome()).contains("error 1045", "it is below " + fleet.server("1").address() + " as before");
            load.awaitMore(100, TestPlane.LONG);
            load.stop();
            Sql.awaitSameRows(List.of(fleet.server("1"), second));
            assertThat(Sql.replicaStatus(second, "Last_SQL_Errno")).isEqualTo("0");
            assertThat(tutti.recovery(Kind.RELOCATE, second)).contains(moved);
        }
    }
}
