package dev.tutti.bench;

import dev.tutti.bench.binlogs.BinlogServerCommand;
import dev.tutti.bench.dns.DnsCommand;
import dev.tutti.bench.galera.GaleraCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

import java.util.logging.Level;
import java.util.logging.Logger;

/** Mounts the measurements. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Measures this program on real servers on this machine. Nothing that it starts stays behind.",
            "Figures that were reached, and what they are compared with: docs/benchmarks.md."
        },
        subcommands = {
            FailoverCommand.class,
            MatchCommand.class,
            PlaneCommand.class,
            StartCommand.class,
            BinlogServerCommand.class,
            GaleraCommand.class,
            NamesCommand.class,
            DnsCommand.class,
            HelpCommand.class
        },
        footer = {
            "",
            "Example:  tutti bench failover --runs 3 --only primary --json runs.json",
            "",
            "Exit codes: 0 done, 1 failed, 2 wrong use."
        })
public final class BenchCommand {
    /** Held, because the log manager forgets the levels of loggers that nobody holds. */
    private final Logger webServer = Logger.getLogger("io.helidon");

    /** What control planes report while servers are killed on purpose would drown the figures. */
    public BenchCommand() {
        webServer.setLevel(Level.WARNING);
        if (System.getenv("TUTTI_LOG") == null) {
            System.setProperty("TUTTI_LOG", "OFF");
        }
    }

    /** For measurements that start others in a JVM of their own. */
    public static void main(String[] arguments) {
        OtherJvm.endWithParent();
        CommandLine line = new CommandLine(new BenchCommand());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        System.exit(line.execute(arguments));
    }
}
