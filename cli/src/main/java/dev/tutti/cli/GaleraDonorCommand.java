package dev.tutti.cli;

import dev.tutti.cli.http.Answer;
import dev.tutti.cli.http.Paths;
import dev.tutti.cli.json.Json;
import dev.tutti.cli.render.Text;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** {@code tutti galera donor}: from whom nodes get their state. */
@Command(
        name = "donor",
        description = "From whom a node gets its state when it joins.",
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = ExitCode.HEADING,
        exitCodeList = {
            ExitCode.HELP_DONE, ExitCode.HELP_FAILED, ExitCode.HELP_WRONG_USE, ExitCode.HELP_NO_CONTROL_PLANE
        },
        footerHeading = "%nExamples:%n",
        footer = {"  tutti galera donor prefer n3 n2,n4"})
final class GaleraDonorCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help.")
    boolean help;

    private GaleraDonorCommand() {}

    static CommandLine with(Surroundings surroundings, List<String> following) {
        return new Mounting()
                .with("prefer", Prefer::new)
                .on(new CommandLine(new GaleraDonorCommand()), surroundings, following);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what: prefer.");
    }

    /** {@code tutti galera donor prefer}: whom a node shall ask first. */
    @Command(
            name = "prefer",
            description = {
                "Have a node ask these nodes first when it needs a state, in this order.",
                "Others are asked when none of them can give. It is kept until it is changed."
            },
            footerHeading = "%nExamples:%n",
            footer = {"  tutti galera donor prefer payments par1 lon1,ams1", "  tutti galera donor prefer par1 none"})
    static final class Prefer extends ApiCommand {
        private static final String NONE = "none";

        @Parameters(
                arity = "2..3",
                hideParamSyntax = true,
                paramLabel = "[CLUSTER] NODE DONORS",
                description = {
                    "The node, and those that it shall ask, separated by commas; none takes that back.",
                    "The cluster may be left out where there is only one."
                })
        private List<String> words = new ArrayList<>();

        Prefer(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        int run(Session session) {
            GaleraClusters.Cluster cluster = GaleraClusters.of(session).before(2, words);
            String node = cluster.node(words.get(words.size() - 2));
            String donors = words.getLast();
            List<String> names = donors.equals(NONE) ? List.of() : cluster.nodes(Arrays.asList(donors.split(",")));
            Answer answer = session.api().change(
                    "POST",
                    Session.API + cluster.path() + "/nodes/" + Paths.segment(node) + "/donors",
                    Json.object("donors", Json.texts(names)));
            if (session.json()) {
                session.printJson(answer);
            } else {
                session.printWrapped(Text.printable(names.isEmpty()
                        ? node + " prefers no donor any more."
                        : node + " asks " + String.join(", ", names) + " first when it needs a state."));
            }
            return ExitCode.DONE;
        }
    }
}
