package dev.tutti.control;

import dev.tutti.control.record.DecisionRecord;
import dev.tutti.control.record.Recovery;
import dev.tutti.core.engine.EngineState;
import dev.tutti.core.engine.Event;
import dev.tutti.core.model.Address;
import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Passes on what changes to everybody who listens. Thread safe; listeners must not block. */
public final class Live {
    private final CopyOnWriteArrayList<Listener> listeners = new CopyOnWriteArrayList<>();
    private final Map<Long, Recovery> running = new ConcurrentHashMap<>();

    /** Who wants to know. */
    public interface Listener {
        /** Something about this server may have changed. */
        void serverTouched(Address server);

        void serverGone(Address server);

        void decided(DecisionRecord decision);

        void recoveryChanged(Recovery recovery);

        /** Something about this write/write cluster may have changed. */
        void clusterTouched(String cluster);
    }

    public void add(Listener listener) {
        listeners.add(listener);
    }

    public void remove(Listener listener) {
        listeners.remove(listener);
    }

    void stateChanged(EngineState state, Event event) {
        if (event instanceof Event.Forgotten forgotten) {
            listeners.forEach(listener -> listener.serverGone(forgotten.server()));
            return;
        }
        for (Address server : touchedBy(event)) {
            listeners.forEach(listener -> listener.serverTouched(server));
        }
    }

    private static Set<Address> touchedBy(Event event) {
        @Nullable Address server = switch (event) {
            case Event.Seen seen -> seen.status().address();
            case Event.NotSeen notSeen -> notSeen.server();
            case Event.Discovered discovered -> discovered.server();
            case Event.RecoveryBegan began -> began.subject();
            case Event.RecoveryEnded ended -> ended.subject();
            case Event.ReplicaLost lost -> lost.replica();
            case Event.DowntimeSet set -> set.server();
            case Event.ReceiverRestarted restarted -> restarted.replica();
            default -> null;
        };
        return server == null ? Set.of() : Set.of(server);
    }

    void decided(DecisionRecord decision) {
        listeners.forEach(listener -> listener.decided(decision));
    }

    void clusterTouched(String cluster) {
        listeners.forEach(listener -> listener.clusterTouched(cluster));
    }

    void recoveryChanged(Recovery recovery) {
        if (recovery.state() == Recovery.State.RUNNING) {
            running.put(recovery.id(), recovery);
        } else {
            running.remove(recovery.id());
        }
        listeners.forEach(listener -> listener.recoveryChanged(recovery));
    }

    /** Recoveries that run now, as far as they have come. */
    public Map<Long, Recovery> running() {
        return Map.copyOf(running);
    }
}
