package dev.tutti.control.galera;

import dev.tutti.control.galera.NodeLooker.Look;
import dev.tutti.control.session.Sessions;
import dev.tutti.core.galera.diagnosis.GaleraDiagnoses;
import dev.tutti.core.galera.diagnosis.GaleraDiagnosis;
import dev.tutti.core.galera.diagnosis.Norms;
import dev.tutti.core.galera.model.GaleraCluster;
import dev.tutti.core.galera.model.GaleraNode;
import dev.tutti.core.galera.model.GaleraSight;
import dev.tutti.core.galera.model.GaleraStatus;
import dev.tutti.core.galera.model.HostReport;
import dev.tutti.core.galera.model.Journalled;
import dev.tutti.core.galera.model.NodeSight;
import dev.tutti.core.galera.quorum.Layout;
import dev.tutti.core.model.Address;
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
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Watches one cluster: a virtual thread of its own that has all nodes looked at together, each on a virtual thread, once in
 * every poll interval. What is put together was so at the same time; a node that hangs is given up for the round at the deadline
 * and looked at again when its look has ended. {@link #state} may be called by any thread.
 */
final class ClusterWatch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ClusterWatch.class);

    /** Speeds are measured over this long: a burst of writes is no trend. */
    private static final Duration COMPARED = Duration.ofSeconds(10);

    private final Sessions sessions;
    private final Duration poll;
    private final Duration deadline;
    private final InstantSource clock;
    private final HostReports hosts;
    private final Map<Address, NodeLooker> lookers = new HashMap<>();
    private final Map<Address, CompletableFuture<Look>> running = new HashMap<>();
    private final Deque<Seen> earlier = new ArrayDeque<>();
    private volatile ClusterState state;
    private volatile boolean closed;
    private final Thread thread;

    private record Seen(GaleraSight sight, long nanoTime) {}

    ClusterWatch(
            Layout described, Sessions sessions, Duration poll, Duration deadline, InstantSource clock, HostReports hosts) {
        this.sessions = sessions;
        this.poll = poll;
        this.deadline = deadline;
        this.clock = clock;
        this.hosts = hosts;
        this.state = new ClusterState(described, null, null, List.of());
        this.thread = Thread.ofVirtual().name("observe cluster " + described.cluster().name()).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    ClusterState state() {
        return state;
    }

    private void run() {
        try {
            while (!closed) {
                long next = System.nanoTime() + poll.toNanos();
                round();
                long left = next - System.nanoTime();
                if (left > 0) {
                    TimeUnit.NANOSECONDS.sleep(left);
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
            nodes.add(sight(node, looks.getOrDefault(node.address(), new Look.Not("not looked at yet"))));
        }
        GaleraSight sight = new GaleraSight(known.cluster(), nodes, Journalled.NOTHING);
        state = new ClusterState(known, sight, began, diagnosed(sight));
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
                looks.put(node, new Look.Not("no answer within " + deadline.toMillis() + " ms"));
            } catch (ExecutionException e) {
                running.remove(node);
                log.error("looking at {} failed", node, e);
                looks.put(node, new Look.Not("an internal error; the log has it"));
            }
        }
        return looks;
    }

    private CompletableFuture<Look> begin(Address node) {
        NodeLooker looker = lookers.computeIfAbsent(node, address -> new NodeLooker(address, sessions, deadline));
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
        HostReport host = hosts.of(node);
        return switch (look) {
            case Look.Answered answered -> new NodeSight(node, answered.status(), host);
            case Look.Not not -> new NodeSight(
                    node,
                    null,
                    host instanceof HostReport.Silent silent
                            ? new HostReport.Silent(silent.node(), silent.asked(), not.why() + "; " + silent.why())
                            : host);
        };
    }

    private List<GaleraDiagnosis> diagnosed(GaleraSight sight) {
        long now = System.nanoTime();
        while (earlier.size() > 1 && now - earlier.getFirst().nanoTime() > COMPARED.toNanos()) {
            earlier.removeFirst();
        }
        Seen before = earlier.peekFirst();
        earlier.addLast(new Seen(sight, now));
        return before == null
                ? GaleraDiagnoses.of(sight, null, Duration.ZERO, Norms.usual(Map.of()))
                : GaleraDiagnoses.of(
                        sight, before.sight(), Duration.ofNanos(now - before.nanoTime()), Norms.usual(Map.of()));
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
