package dev.tutti.control.api;

import dev.tutti.control.ControlPlane;
import dev.tutti.control.Live;
import dev.tutti.control.api.GaleraShapes.GaleraCluster;
import dev.tutti.control.api.Shapes.Chain;
import dev.tutti.control.api.Shapes.RecoveryView;
import dev.tutti.control.api.Shapes.Server;
import dev.tutti.control.galera.Cluster;
import dev.tutti.control.record.DecisionRecord;
import dev.tutti.control.record.Json;
import dev.tutti.control.record.Recovery;
import dev.tutti.core.model.Address;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One listener's live events. What changes is gathered by the threads that change it and written by the listener's own
 * thread, so that a listener who reads slowly delays nobody and costs no more than one note per server, chain and recovery.
 */
final class EventStream implements Live.Listener {
    private static final Duration GATHER = Duration.ofMillis(250);
    private static final Duration KEEP_OPEN = Duration.ofSeconds(15);

    /** A listener that falls this far behind is told the newest decisions only; all stand in the journal. */
    private static final int MAX_DECISIONS = 200;

    private final ControlPlane plane;
    private final Supplier<Shapes.Fleet> fleet;
    private final Function<Cluster, GaleraCluster> galera;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Set<Address> touched = new LinkedHashSet<>();
    private final Set<Address> gone = new LinkedHashSet<>();
    private final Set<String> clusters = new LinkedHashSet<>();
    private final Map<Long, Recovery> recoveries = new LinkedHashMap<>();
    private final List<DecisionRecord> decisions = new ArrayList<>();

    private final Map<String, Server> sentServers = new HashMap<>();
    private final Map<String, Chain> sentChains = new HashMap<>();

    EventStream(ControlPlane plane, Supplier<Shapes.Fleet> fleet, Function<Cluster, GaleraCluster> galera) {
        this.plane = plane;
        this.fleet = fleet;
        this.galera = galera;
    }

    /** Writes until the listener leaves; on the listener's own thread. */
    void writeTo(OutputStream out) throws IOException {
        plane.live().add(this);
        try {
            Shapes.Fleet first = fleet.get();
            first.servers().forEach(server -> sentServers.put(server.address(), server));
            first.chains().forEach(chain -> sentChains.put(chain.name(), chain));
            send(out, "fleet", first);
            plane.galera().clusters().forEach(cluster -> clusterTouched(cluster.state().name()));
            plane.live().running().values().forEach(recovery -> recoveryChanged(recovery));
            while (true) {
                if (awaitChange()) {
                    sendChanges(out);
                } else {
                    out.write(": still here\n\n".getBytes(StandardCharsets.UTF_8));
                    out.flush();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            plane.live().remove(this);
        }
    }

    /** False when nothing changed for a while. Changes of servers are gathered; decisions and recoveries are sent at once. */
    private boolean awaitChange() throws InterruptedException {
        lock.lock();
        try {
            long left = KEEP_OPEN.toNanos();
            while (touched.isEmpty()
                    && gone.isEmpty()
                    && clusters.isEmpty()
                    && recoveries.isEmpty()
                    && decisions.isEmpty()) {
                if (left <= 0) {
                    return false;
                }
                left = changed.awaitNanos(left);
            }
            long gather = GATHER.toNanos();
            while (recoveries.isEmpty() && decisions.isEmpty() && gather > 0) {
                gather = changed.awaitNanos(gather);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void sendChanges(OutputStream out) throws IOException {
        List<DecisionRecord> newDecisions;
        List<Recovery> newRecoveries;
        Set<Address> newlyGone;
        Set<String> changedClusters;
        lock.lock();
        try {
            newDecisions = List.copyOf(decisions);
            newRecoveries = List.copyOf(recoveries.values());
            newlyGone = Set.copyOf(gone);
            changedClusters = Set.copyOf(clusters);
            clusters.clear();
            decisions.clear();
            recoveries.clear();
            gone.clear();
            touched.clear();
        } finally {
            lock.unlock();
        }
        for (Address address : newlyGone) {
            sentServers.remove(address.toString());
            send(out, "gone", Map.of("address", address.toString()));
        }
        for (DecisionRecord decision : newDecisions) {
            send(out, "decision", decision);
        }
        for (Recovery recovery : newRecoveries) {
            send(out, "recovery", RecoveryView.of(recovery));
        }
        for (String name : changedClusters) {
            Optional<GaleraCluster> seen = plane.galera().cluster(name).map(galera);
            if (seen.isPresent()) {
                send(out, "galera", seen.get());
            }
        }
        sendFleetChanges(out);
    }

    /** Compares with what was sent before: a move of one server changes roles and depths of others. */
    private void sendFleetChanges(OutputStream out) throws IOException {
        Shapes.Fleet now = fleet.get();
        for (Server server : now.servers()) {
            Server before = sentServers.put(server.address(), server);
            if (!server.equals(before)) {
                send(out, "server", server);
            }
        }
        Set<String> names = new HashSet<>();
        for (Chain chain : now.chains()) {
            names.add(chain.name());
            if (!chain.equals(sentChains.put(chain.name(), chain))) {
                send(out, "chain", chain);
            }
        }
        for (String name : Set.copyOf(sentChains.keySet())) {
            if (!names.contains(name)) {
                sentChains.remove(name);
                send(out, "chain_gone", Map.of("name", name));
            }
        }
    }

    private static void send(OutputStream out, String event, Object data) throws IOException {
        String text = "event: " + event + "\ndata: " + Json.mapper().writeValueAsString(data) + "\n\n";
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    // ---- from the threads that change things ---------------------------------------------------------------------

    @Override
    public void serverTouched(Address server) {
        note(() -> touched.add(server));
    }

    @Override
    public void serverGone(Address server) {
        note(() -> gone.add(server));
    }

    @Override
    public void decided(DecisionRecord decision) {
        note(() -> {
            decisions.add(decision);
            if (decisions.size() > MAX_DECISIONS) {
                decisions.removeFirst();
            }
        });
    }

    @Override
    public void clusterTouched(String cluster) {
        note(() -> clusters.add(cluster));
    }

    @Override
    public void recoveryChanged(Recovery recovery) {
        note(() -> recoveries.put(recovery.id(), recovery));
    }

    private void note(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
