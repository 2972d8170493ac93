package dev.tutti.app;

import org.awaitility.Awaitility;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The packaged program as a process of its own. Killed when closed, should it still run. */
final class Packaged implements AutoCloseable {
    private static final Path DIST = Path.of(System.getProperty("tutti.dist", "target/dist"));

    final Process process;
    final BufferedReader out;
    private final Path err;

    private Packaged(Process process, Path err) {
        this.process = process;
        this.out = process.inputReader(StandardCharsets.UTF_8);
        this.err = err;
    }

    /**
     * Starts it.
     *
     * @param home what it takes for the user's home directory, and where its error output is kept
     */
    static Packaged start(Path home, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-Xmx256m", "-XX:+UseSerialGC",
                "-jar", DIST.resolve("tutti.jar").toString()));
        command.addAll(List.of(arguments));
        Path err = Files.createTempFile(home, "err", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(err.toFile());
        builder.environment().putAll(Map.of("XDG_STATE_HOME", home.toString(), "XDG_CONFIG_HOME", home.toString()));
        builder.environment().keySet().removeAll(List.of("TUTTI_API", "TUTTI_TOKEN", "TUTTI_TOKEN_FILE"));
        return new Packaged(builder.start(), err);
    }

    /** Runs it to its end. */
    static Captured run(Path home, String... arguments) throws IOException, InterruptedException {
        try (Packaged running = start(home, arguments)) {
            String out = running.out.readAllAsString();
            return new Captured(running.exit(), out, running.err());
        }
    }

    String err() throws IOException {
        return Files.readString(err);
    }

    /** Sends a signal; unlike Process.destroy this leaves the output readable. */
    void signal(String name) throws IOException, InterruptedException {
        signal(name, process.pid());
    }

    static void signal(String name, long pid) throws IOException, InterruptedException {
        int exit = new ProcessBuilder("sh", "-c", "kill -" + name + " " + pid).inheritIO().start().waitFor();
        if (exit != 0) {
            throw new AssertionError("process " + pid + " could not be sent " + name);
        }
    }

    /** The exit code, once it has ended. */
    int exit() throws InterruptedException {
        if (!process.waitFor(Duration.ofSeconds(60))) {
            throw new AssertionError("still runs after 60 s: " + process.info());
        }
        return process.exitValue();
    }

    /** Waits until no process has this folder in its command line: no server, no watchdog. */
    static void awaitNothingLeft(Path folder) {
        Awaitility.await("nothing runs in " + folder).atMost(Duration.ofSeconds(15)).pollInterval(Duration.ofMillis(50))
                .until(() -> processesOf(folder).isEmpty());
    }

    static List<String> processesOf(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc"))) {
            return all.filter(process -> process.getFileName().toString().matches("\\d+"))
                    .map(Packaged::commandLine)
                    .filter(line -> line.contains(folder + "/"))
                    .toList();
        }
    }

    private static String commandLine(Path process) {
        try {
            return Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1).replace('\0', ' ');
        } catch (IOException e) {
            return "";
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
