package dev.tutti.agent.act;

import dev.tutti.core.galera.model.GaleraPosition;
import dev.tutti.core.model.Address;
import org.jspecify.annotations.Nullable;

import java.util.List;

/** What an agent can be told to do. There is nothing else; above all, no program of the caller's. */
public sealed interface Action {
    /**
     * Starts the server, a Galera node always from its recovered position.
     *
     * @param donors names of Galera nodes, the first that is free gives the state transfer; empty leaves it to the cluster
     * @param tainted whether the caller knows that grastate.dat does not vouch for the data, which a state transfer will
     *     overwrite
     * @param await whether the action ends when the server is up or receives a state transfer; otherwise as soon as its process
     *     runs, as of a node that comes up only when others do
     */
    record Start(List<String> donors, boolean tainted, boolean await) implements Action {
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

    /**
     * Writes {@code safe_to_bootstrap} into grastate.dat.
     *
     * @param position what to write as well, where the file does not vouch for the data and the caller knows that; null to leave
     *     what stands there
     */
    record MarkSafe(boolean safe, @Nullable GaleraPosition position) implements Action {}

    /** Sets aside a gvwstate.dat that is empty or cut, which would keep the node from joining. */
    record DiscardView() implements Action {}

    /**
     * Runs a command of the agent's own configuration while the server does not run.
     *
     * @param command its name there
     */
    record Run(String command) implements Action {}

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
