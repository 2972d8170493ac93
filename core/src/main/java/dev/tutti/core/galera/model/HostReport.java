package dev.tutti.core.galera.model;

import dev.tutti.core.model.Address;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;

/** What the agent beside a node answered, or that it did not. */
public sealed interface HostReport {
    /** The node whose host was asked. */
    Address node();

    Instant asked();

    /** No answer within the deadline. It says nothing about the server: silence is not death. */
    record Silent(Address node, Instant asked, String why) implements HostReport {}

    record Answered(Address node, Instant asked, Host host) implements HostReport {}

    /** Whether the server's process runs on that host. */
    enum ServerProcess {
        RUNNING,
        NOT_RUNNING,
        /** The agent could not tell. */
        UNKNOWN
    }

    /**
     * What only the node's own host knows.
     *
     * @param hasData whether the data folder holds a server's data at all
     * @param recovered what {@code --wsrep-recover} found; run only while the process does not run
     * @param transferMarker the file that an unfinished state transfer left; null for none
     * @param dataBytes size of the data folder; -1 when not known
     * @param freeBytes what is free on its disk; -1 when not known
     * @param flushLogAtCommit {@code innodb_flush_log_at_trx_commit} as configured; -1 when not known
     * @param causes what its error log of late says, newest last
     * @param transfer a state transfer under way; null for none
     */
    record Host(
            ServerProcess process,
            boolean hasData,
            Grastate grastate,
            Gvwstate gvwstate,
            Recovered recovered,
            @Nullable String transferMarker,
            long dataBytes,
            long freeBytes,
            int flushLogAtCommit,
            List<LogCause> causes,
            @Nullable TransferProgress transfer) {
        public Host {
            causes = List.copyOf(causes);
        }
    }
}
