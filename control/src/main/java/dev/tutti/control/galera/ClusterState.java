package dev.tutti.control.galera;

import dev.tutti.core.galera.diagnosis.GaleraDiagnosis;
import dev.tutti.core.galera.model.GaleraSight;
import dev.tutti.core.galera.quorum.Layout;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;

/**
 * What is known of a cluster after a round of looks. Immutable.
 *
 * @param layout the described cluster with the nodes that were found through it
 * @param sight the newest look; null before the first
 * @param at when that look began; null before the first
 * @param diagnoses what is wrong, the cluster's own troubles first
 */
public record ClusterState(
        Layout layout, @Nullable GaleraSight sight, @Nullable Instant at, List<GaleraDiagnosis> diagnoses) {
    public ClusterState {
        diagnoses = List.copyOf(diagnoses);
    }

    public String name() {
        return layout.cluster().name();
    }
}
