package dev.tutti.lab;

import dev.tutti.core.model.Address;
import dev.tutti.lab.process.Deadline;
import dev.tutti.lab.process.Processes.Signal;
import dev.tutti.lab.process.Processes.State;
import dev.tutti.lab.process.ServerProcess;
import dev.tutti.lab.process.Tail;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * One process of a fleet: a real server, a Binlog Server, a node of a Galera cluster, its agent or an arbitrator. Thread-safe:
 * what changes its process happens one after the other, what only looks at it never waits.
 */
public abstract sealed class FleetMember permits LabServer, LabBinlogServer, GaleraNode, GaleraArbitrator, LabAgent {
    private static final Duration DIE = Duration.ofSeconds(10);

    private final String name;
    private final Path folder;
    private final Duration deadline;
    private volatile @Nullable ServerProcess process;
    private volatile boolean ended;

    FleetMember(String name, Path folder, Duration deadline) {
        this.name = name;
        this.folder = folder;
        this.deadline = deadline;
    }

    /**
     * What it is, in one word for programs: {@code server}, {@code binlog-server}, {@code galera-node}, {@code arbitrator} or
     * {@code agent}.
     */
    public abstract String kind();

    /** The software of the server, or that which a Binlog Server shows itself as, or that which an agent looks after. */
    public abstract Flavour flavour();

    /** The name of the server that it was started below; what it replicates from now, only the server knows. */
    public abstract Optional<String> startedBelow();

    /** Where clients and replicas reach it: the proxy's address where there is a proxy. */
    public abstract Address address();

    /** Where the process itself listens; what goes there passes no proxy. */
    public abstract Address directAddress();

    /** The fault proxy before it, if it has one. */
    public abstract Optional<FaultProxy> proxy();

    /** The file that its process was started with, by which it is recognised among all processes. */
    public abstract Path configurationFile();

    /** Starts the process; returns at once. */
    abstract ServerProcess launch();

    /** Returns when the process answers. */
    abstract void awaitReady(ServerProcess started, Duration limit);

    /** It answers. */
    abstract void isUp(ServerProcess started);

    /** It has ended for good: gives back what it held on this machine. */
    abstract void release() throws IOException;

    /** A process of this member that somebody else has started; only looked for while there is none of our own. */
    Optional<ServerProcess> startedByOthers() {
        return Optional.empty();
    }

    /** Ends the process at once, with what would not outlive it on a host of its own. */
    void strike(ServerProcess running) {
        running.signal(Signal.KILL);
    }

    private @Nullable ServerProcess current() {
        ServerProcess own = process;
        return own != null && own.state() != State.DEAD ? own : startedByOthers().orElse(own);
    }

    /** Starts the process and waits until it answers. */
    final synchronized void start() {
        if (state() != State.DEAD) {
            throw new LabException("Server " + name + " runs already (process " + pid().orElse(0L) + ").");
        }
        ServerProcess before = process;
        if (before != null) {
            // A killed process may look dead while its last threads still hold the files.
            awaitEnd(before, "is dead but its process has not ended", DIE);
        }
        ServerProcess started = launch();
        process = started;
        try {
            if (ended) {
                throw new LabException("Server " + name + " cannot start: its fleet has ended.");
            }
            awaitReady(started, deadline);
        } catch (LabException e) {
            started.signal(Signal.KILL);
            throw e;
        }
        isUp(started);
    }

    final synchronized void kill() {
        ServerProcess running = requireAlive("killed");
        strike(running);
        awaitEnd(running, "was killed but did not end", DIE);
    }

    final synchronized void pause() {
        ServerProcess running = requireAlive("paused");
        running.signal(Signal.STOP);
        Deadline.in(DIE).await(() -> running.state() != State.RUNNING, "Server " + name + " did not pause", () -> "");
    }

    final synchronized void resume() {
        ServerProcess running = requireAlive("resumed");
        running.signal(Signal.CONT);
        Deadline.in(DIE).await(() -> running.state() != State.PAUSED, "Server " + name + " did not resume", () -> "");
    }

    final synchronized void stop() {
        ServerProcess running = requireAlive("stopped");
        if (running.state() == State.PAUSED) {
            throw new LabException("Server " + name + " is paused and cannot stop by itself; resume or kill it.");
        }
        running.signal(Signal.TERM);
        awaitEnd(running, "was told to stop but did not", deadline);
    }

    /** Ends the process in whatever state it is, even while it starts; what is on disk stays. */
    final void end() {
        ended = true;
        ServerProcess running = current();
        if (running != null) {
            strike(running);
            awaitEnd(running, "was killed but did not end", DIE);
        }
        try {
            release();
        } catch (IOException e) {
            throw new LabException("What server " + name + " left cannot be deleted: " + e.getMessage(), e);
        }
    }

    private ServerProcess requireAlive(String action) {
        ServerProcess running = current();
        if (running == null || running.state() == State.DEAD) {
            throw new LabException("Server " + name + " is not running, so it cannot be " + action + ".");
        }
        return running;
    }

    private void awaitEnd(ServerProcess running, String what, Duration limit) {
        Deadline.in(limit).await(running::hasEnded, "Server " + name + " " + what, this::logs);
    }

    /** Whether this run of the process is the latest. */
    final boolean isCurrent(ServerProcess run) {
        return process == run;
    }

    public final String name() {
        return name;
    }

    public final String host() {
        return address().host();
    }

    public final int port() {
        return address().port();
    }

    public final int directPort() {
        return directAddress().port();
    }

    /** The process, empty while the server is dead. */
    public final Optional<Long> pid() {
        ServerProcess running = current();
        return running == null || running.state() == State.DEAD ? Optional.empty() : Optional.of(running.pid());
    }

    public final State state() {
        ServerProcess running = current();
        return running == null ? State.DEAD : running.state();
    }

    final String logs() {
        return Tail.ofLogs(errorLog(), consoleLog());
    }

    /** The folder that holds all of this server. */
    public final Path folder() {
        return folder;
    }

    /** The server's data, or the log files that a Binlog Server stores. */
    public final Path dataFolder() {
        return folder.resolve("data");
    }

    public final Path errorLog() {
        return folder.resolve("error.log");
    }

    /** What the process prints before it has opened its error log, for example that a library is missing. */
    public final Path consoleLog() {
        return folder.resolve("console.log");
    }
}
