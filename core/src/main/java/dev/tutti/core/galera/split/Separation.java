package dev.tutti.core.galera.split;

import dev.tutti.core.galera.model.GaleraPosition;
import dev.tutti.core.galera.model.LoggedView;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where two sides of a cluster separated.
 *
 * <p>All members of a view have had the same transactions in the same order up to it. A side's first primary view without any
 * member of the other takes a number of its own: what has a smaller one was ordered while both were together, or just before
 * the side knew. Of that, each side may have had a last part that the other never got, so the last common transaction is the
 * smaller of the two sides' last ones.
 */
public sealed interface Separation {
    /**
     * Both sides' logs tell it.
     *
     * @param common the last transaction that both sides have
     * @param at when the given up side saw itself alone; null where its log tells no time
     */
    record Known(GaleraPosition common, @Nullable Instant at) implements Separation {}

    /**
     * Only one side's log tells it. The other may lack some transactions up to that as well: those that were under way when the
     * links broke.
     */
    record OneSided(GaleraPosition common, @Nullable Instant at, boolean ofKept) implements Separation {}

    /** No log reaches back to it. */
    record Unknown() implements Separation {}

    /** The last transaction before; empty when it is not known. */
    default Optional<GaleraPosition> last() {
        return switch (this) {
            case Known known -> Optional.of(known.common());
            case OneSided side -> Optional.of(side.common());
            case Unknown unknown -> Optional.empty();
        };
    }

    default @Nullable Instant moment() {
        return switch (this) {
            case Known known -> known.at();
            case OneSided side -> side.at();
            case Unknown unknown -> null;
        };
    }

    /**
     * Finds it.
     *
     * @param given what each node of the side that was given up logged, oldest first
     * @param kept the same of the other side
     * @param givenNames {@code wsrep_node_name} of the nodes of the side that was given up
     * @param keptNames the same of the other side
     */
    static Separation of(
            Collection<List<LoggedView>> given, Collection<List<LoggedView>> kept, Set<String> givenNames, Set<String> keptNames) {
        Optional<LoggedView> here = earliest(given, keptNames);
        Optional<LoggedView> there = earliest(kept, givenNames);
        if (here.isPresent() && there.isPresent()) {
            GaleraPosition one = last(here.get());
            GaleraPosition other = last(there.get());
            return one.sameHistory(other)
                    ? new Known(one.seqno() <= other.seqno() ? one : other, here.get().at())
                    : new Unknown();
        }
        return here.<Separation>map(view -> new OneSided(last(view), view.at(), false))
                .or(() -> there.map(view -> new OneSided(last(view), view.at(), true)))
                .orElseGet(Unknown::new);
    }

    /** Of nodes that tell different ones the earliest: too much is listed rather than too little. */
    private static Optional<LoggedView> earliest(Collection<List<LoggedView>> logs, Set<String> others) {
        return logs.stream()
                .flatMap(views -> firstWithout(views, others).stream())
                .min(Comparator.comparingLong(view -> last(view).seqno()));
    }

    /**
     * The first primary view of the last row of views without any of the others; where none became primary, the first one. Empty
     * unless the log shows a view with one of them before it: it may have begun later.
     */
    private static Optional<LoggedView> firstWithout(List<LoggedView> views, Set<String> others) {
        List<LoggedView> alone = new ArrayList<>();
        for (LoggedView view : views.reversed()) {
            if (view.members().isEmpty() || !view.position().known()) {
                // A node that leaves or has no state yet says nothing about the others.
                continue;
            }
            if (!Collections.disjoint(view.members(), others)) {
                return alone.reversed().stream()
                        .filter(LoggedView::primary)
                        .findFirst()
                        .map(primary -> timed(primary, alone.getLast()))
                        .or(() -> alone.isEmpty() ? Optional.empty() : Optional.of(alone.getLast()));
            }
            alone.add(view);
        }
        return Optional.empty();
    }

    /** It separated when it was alone, and not when it was made primary. */
    private static LoggedView timed(LoggedView primary, LoggedView first) {
        return new LoggedView(first.at(), primary.position(), true, primary.members());
    }

    private static GaleraPosition last(LoggedView view) {
        return view.primary()
                ? new GaleraPosition(view.position().group(), view.position().seqno() - 1)
                : view.position();
    }
}
