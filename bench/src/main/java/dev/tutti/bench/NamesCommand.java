package dev.tutti.bench;

import dev.tutti.lab.Flavour;
import dev.tutti.lab.Fleet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Function;

/** How soon a name stands for another server when the one that it stood for dies. */
@Command(
        name = "names",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Kills the primary of a fresh chain under write load, run after run, and asks the DNS server in the control plane"
                    + " every 2 ms for the name of the writer, while a client that keeps answers for their 5 s writes by that name."
        },
        footer = {
            "",
            "Example:  tutti bench names --flavour mariadb114 --runs 5",
            "",
            "Exit codes: 0 measured; 1 a run failed; 2 wrong use."
        })
final class NamesCommand implements Callable<Integer> {
    private static final double REQUIRED_CHANGED = 1.5;
    private static final double REQUIRED_WRITTEN = 8;

    @Option(names = "--flavour", paramLabel = "NAME", defaultValue = "mariadb114",
            description = "mysql56, mariadb114 (default), mariadb1011 or mysql97.")
    String flavour = "mariadb114";

    @Option(names = "--runs", paramLabel = "N", defaultValue = "5", description = "Runs; 5.")
    int runs = 5;

    @Mixin
    Report report = new Report();

    @Override
    public Integer call() throws IOException {
        Machine machine = Machine.here(List.of(Flavour.named(flavour).title()));
        System.out.println(machine);
        System.out.println();
        System.out.printf("%-24s%18s%18s%24s%n", "", "no longer old", "answers new", "client writes there");
        NamesTrial trial = new NamesTrial(Fleet.custom("1<-2,3", Flavour.named(flavour)).withProgress(line -> {}));
        List<NamesTrial.Run> all = new ArrayList<>();
        for (int i = 0; i < runs; i++) {
            NamesTrial.Run run = trial.run(i);
            all.add(run);
            System.out.println(line("primary killed, " + i, run.gone(), run.changed(), run.written())
                    + (run.problem() == null ? "" : "  FAILED: " + run.problem()));
        }
        Spread gone = spread(all, NamesTrial.Run::gone);
        Spread changed = spread(all, NamesTrial.Run::changed);
        Spread written = spread(all, NamesTrial.Run::written);
        boolean failed = all.stream().anyMatch(run -> run.problem() != null);
        if (gone != null && changed != null && written != null) {
            System.out.println(line("p50 of " + changed.runs(), gone.p50(), changed.p50(), written.p50()));
            System.out.println(line("worst", gone.worst(), changed.worst(), written.worst()));
            boolean reached = changed.worst() <= REQUIRED_CHANGED && written.worst() <= REQUIRED_WRITTEN;
            System.out.printf(Locale.ROOT, "required: changed <= %.1f s, written <= %.0f s: %s%n",
                    REQUIRED_CHANGED, REQUIRED_WRITTEN, reached ? "reached" : "NOT reached");
        }
        String command = "./tutti bench names --flavour " + flavour + " --runs " + runs;
        System.out.println("repeat with: " + command);
        report.write(machine, command, Map.of("runs", all));
        return failed ? 1 : 0;
    }

    private static @Nullable Spread spread(List<NamesTrial.Run> runs, Function<NamesTrial.Run, @Nullable Double> of) {
        List<Double> values = runs.stream().map(of).filter(Objects::nonNull).map(Objects::requireNonNull).toList();
        return values.isEmpty() ? null : Spread.of(values);
    }

    private static String line(String title, @Nullable Double... values) {
        StringBuilder line = new StringBuilder("%-24s".formatted(title));
        int[] widths = {18, 18, 24};
        for (int i = 0; i < values.length; i++) {
            Double value = values[i];
            line.append(("%" + widths[i] + "s").formatted(value == null ? "–" : Spread.time(value)));
        }
        return line.toString();
    }
}
