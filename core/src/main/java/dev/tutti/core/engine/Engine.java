package dev.tutti.core.engine;

import dev.tutti.core.diagnosis.Diagnosis.IntermediateDead;
import dev.tutti.core.diagnosis.Diagnosis.OfSource;
import dev.tutti.core.diagnosis.Diagnosis.PrimaryDead;
import dev.tutti.core.diagnosis.Diagnosis.Suspected;
import dev.tutti.core.diagnosis.Diagnosis.Suspected.Missing;
import dev.tutti.core.diagnosis.SourceJudge;
import dev.tutti.core.diagnosis.SourceJudge.Baseline;
import dev.tutti.core.engine.Decision.About;
import dev.tutti.core.engine.Decision.Verdict;
import dev.tutti.core.engine.EngineState.Suspicion;
import dev.tutti.core.fleet.Contact;
import dev.tutti.core.fleet.FleetState;
import dev.tutti.core.fleet.Watched;
import dev.tutti.core.model.Address;
import dev.tutti.core.model.ServerStatus;
import dev.tutti.core.policy.Policy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The one loop's decisions: {@code step(state, event, now) → (state, commands)}. Pure and deterministic: the control plane
 * calls it for real servers, the simulator for modelled ones, a test for a written story.
 *
 * <pre>
 *             fails to answer                evidence asked for
 *  watched ─────────────────▶ suspected ◀────────────────────────┐
 *     ▲                          │  │  └── pending ──────────────┘
 *     │  answers again           │  └── replicas still receive ──▶ unreachable from here (nothing is done)
 *     └──────────────────────────┤
 *                                └── nobody receives ──▶ dead ── policy ──▶ recovering ──▶ replaced, or tried already
 * </pre>
 */
public final class Engine {
    /** Ticks come several times a second; a gap this long means that this process itself did not run. */
    private static final Duration PAUSED_AFTER = Duration.ofSeconds(1);

    private EngineState state;
    private final Policy policy;
    private final Instant now;
    private final List<Command> commands = new ArrayList<>();

    /** What a step results in. */
    public record Result(EngineState state, List<Command> commands) {
        public Result {
            commands = List.copyOf(commands);
        }
    }

    private Engine(EngineState state, Policy policy, Instant now) {
        this.state = state;
        this.policy = policy;
        this.now = now;
    }

    public static Result step(EngineState state, Event event, Policy policy, Instant now) {
        Engine engine = new Engine(state, policy, now);
        engine.on(event);
        return new Result(engine.state, engine.commands);
    }

    private void on(Event event) {
        switch (event) {
            case Event.Seen seen -> onSeen(seen.status(), seen.at());
            case Event.NotSeen notSeen -> onNotSeen(notSeen);
            case Event.Tick tick -> onTick();
            case Event.Discovered discovered -> {
                if (state.fleet().server(discovered.server()).isEmpty()) {
                    state = state.withFleet(state.fleet().with(Watched.unknown(discovered.server())));
                }
            }
            case Event.Known known -> onKnown(known);
            case Event.Forgotten forgotten -> forget(forgotten.server());
            case Event.ReceiverRestarted restarted -> onReceiverRestarted(restarted);
            case Event.RecoveryBegan began -> {
                state = state.withInProgress(Maps.with(state.inProgress(), began.subject(), began.at()));
                state = state.withPast(new PastRecovery(
                        began.subject(), began.chain(), began.primary(), null, began.at(), false));
            }
            case Event.RecoveryEnded ended -> onRecoveryEnded(ended);
            case Event.ReplicaLost lost -> state = state.withLost(Maps.with(
                    state.lost(), lost.replica(), new EngineState.Loss(lost.reason(), lost.at())));
            case Event.Acknowledged acknowledged -> acknowledge(acknowledged.chain());
            case Event.DowntimeSet set -> state = state.withDowntimes(
                    set.duration().isPositive()
                            ? Maps.with(
                                    state.downtimes(),
                                    set.server(),
                                    new EngineState.Downtime(now.plus(set.duration()), set.reason()))
                            : Maps.without(state.downtimes(), set.server()));
            case Event.Remembered remembered -> remember(remembered.recovery());
        }
    }

