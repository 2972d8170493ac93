package dev.tutti.core.plan;

import static dev.tutti.core.Statuses.address;
import static dev.tutti.core.Statuses.below;
import static dev.tutti.core.Statuses.server;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.core.fleet.FleetState;
import dev.tutti.core.fleet.Watched;
import dev.tutti.core.model.Coordinates;
import dev.tutti.core.model.Link;
import dev.tutti.core.model.Replication.Receiver;
import dev.tutti.core.model.ServerStatus;
import dev.tutti.core.policy.Policy;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** Whether and how a living primary hands over its writes. */
class SwitchoverPlannerTest {
    private static final Duration DRAIN = Duration.ofSeconds(3);
    private static final Plan.Open.HandOver OPEN =
            new Plan.Open.HandOver(address(1), address(2), List.of(address(3)), null);

    private static final ServerStatus PRIMARY = server(1, null);
    private static final ServerStatus TWO = server(2, below(1, Receiver.CONNECTED, 1000));
    private static final ServerStatus THREE = server(3, below(1, Receiver.CONNECTED, 1000));

    private static FleetState fleet(ServerStatus... servers) {
        FleetState fleet = FleetState.empty();
        for (ServerStatus status : servers) {
            fleet = fleet.with(Watched.unknown(status.address()).seen(status, Instant.EPOCH).inChain("shop"));
        }
        return fleet;
    }

    private static Planned plan(SwitchoverPlanner.Situation situation) {
        return SwitchoverPlanner.plan(situation, address(1), null, Policy.defaults(), DRAIN);
    }

    private static SwitchoverPlanner.Situation calm(ServerStatus... servers) {
        return new SwitchoverPlanner.Situation(fleet(servers), Set.of(), Set.of());
    }

    private static String refused(Planned planned) {
        assertThat(planned).isInstanceOf(Refusal.class);
        return dev.tutti.core.explain.Sentences.of((Refusal) planned);
    }

    private static ServerStatus readOnly(ServerStatus status, boolean readOnly) {
        return new ServerStatus(
                status.address(), status.serverId(), status.uuid(), status.version(), readOnly, true, true, "ROW", "FULL",
                status.written(), status.replication(), List.of(), 1, null);
    }

    @Test
    void nobodyIsMadeWritableInThePartThatIsPlannedBeforeTheWritesHaveStopped() {
        assertThat(plan(calm(PRIMARY, TWO, THREE))).isInstanceOfSatisfying(Plan.class, plan -> {
            assertThat(plan.stages()).flatExtracting(Stage::steps).containsExactly(
                    new Step.AwaitClients(address(1), DRAIN),
                    new Step.StopWrites(address(1), Duration.ofSeconds(10)),
                    new Step.CatchUp(address(2), address(1), SwitchoverPlanner.CATCH_UP),
                    new Step.Drain(address(2), SwitchoverPlanner.CATCH_UP));
            assertThat(plan.open()).isEqualTo(OPEN);
            assertThat(plan.forecast()).flatExtracting(Stage::steps).contains(new Step.MakeWritable(address(2)));
        });
    }

    @Test
    void whoeverIsMissingDownOrBeingChangedIsNamed() {
        assertThat(refused(plan(new SwitchoverPlanner.Situation(
                fleet(PRIMARY, TWO, THREE), Set.of(), Set.of(address(3)))))).contains("db3:3306 is being recovered or changed");
        assertThat(refused(plan(new SwitchoverPlanner.Situation(
                fleet(PRIMARY, TWO), Set.of(address(2)), Set.of())))).contains("db2:3306: it is in downtime");
        assertThat(refused(plan(calm(PRIMARY, TWO, server(3, below(1, Receiver.STOPPED, 900))))))
                .contains("db3:3306 does not replicate");
        assertThat(refused(plan(calm(PRIMARY)))).contains("it has no replica");
        assertThat(refused(plan(calm(PRIMARY, readOnly(TWO, false))))).contains("it may have some of its own");
    }

    @Test
    void whoHasNotAppliedTheLogToItsVeryEndIsNotPromoted() {
        ServerStatus stopped = readOnly(PRIMARY, true);
        ServerStatus behind = server(2, below(1, Receiver.STOPPED, 900));
        assertThat(refused(SwitchoverPlanner.decide(OPEN, List.of(stopped, behind), Link.UNKNOWN)))
                .contains("has applied its log up to", "and it ends at");
        assertThat(refused(SwitchoverPlanner.decide(OPEN, List.of(PRIMARY, TWO), Link.UNKNOWN)))
                .contains("it accepts writes again");
        assertThat(refused(SwitchoverPlanner.decide(OPEN, List.of(stopped), Link.UNKNOWN))).contains("does not answer");
    }

    @Test
    void everybodyGoesOnWhereTheLogOfTheSuccessorEnds() {
        ServerStatus late = server(3, below(1, Receiver.CONNECTED, 900));
        Planned planned = SwitchoverPlanner.decide(OPEN, List.of(readOnly(PRIMARY, true), TWO, late), Link.UNKNOWN);
        Coordinates end = new Coordinates("bin.000001", 2000);
        assertThat(planned).isInstanceOfSatisfying(Plan.class, plan -> {
            assertThat(plan.stages().getFirst().steps()).containsExactly(
                    new Step.StopReplication(address(2)), new Step.ForgetSource(address(2)), new Step.MakeWritable(address(2)));
            assertThat(plan.stages().getLast().steps()).containsExactly(
                    new Step.Follow(address(1), address(2), new Place.Identical(end), Link.UNKNOWN),
                    new Step.Repoint(address(3), List.of(address(2)), new Place.ByMatching()));
        });
    }
}
