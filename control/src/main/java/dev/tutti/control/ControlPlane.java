package dev.tutti.control;

import dev.tutti.control.act.Equivalents;
import dev.tutti.control.act.Performer;
import dev.tutti.control.act.ReceiverRestart;
import dev.tutti.control.act.Recoveries;
import dev.tutti.control.act.Testimonies;
import dev.tutti.control.agents.Agents;
import dev.tutti.control.config.Config;
import dev.tutti.control.galera.GaleraWatch;
import dev.tutti.control.inject.Injector;
import dev.tutti.control.mesh.DescribedMesh;
import dev.tutti.control.mesh.MeshWatch;
import dev.tutti.control.notify.Hooks;
import dev.tutti.control.observe.Memory;
import dev.tutti.control.observe.Observers;
import dev.tutti.control.record.DecisionLog;
import dev.tutti.control.record.DecisionRecord;
import dev.tutti.control.record.Recovery;
import dev.tutti.control.session.Sessions;
import dev.tutti.control.traffic.Traffic;
import dev.tutti.core.diagnosis.Diagnosis;
import dev.tutti.core.diagnosis.SourceJudge;
import dev.tutti.core.engine.Command;
import dev.tutti.core.engine.Decision;
import dev.tutti.core.engine.EngineState;
import dev.tutti.core.engine.Event;
import dev.tutti.core.engine.PastRecovery;
import dev.tutti.core.explain.DiagnosisSentences;
import dev.tutti.core.explain.Sentences;
import dev.tutti.core.fleet.Contact;
import dev.tutti.core.fleet.Watched;
import dev.tutti.core.model.Address;
import dev.tutti.core.model.Replication;
import dev.tutti.core.model.ServerStatus;
import dev.tutti.core.plan.Planned;
import dev.tutti.core.plan.Refusal;
import dev.tutti.core.policy.Policy;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The control plane: the core with its edges around it. Thread safe.
 *
 * <p>Threads: one platform thread runs the engine; each server has an observer, each recovery a runner, each writable primary
 * an injector, all virtual. Decisions go to the journal from a thread of their own, so that a slow disk delays no decision;
 * recoveries write theirs before they act.
 */