    private void onKnown(Event.Known known) {
        Address address = known.status().address();
        if (state.fleet().server(address).flatMap(Watched::lastStatus).isEmpty()) {
            state = state.withFleet(state.fleet().with(new Watched(
                    address, known.status(), known.at(), new Contact.NotYet(), known.chain())));
        }
    }

    // ---- what was seen -------------------------------------------------------------------------------------------

    private void onSeen(ServerStatus status, Instant at) {
        Address address = status.address();
        Watched before = state.fleet().server(address).orElseGet(() -> Watched.unknown(address));
        Instant seenBefore = before.seenAt();
        if (seenBefore != null && at.isBefore(seenBefore)) {
            return;
        }
        if (before.contact() instanceof Contact.Failing failing && at.isBefore(failing.since())) {
            // An answer that was under way when contact was lost is no sign of life.
            return;
        }
        FleetState fleet = state.fleet().with(before.seen(status, at));
        state = state.withFleet(fleet.with(fleet.server(address).orElseThrow().inChain(chainOf(fleet, before, status))));
        Suspicion suspicion = state.suspicions().get(address);
        if (suspicion != null) {
            state = state.withoutSuspicion(address);
            note(address, new About.AnswersAgain(suspicion.since()), new Verdict.NothingToDo());
        }
        status.replicating().ifPresent(replication -> {
            if (replication.healthy() && state.lost().containsKey(address)) {
                state = state.withLost(Maps.without(state.lost(), address));
            }
            takeTestimony(address, replication.source(), status, at);
        });
        formerPrimaryReturned(status);
    }

    private static String chainOf(FleetState fleet, Watched before, ServerStatus status) {
        Address root = fleet.rootOf(status.address());
        if (!root.equals(status.address())) {
            return fleet.server(root).map(Watched::chain).orElse(root.toString());
        }
        return before.chain();
    }

    private void takeTestimony(Address replica, Address source, ServerStatus status, Instant at) {
        Suspicion suspicion = state.suspicions().get(source);
        if (suspicion == null || at.isBefore(suspicion.since())) {
            return;
        }
        if (!suspicion.baselines().containsKey(replica)) {
            state = state.withSuspicion(source, suspicion.with(replica, new Baseline(status, at, null)));
        }
        judge(source);
    }

    private void formerPrimaryReturned(ServerStatus status) {
        Address replacedBy = state.replacedBy().get(status.address());
        if (replacedBy == null) {
            return;
        }
        if (status.replicating().isPresent()) {
            // It is a replica again, so it is no rival any more.
            state = state.withReplacedBy(Maps.without(state.replacedBy(), status.address()));
        } else if (!status.readOnly()) {
            String chain = state.fleet().server(replacedBy).map(Watched::chain).orElse(replacedBy.toString());
            commands.add(new Command.Fence(status.address(), replacedBy, chain));
        }
    }

    private void onNotSeen(Event.NotSeen event) {
        Watched before = state.fleet().server(event.server()).orElse(null);
        if (before == null) {
            return;
        }
        Instant seenAt = before.seenAt();
        if (seenAt != null && event.at().isBefore(seenAt)) {
            return;
        }
        Watched after = before.failed(event.kind(), event.freshAttempt(), event.detail(), event.at());
        state = state.withFleet(state.fleet().with(after));
        List<Watched> replicas = state.fleet().replicasOf(event.server());
        boolean noted = state.suspicions().containsKey(event.server())
                || state.replacedBy().containsKey(event.server());
        if (!replicas.isEmpty() && !noted) {
            state = state.withSuspicion(event.server(), Suspicion.begun(event.at()));
            Set<Address> toAsk = new HashSet<>(Set.of(event.server()));
            replicas.forEach(replica -> toAsk.add(replica.address()));
            commands.add(new Command.Probe(toAsk));
        }
        judge(event.server());
        after.source().ifPresent(this::judge);
    }

