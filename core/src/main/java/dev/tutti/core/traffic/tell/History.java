package dev.tutti.core.traffic.tell;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The last changes. Immutable.
 *
 * @param changes the oldest first, at most {@link #MOST}; what is older is forgotten
 */
public record History(List<Change> changes) {
    /** How many changes are kept: about 400 kB. */
    public static final int MOST = 1_000;

    public static final History EMPTY = new History(List.of());

    public History {
        changes = List.copyOf(changes.size() > MOST ? changes.subList(changes.size() - MOST, changes.size()) : changes);
    }

    /** The same with what happened since. */
    public History with(List<Change> more) {
        List<Change> all = new ArrayList<>(changes);
        all.addAll(more);
        return new History(all);
    }

    /**
     * The last ones about something.
     *
     * @param words parts of a name, of a check, of a pattern, or of a target in an answer, in any case; all must be there
     * @param limit how many at most
     * @return the newest first
     */
    public List<Change> about(String words, int limit) {
        List<String> all = List.of(words.strip().toLowerCase(Locale.ROOT).split("\\s+"));
        return changes.reversed().stream()
                .filter(change -> all.stream().allMatch(text(change)::contains))
                .limit(limit)
                .toList();
    }

    private static String text(Change change) {
        return (change.subject() + " " + String.join(" ", change.from()) + " " + String.join(" ", change.to())).toLowerCase(Locale.ROOT);
    }
}
