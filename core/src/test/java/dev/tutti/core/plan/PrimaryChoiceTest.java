package dev.tutti.core.plan;

import static dev.tutti.core.Statuses.address;
import static dev.tutti.core.Statuses.below;
import static dev.tutti.core.Statuses.server;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.core.fleet.FleetState;
import dev.tutti.core.model.Replication.Receiver;
import dev.tutti.core.model.ServerStatus;
import dev.tutti.core.plan.PrimaryChoice.Choice;
import dev.tutti.core.plan.PrimaryChoice.Chosen;
import dev.tutti.core.plan.PrimaryChoice.Nobody;
import dev.tutti.core.policy.AddressPattern;
import dev.tutti.core.policy.Promotion;
import dev.tutti.core.policy.Promotion.Preference;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

class PrimaryChoiceTest {
    private static final Promotion ANYBODY = Promotion.defaults();

    @Test
    void aReplicaThatWasMovedIsNotComparedByCoordinatesOfAnotherLog() {
        ServerStatus stays = server(2, below(1, Receiver.STOPPED, 900));
        ServerStatus moved = server(3, below(4, Receiver.CONNECTED, 5000));
        assertThat(choose(List.of(stays, moved), ANYBODY)).isInstanceOfSatisfying(Chosen.class, chosen -> {
            assertThat(chosen.promoted()).isEqualTo(stays);
            assertThat(chosen.levelFrom()).isEmpty();
        });
    }

    @Test
    void nobodyIsPromotedWithWorkLeft() {
        ServerStatus working = server(2, below(1, Receiver.STOPPED, 0, 900, 400, null));
        assertThat(choose(List.of(working), ANYBODY)).isInstanceOfSatisfying(Nobody.class, nobody ->
                assertThat(nobody.why()).isInstanceOf(Refusal.NoCandidate.class));
    }

    @Test
    void whoStillReceivesIsNotPromoted() {
        assertThat(choose(List.of(server(2, below(1, Receiver.CONNECTED, 900))), ANYBODY)).isInstanceOf(Nobody.class);
    }

    @Test
    void whatAnIneligibleReplicaHasMoreIsNotGivenUp() {
        Promotion promotion = new Promotion(
                List.of(new Promotion.Rule(new AddressPattern("db3"), Preference.NEVER)), List.of(), true, Duration.ofMinutes(10));
        ServerStatus holder = server(3, below(1, Receiver.STOPPED, 0, 900, 500, null));
        assertThat(choose(List.of(server(2, below(1, Receiver.STOPPED, 800)), holder), promotion))
                .isInstanceOfSatisfying(Nobody.class, nobody ->
                        assertThat(nobody.why()).isInstanceOfSatisfying(Refusal.WouldLose.class, loss -> {
                            assertThat(loss.best()).isEqualTo(address(2));
                            assertThat(loss.holder()).isEqualTo(address(3));
                        }));
    }

    @Test
    void theSmallestAddressDecidesAmongEquals() {
        ServerStatus two = server(2, below(1, Receiver.STOPPED, 900));
        ServerStatus three = server(3, below(1, Receiver.STOPPED, 900));
        assertThat(choose(List.of(three, two), ANYBODY)).isInstanceOfSatisfying(Chosen.class, chosen ->
                assertThat(chosen.promoted()).isEqualTo(two));
    }

    private static Choice choose(List<ServerStatus> replicas, Promotion promotion) {
        return PrimaryChoice.choose(address(1), replicas, FleetState.empty(), promotion, false);
    }
}
