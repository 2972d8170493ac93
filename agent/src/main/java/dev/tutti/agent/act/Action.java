package dev.tutti.agent.act;

import dev.tutti.core.galera.model.GaleraPosition;
import dev.tutti.core.model.Address;

import java.util.List;

/** What an agent can be told to do. There is nothing else; above all, no program of the caller's. */
public sealed interface Action {
    /**
     * Starts the server, a Galera node always from its recovered position.
     *
     * @param donors names of Galera nodes, the first that is free gives the state transfer; empty leaves it to the cluster
     * @param tainted whether the caller knows that grastate.dat does not vouch for the data, which a state transfer will
     *     overwrite
     */
    record Start(List<String> donors, boolean tainted) implements Action {
        public Start {
            donors = List.copyOf(donors);
        }
    }

    /** In order, within the deadline; never by force. */
    record Stop() implements Action {}

    /** {@link Stop}, then {@link Start}. */
    record Restart(List<String> donors, boolean tainted) implements Action {
        public Restart {
            donors = List.copyOf(donors);
        }
    }

    /** By force, at once, and it stays down until {@link Unfence}. Goes before whatever else is being done. */
    record Fence() implements Action {}

    record Unfence() implements Action {}

    /** What {@code --wsrep-recover} says. */
    record RecoverPosition() implements Action {}

    /**
     * Starts the first node of a cluster.
     *
     * @param position where the caller believes the node to be; anything else found at that moment is a refusal
     * @param tainted whether the caller knows that grastate.dat does not vouch for the data
     */
    record Bootstrap(GaleraPosition position, boolean tainted) implements Action {}

    /** Writes {@code safe_to_bootstrap} into grastate.dat. */
    record MarkSafe(boolean safe) implements Action {}

    record SaveData(Way way) implements Action {}

    /** Measures the link to another agent. */
    record Probe(Address peer) implements Action {}

    /** How a data folder is saved. */
    enum Way {
        /** By reflink where the file system can, else by copy where there is room; never by renaming. */
        AUTO,
        REFLINK,
        COPY,
        /** Takes no room and no time, and leaves an empty data folder. */
        RENAME
    }
}
