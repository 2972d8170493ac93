package dev.tutti.bench.chaos.galera;

import dev.tutti.bench.Machine;
import dev.tutti.bench.Report;
import dev.tutti.lab.FlavourUnavailableException;
import dev.tutti.lab.network.LabNetwork;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/** Plays what can happen to a Galera cluster. */
@Command(
        name = "galera",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Plays, one after the other, what can happen to a Galera cluster of four real nodes with agents, watched by a control"
                    + " plane in a process of its own: deaths, cuts, outages, data that must not be overwritten, state transfers,"
                    + " bad input.",
            "Everything is ordered through the API and checked at the nodes. Takes root."
        },
        footer = {
            "",
            "Examples:  tutti chaos galera --json galera.json",
            "           tutti chaos galera --only kill-one --only split-brain",
            "",
            "Exit codes: 0 all came out as they must, 1 one did not, 2 wrong use."
        })
public final class GaleraChaosCommand implements Callable<Integer> {
    @Option(names = "--only", paramLabel = "NAME", description = "This scenario; may be given more than once.")
    List<String> only = new ArrayList<>();

    @Option(names = "--list", description = "List the scenarios and end.")
    boolean list;

    @Option(names = "--dir", paramLabel = "FOLDER",
            description = "Where the clusters stand, with their logs, and stay; temporary folders without it.")
    @Nullable Path folder;

    @Mixin
    Report report = new Report();

    @Override
    public Integer call() throws IOException {
        if (list) {
            GaleraChaos.SCENARIOS.forEach(one ->
                    System.out.printf("%-22s %s%n%22s   → %s%n", one.name(), one.happens(), "", one.expected()));
            return 0;
        }
        List<GaleraScenario> chosen = GaleraChaos.SCENARIOS.stream()
                .filter(one -> only.isEmpty() || only.contains(one.name()))
                .sorted(java.util.Comparator.comparing(GaleraScenario::cluster))
                .toList();
        Optional<String> objection = objection();
        if (objection.isPresent()) {
            System.err.println(objection.get());
            return 2;
        }
        Machine machine = Machine.here(List.of());
        System.out.println(machine);
        List<Result> results = new ArrayList<>();
        try (GaleraChaos chaos = new GaleraChaos(folder)) {
            for (GaleraScenario scenario : chosen) {
                Result result = chaos.run(scenario);
                results.add(result);
                print(result);
            }
        } catch (FlavourUnavailableException e) {
            System.err.println(e.getMessage());
            return 1;
        }
        report.write(machine, command(), Map.of("scenarios", results));
        long failed = results.stream().filter(result -> result.problem() != null).count();
        System.out.println();
        System.out.println(results.size() - failed + " of " + results.size() + " came out as they must");
        return failed == 0 ? 0 : 1;
    }

    private Optional<String> objection() {
        List<String> known = GaleraChaos.SCENARIOS.stream().map(GaleraScenario::name).toList();
        Optional<String> unknown = only.stream().filter(name -> !known.contains(name)).findFirst();
        return unknown.map(name -> "There is no scenario \"" + name + "\"; there are " + String.join(", ", known) + ".")
                .or(() -> LabNetwork.whyNot().map(reason -> "A Galera cluster cannot be had here: " + reason + "."));
    }

    private String command() {
        return "./tutti chaos galera" + only.stream().map(name -> " --only " + name).collect(Collectors.joining());
    }

    private static void print(Result result) {
        System.out.println(String.format(Locale.ROOT, "%-22s %-7s %6.1f s   %s", result.name(),
                result.problem() == null ? "ok" : "FAILED", result.seconds(), result.happens()));
        result.facts().forEach(fact -> System.out.println(" ".repeat(41) + fact));
        if (result.problem() != null) {
            System.out.println(" ".repeat(41) + "FAILED: " + result.problem());
        }
        System.out.flush();
    }
}
