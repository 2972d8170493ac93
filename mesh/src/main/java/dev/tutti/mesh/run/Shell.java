package dev.tutti.mesh.run;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs programs at a place to their end. Thread-safe. */
public final class Shell {
    private final Place place;

    public Shell(Place place) {
        this.place = place;
    }

    /** How a program ended, and what it printed, errors included. */
    public record Result(int exitCode, String output) {
        public boolean succeeded() {
            return exitCode == 0;
        }
    }

    public Result run(Duration limit, String... command) throws IOException {
        return run(limit, Map.of(), List.of(command));
    }

    /**
     * Runs a program.
     *
     * @throws IOException if it cannot be started or does not end in time, with its name
     */
    public Result run(Duration limit, Map<String, String> environment, List<String> command) throws IOException {
        // A file rather than a pipe: what the program leaves running behind itself cannot keep us waiting.
        Path output = Files.createTempFile("tutti-mesh", ".out");
        try {
            ProcessBuilder builder = new ProcessBuilder(place.inside(command))
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .redirectInput(new File("/dev/null"));
            builder.environment().putAll(environment);
            Process process = builder.start();
            try {
                if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                    process.destroyForcibly();
                    throw new IOException("\"" + command.getFirst() + "\" did not end within " + limit.toMillis() + " ms");
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while \"" + command.getFirst() + "\" ran", e);
            }
            return new Result(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
        } finally {
            Files.deleteIfExists(output);
        }
    }

    /**
     * Runs a program that has to succeed.
     *
     * @param what was tried, for the message
     * @throws IOException also if it fails, with the end of what it printed
     */
    public String require(String what, Duration limit, String... command) throws IOException {
        Result result = run(limit, command);
        if (!result.succeeded()) {
            List<String> lines = result.output().lines().toList();
            throw new IOException(what + " failed: "
                    + String.join(" / ", lines.subList(Math.max(0, lines.size() - 3), lines.size())));
        }
        return result.output();
    }
}