    private void onReceiverRestarted(Event.ReceiverRestarted event) {
        Optional<Address> source = state.fleet().server(event.replica()).flatMap(Watched::source);
        Suspicion suspicion = source.map(state.suspicions()::get).orElse(null);
        Baseline baseline = suspicion == null ? null : suspicion.baselines().get(event.replica());
        if (source.isPresent() && suspicion != null && baseline != null && event.done()) {
            state = state.withSuspicion(
                    source.get(), suspicion.with(event.replica(), baseline.restartedAt(event.at())));
        }
    }

    // ---- time ----------------------------------------------------------------------------------------------------

    private void onTick() {
        Instant last = state.lastTick();
        state = state.tickedAt(now);
        if (last != null && Duration.between(last, now).compareTo(PAUSED_AFTER) > 0) {
            startOverAfterPause(Duration.between(last, now));
            return;
        }
        List.copyOf(state.suspicions().keySet()).forEach(this::judge);
    }

    /** This process was not running on time, so timeouts that it saw may be its own: every suspicion starts afresh. */
    private void startOverAfterPause(Duration pause) {
        Set<Address> toAsk = new HashSet<>();
        Map<Address, Suspicion> fresh = new HashMap<>();
        for (Address suspect : state.suspicions().keySet()) {
            state.fleet().server(suspect).ifPresent(server -> {
                if (server.contact() instanceof Contact.Failing failing) {
                    state = state.withFleet(state.fleet().with(server.withContact(
                            new Contact.Failing(now, failing.kind(), 0, failing.detail()))));
                }
            });
            fresh.put(suspect, Suspicion.begun(now));
            toAsk.add(suspect);
            state.fleet().replicasOf(suspect).forEach(replica -> toAsk.add(replica.address()));
            note(suspect, new About.WeWerePaused(pause), new Verdict.Asking());
        }
        state = state.withSuspicions(fresh);
        if (!toAsk.isEmpty()) {
            commands.add(new Command.Probe(toAsk));
        }
    }

    // ---- judging and deciding ------------------------------------------------------------------------------------

    private void judge(Address suspect) {
        Suspicion suspicion = state.suspicions().get(suspect);
        Watched server = state.fleet().server(suspect).orElse(null);
        if (suspicion == null
                || server == null
                || state.inProgress().containsKey(suspect)
                || state.replacedBy().containsKey(suspect)
                || !(server.contact() instanceof Contact.Failing failing)) {
            return;
        }
        Optional<OfSource> judged = SourceJudge.judge(
                state.fleet(), server, failing, suspicion.baselines(), policy.timing(), now);
        if (judged.isEmpty()) {
            return;
        }
        OfSource diagnosis = judged.get();
        switch (diagnosis) {
            case Suspected suspected -> ask(suspected, suspicion, server);
            case PrimaryDead dead -> decideRecovery(dead, server, true);
            case IntermediateDead dead -> decideRecovery(dead, server, false);
            default -> {
                note(suspect, new About.Concluded(diagnosis), new Verdict.EvidenceForbids());
                probeAgain(suspect, suspicion, policy.timing().poll());
            }
        }
    }

    private void ask(Suspected suspected, Suspicion suspicion, Watched server) {
        if (!suspicion.recovered()) {
            note(server.address(), new About.Concluded(suspected), new Verdict.Asking());
        }
        if (suspected.missing() == Missing.RECEIVER_RESTART) {
            Set<Address> restart = new HashSet<>();
            for (Watched replica : state.fleet().replicasOf(server.address())) {
                Baseline baseline = suspicion.baselines().get(replica.address());
                if (baseline != null
                        && baseline.receiverRestartedAt() == null
                        && SourceJudge.mayRestartReceiver(state.fleet(), replica.address())) {
                    restart.add(replica.address());
                }
            }
            if (!restart.isEmpty() && !suspicion.probedAt().plus(policy.timing().reprobe()).isAfter(now)) {
                commands.add(new Command.RestartReceivers(restart));
            }
        }
        probeAgain(server.address(), suspicion, policy.timing().reprobe());
    }

