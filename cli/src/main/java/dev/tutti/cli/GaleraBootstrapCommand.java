package dev.tutti.cli;

import dev.tutti.cli.json.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tutti galera bootstrap}: a new cluster of the described nodes. */
@Command(
        name = "bootstrap",
        description = {
            "Begin a new cluster of the described nodes. Refused while any of them runs, is silent, or has data of a cluster.",
            "Shows the plan and asks before anything is changed, then follows it to its end."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  tutti galera bootstrap --dry-run", "  tutti galera bootstrap payments --first lon1"})
final class GaleraBootstrapCommand extends GaleraChangeCommand {
    @Mixin
    private final ClusterParameter cluster = new ClusterParameter();

    @Option(names = "--first", paramLabel = "NODE", order = 1, description = "The node to begin with: the others get what it has.")
    private @Nullable String first;

    GaleraBootstrapCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    Wish wish(GaleraClusters clusters) {
        GaleraClusters.Cluster in = cluster.in(clusters);
        return Wish.of(in, "bootstrap", Json.object("first", first == null ? null : in.node(first)));
    }
}
