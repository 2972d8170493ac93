package dev.tutti.cli;

import picocli.CommandLine.Parameters;

import java.util.ArrayList;
import java.util.List;

/** {@code [CLUSTER] NODE}, for commands about one node of a write/write cluster. */
final class NodeParameter {
    @Parameters(
            arity = "1..2",
            hideParamSyntax = true,
            paramLabel = "[CLUSTER] NODE",
            description = {
                "The node, by its name, its address, or a part that fits only one.",
                "The cluster may be left out where there is only one."
            })
    private List<String> words = new ArrayList<>();

    GaleraClusters.Cluster cluster(GaleraClusters clusters) {
        return clusters.before(1, words);
    }

    String in(GaleraClusters.Cluster cluster) {
        return cluster.node(words.getLast());
    }
}
