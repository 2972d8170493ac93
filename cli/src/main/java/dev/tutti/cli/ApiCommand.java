package dev.tutti.cli;

import dev.tutti.cli.http.ApiException;
import picocli.CommandLine.Mixin;

import java.util.concurrent.Callable;

/**
 * A command that talks to the control plane. The one place where what went wrong becomes a sentence on standard error and
 * an exit code; with {@code --json} an error of the API is also printed on standard output, as its JSON.
 */
abstract class ApiCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private final ApiOptions options = new ApiOptions();

    ApiCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** Does it; the exit code. */
    abstract int run(Session session);

    @Override
    public final Integer call() {
        try {
            return run(new Session(surroundings, options));
        } catch (Failure e) {
            return end(e.exitCode(), e.sentence());
        } catch (ApiException e) {
            if (options.json && !e.document().isEmpty()) {
                Session.printDocument(surroundings, e.document());
            }
            return switch (e.kind()) {
                case NO_CONTROL_PLANE -> end(ExitCode.NO_CONTROL_PLANE, e.sentence());
                case REFUSED -> end(ExitCode.REFUSED, "Refused: " + e.sentence());
                case NEEDS_CONFIRMATION -> end(ExitCode.REFUSED, "Not done yet: " + e.sentence());
                case UNKNOWN, FAILED -> end(ExitCode.FAILED, e.sentence());
            };
        }
    }

    private int end(int exitCode, String sentence) {
        surroundings.err().println(sentence);
        surroundings.err().flush();
        return exitCode;
    }
}
