package dev.tutti.lab.process;

import dev.tutti.lab.LabException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Looks at and signals server processes by pid, but only after making sure that the pid still is the server it is
 * thought to be: its command line must name the server's own defaults file, or the own configuration of a
 * Binlog Server or an arbitrator. Stateless.
 */
public final class Processes {
    private Processes() {}

    /** Whether a server runs. */
    public enum State {
        RUNNING,
        PAUSED,
        DEAD
    }

    /** The signals that the lab sends. */
    public enum Signal {
        KILL,
        STOP,
        CONT,
        TERM
    }

    /** What the process with this pid is doing, {@code DEAD} if it is not the server with this defaults file. */
    public static State state(long pid, Path defaultsFile) {
        if (!isServer(pid, defaultsFile)) {
            return State.DEAD;
        }
        return switch (letter(pid)) {
            case 'T', 't' -> State.PAUSED;
            case 'Z', 'X', '?' -> State.DEAD;
            default -> State.RUNNING;
        };
    }

    /**
     * Signals a server.
     *
     * @throws LabException if the pid is not that server (any more), in which case nothing is signalled
     */
    public static void signal(Signal signal, long pid, Path defaultsFile) {
        if (!isServer(pid, defaultsFile)) {
            throw new LabException(
                    "Process " + pid + " is not the server of " + defaultsFile + " any more; nothing was signalled.");
        }
        if (signal == Signal.KILL) {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
            return;
        }
        Commands.Result result = Commands.run(
                List.of("sh", "-c", "kill -s \"$0\" \"$1\"", signal.name(), Long.toString(pid)),
                null, Map.of(), Duration.ofSeconds(10));
        if (!result.succeeded()) {
            throw new LabException("Process " + pid + " could not be sent " + signal + ": " + result.tail());
        }
    }

    /** The MariaDB server that runs with this defaults file; one that only recovers its position does not count. */
    static Optional<Long> find(Path defaultsFile) {
        return ProcessHandle.allProcesses()
                .map(ProcessHandle::pid)
                .filter(pid -> isServer(pid, defaultsFile) && isMariadb(pid) && state(pid, defaultsFile) != State.DEAD)
                .findFirst();
    }

    /** State transfers name the defaults file as well, so the program itself is looked at. */
    private static boolean isMariadb(long pid) {
        try {
            Path process = Path.of("/proc", Long.toString(pid));
            return Files.readSymbolicLink(process.resolve("exe")).endsWith("mariadbd")
                    && !Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1).contains("--wsrep-recover");
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether this pid runs with this defaults file, or as a Binlog Server or an arbitrator with this configuration. */
    public static boolean isServer(long pid, Path defaultsFile) {
        try {
            String commandLine = Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"), StandardCharsets.ISO_8859_1);
            List<String> arguments = List.of(commandLine.split("\0", -1));
            return arguments.contains(asBytes("--defaults-file=" + defaultsFile))
                    || arguments.contains(asBytes("--config=" + defaultsFile))
                    || arguments.contains(asBytes("--cfg=" + defaultsFile));
        } catch (IOException e) {
            return false;
        }
    }

    /** The bytes of the text in UTF-8, each as one character, as the command line was read. */
    private static String asBytes(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /** Whether the process has ended although nobody has asked for its exit code yet, or is not there at all. */
    public static boolean hasEnded(long pid) {
        return "ZX?".indexOf(letter(pid)) >= 0;
    }

    /** The same, and the last of its threads has given back what it held: a killed process may look dead before that. */
    static boolean isGone(long pid) {
        if (!hasEnded(pid)) {
            return false;
        }
        try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
            return threads.count() <= 1;
        } catch (IOException e) {
            return true;
        }
    }

    private static char letter(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"), StandardCharsets.ISO_8859_1);
            int afterName = stat.lastIndexOf(')') + 2;
            return afterName < stat.length() ? stat.charAt(afterName) : '?';
        } catch (IOException e) {
            return '?';
        }
    }
}
