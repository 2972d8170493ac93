package dev.tutti.cli;

import dev.tutti.cli.json.Json;
import dev.tutti.cli.render.Text;
import dev.tutti.core.galera.model.Uuids;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tutti galera recover}: after an outage, and whenever nodes are missing. */
@Command(
        name = "recover",
        description = {
            "Have a cluster commit again after a total outage, with all that any node had, or bring back who is missing.",
            "Shows the plan and asks before anything is changed, then follows it to its end."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  tutti galera recover --dry-run", "  tutti galera recover payments --base par1"})
final class GaleraRecoverCommand extends GaleraChangeCommand {
    @Mixin
    private final ClusterParameter cluster = new ClusterParameter();

    @Option(
            names = "--history",
            paramLabel = "UUID",
            order = 1,
            description = "The history to go on with, where nodes have several and it is not known which was the cluster's.")
    private @Nullable String history;

    @Option(names = "--base", paramLabel = "NODE", order = 2, description = "The node to begin with, instead of the one that has most.")
    private @Nullable String base;

    GaleraRecoverCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    Wish wish(GaleraClusters clusters) {
        GaleraClusters.Cluster in = cluster.in(clusters);
        if (history != null && Uuids.parse(history).isEmpty()) {
            throw Failure.wrongUse("--history is the UUID of a history, as in grastate.dat, not \"" + Text.printable(history) + "\".");
        }
        return Wish.of(in, "recover", Json.object("history", history, "base", base == null ? null : in.node(base)));
    }
}
