package dev.tutti.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Parameters;

/** {@code [CLUSTER]}, for commands about one write/write cluster. */
final class ClusterParameter {
    @Parameters(
            arity = "0..1",
            paramLabel = "CLUSTER",
            description = "Its name or a part of it; may be left out where there is only one.")
    private @Nullable String cluster;

    GaleraClusters.Cluster in(GaleraClusters clusters) {
        return cluster == null ? clusters.only() : clusters.named(cluster);
    }
}
