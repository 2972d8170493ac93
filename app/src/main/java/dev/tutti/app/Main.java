package dev.tutti.app;

import dev.tutti.bench.BenchCommand;
import dev.tutti.bench.chaos.ChaosCommand;
import dev.tutti.cli.CliCommands;
import dev.tutti.cli.Surroundings;
import dev.tutti.lab.cli.LabCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

import java.util.logging.Level;
import java.util.logging.Logger;

/** The {@code tutti} command. Mounts only what the first argument needs, so that short commands start quickly. */
@Command(
        name = "tutti",
        versionProvider = Version.Provider.class,
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Keeps MySQL and MariaDB fleets writable.",
        footer = {
            "",
            "Try it:      tutti demo",
            "Your fleet:  tutti server --config tutti.yaml",
            "Help:        tutti COMMAND --help"
        })
public final class Main {
    /** Held, as java.util.logging forgets the level of a logger that nobody holds. */
    private static final Logger FRAMEWORK_LOG = Logger.getLogger("io.helidon");

    private static final Logger FRAMEWORK_START_LOG = Logger.getLogger("io.helidon.webserver.LoomServer");

    private Main() {}

    public static void main(String[] arguments) {
        // The web server's framework logs through java.util.logging. Its start and stop are no news; a failure to start is
        // told by whoever started it.
        FRAMEWORK_LOG.setLevel(Level.WARNING);
        FRAMEWORK_START_LOG.setLevel(Level.OFF);
        System.exit(execute(arguments));
    }

    /** Runs a command; its exit code. */
    public static int execute(String... arguments) {
        return commandLine(arguments).execute(arguments);
    }

    static CommandLine commandLine(String... arguments) {
        CommandLine root = new CommandLine(new Main());
        String first = arguments.length == 0 ? "" : arguments[0];
        switch (first) {
            case "server" -> root.addSubcommand(new ServerCommand());
            case "binlog-server" -> root.addSubcommand(new BinlogServerCommand());
            case "agent" -> root.addSubcommand(new AgentCommand());
            case "dns" -> root.addSubcommand(new DnsCommand());
            case "pki" -> root.addSubcommand(new PkiCommand());
            case "mesh" -> root.addSubcommand(new MeshCommand());
            case "demo" -> root.addSubcommand(new DemoCommand());
            case "diagnose" -> root.addSubcommand(new DiagnoseCommand());
            case "lab" -> root.addSubcommand(new LabCommand());
            case "bench" -> root.addSubcommand(new BenchCommand());
            case "chaos" -> root.addSubcommand(new ChaosCommand());
            default -> {
                CliCommands.addTo(root, Surroundings.ofThisProcess(), arguments);
                if (root.getSubcommands().size() != 1) {
                    root.addSubcommand(new ServerCommand());
                    root.addSubcommand(new BinlogServerCommand());
                    root.addSubcommand(new AgentCommand());
                    root.addSubcommand(new DnsCommand());
                    root.addSubcommand(new PkiCommand());
                    root.addSubcommand(new MeshCommand());
                    root.addSubcommand(new DemoCommand());
                    root.addSubcommand(new DiagnoseCommand());
                    root.addSubcommand(new LabCommand());
                    root.addSubcommand(new BenchCommand());
                    root.addSubcommand(new ChaosCommand());
                    root.addSubcommand(new HelpCommand());
                }
            }
        }
        root.setCaseInsensitiveEnumValuesAllowed(true);
        return root;
    }
}
