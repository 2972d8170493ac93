package dev.tutti.bench;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;

/** How long a short command takes from the shell's point of view. */
@Command(
        name = "start",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Measures \"tutti clusters\" from start to end against a port on which nothing listens: all that it does is to start, to try"
                    + " one connection and to say that there is none.",
            "Against the same program without its cache of loaded classes and without our start-up flags."
        },
        footer = {"", "Example:  tutti bench start --runs 20 --json start.json", "", "Exit codes: 0 measured; 2 wrong use."})
final class StartCommand implements Callable<Integer> {
    /** tcpmux: nothing listens there. */
    private static final String NOBODY = "http://127.0.0.1:1";

    @Option(names = "--runs", paramLabel = "N", defaultValue = "20", description = "Of each kind, after one that fills caches; 20.")
    int runs = 20;

    @Mixin
    Report report = new Report();

    @Override
    public Integer call() throws IOException, InterruptedException {
        String home = System.getProperty("tutti.home");
        Path script = Path.of(home == null ? "." : home, "tutti");
        Path jar = Path.of(home == null ? "." : home, "app", "target", "dist", "tutti.jar");
        if (!Files.isExecutable(script) || !Files.isRegularFile(jar)) {
            System.err.println("This measures the script of a clone, and there is no " + script + " with " + jar
                    + ": start it with ./tutti bench start");
            return 2;
        }
        Machine machine = Machine.here(List.of());
        System.out.println(machine);
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<Double> cached = times(List.of(script.toString(), "clusters", "--api", NOBODY));
        List<Double> plain = times(List.of(java, "-jar", jar.toString(), "clusters", "--api", NOBODY));
        List<Double> nothing = times(List.of(java, "-version"));
        System.out.printf(Locale.ROOT, "%n%-44s%12s%12s%12s%n", "", "best", "p50", "worst");
        print("./tutti clusters", cached);
        print("java -jar tutti.jar clusters", plain);
        print("java -version, for comparison", nothing);
        System.out.printf(Locale.ROOT, "%n%.1f times faster than without%n", Spread.of(plain).p50() / Spread.of(cached).p50());
        String command = "./tutti bench start --runs " + runs;
        System.out.println("repeat with: " + command);
        report.write(machine, command, Map.of("script", cached, "plain_java", plain, "java_version", nothing));
        return 0;
    }

    private List<Double> times(List<String> command) throws IOException, InterruptedException {
        List<Double> seconds = new ArrayList<>();
        for (int i = 0; i <= runs; i++) {
            long from = System.nanoTime();
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.waitFor();
            if (i > 0) {
                seconds.add((System.nanoTime() - from) / 1e9);
            }
        }
        return seconds;
    }

    private static void print(String title, List<Double> seconds) {
        Spread spread = Spread.of(seconds);
        System.out.printf(
                Locale.ROOT, "%-44s%12s%12s%12s%n", title, Spread.time(spread.best()), Spread.time(spread.p50()),
                Spread.time(spread.worst()));
    }
}
