package dev.tutti.cli;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * All that a command may know of the process it runs in. Used by one thread.
 *
 * @param terminal whether a person sits at both ends, so that questions may be asked and colours used
 * @param size of the window, asked anew whenever it matters; {@link Size#UNLIMITED} when nobody looks
 * @param out where results go
 * @param err where sentences about failures go
 * @param home the user's home directory
 * @param clock for ages such as "since 3 min"
 * @param nanoTime for deadlines
 * @param pause between two attempts
 */
public record Surroundings(
        Map<String, String> environment,
        BufferedReader in,
        PrintStream out,
        PrintStream err,
        boolean terminal,
        Supplier<Size> size,
        Path home,
        InstantSource clock,
        LongSupplier nanoTime,
        Pause pause) {

    /** How many lines fit, and how many columns a line may have. */
    public record Size(int lines, int columns) {
        /** Of a file or pipe. */
        public static final Size UNLIMITED = new Size(Integer.MAX_VALUE, Integer.MAX_VALUE);

        static final Size USUAL = new Size(24, 80);
    }

    /** Waits before something is tried again. */
    public interface Pause {
        /** Waits that long; false if there is no point in trying again, as the process is to end. */
        boolean pause(Duration duration);
    }

    /** This process. */
    public static Surroundings ofThisProcess() {
        Map<String, String> environment = System.getenv();
        boolean terminal = atTerminal();
        Charset input = Charset.forName(System.getProperty("stdin.encoding", "UTF-8"), StandardCharsets.UTF_8);
        return new Surroundings(
                environment,
                new BufferedReader(new InputStreamReader(System.in, input)),
                System.out,
                System.err,
                terminal,
                () -> terminal ? windowSize() : Size.UNLIMITED,
                Path.of(System.getProperty("user.home", ".")),
                InstantSource.system(),
                System::nanoTime,
                Surroundings::sleep);
    }

    /** JDK 22 to 24 give a console to everybody, the others only to a terminal. */
    @SuppressWarnings("SystemConsoleNull")
    private static boolean atTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    boolean unicode() {
        return out.charset().equals(StandardCharsets.UTF_8);
    }

    /** Colours only for a person who has not asked for none, see no-color.org. */
    boolean colour() {
        return terminal
                && environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !"dumb".equals(environment.get("TERM"));
    }

    private static boolean sleep(Duration duration) {
        try {
            Thread.sleep(duration);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Java cannot ask a terminal for its size; {@code stty} can, in about 10 ms. */
    private static Size windowSize() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(ProcessBuilder.Redirect.INHERIT)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (var answer = stty.inputReader(StandardCharsets.US_ASCII)) {
                if (stty.waitFor(1, TimeUnit.SECONDS)) {
                    return size(String.valueOf(answer.readLine()));
                }
            }
            stty.destroyForcibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            return Size.USUAL; // no stty here
        }
        return Size.USUAL;
    }

    private static Size size(String linesAndColumns) {
        int space = linesAndColumns.indexOf(' ');
        try {
            int lines = Integer.parseInt(linesAndColumns, 0, Math.max(0, space), 10);
            int columns = Integer.parseInt(linesAndColumns, space + 1, linesAndColumns.length(), 10);
            return lines > 0 && columns > 0 ? new Size(lines, columns) : Size.USUAL;
        } catch (NumberFormatException e) {
            return Size.USUAL;
        }
    }
}
