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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Ways in which servers die and come back, and what becomes of those that depended on them. */
class DeathsTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void anIntermediateAndThePrimaryDieTogetherAndAllOthersEndUpBelowOneNewPrimary() throws Exception {
        try (Fleet fleet = Fleets.of("1<-2,3,6 3<-4,5");
                TestPlane tutti = TestPlane.ready(folder, fleet)) {
            killTogether(fleet.server("1"), fleet.server("3"));
            Recovery failover = tutti.awaitSucceeded(Kind.FAILOVER, fleet.server("1"));
            LabServer promoted = FailoverTest.byAddress(fleet, String.valueOf(failover.promoted()));
            Sql.run(promoted, "INSERT INTO app.t (v) VALUES ('after')");
            tutti.until("4 and 5 replicate from living servers", () ->
                    replicates(tutti, fleet.server("4"), fleet) && replicates(tutti, fleet.server("5"), fleet));
            Sql.awaitSameRows(List.of(
                    fleet.server("2"), fleet.server("6"), fleet.server("4"), fleet.server("5")));
        }
    }

    /** Nobody waits for the dead replica of a dead primary whose work another has taken over. */
    @Test
    void aChainWhosePrimaryAndOneReplicaDiedTogetherIsInNoAlarmOnceAnotherTakesTheWrites() throws Exception {
        try (Fleet fleet = Fleets.of("1<-2,3,4");
                TestPlane tutti = TestPlane.ready(folder, fleet)) {
            killTogether(fleet.server("1"), fleet.server("4"));
            tutti.awaitSucceeded(Kind.FAILOVER, fleet.server("1"));
            tutti.until("the chain is troubled, and no more", () -> tutti.api().get("/api/v1/chains").json().valueStream()
                    .allMatch(chain -> chain.get("state").asString().equals("troubled")));
        }
    }

    @Test
    void twoIntermediatesThatDieTogetherAreBothRescued() throws Exception {
        try (Fleet fleet = Fleets.of("1<-2,3,4 2<-5 3<-6");
                TestPlane tutti = TestPlane.ready(folder, fleet)) {
            killTogether(fleet.server("2"), fleet.server("3"));
            assertThat(tutti.awaitSucceeded(Kind.RESCUE, fleet.server("2")).lost()).isEmpty();
            assertThat(tutti.awaitSucceeded(Kind.RESCUE, fleet.server("3")).lost()).isEmpty();
            Sql.run(fleet.server("1"), "INSERT INTO app.t (v) VALUES ('after')");
            Sql.awaitSameRows(List.of(fleet.server("1"), fleet.server("4"), fleet.server("5"), fleet.server("6")));
        }
    }

    private static void killTogether(LabServer... servers) throws Exception {
        List<String> command = new ArrayList<>(List.of("kill", "-9"));
        for (LabServer server : servers) {
            command.add(Long.toString(server.pid().orElseThrow()));
        }
        assertThat(new ProcessBuilder(command).start().waitFor()).isZero();
    }

    private static boolean replicates(TestPlane tutti, LabServer server, Fleet fleet) {
        Optional<Address> source = tutti.sourceOf(server);
        return source.isPresent()
                && FailoverTest.byAddress(fleet, source.get().toString()).pid().isPresent();
    }

    @Test
    void anIntermediateThatDiesWhileItsPrimaryIsBeingReplacedIsRescuedAfterwards() throws Exception {
        Path slow = Files.writeString(folder.resolve("slow"), "#!/bin/sh\ntest $TUTTI_KIND = rescue || sleep 2\n");
        Files.setPosixFilePermissions(slow, PosixFilePermissions.fromString("rwx------"));
        try (Fleet fleet = Fleets.of("1<-2,3 3<-4");
                TestPlane tutti = TestPlane.ready(folder, fleet, setup -> setup.with("hooks", "before: " + slow))) {
            LabServer second = fleet.server("2");
            fleet.kill("1");
            tutti.awaitVerdict(fleet.server("1"), "recovering");
            fleet.kill("3");
            Recovery failover = tutti.awaitSucceeded(Kind.FAILOVER, fleet.server("1"));
            assertThat(failover.promoted()).isEqualTo(second.address().toString());
            tutti.awaitSucceeded(Kind.RESCUE, fleet.server("3"));
            Sql.run(second, "INSERT INTO app.t (v) VALUES ('after')");
            Sql.awaitSameRows(List.of(second, fleet.server("4")));
        }
    }

    @Test
    void anIntermediateThatDiesWhileItIsBeingMovedIsRescuedAllTheSame() throws Exception {
        try (Fleet fleet = Fleets.of("1<-2,3 3<-4");
                TestPlane tutti = TestPlane.ready(folder, fleet)) {
            LabServer third = fleet.server("3");
            // 2 turns it away, so that the move takes its time.
            Sql.run(fleet.server("2"), "SET SESSION sql_log_bin = 0", "DROP USER repl@'%'");
            assertThat(tutti.api().post(
                                    "/api/v1/servers/" + third.address() + "/relocate",
                                    "{\"below\": \"" + fleet.server("2").address() + "\"}")
                            .status())
                    .isEqualTo(202);
            tutti.until("the move is under way", () -> String.valueOf(fleet.server("2").port())
                    .equals(Sql.replicaStatus(third, "Master_Port")));
            fleet.kill("3");
            Sql.run(fleet.server("2"), "SET SESSION sql_log_bin = 0", "CREATE USER repl@'%' IDENTIFIED BY 'repl'",
                    "GRANT REPLICATION SLAVE ON *.* TO repl@'%'");
            assertThat(tutti.awaitEnded(Kind.RELOCATE, third).state()).isEqualTo(Recovery.State.FAILED);
            tutti.awaitSucceeded(Kind.RESCUE, third);
            Sql.run(fleet.server("1"), "INSERT INTO app.t (v) VALUES ('after')");
            Sql.awaitSameRows(List.of(fleet.server("1"), fleet.server("4")));
        }
    }

    @Test
    void aHaltedPrimaryIsReplacedAndFencedWhenItGoesOn() throws Exception {
        try (Fleet fleet = Fleets.of("1<-2,3");
                TestPlane tutti = TestPlane.ready(folder, fleet)) {
            LabServer first = fleet.server("1");
            fleet.pause("1");
            Recovery failover = tutti.awaitSucceeded(Kind.FAILOVER, first);
            assertThat(failover.lost()).isEmpty();
            fleet.resume("1");
            tutti.awaitSucceeded(Kind.FENCE, first);
            assertThat(Sql.readOnly(first)).isTrue();
            tutti.until("it is reported as fenced", () -> tutti.problem(first.address(), "former_primary_returned")
                    .filter(told -> told.contains(failover.promoted() + " has taken over")
                            && told.contains("waits for a person"))
                    .isPresent());
            for (LabServer replica : List.of(fleet.server("2"), fleet.server("3"))) {
                assertThat(tutti.sourceOf(replica)).as("%s", replica).isNotEqualTo(Optional.of(first.address()));
            }
        }
    }

    @Test
    void aKilledPrimaryThatIsRestartedIsFencedOnce() throws Exception {
        try (Fleet fleet = Fleets.of("1<-2,3");
                TestPlane tutti = TestPlane.ready(folder, fleet)) {
            LabServer first = fleet.server("1");
            fleet.kill("1");
            tutti.awaitSucceeded(Kind.FAILOVER, first);
            fleet.start("1");
            tutti.awaitSucceeded(Kind.FENCE, first);
            assertThat(Sql.readOnly(first)).isTrue();
            tutti.awaitProblem(first.address(), "former_primary_returned");
            assertThat(tutti.plane().journal().recoveries(null, 100))
                    .filteredOn(one -> one.kind() == Kind.FENCE)
                    .hasSize(1);
        }
    }

    @Test
    void theReplicaThatHasMostIsPromotedAndTheOthersGetItFromThere() throws Exception {
        try (Fleet fleet = Fleets.of("1<-2,3,4");
                TestPlane tutti = TestPlane.ready(folder, fleet)) {
            LabServer fourth = fleet.server("4");
            Sql.run(fleet.server("2"), "STOP SLAVE IO_THREAD");
            Sql.run(fleet.server("3"), "STOP SLAVE IO_THREAD");
            for (int i = 0; i < 20; i++) {
                Sql.run(fleet.server("1"), "INSERT INTO app.t (v) VALUES ('only on 4: " + i + "')");
            }
            Sql.awaitSameRows(List.of(fleet.server("1"), fourth));
            String expected = Sql.checksum(fourth);
            fleet.kill("1");
            Recovery failover = tutti.awaitSucceeded(Kind.FAILOVER, fleet.server("1"));
            assertThat(failover.promoted()).isEqualTo(fourth.address().toString());
            assertThat(failover.lost()).isEmpty();
            assertThat(failover.steps())
                    .filteredOn(step -> step.kind().equals("repoint"))
                    .allSatisfy(step -> assertThat(step.detail()).contains("matched by Pseudo-GTID"));
            Sql.awaitSameRows(List.of(fleet.server("2"), fleet.server("3"), fourth));
            assertThat(Sql.checksum(fourth)).isEqualTo(expected);
        }
    }

    @Test
    void aReplicaThatDoesNotLogWhatItReplicatesIsKeptWhenItStandsAtTheSamePlace() throws Exception {
        try (Fleet fleet = FleetExtension.startOrSkip(silentThird(), "log_slave_updates");
                TestPlane tutti = TestPlane.ready(folder, fleet)) {
            fleet.kill("1");
            Recovery failover = tutti.awaitSucceeded(Kind.FAILOVER, fleet.server("1"));
            assertThat(failover.promoted()).isEqualTo(fleet.server("2").address().toString());
            assertThat(failover.lost()).isEmpty();
            Sql.run(fleet.server("2"), "INSERT INTO app.t (v) VALUES ('after')");
            Sql.awaitSameRows(List.of(fleet.server("2"), fleet.server("3")));
        }
    }

    @Test
    void aReplicaThatDoesNotLogWhatItReplicatesIsLostWithASentenceWhenItStandsElsewhere() throws Exception {
        try (Fleet fleet = FleetExtension.startOrSkip(silentThird(), "log_slave_updates");
                TestPlane tutti = TestPlane.ready(folder, fleet)) {
            LabServer third = fleet.server("3");
            Sql.run(third, "STOP SLAVE IO_THREAD");
            Sql.run(fleet.server("1"), "INSERT INTO app.t (v) VALUES ('not on 3')");
            Sql.awaitSameRows(List.of(fleet.server("1"), fleet.server("2")));
            fleet.kill("1");
            Recovery failover = tutti.awaitSucceeded(Kind.FAILOVER, fleet.server("1"));
            assertThat(failover.lost()).singleElement().satisfies(lost -> {
                assertThat(lost.server()).isEqualTo(third.address().toString());
                assertThat(lost.reason()).contains(third.address() + " does not log what it replicates");
            });
            assertThat(failover.outcome()).contains("lost: " + third.address());
            assertThat(tutti.awaitProblem(third.address(), "lost_replica")).contains("could not be kept in its chain");
        }
    }

    private static dev.tutti.lab.FleetSpec silentThird() {
        return Fleet.custom("1<-2,3", Flavour.MARIADB_11_4)
                .withServer("3", server -> server.withOption("log_slave_updates", "OFF"));
    }

    @Test
    void aReplicaWhoseApplierWasStoppedAppliesWhatItHasReceivedBeforeAnythingElse() throws Exception {
        try (Fleet fleet = Fleets.of("1<-2,3");
                TestPlane tutti = TestPlane.ready(folder, fleet);
                WriteLoad load = WriteLoad.start(WriteLoad.firstWritableOf(fleet), 1, 100)) {
            LabServer third = fleet.server("3");
            Sql.run(third, "STOP SLAVE SQL_THREAD");
            load.awaitMore(100, TestPlane.LONG);
            tutti.awaitProblem(third.address(), "applier_stopped");
            fleet.kill("1");
            Recovery failover = tutti.awaitSucceeded(Kind.FAILOVER, fleet.server("1"));
            assertThat(failover.lost()).isEmpty();
            load.awaitMore(20, TestPlane.LONG);
            load.stop();
            Sql.awaitSameRows(List.of(fleet.server("2"), third));
            try (Connection connection = third.connect()) {
                // The last write of each client may have reached nobody when the primary died.
                assertThat(load.missingOn(connection)).hasSizeLessThanOrEqualTo(1);
            }
        }
    }
}
