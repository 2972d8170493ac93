package dev.tutti.core.engine;

import dev.tutti.core.diagnosis.Diagnosis.IntermediateDead;
import dev.tutti.core.diagnosis.Diagnosis.OfSource;
import dev.tutti.core.diagnosis.Diagnosis.PrimaryDead;
import dev.tutti.core.diagnosis.Diagnosis.Suspected;
import dev.tutti.core.diagnosis.Diagnosis.Suspected.Missing;
import dev.tutti.core.diagnosis.Diagnosis.UnreachableFromHere;
import dev.tutti.core.diagnosis.SourceJudge;
import dev.tutti.core.diagnosis.SourceJudge.Baseline;
import dev.tutti.core.diagnosis.Witness;
import dev.tutti.core.diagnosis.Witness.Says;
import dev.tutti.core.engine.Decision.About;
import dev.tutti.core.engine.Decision.Verdict;
import dev.tutti.core.engine.EngineState.Suspicion;
import dev.tutti.core.fleet.Contact;
import dev.tutti.core.fleet.FleetState;
import dev.tutti.core.fleet.Watched;
import dev.tutti.core.model.Address;
import dev.tutti.core.model.Replication.Receiver;
import dev.tutti.core.model.ServerStatus;
import dev.tutti.core.policy.Policy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
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
        boolean paused = noticePause();
        if (paused && (event instanceof Event.Tick || event instanceof Event.NotSeen)) {
            // What this process missed while it did not run, it may have missed by its own fault: it looks again.
            return;
        }
        switch (event) {
            case Event.Seen seen -> onSeen(seen.status(), seen.at());
            case Event.NotSeen notSeen -> onNotSeen(notSeen);
            case Event.Known known -> onKnown(known);
            case Event.Tick tick -> {
                state = state.tickedAt(now);
                inOrder(state.suspicions().keySet()).forEach(this::judge);
            }
            case Event.Discovered discovered -> {
                if (state.fleet().server(discovered.server()).isEmpty()) {
                    state = state.withFleet(state.fleet().with(Watched.unknown(discovered.server())));
                }
            }
            case Event.Forgotten forgotten -> forget(forgotten.server());
            case Event.ReceiverRestarted restarted -> onReceiverRestarted(restarted);
            case Event.RecoveryBegan began -> state = PastRecoveries.began(state, began);
            case Event.RecoveryEnded ended -> onRecoveryEnded(ended);
            case Event.ReplicaLost lost -> state = state.withLost(Maps.with(
                    state.lost(), lost.replica(), new EngineState.Loss(lost.reason(), lost.at())));
            case Event.Acknowledged acknowledged -> state = PastRecoveries.acknowledged(state, acknowledged.chain());
            case Event.DowntimeSet set -> state = state.withDowntimes(
                    set.duration().isPositive()
                            ? Maps.with(
                                    state.downtimes(),
                                    set.server(),
                                    new EngineState.Downtime(now.plus(set.duration()), set.reason()))
                            : Maps.without(state.downtimes(), set.server()));
            case Event.Remembered remembered -> state = PastRecoveries.remembered(state, remembered.recovery());
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
        String chain = chainOf(fleet, before, status);
        fleet = fleet.with(fleet.server(address).orElseThrow().inChain(chain));
        state = state.withFleet(chain.equals(before.chain()) ? fleet : broughtAlong(fleet, address, chain));
        Suspicion suspicion = state.suspicions().get(address);
        if (suspicion != null) {
            state = state.withoutSuspicion(address);
            note(address, new About.AnswersAgain(suspicion.since()), new Verdict.NothingToDo());
        }
        status.replicating().ifPresent(replication -> {
            if (replication.healthy() && state.lost().containsKey(address)) {
                state = state.withLost(Maps.without(state.lost(), address));
            }
            takeTestimony(address, replication.source(), status, before, at);
            state = FormerPrimaries.again(state, replication.source(), address);
        });
        state = FormerPrimaries.replicaAgain(state, status);
        FormerPrimaries.rival(state, status, now).ifPresent(rival -> {
            state = state.withLatest(rival.decision());
            commands.add(new Command.Note(rival.decision()));
            commands.add(rival.fence());
        });
        AwayStores.returned(state, status, policy, at, now).ifPresent(returned -> {
            state = returned.lost()
                    .map(reason -> state.withLost(Maps.with(state.lost(), address, new EngineState.Loss(reason, now))))
                    .orElse(state)
                    .withLatest(returned.decision());
            commands.add(new Command.Note(returned.decision()));
            returned.rejoin().ifPresent(commands::add);
        });
    }

    /** What replicates from a server, directly or not, is in its chain from the same moment on. */
    private static FleetState broughtAlong(FleetState before, Address top, String chain) {
        FleetState fleet = before;
        for (Watched below : before.servers().values()
                .filter(server -> !server.chain().equals(chain) && before.ancestry(server.address()).contains(top))
                .toList()) {
            fleet = fleet.with(below.inChain(chain));
        }
        return fleet;
    }

    private static String chainOf(FleetState fleet, Watched before, ServerStatus status) {
        Address root = fleet.rootOf(status.address());
        if (!root.equals(status.address())) {
            return fleet.server(root).map(Watched::chain).orElse(root.toString());
        }
        return before.chain();
    }

    private void takeTestimony(Address replica, Address source, ServerStatus status, Watched before, Instant at) {
        Suspicion suspicion = state.suspicions().get(source);
        if (suspicion == null || at.isBefore(suspicion.since())) {
            return;
        }
        Baseline known = suspicion.baselines().get(replica);
        Baseline baseline = known == null
                ? Baseline.first(status, at, hadLost(before, source, suspicion.since()))
                : known.after(status, at);
        state = state.withSuspicion(source, suspicion.with(replica, baseline));
        judge(source);
    }

    /** Whether a replica lost its source before, or may have: of one that was not looked at for long, nobody knows when. */
    private boolean hadLost(Watched before, Address source, Instant since) {
        Instant seenBefore = before.seenAt();
        boolean longAgo = seenBefore != null && seenBefore.isBefore(since.minus(policy.timing().silenceBound()));
        return longAgo
                || before.lastStatus()
                        .flatMap(ServerStatus::replicating)
                        .filter(replication -> replication.source().equals(source)
                                && replication.receiver() != Receiver.CONNECTED)
                        .isPresent();
    }

    private void onKnown(Event.Known known) {
        Address address = known.status().address();
        if (state.fleet().server(address).flatMap(Watched::lastStatus).isEmpty()) {
            state = state.withFleet(state.fleet().with(new Watched(
                    address, known.status(), known.at(), new Contact.NotYet(), known.chain())));
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
        boolean suspected = state.suspicions().containsKey(event.server());
        boolean noted = (suspected && !answeredInBetween(before, after))
                || state.replacedBy().containsKey(event.server());
        if (!replicas.isEmpty() && !noted) {
            // A recovery that failed belongs to the suspicion of its time.
            state = suspected ? state : state.withoutSuspicion(event.server());
            state = state.withSuspicion(event.server(), Suspicion.begun(event.at()));
            Set<Address> toAsk = new HashSet<>(Set.of(event.server()));
            replicas.forEach(replica -> toAsk.add(replica.address()));
            commands.add(new Command.Probe(toAsk));
        }
        judge(event.server());
        after.source().ifPresent(this::judge);
    }

    private static boolean answeredInBetween(Watched before, Watched after) {
        return before.contact() instanceof Contact.Failing failedBefore
                && after.contact() instanceof Contact.Failing failing
                && failing.since().isAfter(failedBefore.since());
    }

    private void onReceiverRestarted(Event.ReceiverRestarted event) {
        Optional<Address> source = state.fleet().server(event.replica()).flatMap(Watched::source);
        Suspicion suspicion = source.map(state.suspicions()::get).orElse(null);
        Baseline baseline = suspicion == null ? null : suspicion.baselines().get(event.replica());
        if (source.isPresent() && suspicion != null && baseline != null) {
            Baseline told = event.done() ? baseline.restartedAt(event.at()) : baseline.notRestarted();
            state = state.withSuspicion(source.get(), suspicion.with(event.replica(), told));
        }
    }

    // ---- time ----------------------------------------------------------------------------------------------------

    private boolean noticePause() {
        Instant last = state.lastTick();
        if (last == null || Duration.between(last, now).compareTo(PAUSED_AFTER) <= 0) {
            return false;
        }
        Set<Address> suspects = state.suspicions().keySet();
        Duration pause = Duration.between(last, now);
        state = Afresh.afterPause(state.tickedAt(now), policy.timing(), now);
        Set<Address> toAsk = new HashSet<>(suspects);
        for (Address suspect : inOrder(suspects)) {
            state.fleet().replicasOf(suspect).forEach(replica -> toAsk.add(replica.address()));
            note(suspect, new About.WeWerePaused(pause), new Verdict.Asking());
        }
        if (!toAsk.isEmpty()) {
            commands.add(new Command.Probe(toAsk));
        }
        return true;
    }

    private static List<Address> inOrder(Set<Address> servers) {
        return servers.stream().sorted().toList();
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
            restartReceivers(suspected);
        }
        Suspicion asked = state.suspicions().getOrDefault(server.address(), suspicion);
        probeAgain(server.address(), asked, policy.timing().reprobe());
    }

    /** Once for each replica: a restart disturbs it, and one that has lost its source would lose its error as well. */
    private void restartReceivers(Suspected suspected) {
        Set<Address> restart = new HashSet<>();
        for (Witness witness : suspected.witnesses()) {
            Suspicion suspicion = state.suspicions().get(suspected.subject());
            Baseline baseline = suspicion == null ? null : suspicion.baselines().get(witness.replica());
            if (suspicion != null
                    && baseline != null
                    && witness.says() == Says.STANDING_STILL
                    && baseline.restartAskedAt() == null
                    && SourceJudge.mayRestartReceiver(state.fleet(), witness.replica())) {
                restart.add(witness.replica());
                state = state.withSuspicion(
                        suspected.subject(), suspicion.with(witness.replica(), baseline.restartAsked(now)));
            }
        }
        if (!restart.isEmpty()) {
            commands.add(new Command.RestartReceivers(restart));
        }
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
        Optional<Verdict> reasonNotTo = Gate.reasonNotTo(state, server, primary, policy, now)
                .or(() -> primary ? Optional.empty() : primaryInTrouble(server));
        if (reasonNotTo.isPresent()) {
            note(server.address(), new About.Concluded(dead), reasonNotTo.get());
            return;
        }
        note(server.address(), new About.Concluded(dead), new Verdict.Recovering());
        state = state.withInProgress(Maps.with(state.inProgress(), server.address(), now));
        commands.add(new Command.Recover(dead, server.chain()));
    }

    /**
     * A dead intermediate's replicas can only go to servers that replicate; while the primary is dead or may be, there are
     * none, and a rescue that finds none is not repeated.
     */
    private Optional<Verdict> primaryInTrouble(Watched intermediate) {
        Address root = state.fleet().rootOf(intermediate.address());
        Suspicion suspicion = state.suspicions().get(root);
        boolean unsettled = !root.equals(intermediate.address())
                && !state.replacedBy().containsKey(root)
                && (state.inProgress().containsKey(root) || (suspicion != null && !provenAlive(root, suspicion)));
        return unsettled ? Optional.of(new Verdict.AfterItsPrimary(root)) : Optional.empty();
    }

    private boolean provenAlive(Address suspect, Suspicion suspicion) {
        return state.latest()
                .get(suspect)
                .filter(decision -> !decision.at().isBefore(suspicion.since())
                        && decision.about() instanceof About.Concluded concluded
                        && concluded.diagnosis() instanceof UnreachableFromHere)
                .isPresent();
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
        if (state.inProgress().containsKey(subject)) {
            state = PastRecoveries.ended(state, subject, event.at());
        }
        state = state.withInProgress(Maps.without(state.inProgress(), subject));
        Set<Address> toAsk = new HashSet<>();
        state.fleet().replicasOf(subject).forEach(replica -> toAsk.add(replica.address()));
        if (event.succeeded()) {
            // What was seen before a recovery is no evidence after it: its replicas have another source now.
            state = Afresh.from(state, subject, event.at());
        } else if (state.suspicions().containsKey(subject)) {
            // One that answers again meanwhile was not recovered, and its next death is another story.
            state = state.withFailed(subject, event.at());
        }
        Address promoted = event.promoted();
        if (promoted != null) {
            state = PastRecoveries.promoted(state, subject, promoted);
            toAsk.add(promoted);
        }
        if (state.fleet().server(subject).filter(Watched::answering).isPresent()) {
            // A planned change: what it was a moment ago, it is not any more.
            toAsk.add(subject);
        }
        if (!toAsk.isEmpty()) {
            commands.add(new Command.Probe(toAsk));
        }
    }

    private void forget(Address server) {
        state = state.withFleet(state.fleet().without(server)).withoutSuspicion(server);
        state = state.withReplacedBy(Maps.without(state.replacedBy(), server));
        state = state.withLost(Maps.without(state.lost(), server));
        state = state.withDowntimes(Maps.without(state.downtimes(), server));
        state = state.withoutLatest(server);
    }
}
