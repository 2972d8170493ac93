package dev.tutti.lab.remote;

import dev.tutti.core.model.Address;
import dev.tutti.lab.Accounts;
import dev.tutti.lab.Cut;
import dev.tutti.lab.GaleraStatus;
import dev.tutti.lab.LabException;
import dev.tutti.lab.install.Folders;
import dev.tutti.lab.process.Deadline;
import dev.tutti.lab.process.Processes;
import dev.tutti.lab.process.Processes.Signal;
import dev.tutti.lab.process.Processes.State;
import dev.tutti.lab.process.ServerProcess;
import dev.tutti.lab.process.Tail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A fleet that another process owns. Killing, pausing and resuming go straight to the servers' processes; what only the
 * owner can do (start a server, touch the network, end the fleet) is asked of it. Stateless apart from the folder, so each
 * call sees the fleet as it is; thread-safe.
 */
public final class RemoteFleet {
    private static final Duration SIGNAL = Duration.ofSeconds(10);
    private static final Duration ASK = Duration.ofSeconds(90);

    private final Path folder;

    private RemoteFleet(Path folder) {
        this.folder = folder;
    }

    /**
     * The fleet in a folder, running or not.
     *
     * @throws LabException if there is none in it
     */
    public static RemoteFleet in(Path folder) {
        Path absolute = folder.toAbsolutePath().normalize();
        var _ = FleetFile.read(absolute);
        return new RemoteFleet(absolute);
    }

    /**
     * The fleet that was started last among those that run and were started as current ones.
     *
     * @throws LabException if there is none
     */
    public static RemoteFleet current() {
        return in(CurrentFleets.latest().orElseThrow(() -> new LabException(
                "No fleet is running that was started as the current one; name a fleet's folder with --dir, "
                        + "or start one with: lab up chain --dir FOLDER")));
    }

    public Path folder() {
        return folder;
    }

    /** The state file as it is now, with the process of each Galera node that its agent has started meanwhile. */
    public FleetFile file() {
        return FleetFile.read(folder).withServers(this::startedByOthers);
    }

    private FleetFile.Entry startedByOthers(FleetFile.Entry server) {
        if (!server.kind().equals(FleetFile.GALERA_NODE) || state(server) != State.DEAD) {
            return server;
        }
        return ServerProcess.find(Path.of(server.defaultsFile()))
                .map(found -> server.runningAs(found.pid()))
                .orElse(server);
    }

    /** Whether a server runs, asked of the kernel. */
    public State state(FleetFile.Entry server) {
        return server.pid() == 0 ? State.DEAD : Processes.state(server.pid(), Path.of(server.defaultsFile()));
    }

    public void kill(String name) {
        FleetFile.Entry server = alive(name, "killed");
        signal(Signal.KILL, server);
        await(server, State.DEAD, "was killed but did not end", SIGNAL);
    }

    public void pause(String name) {
        FleetFile.Entry server = alive(name, "paused");
        signal(Signal.STOP, server);
        await(server, State.PAUSED, "did not pause", SIGNAL);
    }

    public void resume(String name) {
        FleetFile.Entry server = alive(name, "resumed");
        signal(Signal.CONT, server);
        await(server, State.RUNNING, "did not resume", SIGNAL);
    }

    public void stop(String name) {
        FleetFile.Entry server = alive(name, "stopped");
        if (state(server) == State.PAUSED) {
            throw new LabException("Server " + name + " is paused and cannot stop by itself; resume or kill it.");
        }
        signal(Signal.TERM, server);
        await(server, State.DEAD, "was told to stop but did not", ASK);
    }

    /**
     * Starts a dead server, and waits until it answers; a Galera node with its recovered position, without waiting.
     *
     * @return the arguments that it was started with beyond the usual, for people; empty when there are none
     */
    public String start(String name) {
        return ask("start " + server(name).name());
    }

    /** Founds a Galera cluster anew from a dead node's recovered position; returns when it answers. */
    public void bootstrap(String name) {
        requireGalera("be founded anew");
        var _ = ask("bootstrap " + server(name).name());
    }

    /** Cuts a Galera cluster into parts, written as {@code n1,n2|n3,n4}. */
    public void partition(String parts) {
        requireGalera("be cut into parts");
        var _ = ask("partition " + parts);
    }

    /** Cuts a server off the network. */
    public void cut(String name, Cut how) {
        cut(name, how, List.of());
    }

    /** Ends every fault of a server's network. */
    public void heal(String name) {
        heal(name, List.of());
    }

    /**
     * Cuts a server off.
     *
     * @param name in a Galera cluster also that of a host without a server, such as a hub
     * @param from in a Galera cluster, the hosts whose links are meant; none for all, and for clients
     */
    public void cut(String name, Cut how, List<String> from) {
        var _ = ask("cut " + host(name) + " " + how.cliName() + links(from));
    }

    public void heal(String name, List<String> from) {
        var _ = ask("heal " + host(name) + links(from));
    }

    public void delay(String name, Duration delay, Duration jitter, List<String> from) {
        var _ = ask("delay " + host(name) + " " + delay + " " + jitter + links(from));
    }

    public void bandwidth(String name, long bytesPerSecond, List<String> from) {
        var _ = ask("bandwidth " + host(name) + " " + bytesPerSecond + links(from));
    }

    /** Which hosts a Galera cluster has, its owner knows: there are such without a server. */
    private String host(String name) {
        return isGalera() ? name : server(name).name();
    }

    private String links(List<String> from) {
        if (from.isEmpty()) {
            return "";
        }
        requireGalera("have single links cut or slowed");
        return " " + String.join(" ", from);
    }

