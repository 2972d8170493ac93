package dev.tutti.bench;

import dev.tutti.control.record.Json;
import dev.tutti.lab.Flavour;
import dev.tutti.lab.LabException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;

/** For how long a chain is not writable, or not whole, when a server of it fails. */
@Command(
        name = "failover",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Kills or pauses servers of a fresh fleet under write load, run after run, and measures every phase.",
            "The fleet is 1 <- 2,3,4 and 4 <- 5,6; two clients write 200 rows a second. Each kind of failure has a JVM of its own,"
                    + " whose first run is reported as cold and counts in no other figure."
        },
        footer = {
            "",
            "Example:  tutti bench failover --flavour mysql56 --runs 10 --json failover.json",
            "",
            "Exit codes: 0 measured and nothing was lost; 1 a recovery failed or something was lost; 2 wrong use."
        })
final class FailoverCommand implements Callable<Integer> {
    @Option(names = "--flavour", paramLabel = "NAME", defaultValue = "mysql56",
            description = "mysql56 (default), mariadb114, mariadb1011 or mysql97.")
    String flavour = "mysql56";

    @Option(names = "--runs", paramLabel = "N", defaultValue = "10", description = "Warm runs of each kind; 10.")
    int runs = 10;

    @Option(names = "--only", paramLabel = "KIND", description = "primary, intermediate or pause; all of them without it.")
    @Nullable Scenario only;

    @Mixin
    Report report = new Report();

    @Override
    public Integer call() throws IOException, SQLException, InterruptedException {
        Machine machine = Machine.here(List.of(Flavour.named(flavour).title()));
        System.out.println(machine);
        System.out.println();
        List<FailoverRun> all = new ArrayList<>();
        Scenario chosen = only;
        if (chosen != null) {
            all.addAll(runHere(chosen));
        } else {
            for (Scenario scenario : Scenario.values()) {
                all.addAll(runInOtherJvm(scenario));
            }
        }
        String command = "./tutti bench failover --flavour " + flavour + " --runs " + runs
                + (chosen == null ? "" : " --only " + chosen.word());
        report.write(machine, command, Map.of("runs", all));
        if (chosen == null || report.file == null) {
            print(all);
            System.out.println("repeat with: " + command);
        }
        return all.stream().anyMatch(run -> run.problem() != null) ? 1 : 0;
    }

    private List<FailoverRun> runHere(Scenario scenario) throws IOException, SQLException {
        FailoverTrial trial = new FailoverTrial(Flavour.named(flavour), scenario);
        List<FailoverRun> done = new ArrayList<>();
        for (int i = 0; i <= runs; i++) {
            FailoverRun run;
            try {
                run = trial.run(i);
            } catch (LabException | IllegalStateException e) {
                run = new FailoverRun(
                        scenario.word(), i == 0, null, null, null, null, null, null, 0, 0, String.valueOf(e.getMessage()));
            }
            done.add(run);
            System.err.println(line(scenario.title + (i == 0 ? ", cold" : ", " + i), run));
        }
        return done;
    }

    private List<FailoverRun> runInOtherJvm(Scenario scenario) throws IOException, InterruptedException {
        Path raw = Files.createTempFile("tutti-bench-", ".json");
        try {
            Process process = OtherJvm.start(BenchCommand.class, List.of(
                    "failover", "--flavour", flavour, "--runs", Integer.toString(runs), "--only", scenario.word(),
                    "--json", raw.toString()));
            process.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
            process.waitFor();
            List<FailoverRun> done = new ArrayList<>();
            for (JsonNode run : Json.mapper().readTree(raw.toFile()).path("measured").path("runs")) {
                done.add(Json.mapper().treeToValue(run, FailoverRun.class));
            }
            if (done.isEmpty()) {
                throw new IOException("the JVM that measured \"" + scenario.title + "\" ended with code " + process.exitValue()
                        + " and without a result");
            }
            return done;
        } finally {
            Files.deleteIfExists(raw);
        }
    }

