package dev.tutti.lab.cli;

import picocli.CommandLine;

/** Runs the {@code lab} command by itself; the background process of {@code lab up} begins here. Stateless. */
public final class LabMain {
    private LabMain() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new LabCommand()).execute(arguments));
    }
}
