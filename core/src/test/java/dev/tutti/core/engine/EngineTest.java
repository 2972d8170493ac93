package dev.tutti.core.engine;

import static dev.tutti.core.Statuses.address;
import static dev.tutti.core.Statuses.below;
import static dev.tutti.core.Statuses.server;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.core.fleet.Contact.Failure;
import dev.tutti.core.model.Replication;
import dev.tutti.core.model.Replication.Receiver;
import dev.tutti.core.policy.Policy;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What needs single events rather than a story. */
class EngineTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private EngineState state = EngineState.empty();
    private final List<Command> commands = new ArrayList<>();
    private Instant now = START;

    @Test
    void aHeartbeatCounterThatBeganAnewIsASignOfLifeAndNotOfDeath() {
        chain(400L);
        silent();
        look(2, Receiver.CONNECTED, 0, 400L);
        later(500);
        // The receiver reconnected by itself and counts from the beginning; three periods later it has counted two.
        look(2, Receiver.CONNECTED, 0, 0L);
        later(3000);
        look(2, Receiver.CONNECTED, 0, 2L);
        later(25);
        tick();
        assertThat(recoveries()).isEmpty();
    }

    @Test
    void heartbeatsThatStayAwayAreALoss() {
        chain(400L);
        silent();
        look(2, Receiver.CONNECTED, 0, 400L);
        for (int i = 0; i < 7; i++) {
            later(500);
            look(2, Receiver.CONNECTED, 0, 400L);
        }
        assertThat(recoveries()).hasSize(1);
    }

    @Test
    void aLookThatBeganBeforeTheLossIsNoAnswer() {
        chain(null);
        Instant began = now;
        later(100);
        tell(new Event.NotSeen(address(1), Failure.SESSION_CLOSED, false, "closed", now));
        tell(new Event.Seen(server(1, null), began.plusMillis(50)));
        assertThat(state.suspicions()).containsKey(address(1));
        tell(new Event.Seen(server(1, null), now.plusMillis(1)));
        assertThat(state.suspicions()).isEmpty();
    }

    @Test
    void whatTimedOutWhileThisProcessDidNotRunIsNotDecidedOn() {
        chain(null);
        tell(new Event.NotSeen(address(1), Failure.REFUSED, true, "refused", now));
        later(20);
        look(2, Receiver.CONNECTING, 2003, null);
        assertThat(recoveries()).isEmpty();
        // 3 could not be asked for ten seconds, because we did not run: nothing speaks for its being silent.
        later(10_000);
        tell(new Event.NotSeen(address(3), Failure.SILENT, true, "timed out", now));
        assertThat(recoveries()).isEmpty();
        later(10);
        look(3, Receiver.CONNECTED, 0, null);
        later(25);
        tick();
        assertThat(recoveries()).isEmpty();
    }

    @Test
    void whatIsForgottenLeavesNoTrace() {
        chain(null);
        silent();
        tell(new Event.Forgotten(address(1)));
        assertThat(state.suspicions()).isEmpty();
        assertThat(state.latest().get(address(1))).isEmpty();
        assertThat(state.fleet().server(address(1))).isEmpty();
    }

    @Test
    void aSnapshotGivesTheStateBack() {
        chain(7L);
        silent();
        look(2, Receiver.CONNECTED, 0, 7L);
        look(3, Receiver.CONNECTING, 2003, 7L);
        later(500);
        look(2, Receiver.CONNECTED, 0, 8L);
        tell(new Event.DowntimeSet(address(3), Duration.ofMinutes(5), "maintenance"));
        tell(new Event.ReplicaLost(address(5), "it is ahead", now));
        tell(new Event.Remembered(new PastRecovery(address(8), "db8:3306", true, address(9), START, false)));
        tell(new Event.RecoveryBegan(address(6), "db6:3306", false, now));
        tell(new Event.RecoveryEnded(address(1), false, null, now));
        assertThat(state.failed()).isNotEmpty();

        Snapshot snapshot = Snapshot.of(state, Policy.defaults(), now);
        EngineState back = snapshot.toState();

        assertThat(Snapshot.of(back, Policy.defaults(), now)).isEqualTo(snapshot);
        assertThat(back.suspicions()).isEqualTo(state.suspicions());
        assertThat(back.inProgress()).isEqualTo(state.inProgress());
        assertThat(back.past()).isEqualTo(state.past());
        assertThat(back.failed()).isEqualTo(state.failed());
        assertThat(back.replacedBy()).isEqualTo(state.replacedBy());
        assertThat(back.lost()).isEqualTo(state.lost());
        assertThat(back.downtimes()).isEqualTo(state.downtimes());
        assertThat(back.fleet().servers().values()).containsExactlyInAnyOrderElementsOf(
                state.fleet().servers().values().toList());
    }

    // ---- the story so far -------------------------------------------------------------------------------------------

    private void chain(@org.jspecify.annotations.Nullable Long heartbeats) {
        tell(new Event.Seen(server(1, null), now));
        look(2, Receiver.CONNECTED, 0, heartbeats);
        look(3, Receiver.STOPPED, 0, heartbeats);
        tick();
        later(500);
        tick();
    }

    private void silent() {
        tell(new Event.NotSeen(address(1), Failure.SILENT, true, "no answer", now));
        look(3, Receiver.STOPPED, 0, null);
    }

    private void look(int replica, Receiver receiver, int error, @org.jspecify.annotations.Nullable Long heartbeats) {
        Replication replication = below(1, receiver, error, 900, 900, heartbeats);
        tell(new Event.Seen(server(replica, replication), now));
    }

    private void tick() {
        tell(new Event.Tick());
    }

    private void later(long millis) {
        now = now.plusMillis(millis);
        if (millis < 10_000) {
            // Time passed for this process as well.
            for (long left = millis; left > 900; left -= 900) {
                now = now.minusMillis(left - 900);
                tick();
                now = now.plusMillis(left - 900);
            }
            tick();
        }
    }

    private void tell(Event event) {
        Engine.Result result = Engine.step(state, event, Policy.defaults(), now);
        state = result.state();
        commands.addAll(result.commands());
        result.commands().forEach(command -> {
            if (command instanceof Command.RestartReceivers restart) {
                // Nobody may: the heartbeats alone decide.
                restart.replicas().forEach(replica -> tell(new Event.ReceiverRestarted(replica, false, now)));
            }
        });
    }

    private List<Command> recoveries() {
        return commands.stream().filter(command -> command instanceof Command.Recover).toList();
    }
}
