package dev.tutti.control.galera;

import dev.tutti.control.act.Parallel;
import dev.tutti.control.agents.Agents;
import dev.tutti.control.galera.NodeLooker.Look;
import dev.tutti.control.record.ClusterRecord.LinkRecord;
import dev.tutti.control.session.Sessions;
import dev.tutti.core.galera.advice.TableConflicts;
import dev.tutti.core.galera.advice.WriteAdvice;
import dev.tutti.core.galera.diagnosis.GaleraDiagnoses;
import dev.tutti.core.galera.diagnosis.GaleraDiagnosis;
import dev.tutti.core.galera.diagnosis.GaleraDiagnosis.SlowLink;
import dev.tutti.core.galera.diagnosis.Norms;
import dev.tutti.core.galera.model.GaleraCluster;
import dev.tutti.core.galera.model.GaleraNode;
import dev.tutti.core.galera.model.GaleraSight;
import dev.tutti.core.galera.model.GaleraStatus;
import dev.tutti.core.galera.model.HostReport;
import dev.tutti.core.galera.model.NodeSight;
import dev.tutti.core.galera.quorum.Layout;
import dev.tutti.core.model.Address;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Watches one cluster: a virtual thread of its own that has all nodes looked at together, each on a virtual thread, once in
 * every poll interval, at once when a node ends its session, and when somebody asks for it. What is put together was so at the
 * same time; a node that hangs is given up for the round at the deadline and looked at again when its look has ended.
 * {@link #state} and {@link #fresh} may be called by any thread.
 */
final class ClusterWatch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ClusterWatch.class);

    /** Speeds are measured over this long: a burst of writes is no trend. */
    private static final Duration COMPARED = Duration.ofSeconds(10);

    /** How clients write is judged over this long. */
    private static final Duration HABITS = Duration.ofMinutes(10);

    private static final Duration SAMPLED = Duration.ofSeconds(15);

    /** How often it is looked at while something waits for the members' next view. */
    private static final Duration HURRIED = Duration.ofMillis(200);

    /** A round takes the deadlines of its looks; whoever asked for it is not left waiting if it never comes. */
    private static final Duration LONGEST_LOOK = Duration.ofSeconds(30);

    private final Sessions sessions;
    private final Duration poll;
    private final Duration deadline;
    private final InstantSource clock;
    private final Agents agents;
    private final ClusterMemory memory;
    private final Duration stable;
    private volatile Consumer<ClusterState> looked = state -> {};
    private final BlockingQueue<Wish> wishes = new LinkedBlockingQueue<>();
    private final Map<Address, Integer> flushing = new HashMap<>();
    private final Map<Address, NodeLooker> lookers = new HashMap<>();
    private final Map<Address, CompletableFuture<Look>> running = new HashMap<>();
    private final Deque<Seen> earlier = new ArrayDeque<>();
    private final Deque<Seen> longAgo = new ConcurrentLinkedDeque<>();
    private volatile ClusterState state;
    private volatile boolean closed;
    private volatile boolean hurried;
    private final Thread thread;

    private record Seen(GaleraSight sight, long nanoTime) {}

    /**
     * Somebody's wish for a look now.
     *
     * @param hosts whether the agents are asked as well, or what they said last counts
     */
    private record Wish(CompletableFuture<ClusterState> answer, boolean hosts) {}

    /**
     * @param stable how long a node has to be Synced before its crashes are counted anew
     */
    ClusterWatch(
            Layout described,
            Sessions sessions,
            Duration poll,
            Duration deadline,
            InstantSource clock,
            Agents agents,
            ClusterMemory memory,
            Duration stable) {
        this.sessions = sessions;
        this.poll = poll;
        this.deadline = deadline;
        this.clock = clock;
        this.agents = agents;
        this.memory = memory;
        this.stable = stable;
        this.state = ClusterState.unseen(described);
        this.thread = Thread.ofVirtual().name("observe cluster " + described.cluster().name()).unstarted(this::run);
    }

    /** @param listener gets every state, on the watching thread, and must not block it */
    void listen(Consumer<ClusterState> listener) {
        looked = listener;
    }

    void start() {
        thread.start();
    }

    /** @param hurry whether the next looks are to follow each other more closely than usual, until told otherwise */
    void hurry(boolean hurry) {
        hurried = hurry;
    }

    ClusterState state() {
        return state;
    }

    private void run() {
        try {
            List<Wish> asked = new ArrayList<>();
            while (!closed) {
                long began = System.nanoTime();
                if (asked.stream().anyMatch(Wish::hosts)) {
                    askAgents();
                }
                round();
                asked.forEach(wish -> wish.answer().complete(state));
                asked.clear();
                long next = began + (hurried ? HURRIED : poll).toNanos();
                Wish wish = wishes.poll(Math.max(0, next - System.nanoTime()), TimeUnit.NANOSECONDS);
                if (wish != null) {
                    asked.add(wish);
                    wishes.drainTo(asked);
                }
            }
        } catch (InterruptedException e) {
            closed = true;
        } finally {
            lookers.values().forEach(NodeLooker::close);
        }
    }

    private void round() throws InterruptedException {
        Layout layout = state.layout();
        Instant began = clock.instant();
        Set<Address> all = new LinkedHashSet<>();
        layout.cluster().nodes().forEach(node -> all.add(node.address()));
        all.addAll(named(layout.cluster()));
        Map<Address, Look> looks = look(all);
        Layout known = withFound(layout, looks);
        List<NodeSight> nodes = new ArrayList<>();
        for (GaleraNode node : known.cluster().nodes()) {
            nodes.add(sight(node, looks.getOrDefault(node.address(), new Look.Not("not looked at yet", false))));
        }
        memory.seen(new GaleraSight(known.cluster(), nodes, memory.record().journalled()), began, stable);
        GaleraSight sight = new GaleraSight(known.cluster(), nodes, memory.record().journalled());
        Instant outage = !sight.primaries().isEmpty() ? null : state.outageSince() == null ? began : state.outageSince();
        state = judged(known, sight, began, outage);
        looked.accept(state);
    }

    private void askAgents() throws InterruptedException {
        List<Callable<@Nullable Void>> asks = new ArrayList<>();
        for (GaleraNode node : state.layout().cluster().nodes()) {
            agents.beside(node.address()).ifPresent(agent -> asks.add(() -> {
                agent.ask();
                return null;
            }));
        }
        Parallel.all(asks);
    }

    /**
     * A look that begins after this call.
     *
     * @param hosts whether the agents are asked anew as well
     */
    ClusterState fresh(boolean hosts) throws InterruptedException {
        CompletableFuture<ClusterState> answer = new CompletableFuture<>();
        wishes.add(new Wish(answer, hosts));
        try {
            return answer.get(LONGEST_LOOK.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the cluster " + state.name() + " was not looked at any more", e);
        }
    }

    /** The session of a node has ended: that is looked at now, and not in a second. */
    private void sessionLost(Address node) {
        if (!closed) {
            log.debug("{} ended its session", node);
            wishes.add(new Wish(new CompletableFuture<>(), true));
        }
    }

    /** Members that the nodes of the last round named and that are not described. */
    private List<Address> named(GaleraCluster cluster) {
        GaleraSight last = state.sight();
        return last == null
                ? List.of()
                : last.nodes().stream()
                        .flatMap(node -> node.answered().stream())
                        .flatMap(status -> status.view().members().stream())
                        .filter(address -> cluster.node(address).isEmpty())
                        .distinct()
                        .toList();
    }

    private Map<Address, Look> look(Set<Address> nodes) throws InterruptedException {
        long until = System.nanoTime() + deadline.toNanos();
        for (Address node : nodes) {
            // A look that hung in the last round is waited for: its session's own deadline ends it.
            running.computeIfAbsent(node, this::begin);
        }
        Map<Address, Look> looks = new LinkedHashMap<>();
        for (Address node : nodes) {
            CompletableFuture<Look> look = running.getOrDefault(node, new CompletableFuture<>());
            try {
                looks.put(node, look.get(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS));
                running.remove(node);
            } catch (TimeoutException e) {
                looks.put(node, new Look.Not("no answer within " + deadline.toMillis() + " ms", false));
            } catch (ExecutionException e) {
                running.remove(node);
                log.error("looking at {} failed", node, e);
                looks.put(node, new Look.Not("an internal error; the log has it", true));
            }
        }
        return looks;
    }

    private CompletableFuture<Look> begin(Address node) {
        NodeLooker looker = lookers.computeIfAbsent(node, address -> new NodeLooker(
                address, sessions, deadline, () -> sessionLost(address)));
        CompletableFuture<Look> look = new CompletableFuture<>();
        Thread.ofVirtual().name("look at node " + node).start(() -> {
            try {
                look.complete(looker.look());
            } catch (RuntimeException e) {
                look.completeExceptionally(e);
            }
        });
        return look;
    }

    /** Nodes that answered, belong to this cluster, and are none of those that are known by another address. */
    private Layout withFound(Layout layout, Map<Address, Look> looks) {
        Layout known = layout;
        for (Map.Entry<Address, Look> entry : looks.entrySet()) {
            if (entry.getValue() instanceof Look.Answered answered
                    && known.cluster().node(entry.getKey()).isEmpty()
                    && answered.status().settings().clusterName().equals(known.cluster().name())
                    && known.cluster().named(answered.status().settings().nodeName()).isEmpty()) {
                known = with(known, found(entry.getKey(), answered.status()));
                log.info("found {} of cluster {}", entry.getKey(), known.cluster().name());
            }
        }
        return known;
    }

    private static GaleraNode found(Address address, GaleraStatus status) {
        String name = status.settings().nodeName().isBlank() ? address.toString() : status.settings().nodeName();
        return new GaleraNode(
                name, address, name, status.settings().provider().segment(), status.settings().provider().weight());
    }

    /** A place of its own for it, which reaches every other. */
    private static Layout with(Layout layout, GaleraNode node) {
        List<GaleraNode> nodes = new ArrayList<>(layout.cluster().nodes());
        nodes.add(node);
        List<Layout.Site> sites = new ArrayList<>(layout.sites());
        List<Layout.Link> links = new ArrayList<>(layout.links());
        if (sites.stream().noneMatch(site -> site.name().equals(node.site()))) {
            sites.forEach(site -> links.add(new Layout.Link(site.name(), node.site())));
            sites.add(new Layout.Site(node.site(), false));
        }
        return new Layout(
                new GaleraCluster(layout.cluster().name(), nodes, layout.cluster().arbitrators()), sites, links);
    }

    private NodeSight sight(GaleraNode node, Look look) {
        HostReport host = agents.beside(node.address())
                .map(agent -> agent.report(flushing.getOrDefault(node.address(), -1)))
                .orElseGet(() -> new HostReport.Silent(node.address(), clock.instant(), "no agent is known on its host"));
        return switch (look) {
            case Look.Answered answered -> {
                flushing.put(node.address(), answered.status().settings().flushLogAtCommit());
                yield new NodeSight(node, answered.status(), host);
            }
            case Look.Not not -> new NodeSight(node, null, switch (host) {
                case HostReport.Silent silent ->
                    new HostReport.Silent(silent.node(), silent.asked(), not.why() + "; " + silent.why());
                // Whoever turns us away may serve others: nobody may take it for one that serves nobody.
                case HostReport.Answered answered when not.lives() ->
                    new HostReport.Silent(answered.node(), answered.asked(), not.why());
                case HostReport.Answered answered -> answered;
            });
        };
    }

    /** Looks of the last minutes, a few of each. */
    private void remember(Seen seen) {
        Seen last = longAgo.peekLast();
        if (last == null || seen.nanoTime() - last.nanoTime() >= SAMPLED.toNanos()) {
            longAgo.addLast(seen);
            longAgo.removeIf(old -> seen.nanoTime() - old.nanoTime() > HABITS.toNanos());
        }
    }

    /**
     * Where clients should write, from what was measured over the last minutes.
     *
     * @param tables conflicts that error logs tell of
     */
    Optional<WriteAdvice> advice(List<TableConflicts> tables) {
        GaleraSight now = state.sight();
        Seen first = longAgo.peekFirst();
        return now == null || first == null
                ? Optional.empty()
                : Optional.of(WriteAdvice.of(
                        now, first.sight(), Duration.ofNanos(System.nanoTime() - first.nanoTime()), tables));
    }

    private ClusterState judged(Layout layout, GaleraSight sight, Instant began, @Nullable Instant outage) {
        long now = System.nanoTime();
        while (earlier.size() > 1 && now - earlier.getFirst().nanoTime() > COMPARED.toNanos()) {
            earlier.removeFirst();
        }
        remember(new Seen(sight, now));
        Seen before = earlier.peekFirst();
        earlier.addLast(new Seen(sight, now));
        Map<Address, Double> baselines = new HashMap<>();
        List<SlowLink> slow = new ArrayList<>();
        for (LinkRecord link : memory.record().links()) {
            baselines.merge(link.to(), link.rates().baseline(), Math::max);
            SlowLink.of(link.from(), link.to(), link.rates()).ifPresent(slow::add);
        }
        GaleraSight then = before == null ? null : before.sight();
        Duration between = before == null ? Duration.ZERO : Duration.ofNanos(now - before.nanoTime());
        List<GaleraDiagnosis> diagnoses =
                new ArrayList<>(GaleraDiagnoses.of(sight, then, between, Norms.usual(baselines)));
        diagnoses.addAll(slow);
        boolean changed = ClusterState.Condition.of(sight, diagnoses) != state.condition();
        return new ClusterState(
                layout, sight, then, between, began, outage, changed ? began : state.since(), diagnoses);
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
