package dev.tutti.cli;

import dev.tutti.cli.json.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code tutti galera quarantine}: sets a node aside. */
@Command(
        name = "quarantine",
        description = {
            "Take a node out of its cluster and keep it out until it is released.",
            "Shows the plan and asks before anything is changed, then follows it to its end."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  tutti galera quarantine payments par1"})
final class GaleraQuarantineCommand extends GaleraChangeCommand {
    @Mixin
    private final NodeParameter node = new NodeParameter();

    GaleraQuarantineCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    Wish wish(GaleraClusters clusters) {
        GaleraClusters.Cluster cluster = node.cluster(clusters);
        return Wish.of(cluster, node.in(cluster), "quarantine", Json.object());
    }
}
