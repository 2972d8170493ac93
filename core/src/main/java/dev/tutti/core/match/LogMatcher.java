package dev.tutti.core.match;

import dev.tutti.core.log.EventCursor;
import dev.tutti.core.log.LogUnavailableException;
import dev.tutti.core.match.MatchResult.Comparison;
import dev.tutti.core.match.MatchResult.Different;
import dev.tutti.core.match.MatchResult.Errant;
import dev.tutti.core.match.MatchResult.Matched;
import dev.tutti.core.match.MatchResult.NotReadable;
import dev.tutti.core.match.MatchResult.ReplicaIsAhead;
import dev.tutti.core.match.TransactionReader.UnknownEventException;
import dev.tutti.core.model.Coordinates;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Walks two logs forward from the same entry, transaction by transaction, until the replica's log ends; where the target's
 * log then stands is where the replica goes on.
 *
 * <p>Invariant: everything passed over on one side has been found on the other, or stands in {@link #pending}. The logs
 * agree at a point exactly when nothing is pending there. Appliers that commit in another order than their source are
 * thereby compared as sets between points of agreement, and a match is only ever given at such a point.
 */
public final class LogMatcher {
    /** Order may differ within a window of concurrently applied transactions; beyond this many it is a difference. */
    private static final int MAX_PENDING = 4096;

    private final TransactionReader replica;
    private final TransactionReader target;
    private final Rules rules;
    /** What one side had and the other not yet: positive counts for the replica, negative for the target. */
    private final Map<Key, Integer> pending = new HashMap<>();
    private @Nullable Transaction firstReplicaDifference;
    private @Nullable Transaction firstTargetDifference;

    private boolean byContent;
    private boolean reordered;
    private int compared;

    /**
     * What may differ.
     *
     * @param sameFormat whether both servers log the same content for the same transaction: same make and release, same
     *     format. Where they do not, origin and time decide
     * @param replicaServerId the replica's own id: transactions that arose there are errant
     * @param pattern recognises entries
     */
    public record Rules(boolean sameFormat, long replicaServerId, Pattern pattern) {}

    private record Key(long serverId, long timestamp, long content) {}

    private LogMatcher(EventCursor replica, EventCursor target, Rules rules) {
        this.replica = new TransactionReader(replica, rules.pattern());
        this.target = new TransactionReader(target, rules.pattern());
        this.rules = rules;
        this.byContent = rules.sameFormat();
    }

    /**
     * Compares from the entry on.
     *
     * @param replica starts with the transaction that is the entry in the replica's log
     * @param target starts with the same entry in the target's log
     */
    public static MatchResult walk(EventCursor replica, EventCursor target, Rules rules)
            throws LogUnavailableException {
        try {
            return new LogMatcher(replica, target, rules).walk();
        } catch (UnknownEventException e) {
            return new NotReadable(e.what());
        }
    }

    private MatchResult walk() throws LogUnavailableException, UnknownEventException {
        Transaction here = replica.next();
        Transaction there = target.next();
        if (here == null || there == null || here.entry() == null || !here.entry().equals(there.entry())) {
            return new Different(here, there);
        }
        PseudoGtid entry = here.entry();
        Coordinates agreed = there.end();
        while ((here = replica.next()) != null) {
            there = target.next();
            if (there == null) {
                return targetEndedAt(here);
            }
            compare(here, there);
            if (pending.size() > MAX_PENDING) {
                break;
            }
            compared++;
            if (pending.isEmpty()) {
                agreed = there.end();
            }
        }
        if (!pending.isEmpty()) {
            return difference();
        }
        return new Matched(
                agreed, byContent ? Comparison.CONTENT : Comparison.ORIGIN_AND_TIME, compared, entry, reordered);
    }

    private void compare(Transaction here, Transaction there) {
        if (byContent && here.format() != there.format()) {
            // One logs statements where the other logs rows: nothing pending can be compared by content any more.
            byContent = false;
        }
        Key mine = key(here);
        Key theirs = key(there);
        if (mine.equals(theirs) && pending.isEmpty()) {
            return;
        }
        if (firstReplicaDifference == null || pending.isEmpty()) {
            firstReplicaDifference = here;
            firstTargetDifference = there;
        }
        count(mine, 1);
        count(theirs, -1);
        reordered = true;
    }

    private Key key(Transaction transaction) {
        return new Key(transaction.serverId(), transaction.timestamp(), byContent ? transaction.content() : 0);
    }

    private void count(Key key, int by) {
        pending.merge(key, by, (before, change) -> before + change == 0 ? null : before + change);
    }

    private MatchResult targetEndedAt(Transaction here) throws LogUnavailableException, UnknownEventException {
        if (!pending.isEmpty()) {
            return difference();
        }
        List<Transaction> beyond = new ArrayList<>();
        for (Transaction more = here; more != null; more = replica.next()) {
            beyond.add(more);
        }
        List<Transaction> own = beyond.stream()
                .filter(transaction -> transaction.serverId() == rules.replicaServerId() && transaction.entry() == null)
                .toList();
        return own.isEmpty() ? new ReplicaIsAhead(here, beyond.size()) : new Errant(own);
    }

    private MatchResult difference() {
        Transaction onReplica = firstReplicaDifference;
        if (onReplica != null && onReplica.serverId() == rules.replicaServerId()) {
            return new Errant(List.of(onReplica));
        }
        return new Different(onReplica, firstTargetDifference);
    }
}
