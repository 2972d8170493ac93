package dev.tutti.core.galera.plan;

import dev.tutti.core.galera.model.GaleraPosition;
import dev.tutti.core.model.Address;

import java.util.List;
import java.util.UUID;

/** What speaks against a plan, for a person to accept or not. */
public sealed interface Concern {
    /**
     * Nobody that answers has what the cluster had when it was seen last.
     *
     * @param known the last transaction that was known
     * @param best the last one that any usable node has
     */
    record TransactionsLost(UUID group, long known, long best) implements Concern {
        public long count() {
            return known - best;
        }
    }

    /** Nothing is known of this node now, so that it may be alive, primary, or have more than the others. */
    record Unaccounted(Address node, String why) implements Concern {}

    /** The node's data cannot be read, so that nobody can tell whether it had more than the others. */
    record Unreadable(Address node, String why) implements Concern {}

    /**
     * A node has more of the same history than where the cluster would begin again. Its data folder is saved before it joins.
     *
     * @param at what it has
     * @param more how many transactions the cluster would not have
     */
    record Surplus(Address node, GaleraPosition at, long more) implements Concern {}

    /** The node's data belong to another history, which joining would overwrite; its data folder is saved before. */
    record OtherHistory(Address node, GaleraPosition at) implements Concern {}

    /** Nothing better is there than a data folder that cannot be vouched for. */
    record TaintedBase(Address node, GaleraPosition at, String why) implements Concern {}

    /** Several histories are there, and the journal does not say which was the cluster's: this one would be taken. */
    record HistoryChosen(UUID taken, UUID other, Address otherAt) implements Concern {}

    /** A bootstrap was ordered here, and what became of it is not known. */
    record BootstrapUnderWay(Address node) implements Concern {}

    /** A full transfer overwrites what this node has. */
    record Overwritten(Address node, String why) implements Concern {}

    /**
     * The cluster was seen with this history, of which no described node has anything any more; a new one has none of it either.
     *
     * @param upTo the last transaction that was known
     */
    record HistoryGivenUp(UUID group, long upTo) implements Concern {}

    /** One side of a split brain is stopped; what it committed since the split is kept, and not in the cluster. */
    record SideGivenUp(List<Address> side, GaleraPosition at) implements Concern {
        public SideGivenUp {
            side = List.copyOf(side);
        }
    }
}
