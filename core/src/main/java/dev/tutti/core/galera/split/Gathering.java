package dev.tutti.core.galera.split;

import dev.tutti.core.galera.split.SplitOff.Kept;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Puts together what the binary logs of a side's nodes have after the separation. A transaction that several logs have counts once:
 * nodes that log what they apply have all, others only what their own clients wrote. Used by one thread.
 */
public final class Gathering {
    /** What is listed one by one. */
    public static final int MOST = 1_000;

    /** Numbers further than this behind the separation are not told apart; logs of this size are not read. */
    private static final int WIDEST = 100_000_000;

    /** How far the clocks of nodes may be apart. */
    private static final Duration CLOCKS = Duration.ofMinutes(1);

    private final long common;
    private final Instant since;
    private final Instant after;
    private final Set<Long> views;
    private final BitSet numbers = new BitSet();
    private final Set<String> unnumbered = new HashSet<>();
    private final TreeMap<Long, Committed> first = new TreeMap<>();
    private final List<Placed> without = new ArrayList<>();
    private final Map<String, TableChange> tables = new TreeMap<>();
    private final List<Kept> kept = new ArrayList<>();
    private long atTheEdge;
    private long highest;

    private @Nullable String node;
    private long before = -1;
    private final List<Committed> waiting = new ArrayList<>();
    private @Nullable String from;
    private @Nullable String to;
    private @Nullable String lastEnd;

    /**
     * @param common the number of the last transaction that both sides have
     * @param separatedAt when they separated, to the second as logs tell it: what began in a later one came after it, as far
     *     as the clocks of a side agree; null when that is not known
     * @param views numbers that no transaction has, as views took them
     */
    public Gathering(long common, @Nullable Instant separatedAt, Set<Long> views) {
        this.common = common;
        this.views = Set.copyOf(views);
        this.after = separatedAt == null ? Instant.MAX : separatedAt;
        this.since = separatedAt == null ? Instant.MIN : separatedAt.minus(CLOCKS);
        this.highest = common;
    }

    /** A statement without a number, and the number behind it in its log; -1 at its end. */
    private record Placed(Committed statement, long next) {}

    /** The log of this node follows. */
    public void begin(String newNode) {
        node = newNode;
        before = -1;
        from = null;
        to = null;
    }

    /** The next transaction of the log, in the log's order, from before the separation or after it. */
    public void take(Committed transaction, String end) {
        Long seqno = transaction.seqno();
        // Numbers only grow: one that does not is a server's own, of a transaction that was not replicated.
        if (seqno == null || seqno <= before) {
            waiting.add(seqno == null ? transaction : transaction.unnumbered());
            lastEnd = end;
            return;
        }
        settle(seqno);
        before = seqno;
        lastEnd = end;
        if (seqno > common) {
            reached(transaction);
            add(transaction, seqno);
        }
    }

    /** The log of the node ends. */
    public void end(@Nullable String folder) {
        settle(-1);
        kept.add(new Kept(String.valueOf(node), folder, from, to));
    }

    private void reached(Committed transaction) {
        if (from == null) {
            from = transaction.file() + ":" + transaction.position();
        }
        to = lastEnd;
    }

    private void add(Committed transaction, long seqno) {
        long offset = seqno - common;
        if (offset >= WIDEST || numbers.get((int) offset)) {
            return;
        }
        numbers.set((int) offset);
        highest = Math.max(highest, seqno);
        transaction.tables().forEach(change -> tables.merge(change.table(), change, TableChange::plus));
        first.put(seqno, transaction);
        if (first.size() > MOST) {
            first.pollLastEntry();
        }
    }

    /**
     * Statements between two numbers, which have none in the log though each took one. If they fill the gap exactly, theirs are
     * known. Otherwise those behind a transaction of the side alone are its own, and of others their time tells: while a side is
     * without quorum nothing is committed.
     *
     * @param next the number after them; -1 at the end of the log
     */
    private void settle(long next) {
        List<Long> free = free(next);
        for (int i = 0; i < waiting.size(); i++) {
            Committed statement = waiting.get(i);
            if (free.size() == waiting.size()) {
                long seqno = free.get(i);
                if (seqno > common) {
                    reached(statement);
                    add(statement.numbered(seqno), seqno);
                }
            } else if (before >= common || ((next < 0 || next > common) && statement.at().isAfter(after))) {
                reached(statement);
                unnumbered(statement, next);
            } else if ((next < 0 || next > common) && !statement.at().isBefore(since) && unnumbered(statement, next)) {
                // Before it or behind it: nothing tells.
                reached(statement);
                atTheEdge++;
            }
        }
        waiting.clear();
    }

    /** The numbers between the last one and this one that no view has; none where there are more than could be filled. */
    private List<Long> free(long next) {
        List<Long> free = new ArrayList<>();
        if (before >= 0 && next - before - 1 <= (long) waiting.size() + views.size()) {
            for (long seqno = before + 1; seqno < next; seqno++) {
                if (!views.contains(seqno)) {
                    free.add(seqno);
                }
            }
        }
        return free;
    }

    private boolean unnumbered(Committed statement, long next) {
        boolean added = unnumbered.add(statement.gtid() + " " + statement.at() + " " + statement.statement());
        if (added && without.size() < MOST) {
            without.add(new Placed(statement, next));
        }
        return added;
    }

    /** How many are counted, numbered or not. */
    public long count() {
        return (long) numbers.cardinality() + unnumbered.size();
    }

    /** Statements of which nobody can tell whether both sides have them. */
    public long atTheEdge() {
        return atTheEdge;
    }

    /** The highest number that any log has. */
    public long highest() {
        return highest;
    }

    public List<TableChange> tables() {
        return List.copyOf(tables.values());
    }

    public List<Kept> kept() {
        return List.copyOf(kept);
    }

    /** The first ones. Those without a number stand where their log has them, at its end where their time puts them. */
    public List<Committed> transactions() {
        List<Committed> all = new ArrayList<>();
        List<Placed> left = new ArrayList<>(without);
        for (Map.Entry<Long, Committed> entry : first.entrySet()) {
            left.removeIf(placed -> {
                boolean here = placed.next() >= 0
                        ? placed.next() <= entry.getKey()
                        : placed.statement().at().isBefore(entry.getValue().at());
                return here && all.add(placed.statement());
            });
            all.add(entry.getValue());
        }
        left.forEach(placed -> all.add(placed.statement()));
        return List.copyOf(all.subList(0, Math.min(MOST, all.size())));
    }
}
