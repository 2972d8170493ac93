package dev.tutti.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code tutti galera}: what concerns write/write clusters. */
@Command(
        name = "galera",
        description = "Look at write/write clusters, and at what would become of them.",
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = ExitCode.HEADING,
        exitCodeList = {
            ExitCode.HELP_DONE, ExitCode.HELP_FAILED, ExitCode.HELP_WRONG_USE, ExitCode.HELP_NO_CONTROL_PLANE,
            ExitCode.HELP_PROBLEMS
        },
        footerHeading = "%nExamples:%n",
        footer = {"  tutti galera status", "  tutti galera whatif --file description.yaml"})
final class GaleraCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help.")
    boolean help;

    private GaleraCommand() {}

    static CommandLine with(Surroundings surroundings) {
        return new CommandLine(new GaleraCommand())
                .addSubcommand("status", new GaleraStatusCommand(surroundings))
                .addSubcommand("whatif", new GaleraWhatIfCommand(surroundings));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what: status or whatif.");
    }
}
