package dev.tutti.core.engine;

import dev.tutti.core.diagnosis.SourceJudge.Baseline;
import dev.tutti.core.engine.EngineState.Downtime;
import dev.tutti.core.engine.EngineState.Loss;
import dev.tutti.core.engine.EngineState.Suspicion;
import dev.tutti.core.fleet.FleetState;
import dev.tutti.core.fleet.Watched;
import dev.tutti.core.model.Address;
import dev.tutti.core.policy.Policy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All that decisions depend on, at one moment, as plain lists: what people send with a report, what {@code tutti diagnose}
 * reads, and what a test keeps. Deciding on {@link #toState} gives the same as deciding on the state it was taken of.
 *
 * @param format {@value #FORMAT}
 * @param at when it was taken
 */
public record Snapshot(
        String format,
        Instant at,
        Policy policy,
        List<Watched> servers,
        List<SuspicionOf> suspicions,
        List<Moment> inProgress,
        List<PastRecovery> past,
        List<Moment> failed,
        List<Replacement> replaced,
        List<LossOf> lost,
        List<DowntimeOf> downtimes) {
    public static final String FORMAT = "tutti-snapshot/1";

    public record SuspicionOf(Address server, Instant since, Instant probedAt, boolean recovered, List<BaselineOf> baselines) {}

    public record BaselineOf(Address replica, Baseline baseline) {}

    public record Moment(Address server, Instant at) {}

    public record Replacement(Address former, Address by) {}

    public record LossOf(Address server, String reason, Instant since) {}

    public record DowntimeOf(Address server, Instant until, String reason) {}

    public static Snapshot of(EngineState state, Policy policy, Instant at) {
        List<SuspicionOf> suspicions = new ArrayList<>();
        inOrder(state.suspicions()).forEach((server, suspicion) -> {
            List<BaselineOf> baselines = new ArrayList<>();
            inOrder(suspicion.baselines())
                    .forEach((replica, baseline) -> baselines.add(new BaselineOf(replica, baseline)));
            suspicions.add(new SuspicionOf(
                    server, suspicion.since(), suspicion.probedAt(), suspicion.recovered(), baselines));
        });
        List<Replacement> replaced = new ArrayList<>();
        inOrder(state.replacedBy()).forEach((former, by) -> replaced.add(new Replacement(former, by)));
        List<LossOf> lost = new ArrayList<>();
        inOrder(state.lost()).forEach((server, loss) -> lost.add(new LossOf(server, loss.reason(), loss.since())));
        List<DowntimeOf> downtimes = new ArrayList<>();
        inOrder(state.downtimes()).forEach((server, downtime) ->
                downtimes.add(new DowntimeOf(server, downtime.until(), downtime.reason())));
        return new Snapshot(
                FORMAT,
                at,
                policy,
                state.fleet().servers().values().sorted(Comparator.comparing(Watched::address)).toList(),
                suspicions,
                moments(state.inProgress()),
                state.past(),
                moments(state.failed()),
                replaced,
                lost,
                downtimes);
    }

    /** The same state gives the same text, whatever order its maps happen to have. */
    private static <V> Map<Address, V> inOrder(Map<Address, V> map) {
        return new TreeMap<>(map);
    }

    private static List<Moment> moments(Map<Address, Instant> map) {
        List<Moment> moments = new ArrayList<>();
        inOrder(map).forEach((server, at) -> moments.add(new Moment(server, at)));
        return moments;
    }

    public EngineState toState() {
        FleetState fleet = FleetState.empty();
        for (Watched server : servers) {
            fleet = fleet.with(server);
        }
        EngineState state = EngineState.empty().withFleet(fleet).withPast(past).tickedAt(at);
        Map<Address, Suspicion> suspected = new HashMap<>();
        for (SuspicionOf suspicion : suspicions) {
            Map<Address, Baseline> baselines = new HashMap<>();
            suspicion.baselines().forEach(of -> baselines.put(of.replica(), of.baseline()));
            suspected.put(
                    suspicion.server(),
                    new Suspicion(suspicion.since(), baselines, suspicion.probedAt(), suspicion.recovered()));
        }
        Map<Address, Instant> running = new HashMap<>();
        inProgress.forEach(moment -> running.put(moment.server(), moment.at()));
        Map<Address, Address> replacedBy = new HashMap<>();
        replaced.forEach(replacement -> replacedBy.put(replacement.former(), replacement.by()));
        Map<Address, Loss> losses = new HashMap<>();
        lost.forEach(loss -> losses.put(loss.server(), new Loss(loss.reason(), loss.since())));
        Map<Address, Downtime> down = new HashMap<>();
        downtimes.forEach(of -> down.put(of.server(), new Downtime(of.until(), of.reason())));
        state = state.withSuspicions(suspected)
                .withInProgress(running)
                .withReplacedBy(replacedBy)
                .withLost(losses)
                .withDowntimes(down);
        for (Moment moment : failed) {
            state = state.withFailed(moment.server(), moment.at());
        }
        return state;
    }
}
