package dev.tutti.control.traffic;

import dev.tutti.control.Live;
import dev.tutti.control.galera.Cluster;
import dev.tutti.control.record.DecisionRecord;
import dev.tutti.control.record.Recovery;
import dev.tutti.core.engine.EngineState;
import dev.tutti.core.galera.model.GaleraSight;
import dev.tutti.core.mesh.check.HostSight;
import dev.tutti.core.mesh.check.MeshState;
import dev.tutti.core.model.Address;
import dev.tutti.core.traffic.evidence.ChainEvidence;
import dev.tutti.core.traffic.evidence.ChainEvidence.Promotion;
import dev.tutti.core.traffic.evidence.ClusterEvidence;
import dev.tutti.core.traffic.evidence.Knowledge;
import dev.tutti.core.traffic.evidence.NodeKnown;
import dev.tutti.core.traffic.evidence.SiteTimes;
import dev.tutti.traffic.dns.Evidence;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * What the control plane knows, as evidence. A virtual thread of its own tells of changes, several that come close together at
 * once: each look at a server is one, and most change nothing for clients. Thread safe.
 */
final class PlaneEvidence implements Evidence, Live.Listener, AutoCloseable {
    /** A thousand servers are looked at a thousand times a second; an answer need not change more often than this. */
    private static final Duration TOGETHER = Duration.ofMillis(20);

    private final Supplier<EngineState> state;
    private final List<Cluster> clusters;
    private final Supplier<Map<String, MeshState>> meshes;
    private final AtomicReference<SiteTimes> times = new AtomicReference<>(SiteTimes.NONE);
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final Map<Address, Promotion> promotions = new ConcurrentHashMap<>();
    private final Runnable fenced;
    private final Semaphore changed = new Semaphore(0);
    private final Thread thread;
    private volatile boolean closed;

    /** @param fenced to run when a server was fenced; must not block */
    PlaneEvidence(
            Supplier<EngineState> state, List<Cluster> clusters, Supplier<Map<String, MeshState>> meshes, Runnable fenced) {
        this.state = state;
        this.meshes = meshes;
        this.fenced = fenced;
        this.clusters = List.copyOf(clusters);
        this.thread = Thread.ofVirtual().name("evidence for clients").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    @Override
    public Knowledge now() {
        Map<String, Map<Address, NodeKnown>> nodes = new HashMap<>();
        for (Cluster cluster : clusters) {
            GaleraSight sight = cluster.state().sight();
            if (sight != null) {
                Set<Address> aside = new HashSet<>(cluster.record().quarantined());
                aside.addAll(cluster.record().outOfRotation());
                nodes.put(cluster.state().name(), ClusterEvidence.of(sight, aside));
            }
        }
        return new Knowledge(ChainEvidence.of(state.get(), promotions), nodes, siteTimes());
    }

    /** The hosts of a mesh have looked again. */
    void measured() {
        changed.release();
    }

    private Map<Knowledge.Pair, Duration> siteTimes() {
        List<HostSight> sights = meshes.get().values().stream().flatMap(mesh -> mesh.sights().stream()).toList();
        return times.updateAndGet(before -> before.after(sights)).told();
    }

    @Override
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    private void run() {
        try {
            while (!closed) {
                changed.acquire();
                changed.drainPermits();
                listeners.forEach(Runnable::run);
                TimeUnit.NANOSECONDS.sleep(TOGETHER.toNanos());
            }
        } catch (InterruptedException e) {
            closed = true;
        }
    }

    @Override
    public void serverTouched(Address server) {
        changed.release();
    }

    @Override
    public void serverGone(Address server) {
        changed.release();
    }

    @Override
    public void decided(DecisionRecord decision) {
        // What it was decided from was told.
    }

    @Override
    public void recoveryChanged(Recovery recovery) {
        String promoted = recovery.promoted();
        Instant writable = recovery.writableAt();
        if (promoted != null && writable != null) {
            promotions.put(Address.parse(recovery.subject()), new Promotion(Address.parse(promoted), writable));
        }
        if (promoted == null && recovery.state() == Recovery.State.RUNNING) {
            // Who took over from it at another time is not who does now.
            promotions.remove(Address.parse(recovery.subject()));
        }
        changed.release();
        boolean fence = recovery.kind() == Recovery.Kind.FENCE || recovery.kind() == Recovery.Kind.GALERA_FENCE;
        if (fence && recovery.state() == Recovery.State.SUCCEEDED) {
            fenced.run();
        }
    }

    @Override
    public void clusterTouched(String cluster) {
        changed.release();
    }

    @Override
    public void close() {
        closed = true;
        changed.release();
    }
}
