package dev.tutti.traffic.feed.command;

import dev.tutti.core.traffic.feed.Failure;
import dev.tutti.traffic.feed.FeedException;
import dev.tutti.traffic.feed.Patience;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs one program to its end. No shell reads the arguments; input and output go through files of ours alone, so that nothing
 * waits for a pipe that a left-over child holds. One that does not end in time is killed with its children. Stateless.
 */
final class Command {
    private static final int MOST_OUTPUT = 1 << 20;
    private static final int MOST_TOLD = 200;

    private Command() {}

    /** What it printed. */
    static String run(List<String> command, String input, String title, Patience patience)
            throws FeedException, InterruptedException {
        String program = command.getFirst();
        try {
            Path folder = Files.createTempDirectory("tutti-command");
            Path in = Files.writeString(folder.resolve("in"), input);
            Path out = folder.resolve("out");
            Path errors = folder.resolve("errors");
            try {
                Process process = new ProcessBuilder(command)
                        .redirectInput(in.toFile())
                        .redirectOutput(out.toFile())
                        .redirectError(errors.toFile())
                        .start();
                await(process, program, patience);
                if (process.exitValue() != 0) {
                    throw new FeedException(new Failure.Faulty(title, program + " ended with code " + process.exitValue() + ": "
                            + firstLine(errors)));
                }
                if (Files.size(out) > MOST_OUTPUT) {
                    throw new FeedException(new Failure.Faulty(title, program + " printed more than " + MOST_OUTPUT + " bytes"));
                }
                return new String(Files.readAllBytes(out), StandardCharsets.UTF_8);
            } finally {
                for (Path file : List.of(in, out, errors, folder)) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            throw new FeedException(new Failure.Refused(
                    title, program + " cannot be run: " + e.getMessage(), "write the whole path of a program that may be run"), e);
        }
    }

    private static void await(Process process, String program, Patience patience) throws FeedException, InterruptedException {
        boolean ended = false;
        try {
            ended = process.waitFor(patience.millis("running " + program), TimeUnit.MILLISECONDS);
        } finally {
            if (!ended) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        }
        if (!ended) {
            throw patience.late("running " + program);
        }
    }

    private static String firstLine(Path errors) throws IOException {
        byte[] bytes = Files.exists(errors) ? Files.readAllBytes(errors) : new byte[0];
        String line = new String(bytes, StandardCharsets.UTF_8).lines().findFirst().orElse("it said nothing");
        return line.length() > MOST_TOLD ? line.substring(0, MOST_TOLD) : line;
    }
}
