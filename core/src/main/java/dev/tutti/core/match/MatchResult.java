package dev.tutti.core.match;

import dev.tutti.core.model.Coordinates;
import org.jspecify.annotations.Nullable;

import java.util.List;

/** What a search for equivalent coordinates came to. */
public sealed interface MatchResult {
    /** How it was established that two logs say the same. */
    enum Comparison {
        /** Statements or row images compared, one by one. */
        CONTENT,
        /** The logs are of different format or make: origin, time, number and order of transactions compared. */
        ORIGIN_AND_TIME,
        /** Both stood at the same place of the same source's log. */
        IDENTICAL_COORDINATES
    }

    /**
     * Found.
     *
     * @param at where, in the target's log, the replica must go on
     * @param comparison what was compared
     * @param transactions how many transactions after the entry were compared
     * @param entry the common entry; null when none was needed
     * @param reordered whether the two logs hold the same transactions of the window in different order
     */
    record Matched(
            Coordinates at,
            Comparison comparison,
            int transactions,
            @Nullable PseudoGtid entry,
            boolean reordered)
            implements MatchResult {}

    /** Why no coordinates can be given. */
    sealed interface NoMatch extends MatchResult {}

    /**
     * The target's log ends first: the replica has more than the target.
     *
     * @param first the first transaction that the target lacks
     * @param more how many it lacks, at least
     */
    record ReplicaIsAhead(Transaction first, int more) implements NoMatch {}

    /** The replica has transactions of its own that its source never had. */
    record Errant(List<Transaction> transactions) implements NoMatch {
        public Errant {
            transactions = List.copyOf(transactions);
        }
    }

    /** The logs differ behind the common entry. */
    record Different(@Nullable Transaction onReplica, @Nullable Transaction onTarget) implements NoMatch {}

    /**
     * The logs can be compared by origin and time only, the order of their transactions is not certain, and behind the
     * place where they agree the target has, or may get, another one of an origin and time that were compared: the replica
     * may hold that one instead.
     *
     * @param onTarget that one; null when the target's log ends too soon to know
     */
    record Ambiguous(@Nullable Transaction onTarget) implements NoMatch {}

    /** No entry stands in what is left of the replica's log. */
    record NoEntryOnReplica(@Nullable Coordinates searchedFrom) implements NoMatch {}

    /** The replica's newest entry is not in what is left of the target's log. */
    record EntryNotOnTarget(PseudoGtid entry, @Nullable Coordinates searchedFrom) implements NoMatch {}

    /** Something in the way that cannot be interpreted. */
    record NotReadable(String what) implements NoMatch {}
}
