package dev.tutti.core.galera.split;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;

/**
 * What a side of a split brain committed that the other side does not have, and where that is kept.
 *
 * @param nodes of the side
 * @param history the cluster's UUID; null when the logs do not tell
 * @param since the number of the last transaction that both sides have; null when that is not known
 * @param separatedAt when the side saw itself alone, by its own clock
 * @param certain whether the separation is told by both sides' logs, and every transaction since is counted
 * @param count how many transactions; null when nobody can tell
 * @param notListed how many of them are not in {@code transactions}
 * @param tables rows changed by table, in all of them
 * @param transactions the first ones, in their order
 * @param kept where the data and the logs are
 * @param doubts what is not certain, and why, in sentences
 */
public record SplitOff(
        List<String> nodes,
        @Nullable String history,
        @Nullable Long since,
        @Nullable Instant separatedAt,
        boolean certain,
        @Nullable Long count,
        long notListed,
        List<TableChange> tables,
        List<Committed> transactions,
        List<Kept> kept,
        List<String> doubts) {
    public SplitOff {
        nodes = List.copyOf(nodes);
        tables = List.copyOf(tables);
        transactions = List.copyOf(transactions);
        kept = List.copyOf(kept);
        doubts = List.copyOf(doubts);
    }

    /** Without the transactions one by one, as where many of these are told together. */
    public SplitOff brief() {
        return new SplitOff(
                nodes, history, since, separatedAt, certain, count, count == null ? 0 : count, tables, List.of(), kept, doubts);
    }

    /**
     * What is kept of one node.
     *
     * @param folder the saved data folder; null when it was not saved
     * @param from the binary log and position of the first of the transactions, {@code file:position}; null when its logs have none
     * @param to where the last one ends
     */
    public record Kept(String node, @Nullable String folder, @Nullable String from, @Nullable String to) {}
}
