package dev.tutti.lab;

import dev.tutti.core.model.Address;
import dev.tutti.lab.install.Configuration;
import dev.tutti.lab.install.Folders;
import dev.tutti.lab.install.Installation;
import dev.tutti.lab.network.LabHost;
import dev.tutti.lab.process.Commands;
import dev.tutti.lab.process.Jdbc;
import dev.tutti.lab.process.Processes;
import dev.tutti.lab.process.ServerProcess;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One node of a {@link GaleraFleet}, on a host of its own with the usual ports. Others may start its process as well, with
 * {@link #startCommand}: it is found by its defaults file. Thread-safe.
 */
public final class GaleraNode extends FleetMember {
    /** How the cluster is founded; never in a file, or every restart would found another one. */
    public static final String NEW_CLUSTER = "--wsrep-new-cluster";

    private static final int SQL_PORT = 3306;
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration ANSWER = Duration.ofSeconds(30);

    private final GaleraNodeSpec spec;
    private final Installation installation;
    private final LabHost host;
    private final Address address;
    private final String groupHost;
    private final Duration deadline;
    private List<String> arguments = List.of();
    private boolean untilLogin = true;

    GaleraNode(
            GaleraNodeSpec spec, Installation installation, LabHost host, String groupHost, Path folder, Duration deadline) {
        super(spec.name(), folder, deadline);
        this.spec = spec;
        this.installation = installation;
        this.host = host;
        this.address = new Address(host.address(), SQL_PORT);
        this.groupHost = groupHost;
        this.deadline = deadline;
    }

    /** Copies the data that the node begins with, and writes the defaults file. */
    void prepare(Path template, GaleraSpec fleet, String members, int serverId) throws IOException {
        Path temporary = Files.createDirectories(folder().resolve("tmp"));
        Folders.copy(template, dataFolder());
        Map<String, String> provider = new LinkedHashMap<>();
        provider.put("gcache.size", "32M");
        provider.put("gmcast.segment", Integer.toString(spec.segment()));
        provider.put("pc.weight", Integer.toString(spec.weight()));
        provider.putAll(fleet.providerOptions());
        provider.putAll(spec.providerOptions());
        Configuration.base(installation, dataFolder(), folder().resolve("mysql.sock"), SQL_PORT, errorLog())
                .set("bind_address", "0.0.0.0")
                .set("tmpdir", temporary)
                .set("server_id", serverId)
                .set("binlog_format", "ROW")
                .set("default_storage_engine", "InnoDB")
                .set("innodb_autoinc_lock_mode", 2)
                .set("wsrep_on", "ON")
                .set("wsrep_provider", installation.base().resolve("lib/galera/libgalera_smm.so"))
                .set("wsrep_cluster_name", GaleraFleet.CLUSTER)
                .set("wsrep_cluster_address", "gcomm://" + members)
                .set("wsrep_node_name", name())
                .set("wsrep_node_address", groupHost)
                .set("wsrep_sst_method", "mariabackup")
                .set("wsrep_sst_auth", "root:")
                .set("wsrep_status_file", folder().resolve("wsrep-status.json"))
                .set("wsrep_provider_options", "\"" + joined(provider) + "\"")
                .setAll(fleet.options())
                .setAll(spec.options())
                // The scripts would write to the system's log, and keep their own logs and temporary files below /tmp.
                .section("sst", Map.of("sst-syslog", "-1", "sst-log-archive", "0", "tmpdir", temporary.toString()))
                .write(defaultsFile());
    }

    static String joined(Map<String, String> provider) {
        return provider.entrySet().stream()
                .map(option -> option.getKey() + "=" + option.getValue())
                .collect(Collectors.joining(";"));
    }

    /**
     * The command that starts the node, for whoever runs it: on its own host, with all the environment that it needs.
     *
     * @param more arguments, for example {@link #NEW_CLUSTER}
     */
    public List<String> startCommand(List<String> more) {
        List<String> all = new ArrayList<>(List.of("--defaults-file=" + defaultsFile()));
        all.addAll(more);
        return inside(installation.serverCommand(all));
    }

    /** The command that finds out the position of the dead node; it logs it to {@link #recoveryLog}. */
    public List<String> recoverCommand() {
        return startCommand(List.of("--wsrep-recover", "--log-error=" + recoveryLog()));
    }

    /** A command as it runs on the node's host, with the node's programs on its path. */
    public List<String> inside(List<String> command) {
        List<String> all = new ArrayList<>(List.of("env"));
        installation.environment().forEach((name, value) -> all.add(name + "=" + value));
        all.addAll(command);
        return host.inside(all);
    }

    /**
     * Finds out how far the dead node's data is.
     *
     * @throws LabException if it runs
     */
    public synchronized GaleraRecovery recover() {
        if (pid().isPresent()) {
            throw new LabException("Node " + name() + " runs, so its position cannot be recovered; ask it instead.");
        }
        try {
            Files.deleteIfExists(recoveryLog());
            Commands.Result result = Commands.run(recoverCommand(), null, Map.of(), deadline);
            String log = Files.exists(recoveryLog()) ? Files.readString(recoveryLog()) : result.output();
            return new GaleraRecovery(result.exitCode(), GaleraPosition.recoveredIn(log), log);
        } catch (IOException e) {
            throw new LabException("The position of node " + name() + " cannot be recovered: " + e.getMessage(), e);
        }
    }

    /** Writes {@code safe_to_bootstrap: 1} into the dead node's saved state, as a person would with an editor. */
    public void markSafeToBootstrap() {
        try {
            String saved = Files.readString(savedState());
            Files.writeString(savedState(), saved.replaceFirst("safe_to_bootstrap: 0", "safe_to_bootstrap: 1"));
        } catch (IOException e) {
            throw new LabException("The saved state of node " + name() + " cannot be edited: " + e.getMessage(), e);
        }
    }

    /** Starts the process with these arguments; returns when it lets people log in, or at once. */
    synchronized void start(List<String> more, boolean wait) {
        arguments = List.copyOf(more);
        untilLogin = wait;
        start();
    }

    @Override
    ServerProcess launch() {
        return ServerProcess.start(startCommand(arguments), Map.of(), defaultsFile(), consoleLog());
    }

    @Override
    void awaitReady(ServerProcess started, Duration limit) {
        if (untilLogin) {
            Jdbc.awaitLogin("Node " + name(), address, started, this::logs, limit);
        }
    }

    @Override
    void isUp(ServerProcess started) {}

    @Override
    Optional<ServerProcess> startedByOthers() {
        return ServerProcess.find(defaultsFile());
    }

    /** A host that dies takes the programs of a state transfer with it. */
    @Override
    void strike(ServerProcess running) {
        List<ProcessHandle> children = running.state() == Processes.State.DEAD
                ? List.of()
                : ProcessHandle.of(running.pid()).stream().flatMap(ProcessHandle::descendants).toList();
        super.strike(running);
        children.forEach(ProcessHandle::destroyForcibly);
    }

    @Override
    void release() {}

    public GaleraNodeSpec spec() {
        return spec;
    }

    @Override
    public String kind() {
        return "galera-node";
    }

    @Override
    public Flavour flavour() {
        return installation.flavour();
    }

    @Override
    public Optional<String> startedBelow() {
        return Optional.empty();
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

    /** Where the other members and whoever is in their network reach it; {@link #address} unless there is an {@link Overlay}. */
    public Address groupAddress() {
        return new Address(groupHost, SQL_PORT);
    }

    public Path defaultsFile() {
        return folder().resolve("my.cnf");
    }

    @Override
    public Path configurationFile() {
        return defaultsFile();
    }

    /** {@code grastate.dat}: what the node wrote down about its position when it last stopped cleanly. */
    public Path savedState() {
        return dataFolder().resolve("grastate.dat");
    }

    /** {@code gvwstate.dat}: the last primary view that the node was in; absent after a clean stop. */
    public Path savedView() {
        return dataFolder().resolve("gvwstate.dat");
    }

    /** What {@link #recoverCommand} has logged. */
    public Path recoveryLog() {
        return folder().resolve("recover.log");
    }

    public Installation installation() {
        return installation;
    }

    /** A new connection as the administrator. */
    public Connection connect() throws SQLException {
        return Jdbc.connect(address, Accounts.ADMIN, CONNECT, ANSWER);
    }

    /** What the node says about itself; empty when it does not answer. */
    public Optional<GaleraStatus> status() {
        return GaleraStatus.ask(address);
    }

    /** How often a text is in the error log, for example of an incremental state transfer. */
    public long logged(String text) {
        if (!Files.exists(errorLog())) {
            return 0;
        }
        try (Stream<String> lines = Files.lines(errorLog(), java.nio.charset.StandardCharsets.ISO_8859_1)) {
            return lines.filter(line -> line.contains(text)).count();
        } catch (IOException e) {
            throw new LabException("The error log of node " + name() + " cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public String toString() {
        return name() + " (Galera node at " + address + ")";
    }
}
