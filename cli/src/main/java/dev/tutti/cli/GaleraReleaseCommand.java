package dev.tutti.cli;

import dev.tutti.cli.json.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code tutti galera release}: takes a node back that was set aside. */
@Command(
        name = "release",
        description = {
            "Take a node back that was set aside: what it has is saved, and it gets everything anew.",
            "Shows the plan and asks before anything is changed, then follows it to its end."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  tutti galera release payments par1"})
final class GaleraReleaseCommand extends GaleraChangeCommand {
    @Mixin
    private final NodeParameter node = new NodeParameter();

    GaleraReleaseCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    Wish wish(GaleraClusters clusters) {
        GaleraClusters.Cluster cluster = node.cluster(clusters);
        return Wish.of(cluster, node.in(cluster), "release", Json.object());
    }
}
