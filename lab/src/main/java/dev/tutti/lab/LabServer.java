package dev.tutti.lab;

import dev.tutti.core.model.Address;
import dev.tutti.lab.install.Configuration;
import dev.tutti.lab.install.Folders;
import dev.tutti.lab.install.Installation;
import dev.tutti.lab.process.Deadline;
import dev.tutti.lab.process.Jdbc;
import dev.tutti.lab.process.Ports;
import dev.tutti.lab.process.Processes;
import dev.tutti.lab.process.Processes.Signal;
import dev.tutti.lab.process.Processes.State;
import dev.tutti.lab.process.ServerProcess;
import dev.tutti.lab.process.Tail;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One real server of a {@link Fleet}. Thread-safe: what changes its process happens one after the other, what only looks
 * at it never waits.
 */
public final class LabServer {
    /** The kernel's limit for the path of a Unix domain socket is 107 bytes. */
    private static final int SOCKET_PATH_LIMIT = 107;

    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final Duration DIE = Duration.ofSeconds(10);

    private final ServerSpec spec;
    private final Installation installation;
    private final Path folder;
    private final int directPort;
    private final Address address;
    private final @Nullable FaultProxy proxy;
    private final Duration deadline;
    private volatile @Nullable ServerProcess process;
    private volatile @Nullable Path socketFolder;
    private volatile boolean ended;

    LabServer(ServerSpec spec, Installation installation, Path folder, boolean proxied, Duration deadline) {
        this.spec = spec;
        this.installation = installation;
        this.folder = folder;
        this.deadline = deadline;
        this.directPort = Ports.take();
        this.proxy = proxied ? new FaultProxy(Ports.take(), directAddress()) : null;
        this.address = new Address("127.0.0.1", proxy == null ? directPort : proxy.port());
    }

    /** Copies the template and writes the defaults file. */
    void prepare(Path template, int serverId, Map<String, String> fleetOptions) throws IOException {
        Files.createDirectories(folder);
        Folders.copy(template, dataFolder());
        Configuration.base(installation, dataFolder(), socket(), directPort, errorLog())
                .replication(flavour(), serverId, address.port(), spec.replicatesFrom() != null)
                .setAll(fleetOptions)
                .setAll(spec.options())
                .write(defaultsFile());
    }

    private Path socket() throws IOException {
        Path socket = folder.resolve("mysql.sock");
        if (socket.toString().getBytes(StandardCharsets.UTF_8).length <= SOCKET_PATH_LIMIT) {
            return socket;
        }
        Path made = Files.createTempDirectory("tutti-lab-socket");
        socketFolder = made;
        return made.resolve("mysql.sock");
    }

    /** Starts the process and waits until it answers. */
    synchronized void start() {
        if (state() != State.DEAD) {
            throw new LabException("Server " + name() + " runs already (process " + pid().orElse(0L) + ").");
        }
        ServerProcess before = process;
        if (before != null) {
            // A killed process may look dead while its last threads still hold the files.
            awaitEnd(before, "is dead but its process has not ended", DIE);
        }
        ServerProcess started = ServerProcess.start(
                installation.serverCommand(List.of("--defaults-file=" + defaultsFile())),
                installation.environment(), defaultsFile(), consoleLog());
        process = started;
        try {
            if (ended) {
                throw new LabException("Server " + name() + " cannot start: its fleet has ended.");
            }
            Jdbc.awaitLogin("Server " + name(), directPort, started, this::logs, deadline);
        } catch (LabException e) {
            started.signal(Signal.KILL);
            throw e;
        }
        FaultProxy open = proxy;
        if (open != null) {
            open.serverIsUp();
            var _ = started.ended().thenRun(() -> {
                if (process == started) {
                    open.serverIsDown();
                }
            });
        }
    }

    synchronized void kill() {
        ServerProcess running = requireAlive("killed");
        running.signal(Signal.KILL);
        awaitEnd(running, "was killed but did not end", DIE);
    }

    synchronized void pause() {
        ServerProcess running = requireAlive("paused");
        running.signal(Signal.STOP);
        Deadline.in(DIE).await(() -> running.state() != State.RUNNING, "Server " + name() + " did not pause", () -> "");
    }

