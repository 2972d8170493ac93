package dev.tutti.app;

import dev.tutti.cli.CliCommands;
import dev.tutti.cli.Surroundings;
import picocli.CommandLine;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** What came of a command that somebody typed, as the client program would run it. */
record Typed(int exit, String out, String err) {
    /** Runs it against this fleet's control plane, with its token. */
    static Typed at(RealFleet fleet, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Surroundings surroundings = new Surroundings(
                Map.of("TUTTI_API", fleet.api.url(), "TUTTI_TOKEN_FILE", fleet.tokenFile().toString(), "USER", "anna"),
                new BufferedReader(new StringReader("")),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false,
                () -> Surroundings.Size.UNLIMITED,
                Path.of("/nonexistent"),
                InstantSource.system(),
                System::nanoTime,
                Typed::pause);
        CommandLine root = new CommandLine(CommandLine.Model.CommandSpec.create().name("tutti"));
        CliCommands.addTo(root, surroundings, arguments);
        int exit = root.execute(arguments);
        return new Typed(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private static boolean pause(Duration duration) {
        LockSupport.parkNanos(duration.toNanos());
        return true;
    }
}
