package dev.tutti.core.galera.model;

/** What {@code wsrep_local_state} and its comment say of a node (numbers of wsrep_api.h, {@code wsrep_member_status_t}). */
public enum LocalState {
    /** Not in a primary component. */
    INITIALIZED,
    /** Waits for, or receives, a state transfer. */
    JOINING,
    /** Gives a state transfer, or was told not to hold up the others. */
    DONOR_DESYNCED,
    /** Has its state, applies what came in meanwhile. */
    JOINED,
    SYNCED,
    /** Found to differ from the others and voted out: its data folder is not to be trusted. */
    INCONSISTENT;

    static LocalState parse(long number, String comment) {
        if (comment.startsWith("Inconsistent")) {
            return INCONSISTENT;
        }
        return switch ((int) number) {
            case 1 -> JOINING;
            case 2 -> DONOR_DESYNCED;
            case 3 -> JOINED;
            case 4 -> SYNCED;
            case 5 -> INCONSISTENT;
            default -> INITIALIZED;
        };
    }
}
