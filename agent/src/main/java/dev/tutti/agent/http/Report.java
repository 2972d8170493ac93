package dev.tutti.agent.http;

import dev.tutti.agent.act.ActionView;
import dev.tutti.core.galera.advice.TableConflicts;
import dev.tutti.core.galera.model.Grastate;
import dev.tutti.core.galera.model.Gvwstate;
import dev.tutti.core.galera.model.LogCause;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;

/**
 * What an agent sees of its host, as it is answered. Sizes are in bytes.
 *
 * @param at the agent's time: how far the clocks are apart is seen by whoever asks
 * @param commands names of what may be run while the server is down
 * @param version what the server's program says of itself; empty when it cannot be asked
 * @param conflicts which tables the conflicts are about that the end of the error log tells of
 */
record Report(
        Instant at,
        String agentVersion,
        String kind,
        String version,
        Running process,
        boolean fenced,
        @Nullable ActionView doing,
        Data data,
        @Nullable Galera galera,
        List<LogCause> causes,
        List<TableConflicts> conflicts,
        List<String> errorLog,
        List<String> commands,
        Machine machine,
        @Nullable Transfer transfer) {
    /** @param state {@code running}, {@code not_running} or {@code unknown}; only the first has a pid */
    record Running(
            String state, @Nullable Long pid, @Nullable Instant startedAt, @Nullable Long uptimeSeconds, boolean announced,
            List<String> commandLine, @Nullable String why) {}

    /**
     * @param copied of the bytes, those that a full state transfer copies
     * @param complete whether all files were counted within the time for it
     */
    record Data(
            String folder, boolean present, long bytes, long copied, boolean complete, double bytesPerSecond, long diskFree, long diskTotal) {}

    /**
     * The files as they are and as they are understood; a text is null when there is no file.
     *
     * @param transferReceived the position that a state transfer handed over since the last start; its own one when it got only
     *     what it lacked; null when there was none
     * @param connectsTo the {@code wsrep_cluster_name} with which the server was last started; null when its log does not tell
     */
    record Galera(
            @Nullable String grastateText,
            String grastateCase,
            Grastate grastate,
            @Nullable String gvwstateText,
            String gvwstateCase,
            Gvwstate gvwstate,
            List<String> transferMarkers,
            List<String> transferLog,
            @Nullable String transferReceived,
            @Nullable String connectsTo) {}

    record Machine(int cores, long memory, long memoryFree, double load) {}

    /**
     * A state transfer that comes in.
     *
     * @param total what the asker says that the donor has; -1 when not said
     * @param secondsLeft by the rate of the last half minute; -1 when not known
     */
    record Transfer(long done, long total, double bytesPerSecond, long elapsedSeconds, long secondsLeft) {}
}
