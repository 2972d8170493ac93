package dev.tutti.core.engine;

import dev.tutti.core.diagnosis.SourceJudge.Baseline;
import dev.tutti.core.fleet.FleetState;
import dev.tutti.core.fleet.PersistentMap;
import dev.tutti.core.model.Address;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that decisions depend on. Immutable.
 *
 * @param fleet what is known of the servers
 * @param suspicions servers that fail to answer and have replicas, or had when they fell silent
 * @param inProgress servers that a recovery is under way for
 * @param past recoveries, newest last
 * @param failed when a recovery of a server ended without success, as long as the server is suspected
 * @param replacedBy former primaries and who took over from them
 * @param lost replicas that a recovery could not keep
 * @param downtimes servers left alone for a while
 * @param latest the last decision about each server
 * @param lastTick when time last passed; null before the first tick
 */
public record EngineState(
        FleetState fleet,
        Map<Address, Suspicion> suspicions,
        Map<Address, Instant> inProgress,
        List<PastRecovery> past,
        Map<Address, Instant> failed,
        Map<Address, Address> replacedBy,
        Map<Address, Loss> lost,
        Map<Address, Downtime> downtimes,
        PersistentMap<Address, Decision> latest,
        @Nullable Instant lastTick) {

    /** Past recoveries kept in mind; older ones are in the journal. */
    private static final int REMEMBERED = 500;

    public EngineState {
        suspicions = Map.copyOf(suspicions);
        inProgress = Map.copyOf(inProgress);
        past = List.copyOf(past);
        failed = Map.copyOf(failed);
        replacedBy = Map.copyOf(replacedBy);
        lost = Map.copyOf(lost);
        downtimes = Map.copyOf(downtimes);
    }

    public static EngineState empty() {
        return new EngineState(
                FleetState.empty(),
                Map.of(),
                Map.of(),
                List.of(),
                Map.of(),
                Map.of(),
                Map.of(),
                Map.of(),
                PersistentMap.empty(),
                null);
    }

    /**
     * A server that fails to answer.
     *
     * @param since when it was first noticed
     * @param baselines by replica, its first look after that
     * @param probedAt when evidence was last asked for
     * @param recovered whether a recovery of it has just succeeded: that its former replicas have not been seen with their
     *     new source yet is nothing to tell anybody
     */
    public record Suspicion(
            Instant since, Map<Address, Baseline> baselines, Instant probedAt, boolean recovered) {
        public static Suspicion begun(Instant at) {
            return new Suspicion(at, Map.of(), at, false);
        }

        public Suspicion {
            baselines = Map.copyOf(baselines);
        }

        Suspicion with(Address replica, Baseline baseline) {
            return new Suspicion(since, Maps.with(baselines, replica, baseline), probedAt, recovered);
        }

        Suspicion probed(Instant at) {
            return new Suspicion(since, baselines, at, recovered);
        }
    }

    public record Downtime(Instant until, String reason) {}

    public record Loss(String reason, Instant since) {}

    EngineState withFleet(FleetState newFleet) {
        return new EngineState(
                newFleet, suspicions, inProgress, past, failed, replacedBy, lost, downtimes, latest, lastTick);
    }

    EngineState withSuspicion(Address server, Suspicion suspicion) {
        return withSuspicions(Maps.with(suspicions, server, suspicion));
    }

    EngineState withoutSuspicion(Address server) {
        return new EngineState(
                fleet,
                Maps.without(suspicions, server),
                inProgress,
                past,
                Maps.without(failed, server),
                replacedBy,
                lost,
                downtimes,
                latest,
                lastTick);
    }

    EngineState withSuspicions(Map<Address, Suspicion> newSuspicions) {
        return new EngineState(
                fleet, newSuspicions, inProgress, past, failed, replacedBy, lost, downtimes, latest, lastTick);
    }

    EngineState withInProgress(Map<Address, Instant> newInProgress) {
        return new EngineState(
                fleet, suspicions, newInProgress, past, failed, replacedBy, lost, downtimes, latest, lastTick);
    }

    EngineState withPast(PastRecovery recovery) {
        List<PastRecovery> longer = new ArrayList<>(past);
        longer.add(recovery);
        return withPast(longer.size() > REMEMBERED ? longer.subList(1, longer.size()) : longer);
    }

    EngineState withPast(List<PastRecovery> newPast) {
        return new EngineState(
                fleet, suspicions, inProgress, newPast, failed, replacedBy, lost, downtimes, latest, lastTick);
    }

    EngineState withFailed(Address server, Instant at) {
        return new EngineState(
                fleet,
                suspicions,
                inProgress,
                past,
                Maps.with(failed, server, at),
                replacedBy,
                lost,
                downtimes,
                latest,
                lastTick);
    }

    EngineState withReplacedBy(Map<Address, Address> newReplacedBy) {
        return new EngineState(
                fleet, suspicions, inProgress, past, failed, newReplacedBy, lost, downtimes, latest, lastTick);
    }

    EngineState withLost(Map<Address, Loss> newLost) {
        return new EngineState(
                fleet, suspicions, inProgress, past, failed, replacedBy, newLost, downtimes, latest, lastTick);
    }

    EngineState withDowntimes(Map<Address, Downtime> newDowntimes) {
        return new EngineState(
                fleet, suspicions, inProgress, past, failed, replacedBy, lost, newDowntimes, latest, lastTick);
    }

    EngineState withLatest(Decision decision) {
        return new EngineState(
                fleet,
                suspicions,
                inProgress,
                past,
                failed,
                replacedBy,
                lost,
                downtimes,
                latest.with(decision.subject(), decision),
                lastTick);
    }

    EngineState withoutLatest(Address server) {
        return new EngineState(
                fleet,
                suspicions,
                inProgress,
                past,
                failed,
                replacedBy,
                lost,
                downtimes,
                latest.without(server),
                lastTick);
    }

    EngineState tickedAt(Instant at) {
        return new EngineState(fleet, suspicions, inProgress, past, failed, replacedBy, lost, downtimes, latest, at);
    }

    Optional<Downtime> downtimeOf(Address server, Instant now) {
        return Optional.ofNullable(downtimes.get(server)).filter(downtime -> now.isBefore(downtime.until()));
    }
}
