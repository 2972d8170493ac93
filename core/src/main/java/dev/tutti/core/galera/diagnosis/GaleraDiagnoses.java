package dev.tutti.core.galera.diagnosis;

import dev.tutti.core.galera.model.GaleraSight;
import dev.tutti.core.galera.model.NodeSight;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Everything that is wrong with a Galera cluster, the cluster's own troubles first. */
public final class GaleraDiagnoses {
    private GaleraDiagnoses() {}

    /**
     * @param before an earlier look, for what can only be seen as it changes; null for none
     * @param between the time between the two looks
     */
    public static List<GaleraDiagnosis> of(
            GaleraSight now, @Nullable GaleraSight before, Duration between, Norms norms) {
        List<GaleraDiagnosis> found = new ArrayList<>(ClusterJudge.judge(now));
        for (NodeSight node : now.nodes()) {
            found.addAll(NodeJudge.judge(now, node, norms));
        }
        if (before != null && between.isPositive()) {
            found.addAll(SpeedJudge.judge(now, before, between, norms));
        }
        return List.copyOf(found);
    }
}
