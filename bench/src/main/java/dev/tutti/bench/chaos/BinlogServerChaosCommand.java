package dev.tutti.bench.chaos;

import dev.tutti.bench.Machine;
import dev.tutti.bench.Report;
import dev.tutti.lab.Flavour;
import dev.tutti.lab.LabException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;

/** Kills a Binlog Server, cuts its links and fills its disk, under load. */
@Command(
        name = "binlog-server",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Runs a Binlog Server as a process of its own below a primary under load, with two replicas below it. At random it"
                    + " is killed (SIGKILL) and started again, its links are cut and healed, its disk is filled and freed.",
            "After each round no replica may be ahead of it; at the end every file must equal the primary's and every replica must"
                    + " have the primary's rows."
        },
        footer = {
            "",
            "Example:  tutti chaos binlog-server --minutes 10 --flavour mysql56 --json chaos.json",
            "",
            "Exit codes: 0 nothing was lost, 1 something was or it failed, 2 wrong use."
        })
public final class BinlogServerChaosCommand implements Callable<Integer> {
    @Option(names = "--minutes", paramLabel = "N", defaultValue = "10", description = "How long things are broken; 10.")
    int minutes = 10;

    @Option(names = "--flavour", paramLabel = "NAME", defaultValue = "mariadb114",
            description = "The servers: mariadb114, mysql56, mariadb1011, mysql97.")
    String flavour = "mariadb114";

    @Option(names = "--seed", paramLabel = "N", description = "Repeats the order of what is broken.")
    long seed = new Random().nextLong(1_000_000);

    @Mixin
    Report report = new Report();

    @Override
    public Integer call() throws Exception {
        Flavour chosen;
        try {
            chosen = Flavour.named(flavour);
        } catch (LabException e) {
            System.err.println(e.getMessage());
            return 2;
        }
        Machine machine = Machine.here(List.of(chosen.title()));
        System.out.println(machine);
        System.out.println("seed " + seed);
        try (BinlogServerChaos chaos = BinlogServerChaos.start(chosen, minutes, new Random(seed), BinlogServerChaosCommand::say)) {
            BinlogServerChaos.Result result = chaos.run(Duration.ofMinutes(minutes));
            System.out.println(result);
            report.write(machine, "tutti chaos binlog-server --minutes " + minutes + " --flavour " + chosen.cliName()
                    + " --seed " + seed, Map.of("result", result));
            return result.problems().isEmpty() ? 0 : 1;
        }
    }

    private static void say(String line) {
        System.out.println(line);
    }
}
