package dev.tutti.cli;

import dev.tutti.cli.json.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tutti galera fence}: ends a split brain. */
@Command(
        name = "fence",
        description = {
            "End a split brain: one side is kept, the other is stopped, and what it committed is kept in its data folders.",
            "Shows the plan and asks before anything is changed, then follows it to its end."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  tutti galera fence payments --keep lon1 --dry-run"})
final class GaleraFenceCommand extends GaleraChangeCommand {
    @Mixin
    private final ClusterParameter cluster = new ClusterParameter();

    @Option(names = "--keep", paramLabel = "NODE", required = true, order = 1, description = "A node of the side that is kept.")
    private String keep = "";

    GaleraFenceCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    Wish wish(GaleraClusters clusters) {
        GaleraClusters.Cluster in = cluster.in(clusters);
        return Wish.of(in, "fence", Json.object("keep", in.node(keep)));
    }
}
