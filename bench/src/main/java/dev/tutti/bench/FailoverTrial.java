package dev.tutti.bench;

import dev.tutti.control.record.Recovery;
import dev.tutti.core.model.Address;
import dev.tutti.lab.Flavour;
import dev.tutti.lab.Fleet;
import dev.tutti.lab.WriteLoad;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Starts a fleet under a write load, makes one of its servers fail, waits for the recovery, checks the data, ends the fleet. */
final class FailoverTrial {
    private static final int CLIENTS = 2;
    private static final int WRITES_PER_SECOND = 200;
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    /** Deaths are spread over the second in which each server is looked at once, so that no run is lucky by design. */
    private static final Duration POLL_STEP = Duration.ofMillis(137);

    private static final Duration BEFORE = Duration.ofMillis(1500);

    private final Flavour flavour;
    private final Scenario scenario;

    FailoverTrial(Flavour flavour, Scenario scenario) {
        this.flavour = flavour;
        this.scenario = scenario;
    }

    /** @param number counts from 0, the first of this JVM */
    FailoverRun run(int number) throws IOException, SQLException {
        try (WatchedFleet watched = WatchedFleet.start(
                        Fleet.chain(flavour).withProgress(line -> {}), 0, "bench", Duration.ZERO);
                WriteLoad load = WriteLoad.start(watched::primary, CLIENTS, WRITES_PER_SECOND)) {
            load.awaitMore(WRITES_PER_SECOND, DEADLINE);
            Pause.of(BEFORE.plusMillis(POLL_STEP.multipliedBy(number).toMillis() % 1000));
            return measure(watched, load, number);
        }
    }

    private FailoverRun measure(WatchedFleet watched, WriteLoad load, int number) throws SQLException {
        Fleet fleet = watched.fleet();
        Address victim = fleet.server(scenario.victim).address();
        Instant killed = watched.clock().instant();
        Instant killedByWallClock = Instant.now();
        if (scenario == Scenario.PAUSE) {
            fleet.pause(scenario.victim);
        } else {
            fleet.kill(scenario.victim);
        }
        watched.await("a recovery of " + victim + " has ended", DEADLINE, () -> ended(watched, victim).isPresent());
        Recovery recovery = ended(watched, victim).orElseThrow();
        Double clientWrite = null;
        if (scenario.stopsWrites() && recovery.state() == Recovery.State.SUCCEEDED) {
            load.awaitMore(WRITES_PER_SECOND / 10, DEADLINE);
            clientWrite = load.acknowledged().stream()
                    .filter(write -> write.at().isAfter(killedByWallClock) && !write.server().equals(victim))
                    .findFirst()
                    .map(write -> seconds(killedByWallClock, write.at()))
                    .orElse(null);
        }
        watched.await("all servers replicate", DEADLINE, watched::allReplicate);
        load.awaitMore(WRITES_PER_SECOND / 2, DEADLINE);
        load.stop();
        DataCheck data = DataCheck.of(watched, load, victim, scenario.stopsWrites());
        return new FailoverRun(
                scenario.word(),
                number == 0,
                orNull(killed, recovery.suspectedAt()),
                orNull(killed, recovery.decidedAt()),
                orNull(killed, drained(recovery)),
                scenario.stopsWrites() ? orNull(killed, recovery.writableAt()) : null,
                clientWrite,
                orNull(killed, recovery.settledAt()),
                load.acknowledgedCount(),
                data.neverArrived(),
                problem(recovery, data));
    }

    private static @Nullable String problem(Recovery recovery, DataCheck data) {
        if (recovery.state() != Recovery.State.SUCCEEDED || !recovery.lost().isEmpty()) {
            return "recovery " + recovery.state() + ": " + recovery.outcome() + ", lost replicas " + recovery.lost();
        }
        return data.problem();
    }

    private static Optional<Recovery> ended(WatchedFleet watched, Address victim) {
        return watched.plane().journal().recoveries(null, 1).stream()
                .filter(recovery -> recovery.subject().equals(victim.toString()) && recovery.ended() != null)
                .findFirst();
    }

    private static @Nullable Instant drained(Recovery recovery) {
        return recovery.steps().stream()
                .filter(step -> step.kind().equals("drain"))
                .flatMap(step -> Optional.ofNullable(step.ended()).stream())
                .max(Instant::compareTo)
                .orElse(null);
    }

    private static @Nullable Double orNull(Instant from, @Nullable Instant to) {
        return to == null ? null : seconds(from, to);
    }

    private static double seconds(Instant from, Instant to) {
        return Duration.between(from, to).toNanos() / 1e9;
    }
}
