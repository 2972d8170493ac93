package dev.tutti.cli;

import dev.tutti.cli.json.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code tutti galera heal}: living nodes without quorum commit again. */
@Command(
        name = "heal",
        description = {
            "Have living nodes that lost their quorum commit again, without restarting them.",
            "Shows the plan and asks before anything is changed, then follows it to its end."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  tutti galera heal payments --dry-run"})
final class GaleraHealCommand extends GaleraChangeCommand {
    @Mixin
    private final ClusterParameter cluster = new ClusterParameter();

    GaleraHealCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    Wish wish(GaleraClusters clusters) {
        return Wish.of(cluster.in(clusters), "heal", Json.object());
    }
}