    synchronized void resume() {
        ServerProcess running = requireAlive("resumed");
        running.signal(Signal.CONT);
        Deadline.in(DIE).await(() -> running.state() != State.PAUSED, "Server " + name() + " did not resume", () -> "");
    }

    synchronized void stop() {
        ServerProcess running = requireAlive("stopped");
        if (running.state() == State.PAUSED) {
            throw new LabException("Server " + name() + " is paused and cannot stop by itself; resume or kill it.");
        }
        running.signal(Signal.TERM);
        awaitEnd(running, "was told to stop but did not", deadline);
    }

    /** Ends the process and the proxy in whatever state they are, even while it starts; what is on disk stays. */
    void end() {
        ended = true;
        ServerProcess running = process;
        if (running != null) {
            running.signal(Signal.KILL);
            awaitEnd(running, "was killed but did not end", DIE);
        }
        if (proxy != null) {
            proxy.close();
            Ports.release(proxy.port());
        }
        Ports.release(directPort);
        Path made = socketFolder;
        if (made != null) {
            try {
                Folders.delete(made);
            } catch (IOException e) {
                throw new LabException("The folder " + made + " could not be deleted: " + e.getMessage(), e);
            }
        }
    }

    private ServerProcess requireAlive(String action) {
        ServerProcess running = process;
        if (running == null || running.state() == State.DEAD) {
            throw new LabException("Server " + name() + " is not running, so it cannot be " + action + ".");
        }
        return running;
    }

    private void awaitEnd(ServerProcess running, String what, Duration limit) {
        Deadline.in(limit).await(
                () -> running.ended().isDone(),
                "Server " + name() + " " + what,
                this::logs);
    }

    public String name() {
        return spec.name();
    }

    public Flavour flavour() {
        return spec.flavour();
    }

    /** The name of the server that it was started below; what it replicates from now, only the server knows. */
    public Optional<String> startedBelow() {
        return Optional.ofNullable(spec.replicatesFrom());
    }

    /** Where clients and replicas reach it: the proxy's address where there is a proxy. */
    public Address address() {
        return address;
    }

    public String host() {
        return address.host();
    }

    public int port() {
        return address.port();
    }

    /** Where the server itself listens; what goes there passes no proxy. */
    public Address directAddress() {
        return new Address("127.0.0.1", directPort);
    }

    public int directPort() {
        return directPort;
    }

    /** The fault proxy before it, if the fleet has proxies. */
    public Optional<FaultProxy> proxy() {
        return Optional.ofNullable(proxy);
    }

    /** The process, empty while the server is dead. */
    public Optional<Long> pid() {
        ServerProcess running = process;
        return running == null || running.state() == State.DEAD ? Optional.empty() : Optional.of(running.pid());
    }

    public Processes.State state() {
        ServerProcess running = process;
        return running == null ? State.DEAD : running.state();
    }

    private String logs() {
        return Tail.ofLogs(errorLog(), consoleLog());
    }

    /** The folder that holds all of this server. */
    public Path folder() {
        return folder;
    }

    public Path dataFolder() {
        return folder.resolve("data");
    }

    public Path errorLog() {
        return folder.resolve("error.log");
    }

    /** What the process prints before it has opened its error log, for example that a library is missing. */
    public Path consoleLog() {
        return folder.resolve("console.log");
    }

    public Path defaultsFile() {
        return folder.resolve("my.cnf");
    }

    /** Its binaries, for example to run mysqlbinlog on its logs. */
    public Installation installation() {
        return installation;
    }

    /** A new connection as the administrator, past the proxy. */
    public Connection connect() throws SQLException {
        return Jdbc.connect(directAddress(), Accounts.ADMIN, CONNECT, ANSWER);
    }

    /** A new connection as the administrator, past the proxy; empty when the server does not answer. */
    public Optional<Connection> tryConnect() {
        try {
            return Optional.of(Jdbc.connect(directAddress(), Accounts.ADMIN, CONNECT, CONNECT));
        } catch (SQLException e) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return name() + " (" + flavour().title() + " at " + address + ")";
    }
}
