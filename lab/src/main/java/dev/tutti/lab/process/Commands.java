package dev.tutti.lab.process;

import dev.tutti.lab.LabException;
import org.jspecify.annotations.Nullable;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs a program to its end and keeps what it printed. Stateless. */
public final class Commands {
    private Commands() {}

    /** How a program ended: its exit code and the end of what it printed. */
    public record Result(int exitCode, String output) {
        public boolean succeeded() {
            return exitCode == 0;
        }

        /** The last lines of the output, for an error message. */
        public String tail() {
            return Tail.of(output, 15);
        }
    }

    /**
     * Runs a program with its standard output and errors collected together.
     *
     * @param folder where it runs, or null for the current folder
     * @throws LabException if it cannot be started or does not end in time
     */
    public static Result run(List<String> command, @Nullable Path folder, Map<String, String> environment, Duration limit) {
        try {
            // A file rather than a pipe: a child that the program leaves behind cannot keep us waiting for its end.
            Path output = Files.createTempFile("tutti-lab", ".out");
            try {
                return run(command, folder, environment, limit, output);
            } finally {
                Files.deleteIfExists(output);
            }
        } catch (IOException e) {
            throw new LabException("Cannot run \"" + command.getFirst() + "\": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("Interrupted while running \"" + command.getFirst() + "\".", e);
        }
    }

    private static Result run(
            List<String> command, @Nullable Path folder, Map<String, String> environment, Duration limit, Path output)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .redirectInput(new File("/dev/null"));
        builder.environment().putAll(environment);
        if (folder != null) {
            builder.directory(folder.toFile());
        }
        Process process = builder.start();
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly();
            throw new LabException("\"" + command.getFirst() + "\" did not end within " + limit.toSeconds()
                    + " s; it printed:\n" + Tail.of(output, 15));
        }
        return new Result(process.exitValue(), new String(Files.readAllBytes(output), StandardCharsets.UTF_8));
    }
}
