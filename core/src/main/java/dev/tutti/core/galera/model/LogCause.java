package dev.tutti.core.galera.model;

/**
 * Why a node did not come up, or fell out, in its own error log's words.
 *
 * @param line the line that says so
 */
public record LogCause(Kind kind, String line) {
    public enum Kind {
        /** No member has the name that {@code wsrep_sst_donor} has: the joiner aborts with signal 6. */
        UNKNOWN_DONOR,
        /** No donor is free; the joiner asks again each second. */
        WAITING_FOR_DONOR,
        /** The script of the state transfer failed, on either side. */
        TRANSFER_SCRIPT_FAILED,
        /** The donor went away during the transfer. */
        DONOR_LOST,
        /** A port that it needs is taken on its own host. */
        PORT_IN_USE,
        /** A port of another node does not answer. */
        PORT_BLOCKED,
        /** It had more than the cluster that it joined, and aborted. */
        REVERSING_HISTORY,
        /** The members voted that it differs from them. */
        VOTED_OUT,
        /** It was to bootstrap, and grastate.dat forbids it. */
        NOT_SAFE_TO_BOOTSTRAP,
        /** InnoDB cannot read its files. */
        CORRUPT_DATA,
        DISK_FULL,
        PERMISSION,
        /** No primary component was found in time. */
        NO_PRIMARY,
        /** The members do not let it in before it is restarted. */
        EVICTED,
        /** The group has another {@code wsrep_cluster_name}. */
        WRONG_CLUSTER,
        OTHER
    }
}
