package dev.tutti.bench.chaos;

import dev.tutti.bench.chaos.galera.GaleraChaosCommand;
import dev.tutti.bench.chaos.mesh.MeshChaosCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** Mounts what breaks things. */
@Command(
        name = "chaos",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Breaks parts of this program and what it looks after, on real servers on this machine, and checks that nothing was lost.",
            "Nothing that it starts stays behind."
        },
        subcommands = {BinlogServerChaosCommand.class, GaleraChaosCommand.class, MeshChaosCommand.class, HelpCommand.class},
        footer = {
            "",
            "Examples:  tutti chaos binlog-server --minutes 10 --json chaos.json",
            "           tutti chaos galera --only kill-all",
            "           tutti chaos mesh",
            "",
            "Exit codes: 0 nothing was lost, 1 something was or it failed, 2 wrong use."
        })
public final class ChaosCommand {}
