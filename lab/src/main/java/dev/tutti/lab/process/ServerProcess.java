package dev.tutti.lab.process;

import dev.tutti.lab.LabException;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One run of a server process that cannot outlive this JVM.
 *
 * <p>The server is the child of a small shell in a session of its own. The shell holds the reading end of a pipe whose
 * writing end only this JVM has: when the JVM ends in whatever way, {@code kill -9} included, the kernel closes the pipe
 * and the shell kills the server, paused or not. The session of its own keeps Ctrl-C in a terminal from reaching servers
 * before their owner has decided what to do. Thread-safe.
 */
public final class ServerProcess {
    /**
     * The first argument is the console log, the second the defaults file, the rest the server's command. The reader is
     * ended as soon as the server is, and it checks the command line before it kills: a pid may be given out again.
     */
    private static final String WATCHDOG = """
            console=$1 defaults=$2
            shift 2
            exec 3<&0
            "$@" 3<&- </dev/null >>"$console" 2>&1 &
            pid=$!
            echo "$pid"
            exec >/dev/null 2>&1
            ( read -r line <&3; grep -q -a -F -e "--defaults-file=$defaults" -e "--config=$defaults" \
                -e "--cfg=$defaults" "/proc/$pid/cmdline" && kill -9 "$pid" ) &
            reader=$!
            exec 3<&- 0</dev/null
            wait "$pid"
            status=$?
            kill -9 "$reader"
            exit "$status"
            """;

    /** Strong references: a collected Process closes its pipe, and the server would be killed. */
    private static final Set<ServerProcess> RUNNING = ConcurrentHashMap.newKeySet();

    private final @Nullable Process watchdog;
    private final long pid;
    private final Path defaultsFile;
    /** Made once: a future asked of the process anew is not done at first, even when the process has long ended. */
    private final CompletableFuture<Void> ended;

    private ServerProcess(@Nullable Process watchdog, long pid, Path defaultsFile, CompletableFuture<Void> ended) {
        this.watchdog = watchdog;
        this.pid = pid;
        this.defaultsFile = defaultsFile;
        this.ended = ended;
    }

    /** A server that somebody else has started and will end; empty when there is none with this defaults file. */
    public static Optional<ServerProcess> find(Path defaultsFile) {
        return Processes.find(defaultsFile).flatMap(ProcessHandle::of).map(found -> new ServerProcess(
                null, found.pid(), defaultsFile, found.onExit().thenAccept(p -> {})));
    }

    /**
     * Starts a server; returns at once, long before it accepts connections.
     *
     * @param command must contain {@code --defaults-file=}, {@code --config=} or {@code --cfg=} with the given file
     * @param console where its standard output and errors are appended
     */
    public static ServerProcess start(
            List<String> command, Map<String, String> environment, Path defaultsFile, Path console) {
        List<String> all = new ArrayList<>(
                List.of("setsid", "sh", "-c", WATCHDOG, "tutti-lab", console.toString(), defaultsFile.toString()));
        all.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(all).redirectError(ProcessBuilder.Redirect.appendTo(console.toFile()));
        builder.environment().putAll(environment);
        try {
            Process watchdog = builder.start();
            String line = watchdog.inputReader(StandardCharsets.UTF_8).readLine();
            if (line == null) {
                throw new LabException("The server of " + defaultsFile + " could not be started: " + Tail.of(console, 10));
            }
            ServerProcess process = new ServerProcess(
                    watchdog, Long.parseLong(line.strip()), defaultsFile, watchdog.onExit().thenAccept(p -> {}));
            RUNNING.add(process);
            var _ = process.ended.thenRun(() -> RUNNING.remove(process));
            return process;
        } catch (IOException e) {
            throw new LabException("The server of " + defaultsFile + " could not be started: " + e.getMessage(), e);
        }
    }

    public long pid() {
        return pid;
    }

    /** Completes when the server process has ended and its pid is free again. */
    public CompletableFuture<Void> ended() {
        return ended;
    }

    /** Whether it has ended. One that others have started may stay in the list of processes as long as they do not look after it. */
    public boolean hasEnded() {
        return ended.isDone() || (watchdog == null && Processes.isGone(pid));
    }

    public Processes.State state() {
        Process shell = watchdog;
        return shell == null || shell.isAlive() ? Processes.state(pid, defaultsFile) : Processes.State.DEAD;
    }

    /** Signals the server; does nothing if it is dead already. */
    public void signal(Processes.Signal signal) {
        if (state() != Processes.State.DEAD) {
            Processes.signal(signal, pid, defaultsFile);
        }
    }
}
