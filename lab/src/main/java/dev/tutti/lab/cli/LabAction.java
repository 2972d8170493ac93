package dev.tutti.lab.cli;

import dev.tutti.lab.LabException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.concurrent.Callable;

/** What the lab's commands have in common: a failure is one sentence on the error stream and exit code 1. */
@Command(mixinStandardHelpOptions = true)
abstract class LabAction implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    /** Does it, or throws with a sentence for people. */
    abstract void perform();

    @Override
    public Integer call() {
        try {
            perform();
            out().flush();
            return 0;
        } catch (LabException e) {
            out().flush();
            err().println("tutti lab " + spec().name() + ": " + e.getMessage());
            err().flush();
            return 1;
        }
    }

    final CommandSpec spec() {
        CommandSpec known = spec;
        if (known == null) {
            throw new IllegalStateException("picocli has not set the command up");
        }
        return known;
    }

    final PrintWriter out() {
        return spec().commandLine().getOut();
    }

    final PrintWriter err() {
        return spec().commandLine().getErr();
    }
}
