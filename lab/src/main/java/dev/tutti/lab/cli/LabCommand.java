package dev.tutti.lab.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code lab} command; does nothing itself. Not thread-safe, as picocli's commands are not. */
@Command(
        name = "lab",
        mixinStandardHelpOptions = true,
        description = "Real MySQL and MariaDB fleets on this machine, to try things out and to break.",
        footer = {
            "",
            "Example, six servers, 1 <- 2,3,4 and 4 <- 5,6, whose primary dies:",
            "  tutti lab up chain --flavour mysql56 --dir /tmp/fleet",
            "  tutti lab kill 1 --dir /tmp/fleet",
            "  tutti lab status --dir /tmp/fleet",
            "  tutti lab down --remove --dir /tmp/fleet",
            "",
            "Without --dir, commands mean the fleet that was started last and still",
            "runs, a running demo's for example.",
            "Exit codes: 0 done, 1 failed, 2 wrong use."
        },
        subcommands = {
            UpCommand.class,
            StatusCommand.class,
            ServerCommands.Kill.class,
            ServerCommands.Pause.class,
            ServerCommands.Resume.class,
            ServerCommands.Start.class,
            ServerCommands.Stop.class,
            ServerCommands.Bootstrap.class,
            NetworkCommands.CutOff.class,
            NetworkCommands.Partition.class,
            NetworkCommands.Heal.class,
            NetworkCommands.Delay.class,
            NetworkCommands.Bandwidth.class,
            DownCommand.class,
            FetchCommand.class,
            SuperviseCommand.class
        })
public final class LabCommand implements Runnable {
    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
        CommandSpec known = spec;
        if (known != null) {
            throw new ParameterException(known.commandLine(), "Say what to do, for example: tutti lab up chain");
        }
    }
}
