package dev.tutti.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.control.record.Recovery;
import dev.tutti.control.record.Recovery.Kind;
import dev.tutti.control.record.Recovery.State;
import dev.tutti.lab.Flavour;
import dev.tutti.lab.Fleet;
import dev.tutti.lab.FleetExtension;
import dev.tutti.lab.FleetSpec;
import dev.tutti.lab.LabServer;
import dev.tutti.lab.Sql;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;

/** When a death is certain and yet nothing happens by itself, and what a person can do then. */
class AskedAndForbiddenTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void aSecondFailoverWaitsForAPersonUntilTheFirstIsAcknowledged() throws Exception {
        try (Fleet fleet = Fleets.of("1<-2,3,4");
                TestPlane tutti = TestPlane.ready(folder, fleet)) {
            fleet.kill("1");
            Recovery first = tutti.awaitSucceeded(Kind.FAILOVER, fleet.server("1"));
            LabServer second = FailoverTest.byAddress(fleet, String.valueOf(first.promoted()));
            tutti.until("the new primary's log holds an entry below all", () -> running(fleet).stream()
                    .filter(server -> !server.equals(second))
                    .allMatch(server -> tutti.sourceOf(server)
                            .filter(second.address()::equals)
                            .isPresent()));
            second.pid().ifPresent(pid -> fleet.kill(second.name()));
            assertThat(tutti.awaitVerdict(second, "too_soon").sentence())
                    .contains("not recovered by itself", fleet.server("1").address() + " was recovered at", "acknowledge");
            ApiClient.Reply taken = tutti.api()
                    .post("/api/v1/recoveries/" + first.id() + "/acknowledge", "{\"comment\": \"seen\"}");
            assertThat(taken.status()).isEqualTo(200);
            assertThat(taken.json().get("acknowledged").get("by").asString()).isEqualTo("tester");
            Recovery again = tutti.awaitSucceeded(Kind.FAILOVER, second);
            assertThat(again.by()).isEqualTo("tutti");
        }
    }

    private static List<LabServer> running(Fleet fleet) {
        return fleet.servers().stream().filter(server -> server.pid().isPresent()).toList();
    }

    @Test
    void byHandOnlyMeansThatAPersonAsks() throws Exception {
        try (Fleet fleet = Fleets.of("1<-2,3");
                TestPlane tutti = TestPlane.ready(folder, fleet, setup -> setup.with("recovery", "primary: by_hand"))) {
            LabServer first = fleet.server("1");
            String recover = "/api/v1/servers/" + first.address() + "/recover";
            assertThat(tutti.api().post(recover, "{}").status()).isEqualTo(409);
            fleet.kill("1");
            assertThat(tutti.awaitVerdict(first, "by_hand_only").sentence()).contains("tutti recover " + first.address());
            assertThat(tutti.recovery(Kind.FAILOVER, first)).isEmpty();

            ApiClient.Reply plan = tutti.api().post(recover, "{\"dry_run\": true}");
            assertThat(plan.status()).as(plan.body()).isEqualTo(200);
            assertThat(plan.json().get("goal").asString()).isEqualTo("failover");
            assertThat(plan.json().get("forecast").size()).isPositive();
            assertThat(tutti.recovery(Kind.FAILOVER, first)).isEmpty();

            assertThat(tutti.api().post(recover, "{}").status()).isEqualTo(202);
            assertThat(tutti.awaitSucceeded(Kind.FAILOVER, first).by()).isEqualTo("tester");
        }
    }

    @Test
    void whereRecoveryIsOffItIsOnlySaidWhatIsWrong() throws Exception {
        try (Fleet fleet = Fleets.of("1<-2,3");
                TestPlane tutti = TestPlane.ready(folder, fleet, setup -> setup.with(
                        "recovery", "chains: [{chain: '" + fleet.server("1").address() + "', primary: off}]"))) {
            fleet.kill("1");
            assertThat(tutti.awaitVerdict(fleet.server("1"), "switched_off").sentence())
                    .contains("is dead", "recovery is switched off for this chain");
            assertThat(tutti.recovery(Kind.FAILOVER, fleet.server("1"))).isEmpty();
            assertThat(tutti.awaitProblem(fleet.server("1").address(), "primary_dead")).contains("is dead");
        }
    }

    @Test
    void aServerInDowntimeIsLeftAloneUntilItsDowntimeEnds() throws Exception {
        try (Fleet fleet = Fleets.of("1<-2,3");
                TestPlane tutti = TestPlane.ready(folder, fleet)) {
            LabServer first = fleet.server("1");
            String downtime = "/api/v1/servers/" + first.address() + "/downtime";
            assertThat(tutti.api().put(downtime, "{\"minutes\": 30, \"reason\": \"new disk\"}").status())
                    .isEqualTo(200);
            fleet.kill("1");
            assertThat(tutti.awaitVerdict(first, "in_downtime").sentence()).contains("in downtime until", "new disk");
            assertThat(tutti.recovery(Kind.FAILOVER, first)).isEmpty();
            assertThat(tutti.api().delete(downtime).status()).isEqualTo(200);
            tutti.awaitSucceeded(Kind.FAILOVER, first);
        }
    }

    @Test
    void whatAReplicaThatIsNeverPromotedHasMoreIsTakenFromThereFirst() throws Exception {
        try (Fleet fleet = Fleets.of("1<-2,3");
                TestPlane tutti = TestPlane.ready(folder, fleet, setup -> neverPromote(setup, fleet.server("3")))) {
            onlyOnThird(fleet);
            fleet.kill("1");
            Recovery failover = tutti.awaitSucceeded(Kind.FAILOVER, fleet.server("1"));
            assertThat(failover.promoted()).isEqualTo(fleet.server("2").address().toString());
            assertThat(failover.lost()).isEmpty();
            Sql.awaitSameRows(List.of(fleet.server("2"), fleet.server("3")));
            assertThat(Sql.value(fleet.server("2"), "SELECT COUNT(*) AS n FROM app.t", "n")).isEqualTo("1");
        }
    }

    @Test
    void aFailoverThatWouldLoseSomethingIsRefusedUntilAPersonAcceptsTheLoss() throws Exception {
        FleetSpec silentThird = Fleet.custom("1<-2,3", Flavour.MARIADB_11_4)
                .withServer("3", server -> server.withOption("log_slave_updates", "OFF"));
        try (Fleet fleet = FleetExtension.startOrSkip(silentThird, "loss");
                TestPlane tutti = TestPlane.ready(folder, fleet)) {
            LabServer first = fleet.server("1");
            onlyOnThird(fleet);
            fleet.kill("1");
            Recovery refused = tutti.awaitEnded(Kind.FAILOVER, first);
            assertThat(refused.state()).isEqualTo(State.REFUSED);
            assertThat(refused.outcome()).contains("would lose", "A person can accept the loss", "run again");
            assertThat(Sql.readOnly(fleet.server("2"))).isTrue();
            assertThat(tutti.awaitVerdict(first, "tried_already").sentence()).contains("not repeated blindly");

            String recover = "/api/v1/servers/" + first.address() + "/recover";
            assertThat(tutti.api().post(recover, "{\"accept_loss\": true}").status()).isEqualTo(202);
            tutti.until("a person's recovery succeeds", () -> tutti.recovery(Kind.FAILOVER, first)
                    .filter(again -> again.id() != refused.id() && again.state() == State.SUCCEEDED)
                    .isPresent());
            assertThat(Sql.readOnly(fleet.server("2"))).isFalse();
        }
    }

    private static TestPlane.Setup neverPromote(TestPlane.Setup setup, LabServer server) {
        return setup.with("promotion", "rules: [{servers: '" + server.address() + "', preference: never}]");
    }

    private static void onlyOnThird(Fleet fleet) {
        Sql.run(fleet.server("2"), "STOP SLAVE IO_THREAD");
        Sql.run(fleet.server("1"), "INSERT INTO app.t (v) VALUES ('only on 3')");
        Sql.awaitSameRows(List.of(fleet.server("1"), fleet.server("3")));
    }
}
