package dev.tutti.core.match;

import dev.tutti.core.log.EventCursor;
import dev.tutti.core.log.LogUnavailableException;
import dev.tutti.core.match.MatchResult.Ambiguous;
import dev.tutti.core.match.MatchResult.Comparison;
import dev.tutti.core.match.MatchResult.Different;
import dev.tutti.core.match.MatchResult.Errant;
import dev.tutti.core.match.MatchResult.Matched;
import dev.tutti.core.match.MatchResult.NotReadable;
import dev.tutti.core.match.MatchResult.ReplicaIsAhead;
import dev.tutti.core.match.Transaction.Format;
import dev.tutti.core.match.TransactionReader.UnknownEventException;
import dev.tutti.core.model.Coordinates;
import dev.tutti.core.model.Replication;
import dev.tutti.core.model.ServerStatus;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    /** What was compared by origin and time alone. */
    private final Set<Key> byOrigin = new HashSet<>();

    private @Nullable Transaction firstReplicaDifference;
    private @Nullable Transaction firstTargetDifference;

    private boolean reordered;
    private int compared;

    /**
     * What may differ.
     *
     * @param sameFormat whether both servers log the same content for the same transaction: same make and release, same
     *     format. Where they do not, origin and time decide
     * @param replicaServerId the replica's own id: transactions that arose there are errant
     * @param pattern recognises entries
     * @param inOrder whether number and order of transactions can be relied on: no filters, no applier that commits in
     *     another order than its source. Where they cannot, origin and time decide only while they are unmistakable
     */
    public record Rules(boolean sameFormat, long replicaServerId, Pattern pattern, boolean inOrder) {
        /** When nothing is known of filters and appliers. */
        public Rules(boolean sameFormat, long replicaServerId, Pattern pattern) {
            this(sameFormat, replicaServerId, pattern, false);
        }

        public static Rules between(ServerStatus replica, ServerStatus target, Pattern pattern) {
            boolean sameFormat = replica.version().family() == target.version().family()
                    && replica.version().major() == target.version().major()
                    && replica.version().minor() == target.version().minor()
                    && replica.logFormat().equals(target.logFormat())
                    && replica.rowImage().equals(target.rowImage());
            return new Rules(sameFormat, replica.serverId(), pattern, inOrder(replica) && inOrder(target));
        }

        private static boolean inOrder(ServerStatus server) {
            Replication replication = server.replication();
            return replication == null || (!replication.filtered() && !replication.parallelUnordered());
        }
    }

    /** What must be equal on both sides; without format and content where those cannot be compared. */
    private record Key(long serverId, long timestamp, long content, @Nullable Format format, @Nullable PseudoGtid entry) {
        static Key byContent(Transaction of) {
            long content = of.format() == Format.OPAQUE ? 0 : of.content();
            return new Key(of.serverId(), of.timestamp(), content, of.format(), of.entry());
        }

        static Key byOrigin(Transaction of) {
            return new Key(of.serverId(), of.timestamp(), 0, null, of.entry());
        }

        Key byOrigin() {
            return new Key(serverId, timestamp, 0, null, entry);
        }
    }

    private LogMatcher(EventCursor replica, EventCursor target, Rules rules) {
        this.replica = new TransactionReader(replica, rules.pattern());
        this.target = new TransactionReader(target, rules.pattern());
        this.rules = rules;
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
        Coordinates last = there.end();
        while ((here = replica.next()) != null) {
            there = target.next();
            if (there == null) {
                return targetEndedAt(here);
            }
            compare(here, there);
            if (pending.size() > MAX_PENDING) {
                return difference();
            }
            compared++;
            last = there.end();
        }
        cancelWhatIsLoggedDifferently();
        if (!pending.isEmpty()) {
            return difference();
        }
        boolean orderCertain = byOrigin.isEmpty() || (rules.inOrder() && !reordered);
        return orderCertain ? matched(last, entry) : matchedUnlessMistakable(last, entry);
    }

    private Matched matched(Coordinates at, PseudoGtid entry) {
        return new Matched(
                at,
                byOrigin.isEmpty() && rules.sameFormat() ? Comparison.CONTENT : Comparison.ORIGIN_AND_TIME,
                compared,
                entry,
                reordered);
    }

    private void compare(Transaction here, Transaction there) {
        Key mine = key(here);
        Key theirs = key(there);
        if (pending.isEmpty() && (mine.equals(theirs) || onlyLoggedDifferently(here, there))) {
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
        if (rules.sameFormat() && transaction.format() != Format.OPAQUE) {
            return Key.byContent(transaction);
        }
        byOrigin.add(Key.byOrigin(transaction));
        return rules.sameFormat() ? Key.byContent(transaction) : Key.byOrigin(transaction);
    }

    /** Where order is certain, two that stand at the same place are the same, one as statements and the other as rows. */
    private boolean onlyLoggedDifferently(Transaction here, Transaction there) {
        boolean same = rules.inOrder()
                && here.format() != there.format()
                && Key.byOrigin(here).equals(Key.byOrigin(there));
        if (same) {
            byOrigin.add(Key.byOrigin(here));
        }
        return same;
    }

    /**
     * At the end, what is left on the replica's side as statements may be what is left on the target's side as rows, or one
     * compressed. Left in the same format on both sides it is a difference.
     */
    private void cancelWhatIsLoggedDifferently() {
        Map<Key, Integer> balance = new HashMap<>();
        Map<Key, Set<Format>> onReplica = new HashMap<>();
        Map<Key, Set<Format>> onTarget = new HashMap<>();
        pending.forEach((key, count) -> {
            balance.merge(key.byOrigin(), count, Integer::sum);
            Format format = key.format();
            if (format != null) {
                (count > 0 ? onReplica : onTarget)
                        .computeIfAbsent(key.byOrigin(), of -> new HashSet<>())
                        .add(format);
            }
        });
        balance.forEach((origin, count) -> {
            Set<Format> here = onReplica.getOrDefault(origin, Set.of());
            Set<Format> there = onTarget.getOrDefault(origin, Set.of());
            if (count == 0 && Collections.disjoint(here, there)) {
                byOrigin.add(origin);
                pending.keySet().removeIf(key -> key.byOrigin().equals(origin));
            }
        });
    }

    /**
     * By origin and time alone, one transaction passes for another of the same second. Where order is not certain, that is
     * excluded only once the target's log goes on, without another such, for longer than concurrent work can reach.
     */
    private MatchResult matchedUnlessMistakable(Coordinates at, PseudoGtid entry)
            throws LogUnavailableException, UnknownEventException {
        for (int i = 0; i < MAX_PENDING; i++) {
            Transaction next = target.next();
            if (next == null || byOrigin.contains(Key.byOrigin(next))) {
                return new Ambiguous(next);
            }
        }
        return matched(at, entry);
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
