package dev.tutti.cli;

import picocli.CommandLine;

import java.util.List;

/** The commands, to be mounted under a root command named {@code tutti}. */
public final class CliCommands {
    private static final Mounting COMMANDS = new Mounting()
            .with("clusters", ChainsCommand::new)
            .with("topology", TopologyCommand::new)
            .with("servers", ServersCommand::new)
            .with("show", ShowCommand::new)
            .with("problems", ProblemsCommand::new)
            .with("explain", ExplainCommand::new)
            .with("recoveries", RecoveriesCommand::new)
            .with("ack", AcknowledgeCommand::new)
            .with("relocate", RelocateCommand::new)
            .with("switchover", SwitchoverCommand::new)
            .with("recover", RecoverCommand::new)
            .with("downtime", DowntimeCommand::new)
            .with("discover", DiscoverCommand::new)
            .with("forget", ForgetCommand::new)
            .withGroup("galera", GaleraCommand::with)
            .with("snapshot", SnapshotCommand::new)
            .with("completion", CompletionCommand::new);

    private CliCommands() {}

    /**
     * Adds the commands to {@code root}. If the first argument names one of them that one alone is added, except to the
     * command that has to know them all.
     *
     * @param arguments those that the root will be executed with
     */
    public static void addTo(CommandLine root, Surroundings surroundings, String... arguments) {
        List<String> given = List.of(arguments);
        boolean needsAll = !given.isEmpty() && given.getFirst().equals("completion");
        COMMANDS.on(root, surroundings, needsAll ? List.of() : given);
    }
}
