package dev.tutti.cli;

import dev.tutti.cli.json.Json;
import dev.tutti.cli.render.Text;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.util.ArrayList;
import java.util.List;

/** {@code tutti galera weights}: what nodes count in a vote. */
@Command(
        name = "weights",
        description = {
            "Change what nodes count in a vote, from 0 to 255, at once. A restart takes it back unless pc.weight is configured.",
            "Shows the plan and asks before anything is changed, then follows it to its end."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  tutti galera weights payments lon1=2 par1=1"})
final class GaleraWeightsCommand extends GaleraChangeCommand {
    @Parameters(
            arity = "1..*",
            hideParamSyntax = true,
            paramLabel = "[CLUSTER] NODE=WEIGHT...",
            description = {
                "Each node by its name, its address, or a part that fits only one.",
                "The cluster may be left out where there is only one."
            })
    private List<String> words = new ArrayList<>();

    GaleraWeightsCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    Wish wish(GaleraClusters clusters) {
        boolean named = !words.getFirst().contains("=");
        List<String> pairs = words.subList(named ? 1 : 0, words.size());
        if (pairs.isEmpty() || !pairs.stream().allMatch(pair -> pair.contains("="))) {
            throw Failure.wrongUse("Say what each node shall count, such as lon1=2.");
        }
        GaleraClusters.Cluster cluster = named ? clusters.named(words.getFirst()) : clusters.only();
        Json weights = Json.object();
        for (String pair : pairs) {
            int equals = pair.lastIndexOf('=');
            String node = cluster.node(pair.substring(0, equals));
            if (!weights.get(node).isNull()) {
                throw Failure.wrongUse(Text.printable(node) + " is named twice.");
            }
            weights = weights.and(node, weight(pair.substring(equals + 1)));
        }
        return Wish.of(cluster, "weights", Json.object("weights", weights));
    }

    private static int weight(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw Failure.wrongUse("A weight is a whole number, not \"" + Text.printable(text) + "\".");
        }
    }
}
