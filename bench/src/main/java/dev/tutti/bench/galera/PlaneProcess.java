package dev.tutti.bench.galera;

import dev.tutti.bench.ThisProgram;
import dev.tutti.lab.process.Deadline;
import dev.tutti.lab.process.Processes.Signal;
import dev.tutti.lab.process.Processes.State;
import dev.tutti.lab.process.ServerProcess;
import dev.tutti.lab.process.Tail;
import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The control plane as {@code tutti server} runs it, in a process that can be killed at will. Used by one thread. */
public final class PlaneProcess implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration END = Duration.ofSeconds(20);

    private final UnaryOperator<List<String>> place;
    private final Path configuration;
    private final Path log;
    private final URI url;
    private @Nullable ServerProcess process;

    /**
     * One that does not run yet.
     *
     * @param place makes of a command the one that runs it where it belongs, such as in a network name space
     * @param port where it is reached on 127.0.0.1
     */
    PlaneProcess(UnaryOperator<List<String>> place, Path configuration, Path log, int port) {
        this.place = place;
        this.configuration = configuration;
        this.log = log;
        this.url = URI.create("http://127.0.0.1:" + port);
    }

    /** Starts it; returns when it answers. */
    public void start() {
        ServerProcess started = ServerProcess.start(
                place.apply(ThisProgram.command("256m", "server", "--config=" + configuration)), Map.of(), configuration, log);
        process = started;
        Deadline.in(START).await(
                () -> {
                    if (started.ended().isDone()) {
                        throw new IllegalStateException("The control plane ended while it started. " + Tail.of(log, 20));
                    }
                    return GaleraApi.answers(url);
                },
                "The control plane did not answer at " + url,
                () -> Tail.of(log, 20));
    }

    /** SIGKILL; returns when it is gone. */
    public void kill() {
        end(Signal.KILL);
    }

    private void end(Signal signal) {
        ServerProcess running = process;
        if (running != null && running.state() != State.DEAD) {
            running.signal(signal);
            Deadline.in(END).await(() -> running.ended().isDone(), "The control plane did not end", () -> Tail.of(log, 20));
        }
    }

    public URI url() {
        return url;
    }

    /** What it logs. */
    public Path log() {
        return log;
    }

    @Override
    public void close() {
        kill();
    }
}
