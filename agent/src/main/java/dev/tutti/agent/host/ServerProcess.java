package dev.tutti.agent.host;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the server's process: by the pid file, and, as that is written only once the server is up (a joiner receives a whole
 * state transfer before), by who works in the data folder. Thread-safe.
 */
public final class ServerProcess {
    /** A pid file is written after its process began; file systems and the kernel's clock differ by less than this. */
    private static final Duration CLOCKS = Duration.ofSeconds(2);

    private static final Set<String> PROGRAMS = Set.of("mariadbd", "mysqld", "mysqld-debug");
    private static final int LARGEST_PID_FILE = 64;

    private final Path pidFile;
    private final Path dataFolder;

    public ServerProcess(Path pidFile, Path dataFolder) {
        this.pidFile = pidFile;
        this.dataFolder = dataFolder;
    }

    public Presence find() {
        try {
            Optional<Presence.Running> named = named();
            return named.isPresent() ? named.get() : working().<Presence>map(found -> found).orElseGet(Presence.NotRunning::new);
        } catch (AccessDeniedException e) {
            return new Presence.Unknown(e.getFile() + " may not be read: run the agent as root or as the server's own user");
        } catch (IOException e) {
            return new Presence.Unknown("whether it runs cannot be found out: " + e.getMessage());
        }
    }

    private Optional<Presence.Running> named() throws IOException {
        long pid;
        Instant written;
        try {
            if (Files.size(pidFile) > LARGEST_PID_FILE) {
                return Optional.empty();
            }
            pid = Long.parseLong(Files.readString(pidFile).strip());
            written = Files.getLastModifiedTime(pidFile).toInstant();
        } catch (NoSuchFileException | NumberFormatException e) {
            return Optional.empty();
        }
        Proc process = new Proc(pid);
        // A file that a killed server left may name a process that has nothing to do with it.
        return process.alive() && process.folder().map(this::isData).orElse(true)
                ? process.startedAt()
                        .filter(started -> !started.isAfter(written.plus(CLOCKS)))
                        .map(started -> new Presence.Running(pid, started, true, process.commandLine()))
                : Optional.empty();
    }

    private Optional<Presence.Running> working() throws IOException {
        for (Proc process : Proc.all()) {
            if (process.folder().map(this::isData).orElse(false) && isServer(process.commandLine()) && process.alive()) {
                Optional<Instant> started = process.startedAt();
                if (started.isPresent()) {
                    return Optional.of(
                            new Presence.Running(process.pid(), started.get(), false, process.commandLine()));
                }
            }
        }
        return Optional.empty();
    }

    /** Also behind a loader; not one that only recovers its position, and not the programs of a state transfer. */
    private static boolean isServer(List<String> commandLine) {
        return commandLine.stream().limit(8).anyMatch(word -> PROGRAMS.contains(word.substring(word.lastIndexOf('/') + 1)))
                && commandLine.stream().noneMatch(word -> word.replace('_', '-').equals("--wsrep-recover"));
    }

    private boolean isData(Path folder) {
        try {
            return Files.isSameFile(folder, dataFolder);
        } catch (IOException e) {
            return false;
        }
    }
}
