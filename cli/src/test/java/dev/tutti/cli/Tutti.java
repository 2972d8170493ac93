package dev.tutti.cli;

import dev.tutti.cli.Surroundings.Size;
import picocli.CommandLine;
import picocli.CommandLine.Command;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs the command line as somebody would, within this process. */
final class Tutti {
    private final Map<String, String> environment = new HashMap<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private String typed = "";
    private boolean terminal;
    private Size size = Size.UNLIMITED;
    private Charset charset = StandardCharsets.UTF_8;
    private Path home = Path.of("/nonexistent");
    private Surroundings.Pause pause = duration -> false;

    /** What came of it. */
    record Result(int exit, String out, String err) {}

    /** The root as `app` assembles it. */
    @Command(name = "tutti", description = "Keeps MySQL and MariaDB fleets writable.")
    static final class Root {}

    /** At this control plane, with the token that it wants. */
    static Tutti at(StandIn standIn) {
        return new Tutti().with("TUTTI_API", standIn.url()).with("TUTTI_TOKEN", StandIn.TOKEN).with("USER", "anna");
    }

    static Tutti nowhere() {
        return new Tutti();
    }

    Tutti with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    Tutti without(String variable) {
        environment.remove(variable);
        return this;
    }

    Tutti home(Path directory) {
        home = directory;
        return this;
    }

    /** A person types this. */
    Tutti typing(String lines) {
        typed = lines;
        return onTerminal(24, 100);
    }

    /** Without colours; {@code with("NO_COLOR", "")} brings them back. */
    Tutti onTerminal(int lines, int columns) {
        terminal = true;
        size = new Size(lines, columns);
        environment.putIfAbsent("NO_COLOR", "1");
        return this;
    }

    /** Lines are limited although nobody looks. */
    Tutti columns(int columns) {
        size = new Size(Integer.MAX_VALUE, columns);
        return this;
    }

    Tutti charset(Charset ofOutput) {
        charset = ofOutput;
        return this;
    }

    Tutti pausing(Surroundings.Pause between) {
        pause = between;
        return this;
    }

    /** So far. */
    String printed() {
        return out.toString(StandardCharsets.UTF_8);
    }

    Result run(String... arguments) {
        var surroundings = new Surroundings(
                environment,
                new BufferedReader(new StringReader(typed)),
                new PrintStream(out, true, charset),
                new PrintStream(err, true, charset),
                terminal,
                () -> size,
                home,
                InstantSource.fixed(Instant.parse("2026-11-21T10:15:10Z")),
                System::nanoTime,
                pause);
        var root = new CommandLine(new Root());
        CliCommands.addTo(root, surroundings, arguments);
        root.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
        root.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
        root.setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
        root.setUsageHelpWidth(100);
        int exit = root.execute(arguments);
        return new Result(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** {@code "relocate db4 --below 'x y'"} as a shell would split it. */
    Result line(String line) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '\'') {
                quoted = !quoted;
            } else if (c == ' ' && !quoted) {
                words.add(word.toString());
                word.setLength(0);
            } else {
                word.append(c);
            }
        }
        words.add(word.toString());
        return run(words.toArray(String[]::new));
    }
}
