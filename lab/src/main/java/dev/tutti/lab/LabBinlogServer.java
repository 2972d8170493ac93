package dev.tutti.lab;

import dev.tutti.core.model.Address;
import dev.tutti.lab.process.Deadline;
import dev.tutti.lab.process.Jdbc;
import dev.tutti.lab.process.Ports;
import dev.tutti.lab.process.ServerProcess;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** A Binlog Server of a {@link Fleet}, in a process of its own. No fault proxy stands before it. Thread-safe. */
public final class LabBinlogServer extends FleetMember {
    private static final Duration ANSWER = Duration.ofSeconds(5);

    private final BinlogServerSpec spec;
    private final Address address;
    private volatile List<String> command = List.of();

    LabBinlogServer(BinlogServerSpec spec, Path folder, Duration deadline) {
        super(spec.name(), folder, deadline);
        this.spec = spec;
        this.address = new Address("127.0.0.1", Ports.take());
    }

    void prepare(int serverId, LabServer source) throws IOException {
        Files.createDirectories(dataFolder());
        command = List.copyOf(spec.setup()
                .prepare(new BinlogServerSpec.Place(
                        name(), serverId, folder(), configurationFile(), dataFolder(), address.port(), source)));
    }

    @Override
    ServerProcess launch() {
        return ServerProcess.start(command, Map.of(), configurationFile(), consoleLog());
    }

    /** It is ready when it has a log to serve: a replica that asks earlier is told that there is none, and stops. */
    @Override
    void awaitReady(ServerProcess started, Duration limit) {
        Jdbc.awaitLogin("Binlog Server " + name(), address.port(), started, this::logs, limit);
        AtomicReference<String> last = new AtomicReference<>("no log file yet");
        Deadline.in(limit).await(
                () -> hasLog(last), "Binlog Server " + name() + " got no log", () -> last.get() + ". " + logs());
    }

    private boolean hasLog(AtomicReference<String> last) {
        try (Connection connection = Jdbc.connect(address, Accounts.ADMIN, ANSWER, ANSWER);
                Statement statement = connection.createStatement();
                ResultSet files = statement.executeQuery("SHOW BINARY LOGS")) {
            return files.next();
        } catch (SQLException e) {
            last.set(String.valueOf(e.getMessage()));
            return false;
        }
    }

    @Override
    void isUp(ServerProcess started) {
        // Nobody else has to know.
    }

    @Override
    void release() {
        Ports.release(address.port());
    }

    @Override
    public String kind() {
        return "binlog-server";
    }

    @Override
    public Flavour flavour() {
        return spec.flavour();
    }

    @Override
    public Optional<String> startedBelow() {
        return Optional.of(spec.replicatesFrom());
    }

    @Override
    public Address address() {
        return address;
    }

    @Override
    public Address directAddress() {
        return address;
    }

    @Override
    public Optional<FaultProxy> proxy() {
        return Optional.empty();
    }

    @Override
    public Path configurationFile() {
        return folder().resolve("binlog-server.yaml");
    }

    @Override
    public String toString() {
        return name() + " (Binlog Server at " + address + ")";
    }
}
