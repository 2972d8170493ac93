package dev.tutti.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.util.List;

/** {@code tutti galera}: what concerns write/write clusters. */
@Command(
        name = "galera",
        description = "Look at write/write clusters, mend and change them, and see what would become of them.",
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = ExitCode.HEADING,
        exitCodeList = {
            ExitCode.HELP_DONE, ExitCode.HELP_FAILED, ExitCode.HELP_WRONG_USE, ExitCode.HELP_REFUSED,
            ExitCode.HELP_NO_CONTROL_PLANE, ExitCode.HELP_PROBLEMS
        },
        footerHeading = "%nExamples:%n",
        footer = {"  tutti galera status", "  tutti galera recover --dry-run", "  tutti galera whatif --file description.yaml"})
final class GaleraCommand implements Runnable {
    private static final Mounting COMMANDS = new Mounting()
            .with("status", GaleraStatusCommand::new)
            .with("advice", GaleraAdviceCommand::new)
            .with("whatif", GaleraWhatIfCommand::new)
            .with("recover", GaleraRecoverCommand::new)
            .with("heal", GaleraHealCommand::new)
            .with("fence", GaleraFenceCommand::new)
            .with("resync", GaleraResyncCommand::new)
            .with("quarantine", GaleraQuarantineCommand::new)
            .with("release", GaleraReleaseCommand::new)
            .with("desync", GaleraDesyncCommand::new)
            .with("weights", GaleraWeightsCommand::new)
            .with("rolling", GaleraRollingCommand::new)
            .with("bootstrap", GaleraBootstrapCommand::new)
            .withGroup("donor", GaleraDonorCommand::with);

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help.")
    boolean help;

    private GaleraCommand() {}

    static CommandLine with(Surroundings surroundings, List<String> following) {
        return COMMANDS.on(new CommandLine(new GaleraCommand()), surroundings, following);
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "Say what: " + String.join(", ", spec.subcommands().keySet()) + ".");
    }
}
