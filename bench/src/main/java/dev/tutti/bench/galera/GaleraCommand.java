package dev.tutti.bench.galera;

import dev.tutti.bench.Machine;
import dev.tutti.bench.Report;
import dev.tutti.bench.Spread;
import dev.tutti.lab.FlavourUnavailableException;
import dev.tutti.lab.GaleraSpec;
import dev.tutti.lab.LabException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;

/** How long a Galera cluster is not whole when nodes of it die, and how well that is foretold. */
@Command(
        name = "galera",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Breaks a cluster of four real nodes with agents, run after run, and measures how long it takes until it is noticed,"
                    + " decided and whole again, with the control plane's own part apart.",
            "The control plane is a process of its own. Clients write 50 rows a second at each node. Galera's timeouts are its"
                    + " own; with --short they are shortened. Takes root."
        },
        footer = {
            "",
            "Example:  tutti bench galera --runs 5 --json galera.json",
            "",
            "Exit codes: 0 measured, and nothing was lost or foretold wrongly; 1 something was, or it failed; 2 wrong use."
        })
public final class GaleraCommand implements Callable<Integer> {
    @Option(names = "--runs", paramLabel = "N", defaultValue = "5", description = "Of each figure; 5.")
    int runs = 5;

    @Option(names = "--only", paramLabel = "FIGURE", description = "one, all, split or transfer; all of them without it.")
    @Nullable GaleraFigure only;

    @Option(names = "--short", description = "Give a silent member up after 3 s instead of 5 s.")
    boolean shortened;

    @Mixin
    Report report = new Report();

    @Override
    public Integer call() throws IOException {
        Machine machine = Machine.here(List.of("MariaDB 10.11 with Galera 4"));
        System.out.println(machine);
        List<GaleraRun> all = new ArrayList<>();
        GaleraFigure chosen = only;
        try {
            for (GaleraFigure figure : chosen == null ? List.of(GaleraFigure.values()) : List.of(chosen)) {
                all.addAll(measure(figure));
            }
        } catch (FlavourUnavailableException e) {
            System.err.println(e.getMessage());
            return 1;
        }
        String command = "./tutti bench galera --runs " + runs + (chosen == null ? "" : " --only " + chosen.word())
                + (shortened ? " --short" : "");
        report.write(machine, command, Map.of("runs", all));
        print(all);
        System.out.println("repeat with: " + command);
        return all.stream().anyMatch(run -> run.problem() != null) ? 1 : 0;
    }

    /** On a cluster of its own; after a run that failed, on a fresh one. */
    private List<GaleraRun> measure(GaleraFigure figure) throws IOException {
        List<GaleraRun> done = new ArrayList<>();
        while (done.size() < runs) {
            try (WatchedGalera watched = WatchedGalera.start(spec(), 0, PlaneSettings.USUAL.with("restart_window", "3s"))) {
                GaleraTrial trial = new GaleraTrial(watched);
                boolean whole = true;
                while (whole && done.size() < runs) {
                    GaleraRun run = run(trial, figure, done.size());
                    done.add(run);
                    System.err.println(line(figure.title + ", " + run.run(), List.of(run), Spread::p50)
                            + (run.problem() == null ? "" : "  FAILED: " + run.problem()));
                    whole = run.problem() == null;
                }
            }
        }
        return done;
    }

    private static GaleraRun run(GaleraTrial trial, GaleraFigure figure, int number) throws IOException {
        try {
            return trial.run(figure, number);
        } catch (LabException | IllegalStateException e) {
            return new GaleraRun(figure.word(), number, null, null, null, null, null, String.valueOf(e.getMessage()));
        }
    }

    private GaleraSpec spec() {
        GaleraSpec four = GaleraSpec.ofNodes(4).withProgress(line -> {});
        return shortened ? four.withShortTimeouts() : four;
    }

    private static void print(List<GaleraRun> all) {
        System.out.printf("%n%-36s%12s%12s%12s%12s%12s%n", "", "noticed", "decided", "own part", "all Synced", "foretold");
        for (GaleraFigure figure : GaleraFigure.values()) {
            List<GaleraRun> runs = all.stream()
                    .filter(run -> run.kind().equals(figure.word()) && run.problem() == null)
                    .toList();
            if (!runs.isEmpty()) {
                System.out.println(line(figure.title + ", p50 of " + runs.size(), runs, Spread::p50));
                System.out.println(line("  worst", runs, Spread::worst));
                String verdict = figure.verdict(runs);
                if (!verdict.isEmpty()) {
                    System.out.println("  " + verdict);
                }
            }
        }
        all.stream()
                .filter(run -> run.problem() != null)
                .forEach(run -> System.out.println("FAILED " + run.kind() + " " + run.run() + ": " + run.problem()));
    }

    private static String line(String title, List<GaleraRun> runs, Function<Spread, Double> which) {
        StringBuilder line = new StringBuilder("%-36s".formatted(title));
        for (Function<GaleraRun, @Nullable Double> phase : List.<Function<GaleraRun, @Nullable Double>>of(
                GaleraRun::noticed, GaleraRun::decided, GaleraRun::own, GaleraRun::done, GaleraRun::foretold)) {
            @Nullable Spread spread = GaleraFigure.spread(runs, phase);
            line.append("%12s".formatted(spread == null ? "–" : Spread.time(which.apply(spread))));
        }
        return line.toString();
    }
}