    /** Whether it is a Galera cluster. */
    public boolean isGalera() {
        return file().servers().stream().anyMatch(s -> s.kind().equals(FleetFile.GALERA_NODE));
    }

    private void requireGalera(String what) {
        if (!isGalera()) {
            throw new LabException("The fleet in " + folder + " is no Galera cluster, so it cannot " + what + ".");
        }
    }

    /** The network faults in force before a server, for people; empty when there is none. */
    public String faults(String name) {
        FleetFile file = file();
        return file.proxies() && file.ownerIsAlive() ? ask("faults " + name) : "";
    }

    /**
     * Ends the fleet; returns when no server runs any more.
     *
     * @param remove whether to delete the folder as well
     */
    public void down(boolean remove) {
        FleetFile file = file();
        if (file.ownerIsAlive()) {
            var _ = ask("down");
        }
        for (FleetFile.Entry server : file.servers()) {
            await(server, State.DEAD, "did not end with its fleet", SIGNAL);
        }
        Path socket = Path.of(file.controlSocket());
        Deadline.in(SIGNAL).await(
                () -> !file.ownerIsAlive() || !Files.exists(socket),
                "The owner of the fleet in " + folder + " (process " + file.ownerPid() + ") did not end the fleet",
                () -> "");
        if (file.ownerIsSupervisor()) {
            Deadline.in(SIGNAL).await(
                    () -> !file.ownerIsAlive(),
                    "The background process " + file.ownerPid() + " of the fleet in " + folder + " did not end",
                    () -> "");
        }
        CurrentFleets.remove(folder);
        if (remove) {
            try {
                Folders.delete(folder);
            } catch (IOException e) {
                throw new LabException("The folder " + folder + " could not be deleted: " + e.getMessage(), e);
            }
        }
    }

    /** All there is to know about the fleet, as the JSON of {@code lab status} has it. */
    public Map<String, Object> describe() {
        FleetFile file = file();
        Map<String, Object> fleet = new LinkedHashMap<>();
        fleet.put("folder", file.folder());
        fleet.put("owner_pid", file.ownerPid());
        fleet.put("owner_alive", file.ownerIsAlive());
        fleet.put("proxies", file.proxies());
        fleet.put("servers", file.servers().stream().map(s -> describe(file, s)).toList());
        return fleet;
    }

    private Map<String, Object> describe(FleetFile file, FleetFile.Entry server) {
        State state = state(server);
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", server.name());
        map.put("kind", server.kind());
        map.put("flavour", server.flavour());
        map.put("host", server.host());
        map.put("port", server.port());
        map.put("direct_port", server.directPort());
        map.put("data_folder", server.dataFolder());
        map.put("error_log", server.errorLog());
        if (state != State.DEAD) {
            map.put("pid", server.pid());
        }
        map.put("state", state.name().toLowerCase(java.util.Locale.ROOT));
        if (file.proxies()) {
            map.put("faults", faults(server.name()));
        }
        if (server.kind().equals(FleetFile.GALERA_NODE)) {
            map.put("galera", galera(server).map(RemoteFleet::describe).orElse(Map.of()));
        }
        if (server.replicatesFrom() != null) {
            map.put("replicates_from", server.replicatesFrom());
        }
        map.put("users", Accounts.describe());
        return map;
    }

    private static Map<String, Object> describe(GaleraStatus status) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("cluster_status", status.clusterStatus());
        map.put("cluster_size", status.clusterSize());
        map.put("state", status.state());
        map.put("position", status.position().toString());
        return map;
    }

    /** What a Galera node says about itself; empty when it does not answer or is none. */
    public Optional<GaleraStatus> galera(FleetFile.Entry node) {
        return node.kind().equals(FleetFile.GALERA_NODE) && state(node) == State.RUNNING
                ? GaleraStatus.ask(new Address(node.host(), node.port()))
                : Optional.empty();
    }

    /** The description as JSON. */
    public String json() {
        return FleetFile.JSON.writeValueAsString(describe());
    }

    private String ask(String request) {
        FleetFile file = file();
        if (!file.ownerIsAlive()) {
            throw new LabException("The fleet in " + folder + " is not running: its owner, process " + file.ownerPid()
                    + ", is gone, and its servers ended with it. Start another with: lab up chain --dir FOLDER");
        }
        return ControlSocket.ask(Path.of(file.controlSocket()), request, ASK);
    }

    private FleetFile.Entry server(String name) {
        List<FleetFile.Entry> servers = file().servers();
        return servers.stream()
                .filter(s -> s.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new LabException("There is no server \"" + name + "\" in the fleet in " + folder
                        + "; its servers are "
                        + servers.stream().map(FleetFile.Entry::name).collect(Collectors.joining(", ")) + "."));
    }

    private FleetFile.Entry alive(String name, String action) {
        FleetFile.Entry server = server(name);
        if (state(server) == State.DEAD) {
            throw new LabException("Server " + name + " of the fleet in " + folder + " is not running, so it cannot be "
                    + action + ".");
        }
        return server;
    }

    private static void signal(Signal signal, FleetFile.Entry server) {
        Processes.signal(signal, server.pid(), Path.of(server.defaultsFile()));
    }

    private void await(FleetFile.Entry server, State wanted, String what, Duration limit) {
        Deadline.in(limit).await(
                () -> state(server) == wanted,
                "Server " + server.name() + " " + what,
                () -> Tail.ofLogs(Path.of(server.errorLog())));
    }
}
