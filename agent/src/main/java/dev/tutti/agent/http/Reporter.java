package dev.tutti.agent.http;

import dev.tutti.agent.act.ActionView;
import dev.tutti.agent.act.Actions;
import dev.tutti.agent.act.Programs;
import dev.tutti.agent.config.AgentConfig;
import dev.tutti.agent.host.Growth;
import dev.tutti.agent.host.LogCauses;
import dev.tutti.agent.host.LogConflicts;
import dev.tutti.agent.host.LogTransfers;
import dev.tutti.agent.host.Presence;
import dev.tutti.agent.host.ServerProcess;
import dev.tutti.agent.host.StateFiles;
import dev.tutti.agent.host.Tail;
import dev.tutti.core.galera.model.GaleraPosition;
import dev.tutti.core.galera.model.Grastate;
import dev.tutti.core.galera.model.Gvwstate;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Looks at the host and tells what it sees; changes nothing, and is bounded in time and bytes. Thread-safe. */
final class Reporter {
    private static final int LOG_BYTES = 64 * 1024;
    private static final int LOG_LINES = 40;
    private static final Duration VERSION = Duration.ofSeconds(5);

    private final AgentConfig config;
    private final String agentVersion;
    private final ServerProcess process;
    private final Actions actions;
    private final StateFiles files;
    private final Growth growth;
    private final InstantSource clock;
    private final String version;

    Reporter(AgentConfig config, String agentVersion, ServerProcess process, Actions actions, InstantSource clock)
            throws InterruptedException {
        this.config = config;
        this.agentVersion = agentVersion;
        this.process = process;
        this.actions = actions;
        this.files = new StateFiles(config.server().dataFolder());
        this.growth = new Growth(config.server().dataFolder(), clock);
        this.clock = clock;
        this.version = version(config);
    }

    private static String version(AgentConfig config) throws InterruptedException {
        List<String> command = new ArrayList<>(config.server().program());
        if (command.isEmpty()) {
            return "";
        }
        command.add("--version");
        return Programs.run(command, VERSION, config.stateFolder().resolve("version.out")) instanceof Programs.Ran.Ended(
                        int code, List<String> output)
                        && code == 0 && !output.isEmpty()
                ? output.getLast()
                : "";
    }

    /** @param donorBytes what the donor of a state transfer has; -1 when not known */
    Report look(long donorBytes) {
        Presence presence = process.find();
        Growth.Measured measured = growth.measure();
        List<String> log = Tail.lines(config.server().errorLog(), LOG_BYTES);
        ActionView doing = actions.current().orElse(null);
        return new Report(
                clock.instant(),
                agentVersion,
                config.server().galera() ? "galera" : config.server().there() ? "plain" : "none",
                version,
                process(presence),
                actions.fenced(),
                doing,
                data(measured),
                config.server().galera() ? galera(log) : null,
                LogCauses.in(log),
                LogConflicts.in(log),
                log.subList(Math.max(0, log.size() - LOG_LINES), log.size()),
                config.server().commands().keySet().stream().sorted().toList(),
                machine(),
                presence instanceof Presence.Running running ? transfer(running, measured, donorBytes) : null);
    }

    private Report.Running process(Presence presence) {
        return switch (presence) {
            case Presence.Running running -> new Report.Running("running", running.pid(), running.startedAt(),
                    Duration.between(running.startedAt(), clock.instant()).toSeconds(), running.announced(),
                    running.commandLine(), null);
            case Presence.NotRunning() -> new Report.Running("not_running", null, null, null, false, List.of(), null);
            case Presence.Unknown unknown -> new Report.Running("unknown", null, null, null, false, List.of(), unknown.why());
        };
    }

    private Report.Data data(Growth.Measured measured) {
        long free = -1;
        long total = -1;
        try {
            FileStore store = Files.getFileStore(config.server().dataFolder());
            free = store.getUsableSpace();
            total = store.getTotalSpace();
        } catch (IOException e) {
            // The folder is not there, which "present" says.
        }
        return new Report.Data(config.server().dataFolder().toString(), files.hasData(), measured.size().bytes(),
                measured.size().copied(), measured.size().whole(), measured.bytesPerSecond(), free, total);
    }

    private Report.Galera galera(List<String> log) {
        Grastate grastate = files.grastate();
        Gvwstate gvwstate = files.gvwstate();
        return new Report.Galera(
                files.grastateText().text(), grastate.getClass().getSimpleName(), grastate,
                files.gvwstateText().text(), gvwstate.getClass().getSimpleName(), gvwstate,
                files.transferMarkers(),
                files.transferLog().map(file -> Tail.last(file, 10)).orElse(List.of()),
                LogTransfers.received(log).map(GaleraPosition::toString).orElse(null),
                LogTransfers.connectsTo(log).orElse(null));
    }

    private static Report.Machine machine() {
        var system = ManagementFactory.getOperatingSystemMXBean();
        long memory = -1;
        long free = -1;
        for (String line : Tail.lines(Path.of("/proc/meminfo"), 4096)) {
            if (line.startsWith("MemTotal:")) {
                memory = kilobytes(line);
            } else if (line.startsWith("MemAvailable:")) {
                free = kilobytes(line);
            }
        }
        return new Report.Machine(system.getAvailableProcessors(), memory, free, system.getSystemLoadAverage());
    }

    private static long kilobytes(String line) {
        return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
    }

    private Report.@Nullable Transfer transfer(Presence.Running running, Growth.Measured measured, long donorBytes) {
        Instant since = null;
        for (String marker : files.transferMarkers()) {
            try {
                Instant modified = Files.getLastModifiedTime(config.server().dataFolder().resolve(marker)).toInstant();
                // An older one was left by a transfer that failed before this process began.
                if (modified.isAfter(running.startedAt())) {
                    since = since == null || modified.isBefore(since) ? modified : since;
                }
            } catch (IOException e) {
                // Gone in the meantime.
            }
        }
        if (since == null || running.announced()) {
            return null;
        }
        long done = measured.size().bytes();
        double rate = measured.bytesPerSecond();
        long left = donorBytes < 0 || rate <= 0 ? -1 : Math.max(0, Math.round((donorBytes - done) / rate));
        return new Report.Transfer(done, donorBytes, rate, Duration.between(since, clock.instant()).toSeconds(), left);
    }
}
