package dev.tutti.control.galera;

import dev.tutti.control.record.ClusterRecord;
import dev.tutti.control.record.DecisionLog;
import dev.tutti.control.record.JournalException;
import dev.tutti.core.galera.model.GaleraPosition;
import dev.tutti.core.galera.model.GaleraSight;
import dev.tutti.core.galera.model.GaleraStatus;
import dev.tutti.core.galera.model.Gvwstate;
import dev.tutti.core.galera.model.Journalled.LastKnown;
import dev.tutti.core.galera.model.NodeSight;
import dev.tutti.core.galera.model.NodeSight.Life;
import dev.tutti.core.galera.model.PrimaryView;
import dev.tutti.core.galera.model.Uuids;
import dev.tutti.core.model.Address;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * What is remembered of one cluster, in memory and in the journal. Decisions are written before whoever takes them goes on;
 * positions, which change with every transaction, from time to time and at every change of members. Thread safe.
 */
final class ClusterMemory {
    /** After the end of this process, the loss detector is behind by at most this. */
    private static final Duration POSITIONS = Duration.ofSeconds(5);

    private final String cluster;
    private final DecisionLog journal;
    private final Consumer<Runnable> keep;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Address, Instant> syncedSince = new HashMap<>();
    private volatile ClusterRecord record;
    private @Nullable Instant written;

    /** @param keep writes something to the journal that nobody waits for */
    ClusterMemory(String cluster, DecisionLog journal, Consumer<Runnable> keep) {
        this.cluster = cluster;
        this.journal = journal;
        this.keep = keep;
        this.record = journal.cluster(cluster).orElse(ClusterRecord.NOTHING);
    }

    ClusterRecord record() {
        return record;
    }

    /**
     * Changes what is remembered; it is in the journal when this returns.
     *
     * @param durable whether it has to survive the end of the machine as well
     * @throws JournalException if it could not be written, in which case nothing has changed
     */
    ClusterRecord change(UnaryOperator<ClusterRecord> change, boolean durable) {
        lock.lock();
        try {
            ClusterRecord changed = change.apply(record);
            journal.putCluster(cluster, changed, durable);
            record = changed;
            return changed;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes note of a look.
     *
     * @param stable how long a node has to be Synced before its crashes are counted anew
     */
    void seen(GaleraSight sight, Instant now, Duration stable) {
        lock.lock();
        try {
            ClusterRecord before = record;
            ClusterRecord after = before.withSeen(known(sight, before, now), newestView(sight));
            for (NodeSight node : sight.living(Life.PRIMARY)) {
                after = primary(node, after, now, stable);
            }
            sight.nodes().stream()
                    .filter(node -> node.answered().filter(GaleraStatus::synced).isEmpty())
                    .forEach(node -> syncedSince.remove(node.address()));
            record = after;
            if (differsInMoreThanPositions(before, after)
                    || (!after.equals(before) && (written == null || !now.isBefore(written.plus(POSITIONS))))) {
                written = now;
                keep.accept(() -> journal.putCluster(cluster, record, false));
            }
        } finally {
            lock.unlock();
        }
    }

    private ClusterRecord primary(NodeSight node, ClusterRecord record, Instant now, Duration stable) {
        ClusterRecord after = record;
        if (after.bootstrap() != null && after.bootstrap().node().equals(node.address())) {
            after = after.bootstrapEnded();
        }
        if (after.ours().contains(node.address())) {
            after = after.withOurs(node.address(), false);
        }
        if (node.answered().filter(GaleraStatus::synced).isPresent()) {
            Instant since = syncedSince.computeIfAbsent(node.address(), address -> now);
            if (after.attempts().containsKey(node.address()) && !now.isBefore(since.plus(stable))) {
                after = after.withAttempts(node.address(), 0);
            }
        }
        return after;
    }

    private static Map<Address, LastKnown> known(GaleraSight sight, ClusterRecord before, Instant now) {
        Map<Address, LastKnown> known = new HashMap<>();
        List<List<NodeSight>> primaries = sight.primaries();
        for (NodeSight node : sight.nodes()) {
            Optional<GaleraStatus> status = node.answered();
            if (status.isPresent()) {
                GaleraPosition at = status.get().at();
                if (at.known()) {
                    known.put(node.address(), new LastKnown(at, status.get().view().self(), status.get().primary(), now));
                }
            } else if (primaries.size() == 1 && notIn(primaries.getFirst(), node.address())) {
                LastKnown last = before.nodes().get(node.address());
                if (last != null && last.primary()) {
                    known.put(node.address(), new LastKnown(last.position(), last.self(), false, last.at()));
                }
            }
        }
        return known;
    }

    /** Whether every member of the component names its members, and the node is none of them. */
    private static boolean notIn(List<NodeSight> component, Address node) {
        return component.stream().allMatch(member -> member.answered()
                .map(status -> status.view().members())
                .filter(members -> !members.isEmpty() && !members.contains(node))
                .isPresent());
    }

    /** From gvwstate.dat of living members; the name of a view grows with each change. */
    private static @Nullable PrimaryView newestView(GaleraSight sight) {
        return sight.primaries().size() != 1
                ? null
                : sight.primaries().getFirst().stream()
                        .flatMap(node -> node.hostAnswered().stream())
                        .flatMap(host -> host.gvwstate().read().stream())
                        .map(Gvwstate.Read::view)
                        .max(Comparator.comparingLong(view -> view.id().sequence()))
                        .orElse(null);
    }

    private static boolean differsInMoreThanPositions(ClusterRecord one, ClusterRecord other) {
        return !withoutPositions(one).equals(withoutPositions(other));
    }

    private static ClusterRecord withoutPositions(ClusterRecord record) {
        Map<Address, LastKnown> plain = new HashMap<>();
        record.nodes().forEach((node, last) -> plain.put(node, new LastKnown(
                new GaleraPosition(last.position().group(), Uuids.isZero(last.position().group()) ? -1 : 0),
                last.self(), last.primary(), Instant.EPOCH)));
        return record.withSeen(plain, record.view());
    }
}
