package dev.tutti.cli;

import dev.tutti.cli.json.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.util.ArrayList;
import java.util.List;

/** {@code tutti galera resync}: gives one node the cluster's state. */
@Command(
        name = "resync",
        description = {
            "Give a node the cluster's state: what it lacks if that can be, otherwise everything. What would be overwritten is saved.",
            "Shows the plan and asks before anything is changed, then follows it to its end."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  tutti galera resync par1 --dry-run", "  tutti galera resync payments par1 --donor lon1,ams1"})
final class GaleraResyncCommand extends GaleraChangeCommand {
    @Mixin
    private final NodeParameter node = new NodeParameter();

    @Option(
            names = "--donor",
            paramLabel = "NODE",
            split = ",",
            order = 1,
            description = "From whom, best first, separated by commas; others give when none of them can.")
    private List<String> donors = new ArrayList<>();

    GaleraResyncCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    Wish wish(GaleraClusters clusters) {
        GaleraClusters.Cluster cluster = node.cluster(clusters);
        Json body = donors.isEmpty() ? Json.object() : Json.object("donors", Json.texts(cluster.nodes(donors)));
        return Wish.of(cluster, node.in(cluster), "resync", body);
    }
}
