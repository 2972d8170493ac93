package dev.tutti.agent.act;

import dev.tutti.agent.host.Tail;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs programs from the configuration: argument lists, never a shell. Stateless. */
public final class Programs {
    private static final int LINES = 30;

    private Programs() {}

    /** How a program ended. */
    public sealed interface Ran {
        /** @param output its last lines */
        record Ended(int exitCode, List<String> output) implements Ran {
            public Ended {
                output = List.copyOf(output);
            }
        }

        /** It was still running at its deadline and was killed. */
        record NeverEnded(Duration limit, List<String> output) implements Ran {
            public NeverEnded {
                output = List.copyOf(output);
            }
        }

        record NotStarted(String why) implements Ran {}
    }

    /**
     * Runs a program to its end.
     *
     * @param output where its standard output and errors go; replaced
     * @throws InterruptedException after the program was killed
     */
    public static Ran run(List<String> command, Duration limit, Path output) throws InterruptedException {
        Process process;
        try {
            Files.deleteIfExists(output);
            process = builder(command, ProcessBuilder.Redirect.to(output.toFile())).start();
        } catch (IOException e) {
            return new Ran.NotStarted(String.valueOf(e.getMessage()));
        }
        try {
            if (process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                return new Ran.Ended(process.exitValue(), Tail.last(output, LINES));
            }
        } finally {
            // Neither a deadline nor a cancelled action leaves a program behind that still works on the data.
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        process.waitFor();
        return new Ran.NeverEnded(limit, Tail.last(output, LINES));
    }

    /**
     * Starts a program that stays when the agent ends, in a session of its own.
     *
     * @param console where its standard output and errors are appended
     */
    static Process launch(List<String> command, Path console) throws IOException {
        List<String> all = new ArrayList<>(List.of("setsid"));
        all.addAll(command);
        return builder(all, ProcessBuilder.Redirect.to(console.toFile())).start();
    }

    private static ProcessBuilder builder(List<String> command, ProcessBuilder.Redirect output) {
        return new ProcessBuilder(command)
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(output);
    }
}
