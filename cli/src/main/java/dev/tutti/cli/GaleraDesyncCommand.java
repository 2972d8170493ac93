package dev.tutti.cli;

import dev.tutti.cli.json.Json;
import dev.tutti.cli.render.Text;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.util.ArrayList;
import java.util.List;

/** {@code tutti galera desync}: lets a node be behind. */
@Command(
        name = "desync",
        description = {
            "Let a node be behind without holding up the others (on), or end that (off).",
            "Shows the plan and asks before anything is changed, then follows it to its end."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  tutti galera desync par1 on", "  tutti galera desync payments par1 off --yes"})
final class GaleraDesyncCommand extends GaleraChangeCommand {
    @Parameters(
            arity = "2..3",
            hideParamSyntax = true,
            paramLabel = "[CLUSTER] NODE on|off",
            description = {
                "The node, by its name, its address, or a part that fits only one.",
                "The cluster may be left out where there is only one."
            })
    private List<String> words = new ArrayList<>();

    GaleraDesyncCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    Wish wish(GaleraClusters clusters) {
        GaleraClusters.Cluster cluster = clusters.before(2, words);
        boolean on = switch (words.getLast()) {
            case "on" -> true;
            case "off" -> false;
            default -> throw Failure.wrongUse("Say on or off, not \"" + Text.printable(words.getLast()) + "\".");
        };
        return Wish.of(cluster, cluster.node(words.get(words.size() - 2)), "desync", Json.object("on", on));
    }
}
