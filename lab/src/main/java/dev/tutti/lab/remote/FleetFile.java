package dev.tutti.lab.remote;

import dev.tutti.lab.FleetMember;
import dev.tutti.lab.LabException;
import dev.tutti.lab.process.Processes;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * What {@code fleet.json} in a fleet's folder says; written by the fleet's owner alone, whole and at once. Immutable.
 *
 * @param folder the fleet's folder
 * @param ownerPid the process that owns the servers
 * @param ownerStarted when that process started, in milliseconds since 1970: with the pid it names a process for good
 * @param controlSocket where the owner takes requests
 * @param ownerIsSupervisor whether the owner lives for the fleet only, and so ends with it
 * @param proxies whether each server has a fault proxy
 * @param servers in the order of the specification
 */
public record FleetFile(
        String folder, long ownerPid, long ownerStarted, boolean ownerIsSupervisor, String controlSocket, boolean proxies, List<Entry> servers) {
    /** The system property that is true in the background process of {@code lab up}. */
    public static final String SUPERVISOR = "tutti.lab.supervisor";

    static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    /** The kind of a Galera node. */
    static final String GALERA_NODE = "galera-node";

    private static final String NAME = "fleet.json";

    /**
     * One server.
     *
     * @param kind {@code server}, {@code binlog-server}, {@code galera-node}, {@code arbitrator} or {@code agent}
     * @param port where clients and replicas reach it
     * @param directPort where the server itself listens
     * @param defaultsFile what its process was started with: the defaults file, or the configuration of a Binlog Server or an
     *     agent
     * @param pid its latest process, which may be dead
     * @param replicatesFrom what it was started below, null for nothing
     */
    public record Entry(
            String name,
            String kind,
            String flavour,
            String host,
            int port,
            int directPort,
            String folder,
            String dataFolder,
            String defaultsFile,
            String errorLog,
            long pid,
            @Nullable String replicatesFrom) {

        /** The same server in another process. */
        Entry runningAs(long process) {
            return new Entry(
                    name, kind, flavour, host, port, directPort, folder, dataFolder, defaultsFile, errorLog, process,
                    replicatesFrom);
        }

        static Entry of(FleetMember server, long pid) {
            return new Entry(
                    server.name(),
                    server.kind(),
                    server.flavour().cliName(),
                    server.host(),
                    server.port(),
                    server.directPort(),
                    server.folder().toString(),
                    server.dataFolder().toString(),
                    server.configurationFile().toString(),
                    server.errorLog().toString(),
                    pid,
                    server.startedBelow().orElse(null));
        }
    }

    public FleetFile {
        servers = List.copyOf(servers);
    }

    /** The state of a fleet that this JVM owns. */
    public static FleetFile of(Path folder, Path controlSocket, boolean proxies, List<? extends FleetMember> servers) {
        ProcessHandle self = ProcessHandle.current();
        return new FleetFile(
                folder.toString(),
                self.pid(),
                startOf(self),
                Boolean.getBoolean(SUPERVISOR),
                controlSocket.toString(),
                proxies,
                servers.stream().map(s -> Entry.of(s, s.pid().orElse(0L))).toList());
    }

    /**
     * Reads the state of the fleet in a folder.
     *
     * @throws LabException if there is no fleet in it
     */
    public static FleetFile read(Path folder) {
        Path file = folder.resolve(NAME);
        try {
            return JSON.readValue(Files.readString(file), FleetFile.class);
        } catch (IOException e) {
            throw new LabException("There is no fleet in " + folder + ": " + file
                    + " cannot be read. Start one with: lab up chain --dir " + folder, e);
        } catch (JacksonException e) {
            throw new LabException("The file " + file + " is not the state of a fleet: " + e.getOriginalMessage(), e);
        }
    }

    /** The same fleet with each server changed. */
    FleetFile withServers(UnaryOperator<Entry> change) {
        return new FleetFile(
                folder, ownerPid, ownerStarted, ownerIsSupervisor, controlSocket, proxies,
                servers.stream().map(change).toList());
    }

    /** Writes the state, so that a reader sees the old one or the new one. */
    public void write() {
        Path file = Path.of(folder, NAME);
        Path temporary = Path.of(folder, "." + NAME + ".new");
        try {
            Files.writeString(temporary, JSON.writeValueAsString(this));
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new LabException("The state of the fleet cannot be written to " + file + ": " + e.getMessage(), e);
        }
    }

    /** Whether the process that owns the fleet still runs. */
    public boolean ownerIsAlive() {
        return !Processes.hasEnded(ownerPid)
                && ProcessHandle.of(ownerPid).filter(p -> startOf(p) == ownerStarted).isPresent();
    }

    private static long startOf(ProcessHandle process) {
        return process.info().startInstant().map(java.time.Instant::toEpochMilli).orElse(0L);
    }
}
