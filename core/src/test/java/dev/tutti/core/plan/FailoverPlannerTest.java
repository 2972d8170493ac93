package dev.tutti.core.plan;

import static dev.tutti.core.Statuses.address;
import static dev.tutti.core.Statuses.below;
import static dev.tutti.core.Statuses.server;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.core.fleet.FleetState;
import dev.tutti.core.fleet.Watched;
import dev.tutti.core.model.Replication.Receiver;
import dev.tutti.core.model.ServerStatus;
import dev.tutti.core.policy.Policy;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

class FailoverPlannerTest {
    private static final Duration DEADLINE = Duration.ofSeconds(5);

    /** 4 saw its primary die, and dies before it can be asked what it had: 5 and 6 may have more than anybody else. */
    @Test
    void whatAnIntermediatePassedOnThatDiesDuringTheFailoverIsLookedForAtItsReplicas() {
        ServerStatus two = server(2, below(1, Receiver.STOPPED, 900));
        FleetState fleet = fleet(
                two, server(4, below(1, Receiver.STOPPED, 1200)), server(5, below(4, Receiver.CONNECTED, 4000)),
                server(6, below(4, Receiver.CONNECTED, 4000)));

        Planned planned = FailoverPlanner.decide(
                new Plan.Open.ChoosePrimary(address(1), List.of(address(2), address(4)), List.of(), DEADLINE, false, null),
                List.of(two), fleet, Policy.defaults());

        assertThat(planned).isInstanceOfSatisfying(Plan.class, plan -> {
            assertThat(plan.stages().getFirst().steps())
                    .containsExactlyInAnyOrder(new Step.Drain(address(5), DEADLINE), new Step.Drain(address(6), DEADLINE));
            assertThat(plan.stages().get(1).vital()).isTrue();
            assertThat(plan.stages().get(1).steps()).containsExactlyInAnyOrder(
                    new Step.Level(address(2), address(5), DEADLINE), new Step.Level(address(2), address(6), DEADLINE));
        });
    }

    @Test
    void clientsAreToldDirectlyAfterTheNewPrimaryWasMadeWritableAndTheOthersDoNotWait() {
        List<Stage> stages = promoting(Policy.defaults().with(new Policy.Clients(Set.of("db3:3306"), DEADLINE)));

        assertThat(stages.get(0).steps().getLast()).isEqualTo(new Step.MakeWritable(address(2)));
        assertThat(stages.get(1).steps()).containsExactly(new Step.TellClients(address(2), DEADLINE));
        assertThat(stages.get(1).beside()).isTrue();
        assertThat(stages.get(1).vital()).isFalse();
        assertThat(stages.get(2).steps()).hasSize(1).allSatisfy(step -> assertThat(step).isInstanceOf(Step.Repoint.class));
        assertThat(stages.get(2).beside()).isFalse();
    }

    @Test
    void whereNoNameLeadsToTheChainNobodyIsTold() {
        assertThat(promoting(Policy.defaults().with(new Policy.Clients(Set.of("another"), DEADLINE))))
                .flatExtracting(Stage::steps)
                .noneSatisfy(step -> assertThat(step).isInstanceOf(Step.TellClients.class));
    }

    /** What follows when the replicas of 1 have drained. */
    private static List<Stage> promoting(Policy policy) {
        ServerStatus two = server(2, below(1, Receiver.STOPPED, 900));
        ServerStatus three = server(3, below(1, Receiver.STOPPED, 900));
        FleetState fleet = inOneChain(fleet(two, three));
        Planned first = FailoverPlanner.plan(fleet, address(1), policy, false);
        assertThat(first).isInstanceOf(Plan.class);
        Planned then = FailoverPlanner.decide(
                (Plan.Open.ChoosePrimary) ((Plan) first).open(), List.of(two, three), fleet, policy);
        return ((Plan) then).stages();
    }

    private static FleetState inOneChain(FleetState fleet) {
        FleetState whole = fleet.with(Watched.unknown(address(1)).inChain("shop"));
        for (Watched server : fleet.servers().values().toList()) {
            whole = whole.with(server.inChain("shop"));
        }
        return whole;
    }

    private static FleetState fleet(ServerStatus... servers) {
        FleetState fleet = FleetState.empty();
        for (ServerStatus status : servers) {
            fleet = fleet.with(Watched.unknown(status.address()).seen(status, Instant.EPOCH));
        }
        return fleet;
    }
}
