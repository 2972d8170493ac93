package dev.tutti.cli;

import picocli.CommandLine;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** The commands, to be mounted under a root command named {@code tutti}. */
public final class CliCommands {
    private static final Map<String, Function<Surroundings, Object>> COMMANDS = new LinkedHashMap<>();

    static {
        COMMANDS.put("clusters", ChainsCommand::new);
        COMMANDS.put("topology", TopologyCommand::new);
        COMMANDS.put("servers", ServersCommand::new);
        COMMANDS.put("show", ShowCommand::new);
        COMMANDS.put("problems", ProblemsCommand::new);
        COMMANDS.put("explain", ExplainCommand::new);
        COMMANDS.put("recoveries", RecoveriesCommand::new);
        COMMANDS.put("ack", AcknowledgeCommand::new);
        COMMANDS.put("relocate", RelocateCommand::new);
        COMMANDS.put("recover", RecoverCommand::new);
        COMMANDS.put("downtime", DowntimeCommand::new);
        COMMANDS.put("discover", DiscoverCommand::new);
        COMMANDS.put("forget", ForgetCommand::new);
        COMMANDS.put("galera", GaleraCommand::with);
        COMMANDS.put("snapshot", SnapshotCommand::new);
        COMMANDS.put("completion", CompletionCommand::new);
    }

    private CliCommands() {}

    /**
     * Adds the commands to {@code root}. If the first argument names one of them that one alone is added: picocli looks
     * at every annotation of every command that it is given, which for all of them takes longer than the command itself.
     *
     * @param arguments those that the root will be executed with
     */
    public static void addTo(CommandLine root, Surroundings surroundings, String... arguments) {
        String first = arguments.length == 0 ? "" : arguments[0];
        Function<Surroundings, Object> only = first.equals("completion") ? null : COMMANDS.get(first);
        if (only != null) {
            root.addSubcommand(first, only.apply(surroundings));
            return;
        }
        COMMANDS.forEach((name, command) -> root.addSubcommand(name, command.apply(surroundings)));
    }
}
