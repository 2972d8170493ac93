package dev.tutti.bench;

import dev.tutti.control.record.Json;
import dev.tutti.lab.Flavour;
import dev.tutti.lab.Fleet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/** What a control plane needs to watch a fleet. */
@Command(
        name = "plane",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Measures memory, allocation and CPU of a control plane that looks at every server once a second.",
            "Six servers are real ones (MySQL 5.6, 1 <- 2,3,4 and 4 <- 5,6); any other number are models that answer as real ones"
                    + " would, in a JVM of their own. The control plane has a JVM to itself."
        },
        footer = {
            "",
            "Example:  tutti bench plane --servers 6,500 --json plane.json",
            "",
            "Exit codes: 0 measured; 1 servers failed to answer; 2 wrong use."
        })
final class PlaneCommand implements Callable<Integer> {
    private static final int REAL = 6;

    @Option(names = "--servers", paramLabel = "N,N", split = ",", defaultValue = "6,500", description = "6,500 without it.")
    List<Integer> servers = List.of(REAL, 500);

    @Option(names = "--seconds", paramLabel = "N", defaultValue = "60", description = "How long to measure; 60.")
    int seconds = 60;

    @Option(names = "--warm-up", paramLabel = "N", defaultValue = "20", description = "Seconds before that; 20.")
    int warmUp = 20;

    @Mixin
    Report report = new Report();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Machine machine = Machine.here(servers.contains(REAL) ? List.of(Flavour.MYSQL_5_6.title()) : List.of());
        System.out.println(machine);
        List<PlaneRun> runs = new ArrayList<>();
        for (int number : servers) {
            System.err.println("watching " + number + (number == REAL ? " real" : " model") + " servers for "
                    + (warmUp + seconds) + " s …");
            runs.add(number == REAL ? real() : model(number));
        }
        print(runs);
        String command = "./tutti bench plane --servers " + String.join(",", servers.stream().map(String::valueOf).toList())
                + " --seconds " + seconds + " --warm-up " + warmUp;
        System.out.println("repeat with: " + command);
        report.write(machine, command, Map.of("runs", runs));
        return runs.stream().anyMatch(run -> run.failed() > 0) ? 1 : 0;
    }

    private PlaneRun real() throws IOException, InterruptedException {
        try (Fleet fleet = Fleet.start(Fleet.chain(Flavour.MYSQL_5_6).withProgress(line -> {}))) {
            return meter(fleet.server("1").address().toString(), REAL, "real");
        }
    }

    private PlaneRun model(int number) throws IOException, InterruptedException {
        Process models = OtherJvm.start(ModelFleet.class, List.of(Integer.toString(number)));
        try {
            String primary = models.inputReader(StandardCharsets.UTF_8).readLine();
            if (primary == null) {
                throw new IOException("the model servers could not be started");
            }
            return meter(primary, number, "model");
        } finally {
            models.destroyForcibly().waitFor();
        }
    }

    private PlaneRun meter(String seed, int number, String kind) throws IOException, InterruptedException {
        Path state = Files.createTempDirectory("tutti-bench-");
        Process process = OtherJvm.start(PlaneMeter.class, List.of(
                seed, Integer.toString(number), kind, Integer.toString(warmUp), Integer.toString(seconds), state.toString()));
        try {
            String result = process.inputReader(StandardCharsets.UTF_8).readLine();
            if (result == null) {
                throw new IOException("the control plane ended with code " + process.waitFor() + " and without a result");
            }
            return Json.mapper().readValue(result, PlaneRun.class);
        } finally {
            process.destroyForcibly().waitFor();
            delete(state);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static void print(List<PlaneRun> runs) {
        System.out.printf(
                Locale.ROOT, "%n%-16s%14s%18s%14s%16s%16s%12s%10s%n", "", "CPU per poll", "CPU per server", "of a core",
                "heap per server", "heap in all", "allocated", "threads");
        for (PlaneRun run : runs) {
            System.out.printf(
                    Locale.ROOT, "%-16s%11.2f ms%13.2f ms/s%13.1f%%%13.1f KiB%12.1f MiB%7.2f MB/s%10d%s%n",
                    run.servers() + " " + run.kind(), run.cpuMillisPerPoll(), run.cpuMillisPerServerSecond(),
                    run.cpuSeconds() / run.seconds() * 100, run.heapBytes() / 1024.0 / run.servers(),
                    (run.heapBytes() + run.heapBefore()) / 1048576.0, run.allocatedBytes() / 1e6 / run.seconds(), run.threads(),
                    run.failed() == 0 ? "" : "  FAILED: " + run.failed() + " servers did not answer");
        }
        System.out.println();
        System.out.println("Measured before, on this kind of machine, in other runs: orchestrator 3.2.6 about 15 ms of CPU per poll.");
    }
}