public final class ControlPlane implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ControlPlane.class);

    /** Recoveries from the journal that later decisions may depend on. */
    private static final int REMEMBERED_RECOVERIES = 200;

    /** A fence that failed is tried again after this long: often enough to matter, seldom enough to stay readable. */
    private static final Duration FENCE_AGAIN = Duration.ofMinutes(10);

    private final Config config;
    private final Agents agents;
    private final InstantSource clock;
    private final DecisionLog journal;
    private final Sessions sessions;
    private final Memory memory = new Memory();
    private final EngineLoop loop;
    private final Observers observers;
    private final Recoveries recoveries;
    private final ReceiverRestart restart;
    private final Injector injector;
    private final GaleraWatch galera;
    private final MeshWatch mesh;
    private final LateClients clients = new LateClients();
    private volatile @Nullable Traffic traffic;
    private volatile @Nullable DescribedMesh describedMesh;
    private final Live live;
    private final Instant started;
    private final Keeping keeping;
    /** Former primaries that were being fenced since they came back, and when. */
    private final Map<Address, Instant> fenced = new ConcurrentHashMap<>();
    /** Whom each server was last journalled to replicate from. */
    private final Map<Address, String> places = new ConcurrentHashMap<>();

    /** @throws IOException if the certificates for the agents cannot be used, in a sentence */
    public ControlPlane(Config config, DecisionLog journal, InstantSource clock) throws IOException {
        Agents agents = new Agents(config.agents(), config.galera().agents(), clock);
        this.config = config;
        this.agents = agents;
        this.clock = clock;
        this.journal = journal;
        this.keeping = new Keeping(journal);
        this.started = clock.instant();
        this.sessions = new Sessions(config.credentials(), config.tls());
        this.live = new Live();
        this.loop = new EngineLoop(config.policy(), clock, this::obey, this::stateChanged);
        this.observers = new Observers(
                sessions, config.policy().timing(), clock, memory, config.ignored(), this::observed);
        Performer performer = new Performer(
                sessions,
                new Equivalents(sessions, memory, config.injection().pattern()),
                clients,
                config.replication().orElse(null),
                config.policy().timing().probeDeadline(),
                config.actDeadline());
        this.restart = new ReceiverRestart(sessions, config.policy().timing().probeDeadline(), config.actDeadline());
        Hooks hooks = new Hooks(config.hooks(), config.webhooks(), config.hookDeadline());
        this.recoveries = new Recoveries(
                new Recoveries.Parts(
                        journal, performer, clients, hooks, loop::state, config.policy(), clock, live::recoveryChanged),
                loop::tell);
        this.injector = new Injector(sessions, config.injection().every(), clock, loop::state);
        this.galera = new GaleraWatch(config.galera(), agents, new GaleraWatch.Parts(
                sessions, config.policy().timing().probeDeadline(), config.actDeadline(), clock, journal, hooks,
                this::inDowntime, keeping::keep, this::note, live::recoveryChanged, live::clusterTouched));
        this.mesh = new MeshWatch(agents, clock, this::note, this::meshChanged);
    }

    /** What is said of a cluster's links is the mesh's, and names lead by the times that it takes. */
    private void meshChanged() {
        galera.clusters().forEach(cluster -> live.clusterTouched(cluster.state().name()));
        traffic().ifPresent(Traffic::measured);
    }

    private Set<Address> inDowntime() {
        Instant now = clock.instant();
        return journal.downtimes().stream()
                .filter(downtime -> downtime.until().isAfter(now))
                .map(downtime -> Address.parse(downtime.server()))
                .collect(Collectors.toSet());
    }

    /**
     * Begins to watch: the configured seeds and what the journal knows from before.
     *
     * @throws IOException if the DNS server cannot be started or the description of the mesh is wrong, in a sentence
     */
    public void start() throws IOException {
        for (DecisionLog.KnownPlace place : journal.places()) {
            Address server = place.status().address();
            if (!observers.ignores(server)) {
                places.put(server, placeOf(place.status(), place.chain()));
                // Should the clock have been set back since, it was still before this process.
                Instant at = place.at().isBefore(started) ? place.at() : started.minusMillis(1);
                loop.tell(new Event.Known(place.status(), place.chain(), at));
            }
        }
        List<Recovery> past = journal.recoveries(null, REMEMBERED_RECOVERIES).reversed();
        past.forEach(this::remember);
        for (DecisionLog.DowntimeRecord downtime : journal.downtimes()) {
            Duration left = Duration.between(clock.instant(), downtime.until());
            loop.tell(new Event.DowntimeSet(Address.parse(downtime.server()), left, downtime.reason()));
        }
        Interrupted interrupted =
                new Interrupted(journal, recoveries, loop::state, clock, config.policy(), loop::tell);
        interrupted.announce();
        loop.start();
        config.seeds().forEach(observers::discover);
        galera.start();
        mesh.start();
        journal.servers().forEach(server -> observers.discover(Address.parse(server)));
        if (config.injection().enabled()) {
            injector.start();
        }
        Path zones = config.dns().orElse(null);
        if (zones != null) {
            // By now it knows what the journal knows: clients of a name are not told that it stands for nobody.
            Traffic started = Traffic.start(
                    zones, config.routers().orElse(null),
                    new Traffic.Parts(
                            loop::state, galera.clusters(), mesh::meshes, agents, live, clock, config.tellDeadline(), this::note,
                            journal.changes(), changes -> keeping.keep(() -> journal.addChanges(changes))));
            traffic = started;
            clients.are(started.clients());
        }
        Path sites = config.mesh().orElse(null);
        if (sites != null) {
            describedMesh = DescribedMesh.start(sites, clock);
        }
        // Only now, as an interrupted recovery may still have to tell clients.
        interrupted.settle();
        keeping.start(() -> journal.prune(clock.instant().minus(config.keepDecisions())));
    }

    private void remember(Recovery recovery) {
        boolean primary = recovery.kind() == Recovery.Kind.FAILOVER;
        String promoted = recovery.promoted();
        boolean reachedNothing = promoted == null
                && recovery.state() != Recovery.State.SUCCEEDED
                && recovery.state() != Recovery.State.FAILED;
        if (reachedNothing || (!primary && recovery.kind() != Recovery.Kind.RESCUE)) {
            return;
        }
        loop.tell(new Event.Remembered(new PastRecovery(
                Address.parse(recovery.subject()),
                recovery.chain(),
                primary,
                promoted == null ? null : Address.parse(promoted),
                recovery.began(),
                recovery.acknowledged() != null,
                recovery.ended())));
    }

    // ---- events in, commands out ---------------------------------------------------------------------------------

    private void observed(Event event) {
        loop.tell(event);
        switch (event) {
            case Event.Discovered discovered -> keeping.keep(() -> journal.putServer(discovered.server().toString()));
            case Event.NotSeen gone -> fenced.remove(gone.server());
            default -> {}
        }
    }

    /** On the engine's thread. */
    private void stateChanged(EngineState state, Event event) {
        if (event instanceof Event.Seen seen) {
            state.fleet().server(seen.status().address()).ifPresent(this::keepPlace);
        }
        live.stateChanged(state, event);
    }

    private void keepPlace(Watched server) {
        ServerStatus status = server.status();
        if (status == null) {
            return;
        }
        String chain = server.chain();
        String place = placeOf(status, chain);
        if (!place.equals(places.put(server.address(), place))) {
            Instant now = clock.instant();
            keeping.keep(() -> journal.putPlace(new DecisionLog.KnownPlace(status, chain, now)));
        }
    }

    private static String placeOf(ServerStatus status, String chain) {
        return status.serverId() + " below " + status.replicating().map(Replication::source).orElse(null) + " in " + chain;
    }

    private void obey(Command command) {
        switch (command) {
            case Command.Probe probe -> observers.probe(probe.servers());
            case Command.RestartReceivers testify -> testify.replicas().forEach(this::restartReceiver);
            case Command.Recover recover -> recoveries.byItself(recover.diagnosis(), recover.chain());
            case Command.Fence fence -> fence(fence);
            case Command.Rejoin rejoin -> Thread.ofVirtual().name("rejoin " + rejoin.store()).start(() -> recoveries.rejoin(rejoin));
            case Command.Note note -> note(note.decision());
        }
    }

    /** Only the receiver, and only while the applier runs: what was received and not applied must survive. */
    private void restartReceiver(Address replica) {
        Thread.ofVirtual().name("restart receiver " + replica).start(() -> {
            boolean done = restart.perform(replica);
            loop.tell(new Event.ReceiverRestarted(replica, done, clock.instant()));
            observers.probe(Set.of(replica));
        });
    }

    /** At once when it comes back, then, should that not have worked, from time to time; each attempt is journalled. */
    private void fence(Command.Fence fence) {
        Address server = fence.formerPrimary();
        Instant now = clock.instant();
        Instant before = fenced.get(server);
        if (before == null || !now.isBefore(before.plus(FENCE_AGAIN))) {
            fenced.put(server, now);
            Thread.ofVirtual().name("fence " + server).start(() ->
                    recoveries.fence(server, fence.replacedBy(), fence.chain()));
        }
    }

    private void note(Decision decision) {
        DecisionRecord noted = new DecisionRecord(
                decision.at(),
                decision.chain(),
                decision.subject().toString(),
                kindOf(decision),
                snake(decision.verdict()),
                DiagnosisSentences.of(decision),
                decision.about() instanceof Decision.About.Concluded concluded
                                && concluded.diagnosis() instanceof Diagnosis.OfSource ofSource
                        ? ofSource.witnesses().stream().map(Testimonies::of).toList()
                        : List.of());
        note(noted);
    }

    private void note(DecisionRecord noted) {
        log.info("{}", noted.sentence());
        live.decided(noted);
        keeping.keep(() -> journal.add(noted));
    }

    private static String kindOf(Decision decision) {
        return decision.about() instanceof Decision.About.Concluded concluded
                ? snake(concluded.diagnosis())
                : snake(decision.about());
    }

    private static String snake(Object value) {
        return value.getClass().getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    }

    // ---- what people ask for -------------------------------------------------------------------------------------

    public void discover(Address server) {
        observers.discover(server);
    }

    /** Stops watching a server; nothing is kept of it but the journal's past. */
    public void forget(Address server) {
        observers.forget(server);
        places.remove(server);
        keeping.keep(() -> journal.removeServer(server.toString()));
    }

    public void setDowntime(Address server, Duration duration, String reason) {
        journal.putDowntime(new DecisionLog.DowntimeRecord(
                server.toString(), clock.instant().plus(duration), reason));
        loop.take(new Event.DowntimeSet(server, duration, reason));
    }

    public void endDowntime(Address server) {
        journal.removeDowntime(server.toString());
        loop.take(new Event.DowntimeSet(server, Duration.ZERO, ""));
    }

    /** Another server takes the writes of a living primary; a dry run of it is {@link #planSwitchover}. */
    public Recoveries.Started switchover(Address primary, @Nullable Address wanted, Duration drain, String by) {
        return isGaleraNode(primary)
                ? new Recoveries.Started.Refused(Sentences.of(ofGaleraNode(primary)))
                : recoveries.switchover(primary, wanted, drain, by);
    }

    public Planned planSwitchover(Address primary, @Nullable Address wanted, Duration drain) {
        return isGaleraNode(primary) ? ofGaleraNode(primary) : recoveries.planning().switchover(primary, wanted, drain);
    }

    private boolean isGaleraNode(Address server) {
        return galera.clusters().stream()
                .anyMatch(cluster -> cluster.state().layout().cluster().node(server).isPresent());
    }

    private static Refusal.NoSwitchover ofGaleraNode(Address primary) {
        return new Refusal.NoSwitchover(
                primary, "it is a node of a Galera cluster: a replica that took its writes would begin a second history");
    }

    /** Takes note of a recovery, so that further ones in its chain need not wait. */
    public Recovery acknowledge(Recovery recovery, String by, String comment) {
        Recovery acknowledged =
                recovery.acknowledged(new Recovery.Acknowledgement(by, comment, clock.instant()));
        journal.update(acknowledged);
        loop.take(new Event.Acknowledged(recovery.chain()));
        live.recoveryChanged(acknowledged);
        return acknowledged;
    }

    /** The diagnosis that a server which others replicate from is dead, if the evidence says so now. */
    public Optional<Diagnosis.OfSource> deathOf(Address server) {
        EngineState now = loop.state();
        Watched watched = now.fleet().server(server).orElse(null);
        EngineState.Suspicion suspicion = now.suspicions().get(server);
        if (watched == null || suspicion == null || !(watched.contact() instanceof Contact.Failing failing)) {
            return Optional.empty();
        }
        return SourceJudge.judge(
                        now.fleet(), watched, failing, suspicion.baselines(), config.policy().timing(), clock.instant())
                .filter(diagnosis -> diagnosis instanceof Diagnosis.PrimaryDead
                        || diagnosis instanceof Diagnosis.IntermediateDead);
    }

    // ---- what is known -------------------------------------------------------------------------------------------

    public EngineState state() {
        return loop.state();
    }

    public Recoveries recoveries() {
        return recoveries;
    }

    public DecisionLog journal() {
        return journal;
    }

    public Config config() {
        return config;
    }

    public GaleraWatch galera() {
        return galera;
    }

    /** What it may do by itself, with the chains to which names lead clients now. */
    public Policy policy() {
        return recoveries.planning().policy();
    }

    /** The encrypted networks between sites, as agents see them. */
    public MeshWatch mesh() {
        return mesh;
    }

    /** Where clients are sent; empty when no DNS server is configured. */
    public Optional<Traffic> traffic() {
        return Optional.ofNullable(traffic);
    }

    /** The network between the sites; empty when none is described. */
    public Optional<DescribedMesh> describedMesh() {
        return Optional.ofNullable(describedMesh);
    }

    public InstantSource clock() {
        return clock;
    }

    public Instant started() {
        return started;
    }

    public Live live() {
        return live;
    }

    /** Why the journal cannot be written; empty when it can. */
    public String journalProblem() {
        return keeping.problem();
    }

    public Map<Address, String> injectionProblems() {
        return injector.problems();
    }

    @Override
    public void close() {
        traffic().ifPresent(Traffic::close);
        describedMesh().ifPresent(DescribedMesh::close);
        injector.close();
        observers.close();
        mesh.close();
        galera.close();
        loop.close();
        keeping.close();
        journal.close();
    }
}
