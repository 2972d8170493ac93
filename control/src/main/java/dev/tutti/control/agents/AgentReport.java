package dev.tutti.control.agents;

import dev.tutti.core.galera.advice.TableConflicts;
import dev.tutti.core.galera.model.GaleraPosition;
import dev.tutti.core.galera.model.Grastate;
import dev.tutti.core.galera.model.Gvwstate;
import dev.tutti.core.galera.model.LogCause;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What of an agent's report is used here; docs/agent.md has all of it. What an older agent does not say is null.
 *
 * @param at by the agent's clock
 * @param commands names of what it can be told to run while the server is down
 */
public record AgentReport(
        Instant at,
        Running process,
        boolean fenced,
        @Nullable AgentAction doing,
        Data data,
        @Nullable Galera galera,
        List<LogCause> causes,
        @Nullable List<TableConflicts> conflicts,
        @Nullable List<String> commands,
        @Nullable Transfer transfer) {
    public AgentReport {
        causes = causes == null ? List.of() : List.copyOf(causes);
    }

    /** @param state {@code running}, {@code not_running} or {@code unknown} */
    public record Running(String state, @Nullable Long pid, @Nullable Instant startedAt, @Nullable String why) {}

    /** @param copied what a full state transfer copies of the bytes */
    public record Data(boolean present, long bytes, @Nullable Long copied, boolean complete, long diskFree) {
        /** What a full transfer has to move, as far as is known. */
        public long toCopy() {
            return copied == null ? bytes : copied;
        }
    }

    /**
     * The files as they are; a text is null when there is no file or it cannot be read, which the case tells apart.
     *
     * @param transferReceived the position that a state transfer handed over since the last start; null when there was none
     * @param connectsTo the {@code wsrep_cluster_name} with which the server was last started; null when that is not known
     */
    public record Galera(
            @Nullable String grastateText,
            String grastateCase,
            @Nullable String gvwstateText,
            String gvwstateCase,
            List<String> transferMarkers,
            @Nullable String transferReceived,
            @Nullable String connectsTo) {
        private static final String MISSING = "Missing";

        /** Whether the server, started at this position, got everything anew, and not only what it lacked. */
        public boolean gotEverything(GaleraPosition startedAt) {
            return transferReceived != null
                    && !GaleraPosition.parse(transferReceived).equals(Optional.of(startedAt));
        }

        public Grastate grastate() {
            return grastateText != null
                    ? Grastate.parse(grastateText)
                    : grastateCase.equals(MISSING) ? new Grastate.Missing() : new Grastate.Damaged("it cannot be read");
        }

        public Gvwstate gvwstate() {
            return gvwstateText != null
                    ? Gvwstate.parse(gvwstateText)
                    : gvwstateCase.equals(MISSING) ? new Gvwstate.Missing() : new Gvwstate.Damaged("it cannot be read");
        }
    }

    /** A state transfer that comes in. */
    public record Transfer(long done, long total, double bytesPerSecond, long elapsedSeconds, long secondsLeft) {}
}