    private void probeAgain(Address suspect, Suspicion suspicion, Duration after) {
        if (suspicion.probedAt().plus(after).isAfter(now)) {
            return;
        }
        Set<Address> toAsk = new HashSet<>(Set.of(suspect));
        state.fleet().replicasOf(suspect).forEach(replica -> toAsk.add(replica.address()));
        state = state.withSuspicion(suspect, suspicion.probed(now));
        commands.add(new Command.Probe(toAsk));
    }

    private void decideRecovery(OfSource dead, Watched server, boolean primary) {
        Optional<Verdict> reasonNotTo = Gate.reasonNotTo(state, server, primary, policy, now);
        if (reasonNotTo.isPresent()) {
            note(server.address(), new About.Concluded(dead), reasonNotTo.get());
            return;
        }
        note(server.address(), new About.Concluded(dead), new Verdict.Recovering());
        state = state.withInProgress(Maps.with(state.inProgress(), server.address(), now));
        commands.add(new Command.Recover(dead, server.chain()));
    }

    private void note(Address subject, About about, Verdict verdict) {
        String chain = state.fleet().server(subject).map(Watched::chain).orElse(subject.toString());
        Decision decision = new Decision(now, chain, subject, about, verdict);
        if (state.latest().get(subject).filter(decision::saysTheSame).isEmpty()) {
            state = state.withLatest(decision);
            commands.add(new Command.Note(decision));
        }
    }

    // ---- recoveries and people -----------------------------------------------------------------------------------

    private void onRecoveryEnded(Event.RecoveryEnded event) {
        Address subject = event.subject();
        state = state.withInProgress(Maps.without(state.inProgress(), subject));
        Set<Address> toAsk = new HashSet<>();
        state.fleet().replicasOf(subject).forEach(replica -> toAsk.add(replica.address()));
        if (event.succeeded()) {
            expectFreshEvidence(subject, event.at());
        } else {
            state = state.withFailed(subject, event.at());
        }
        Address promoted = event.promoted();
        if (promoted != null) {
            state = state.withReplacedBy(
                    Maps.with(Maps.without(state.replacedBy(), promoted), subject, promoted));
            List<PastRecovery> past = new ArrayList<>(state.past());
            for (int i = past.size() - 1; i >= 0; i--) {
                PastRecovery recovery = past.get(i);
                if (recovery.subject().equals(subject)) {
                    past.set(i, new PastRecovery(
                            subject, recovery.chain(), recovery.primary(), promoted, recovery.began(),
                            recovery.acknowledged()));
                    break;
                }
            }
            state = state.withPast(past);
            toAsk.add(promoted);
        }
        if (!toAsk.isEmpty()) {
            commands.add(new Command.Probe(toAsk));
        }
    }

    /** What was seen before a recovery is no evidence after it: its replicas have another source now. */
    private void expectFreshEvidence(Address subject, Instant from) {
        Watched server = state.fleet().server(subject).orElse(null);
        if (server != null && server.contact() instanceof Contact.Failing failing) {
            state = state.withFleet(state.fleet().with(
                    server.withContact(new Contact.Failing(from, failing.kind(), 0, failing.detail()))));
            state = state.withSuspicion(subject, new Suspicion(from, Map.of(), from, true));
        }
    }

    private void acknowledge(String chain) {
        state = state.withPast(state.past().stream()
                .map(recovery -> recovery.chain().equals(chain)
                        ? new PastRecovery(
                                recovery.subject(), recovery.chain(), recovery.primary(), recovery.promoted(),
                                recovery.began(), true)
                        : recovery)
                .toList());
    }

    private void remember(PastRecovery recovery) {
        state = state.withPast(recovery);
        Address promoted = recovery.promoted();
        if (promoted != null) {
            state = state.withReplacedBy(
                    Maps.with(Maps.without(state.replacedBy(), promoted), recovery.subject(), promoted));
        }
    }

    private void forget(Address server) {
        state = state.withFleet(state.fleet().without(server)).withoutSuspicion(server);
        state = state.withReplacedBy(Maps.without(state.replacedBy(), server));
        state = state.withLost(Maps.without(state.lost(), server));
        state = state.withDowntimes(Maps.without(state.downtimes(), server));
    }
}
