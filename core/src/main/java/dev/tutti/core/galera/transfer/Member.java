package dev.tutti.core.galera.transfer;

import dev.tutti.core.galera.model.LocalState;

/**
 * A member of the primary component that somebody wants to join, as the choice of a donor sees it.
 *
 * @param name {@code wsrep_node_name}
 * @param segment {@code gmcast.segment}
 * @param state only SYNCED may give
 * @param cachedDownTo the oldest transaction in its cache; -1 for none
 * @param arbitrator it holds no data, and yet a joiner of its segment waits for it as for a node that is not Synced
 */
public record Member(String name, int segment, LocalState state, long cachedDownTo, boolean arbitrator) {
    boolean mayGive() {
        return state == LocalState.SYNCED && !arbitrator;
    }

    /** Whether it takes part in transfers at all: it will be Synced one day. */
    boolean willGive() {
        return switch (state) {
            case JOINING, DONOR_DESYNCED, JOINED, SYNCED -> true;
            case INITIALIZED, INCONSISTENT -> false;
        };
    }

    /** Whether everything after this transaction is in its cache. */
    boolean caches(long seqno) {
        return cachedDownTo >= 0 && cachedDownTo <= seqno + 1;
    }
}
