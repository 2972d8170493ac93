package dev.tutti.control.galera;

import dev.tutti.core.galera.diagnosis.GaleraDiagnosis;
import dev.tutti.core.galera.model.GaleraSight;
import dev.tutti.core.galera.quorum.Layout;
import dev.tutti.core.model.Address;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is known of a cluster after a round of looks. Immutable.
 *
 * @param layout the described cluster with the nodes that were found through it
 * @param sight the newest look; null before the first
 * @param before the look that speeds are measured against; null before the second
 * @param between how long passed between the two
 * @param at when the newest look began; null before the first
 * @param outageSince since when no node has been primary; null while one is, and before the first look
 * @param diagnoses what is wrong, the cluster's own troubles first
 */
public record ClusterState(
        Layout layout,
        @Nullable GaleraSight sight,
        @Nullable GaleraSight before,
        Duration between,
        @Nullable Instant at,
        @Nullable Instant outageSince,
        List<GaleraDiagnosis> diagnoses) {
    public ClusterState {
        diagnoses = List.copyOf(diagnoses);
    }

    static ClusterState unseen(Layout described) {
        return new ClusterState(described, null, null, Duration.ZERO, null, null, List.of());
    }

    public String name() {
        return layout.cluster().name();
    }

    /**
     * What a node does.
     *
     * @param commits transactions of its own clients per second
     * @param conflicts of these, those that lost against other nodes, per second
     */
    public record Speed(double commits, double conflicts) {}

    /** The speed of a node over the time between both looks; empty when it did not answer twice. */
    public Optional<Speed> speed(Address node) {
        if (sight == null || before == null || between.isZero()) {
            return Optional.empty();
        }
        double seconds = between.toNanos() / 1e9;
        return sight.of(node)
                .flatMap(now -> now.answered())
                .flatMap(now -> before.of(node).flatMap(then -> then.answered()).map(then -> new Speed(
                        // A restarted node counts from zero again.
                        Math.max(0, now.conflicts().commits() - then.conflicts().commits()) / seconds,
                        Math.max(0, now.conflicts().lost() - then.conflicts().lost()) / seconds)));
    }

    /** Nodes that clients write to. */
    Stream<Address> writtenTo() {
        return layout.cluster().nodes().stream()
                .map(node -> node.address())
                .filter(node -> speed(node).filter(speed -> speed.commits() > 0).isPresent());
    }
}
