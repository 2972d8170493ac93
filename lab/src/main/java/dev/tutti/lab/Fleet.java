package dev.tutti.lab;

import dev.tutti.lab.install.Installation;
import dev.tutti.lab.install.Installer;
import dev.tutti.lab.install.Template;
import dev.tutti.lab.process.Deadline;
import dev.tutti.lab.remote.CurrentFleets;
import dev.tutti.lab.remote.FleetFile;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Running servers that replicate from each other, owned by this JVM: they end with it, however it ends.
 *
 * <p>Other processes may kill, pause, resume and restart the servers and inject faults as well, through the fleet's
 * folder (see {@link dev.tutti.lab.remote.RemoteFleet}). Thread-safe.
 */
public final class Fleet implements LabFleet {
    /** Where the background process of {@code lab up} writes what goes wrong in it. */
    public static final String SUPERVISOR_LOG = "supervisor.log";

    /** Above the server_id of any real server of a fleet. */
    private static final int BINLOG_SERVER_IDS = 1001;

    private final FleetSpec spec;
    private final Path folder;
    private final Map<String, LabServer> servers = new LinkedHashMap<>();
    private final Map<String, LabBinlogServer> binlogServers = new LinkedHashMap<>();
    private final FleetLife life;

    private Fleet(FleetSpec spec, Path folder) {
        this.spec = spec;
        this.folder = folder;
        this.life = new FleetLife(folder, spec.folder() == null, () -> inParallel(members(), FleetMember::end));
    }

    /** One server. */
    public static FleetSpec single(Flavour flavour) {
        return FleetSpec.of(List.of(ServerSpec.primary("1", flavour)));
    }

    /** Six servers in three levels: {@code 1 <- 2,3,4} and {@code 4 <- 5,6}. */
    public static FleetSpec chain(Flavour flavour) {
        return custom("1<-2,3,4 4<-5,6", flavour);
    }

    /** A primary, named 1, with this many replicas. */
    public static FleetSpec star(Flavour flavour, int replicas) {
        List<ServerSpec> all = new ArrayList<>(List.of(ServerSpec.primary("1", flavour)));
        for (int i = 2; i <= replicas + 1; i++) {
            all.add(ServerSpec.replica(Integer.toString(i), flavour, "1"));
        }
        return FleetSpec.of(all);
    }

    /**
     * A fleet in the shape that the text draws, for example {@code 1<-2,3 3<-4} or {@code 1@mysql56<-2@mariadb114}.
     *
     * @param flavour of the servers whose name has no flavour behind it
     */
    public static FleetSpec custom(String shape, Flavour flavour) {
        return FleetSpec.of(Shapes.parse(shape, flavour));
    }

    /**
     * Starts all servers and their replication; returns when each answers and replicates.
     *
     * @throws FlavourUnavailableException if the binaries cannot be had
     * @throws LabException with the end of the failing server's log; nothing is left running
     */
    public static Fleet start(FleetSpec spec) {
        Installer installer = new Installer(spec.mayFetchPackages(), spec.progress());
        Map<Flavour, Installation> installations = new EnumMap<>(Flavour.class);
        Map<Flavour, Path> templates = new EnumMap<>(Flavour.class);
        for (ServerSpec server : spec.servers()) {
            Installation installation = installations.computeIfAbsent(server.flavour(), installer::install);
            templates.computeIfAbsent(server.flavour(), f -> Template.of(installation, spec.progress()));
        }
        Fleet fleet = new Fleet(spec, folderFor(spec.folder()));
        fleet.life.begin("fleet", () -> fleet.bringUp(installations, templates));
        return fleet;
    }

    /** The folder asked for, or a temporary one. */
    static Path folderFor(@Nullable Path wanted) {
        try {
            if (wanted != null) {
                return claimFolder(wanted);
            }
            Leftovers.delete();
            return Files.createTempDirectory(Leftovers.PREFIX).toRealPath();
        } catch (IOException e) {
            throw new LabException("The fleet's temporary folder cannot be made: " + e, e);
        }
    }

    /**
     * Makes a folder for a fleet, readable by this user only.
     *
     * @throws LabException if there is anything in it
     */
    public static Path claimFolder(Path wanted) {
        try {
            Files.createDirectories(wanted);
            try (Stream<Path> files = Files.list(wanted)) {
                if (files.anyMatch(f -> !f.endsWith(SUPERVISOR_LOG))) {
                    throw new LabException("The folder " + wanted + " is not empty; a new fleet needs one that is. "
                            + "If a fleet is in it, end and remove that with: lab down --remove --dir " + wanted);
                }
            }
            Files.setPosixFilePermissions(wanted, PosixFilePermissions.fromString("rwx------"));
            return wanted.toRealPath();
        } catch (IOException e) {
            throw new LabException("The fleet's folder cannot be made: " + e, e);
        }
    }

