package dev.tutti.cli;

import dev.tutti.cli.json.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.util.ArrayList;
import java.util.List;

/** {@code tutti galera rolling}: something is done on each node, one at a time. */
@Command(
        name = "rolling",
        description = {
            "Run a command on each node while it is out of the cluster, one node at a time, never below quorum and only as long"
                    + " as each would come back by an incremental transfer.",
            "Shows the plan and asks before anything is changed, then follows it to its end."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  tutti galera rolling payments -- restart", "  tutti galera rolling -- upgrade"})
final class GaleraRollingCommand extends GaleraChangeCommand {
    @Parameters(
            arity = "1..2",
            hideParamSyntax = true,
            paramLabel = "[CLUSTER] -- COMMAND",
            description = {
                "What to run, by its name in the agents' configurations (server.commands); restart is always there.",
                "The cluster may be left out where there is only one."
            })
    private List<String> words = new ArrayList<>();

    GaleraRollingCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    Wish wish(GaleraClusters clusters) {
        return Wish.of(clusters.before(1, words), "rolling", Json.object("command", words.getLast()));
    }
}