    private static void print(List<FailoverRun> all) {
        System.out.println();
        System.out.println(header());
        for (Scenario scenario : Scenario.values()) {
            List<FailoverRun> runs = all.stream()
                    .filter(run -> run.scenario().equals(scenario.word()) && run.problem() == null)
                    .toList();
            List<FailoverRun> warm = runs.stream().filter(run -> !run.first()).toList();
            if (!warm.isEmpty()) {
                System.out.println(row(scenario.title + ", p50 of " + warm.size(), phase -> spread(warm, phase), Spread::p50));
                System.out.println(row("  worst", phase -> spread(warm, phase), Spread::worst));
            }
            runs.stream().filter(FailoverRun::first).forEach(run -> System.out.println(line("  first run of its JVM", run)));
            verdict(scenario, warm);
        }
        System.out.println();
        long kept = all.stream().filter(run -> run.problem() == null).count();
        System.out.println(kept + " of " + all.size() + " recoveries lost nothing that a survivor had received; "
                + all.stream().mapToLong(FailoverRun::neverArrived).sum() + " of "
                + all.stream().mapToLong(FailoverRun::acknowledged).sum()
                + " acknowledged writes had reached no survivor when the primary went.");
        all.stream()
                .filter(run -> run.problem() != null)
                .forEach(run -> System.out.println("FAILED " + run.scenario() + ": " + run.problem()));
        System.out.println("Measured before, on this kind of machine and fleet, in other runs: orchestrator 3.2.6 (poll 5 s,"
                + " recovery poll 1 s): primary killed 3.5 to 7.7 s, intermediate killed 2.4 to 3.9 s, primary paused 8.0 s.");
    }

    private static void verdict(Scenario scenario, List<FailoverRun> warm) {
        Spread felt = spread(warm, scenario.stopsWrites() ? Phase.CLIENT_WRITE : Phase.SETTLED);
        if (felt != null) {
            boolean reached = felt.p50() <= scenario.requiredP50 && felt.worst() <= scenario.requiredWorst;
            System.out.printf(
                    Locale.ROOT, "  required: p50 <= %.1f s%s: %s%n", scenario.requiredP50,
                    scenario.requiredWorst < 1e9 ? String.format(Locale.ROOT, ", worst <= %.1f s", scenario.requiredWorst) : "",
                    reached ? "reached" : "NOT reached");
        }
    }

    /** A moment of a recovery. */
    private record Phase(String title, Function<FailoverRun, @Nullable Double> of) {
        private static final Phase CLIENT_WRITE = new Phase("client writes", FailoverRun::clientWrite);
        private static final Phase SETTLED = new Phase("all replicating", FailoverRun::settled);

        /** In the order in which they come. */
        private static final List<Phase> ALL = List.of(
                new Phase("detected", FailoverRun::detected),
                new Phase("decided", FailoverRun::decided),
                new Phase("drained", FailoverRun::drained),
                new Phase("writable", FailoverRun::writable),
                CLIENT_WRITE,
                SETTLED);
    }

    private static @Nullable Spread spread(List<FailoverRun> runs, Phase phase) {
        List<Double> values = new ArrayList<>();
        for (FailoverRun run : runs) {
            Double value = phase.of.apply(run);
            if (value != null) {
                values.add(value);
            }
        }
        return values.isEmpty() ? null : Spread.of(values);
    }

    private static String header() {
        StringBuilder line = new StringBuilder("%-32s".formatted(""));
        for (Phase phase : Phase.ALL) {
            line.append("%16s".formatted(phase.title));
        }
        return line.toString();
    }

    private static String row(String title, Function<Phase, @Nullable Spread> spread, Function<Spread, Double> which) {
        StringBuilder line = new StringBuilder("%-32s".formatted(title));
        for (Phase phase : Phase.ALL) {
            Spread values = spread.apply(phase);
            line.append("%16s".formatted(values == null ? "–" : Spread.time(which.apply(values))));
        }
        return line.toString();
    }

    private static String line(String title, FailoverRun run) {
        StringBuilder line = new StringBuilder("%-32s".formatted(title));
        for (Phase phase : Phase.ALL) {
            Double value = phase.of.apply(run);
            line.append("%16s".formatted(value == null ? "–" : Spread.time(value)));
        }
        return run.problem() == null ? line.toString() : line + "  FAILED: " + run.problem();
    }
}