    private void bringUp(Map<Flavour, Installation> installations, Map<Flavour, Path> templates) throws IOException {
        for (ServerSpec server : spec.servers()) {
            servers.put(server.name(), new LabServer(
                    server, of(installations, server.flavour()), folder.resolve(server.name()), spec.proxies(), spec.deadline()));
        }
        for (BinlogServerSpec each : spec.binlogServers()) {
            binlogServers.put(each.name(), new LabBinlogServer(each, folder.resolve(each.name()), spec.deadline()));
        }
        List<LabServer> all = List.copyOf(servers.values());
        inParallel(all, server -> {
            server.prepare(of(templates, server.flavour()), all.indexOf(server) + 1, spec.options());
            server.start();
        });
        List<LabBinlogServer> stores = List.copyOf(binlogServers.values());
        inParallel(stores, store -> {
            store.prepare(BINLOG_SERVER_IDS + stores.indexOf(store), server(store.startedBelow().orElseThrow()));
            store.start();
        });
        Deadline deadline = Deadline.in(spec.deadline());
        inParallel(all, server -> server.startedBelow()
                .ifPresent(source -> Replication.start(server, member(source), deadline)));
        life.listen(new FleetControl(this)::perform);
        writeState();
        if (spec.current()) {
            CurrentFleets.add(folder);
        }
    }

    private static <T> T of(Map<Flavour, T> map, Flavour flavour) {
        T value = map.get(flavour);
        if (value == null) {
            throw new IllegalStateException("nothing was prepared for " + flavour);
        }
        return value;
    }

    interface Action<M extends FleetMember> {
        void on(M member) throws IOException;
    }

    static <M extends FleetMember> void inParallel(Collection<M> targets, Action<M> action) {
        List<Future<Void>> running = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (M server : targets) {
                Callable<Void> task = () -> {
                    action.on(server);
                    return null;
                };
                running.add(threads.submit(task));
            }
        }
        LabException failure = null;
        for (Future<Void> each : running) {
            try {
                each.get();
            } catch (ExecutionException e) {
                Throwable cause = e.getCause();
                LabException made = cause instanceof LabException lab ? lab : new LabException(String.valueOf(cause), e);
                if (failure == null) {
                    failure = made;
                } else {
                    failure.addSuppressed(made);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new LabException("Interrupted while the servers were started.", e);
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** The real servers in the order of the specification. */
    public List<LabServer> servers() {
        return List.copyOf(servers.values());
    }

    /**
     * The server with this name.
     *
     * @throws LabException with the names that there are if there is none
     */
    public LabServer server(String name) {
        LabServer server = servers.get(name);
        if (server == null) {
            throw new LabException("There is no server \"" + name + "\" in this fleet; its servers are "
                    + String.join(", ", servers.keySet()) + ".");
        }
        return server;
    }

    /** The Binlog Servers in the order of the specification. */
    public List<LabBinlogServer> binlogServers() {
        return List.copyOf(binlogServers.values());
    }

    /** All processes: the real servers, then the Binlog Servers. */
    public List<FleetMember> members() {
        return Stream.concat(servers.values().stream(), binlogServers.values().stream()).toList();
    }

    /**
     * The server or Binlog Server with this name.
     *
     * @throws LabException with the names that there are if there is none
     */
    public FleetMember member(String name) {
        return members().stream()
                .filter(member -> member.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new LabException("There is no server \"" + name + "\" in this fleet; its servers are "
                        + members().stream().map(FleetMember::name).collect(Collectors.joining(", ")) + "."));
    }

    /** The servers that were started without a primary above them. */
    public List<LabServer> primaries() {
        return servers().stream().filter(s -> s.startedBelow().isEmpty()).toList();
    }

    @Override
    public Path folder() {
        return folder;
    }

    /** Kills a server with SIGKILL; returns when it is gone. */
    public void kill(String name) {
        member(name).kill();
    }

    /** Halts a server with SIGSTOP: its connections stay, and nothing answers. */
    public void pause(String name) {
        member(name).pause();
    }

    /** Lets a paused server go on. */
    public void resume(String name) {
        member(name).resume();
    }

    /** Stops a server cleanly; returns when it is gone. */
    public void stop(String name) {
        member(name).stop();
    }

    /** Starts a dead server on the data it had; returns when it answers. */
    public void start(String name) {
        member(name).start();
        writeState();
    }

    /** Cuts a server's visible port off, see {@link Cut}; connections that the server itself makes are not touched. */
    public void cut(String name, Cut how) {
        proxy(name).cut(how);
    }

    /** Ends every cut, delay and limit of a server. */
    public void heal(String name) {
        proxy(name).heal();
    }

    /** Delays what passes a server's visible port, see {@link FaultProxy#delay}. */
    public void delay(String name, Duration delay, Duration jitter) {
        proxy(name).delay(delay, jitter);
    }

    /** Limits what passes a server's visible port, see {@link FaultProxy#bandwidth}. */
    public void bandwidth(String name, long bytesPerSecond) {
        proxy(name).bandwidth(bytesPerSecond);
    }

    private FaultProxy proxy(String name) {
        FleetMember member = member(name);
        return member.proxy().orElseThrow(() -> new LabException(member instanceof LabBinlogServer
                ? "No proxy stands before Binlog Server " + name + ", so its network cannot be touched."
                : "The fleet in " + folder + " was started without proxies, so its network cannot be touched; start it with proxies "
                        + "(lab up --proxy)."));
    }

    /** Kills all servers at once; a folder that was asked for by name stays with all that is in it. */
    public void down() {
        life.down();
    }

    @Override
    public boolean awaitDown(Duration limit) {
        return life.awaitDown(limit);
    }

    @Override
    public void close() {
        life.close();
    }

    private synchronized void writeState() {
        Path socket = life.socket();
        if (socket != null) {
            FleetFile.of(folder, socket, spec.proxies(), members()).write();
        }
    }
}
