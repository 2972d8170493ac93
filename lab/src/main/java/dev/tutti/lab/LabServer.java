package dev.tutti.lab;

import dev.tutti.core.model.Address;
import dev.tutti.lab.install.Configuration;
import dev.tutti.lab.install.Folders;
import dev.tutti.lab.install.Installation;
import dev.tutti.lab.process.Jdbc;
import dev.tutti.lab.process.Ports;
import dev.tutti.lab.process.ServerProcess;
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

/** One real server of a {@link Fleet}. Thread-safe. */
public final class LabServer extends FleetMember {
    /** The kernel's limit for the path of a Unix domain socket is 107 bytes. */
    private static final int SOCKET_PATH_LIMIT = 107;

    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration ANSWER = Duration.ofSeconds(30);

    private final ServerSpec spec;
    private final Installation installation;
    private final Address direct;
    private final Address address;
    private final @Nullable FaultProxy proxy;
    private volatile @Nullable Path socketFolder;

    LabServer(ServerSpec spec, Installation installation, Path folder, boolean proxied, Duration deadline) {
        super(spec.name(), folder, deadline);
        this.spec = spec;
        this.installation = installation;
        this.direct = new Address("127.0.0.1", Ports.take());
        this.proxy = proxied ? new FaultProxy(Ports.take(), direct) : null;
        this.address = proxy == null ? direct : new Address("127.0.0.1", proxy.port());
    }

    /** Copies the template and writes the defaults file. */
    void prepare(Path template, int serverId, Map<String, String> fleetOptions) throws IOException {
        Files.createDirectories(folder());
        Folders.copy(template, dataFolder());
        Configuration.base(installation, dataFolder(), socket(), direct.port(), errorLog())
                .replication(flavour(), serverId, address.port(), spec.replicatesFrom() != null)
                .setAll(fleetOptions)
                .setAll(spec.options())
                .write(defaultsFile());
    }

    private Path socket() throws IOException {
        Path socket = folder().resolve("mysql.sock");
        if (socket.toString().getBytes(StandardCharsets.UTF_8).length <= SOCKET_PATH_LIMIT) {
            return socket;
        }
        Path made = Files.createTempDirectory("tutti-lab-socket");
        socketFolder = made;
        return made.resolve("mysql.sock");
    }

    @Override
    ServerProcess launch() {
        return ServerProcess.start(
                installation.serverCommand(List.of("--defaults-file=" + defaultsFile())),
                installation.environment(), defaultsFile(), consoleLog());
    }

    @Override
    void awaitReady(ServerProcess started, Duration limit) {
        Jdbc.awaitLogin("Server " + name(), direct.port(), started, this::logs, limit);
    }

    @Override
    void isUp(ServerProcess started) {
        FaultProxy open = proxy;
        if (open != null) {
            open.serverIsUp();
            var _ = started.ended().thenRun(() -> {
                if (isCurrent(started)) {
                    open.serverIsDown();
                }
            });
        }
    }

    @Override
    void release() throws IOException {
        if (proxy != null) {
            proxy.close();
            Ports.release(proxy.port());
        }
        Ports.release(direct.port());
        Path made = socketFolder;
        if (made != null) {
            Folders.delete(made);
        }
    }

    @Override
    public String kind() {
        return "server";
    }

    @Override
    public Flavour flavour() {
        return spec.flavour();
    }

    @Override
    public Optional<String> startedBelow() {
        return Optional.ofNullable(spec.replicatesFrom());
    }

    @Override
    public Address address() {
        return address;
    }

    @Override
    public Address directAddress() {
        return direct;
    }

    @Override
    public Optional<FaultProxy> proxy() {
        return Optional.ofNullable(proxy);
    }

    public Path defaultsFile() {
        return folder().resolve("my.cnf");
    }

    @Override
    public Path configurationFile() {
        return defaultsFile();
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
