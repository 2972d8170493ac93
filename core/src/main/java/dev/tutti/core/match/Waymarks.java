package dev.tutti.core.match;

import dev.tutti.core.model.Coordinates;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where one server's binary log ended at past looks. An end seen in a look is a transaction boundary, and everything
 * injected after the look stands behind it on every server: so the newest waymark older than an entry is a place from
 * which a search for the entry can start. Costs nothing but the looks that are taken anyway. Immutable.
 *
 * @param marks oldest first
 */
public record Waymarks(List<Mark> marks) {
    /** One a second for two minutes, then one in sixteen seconds: a search that misses the first finds the second. */
    private static final int DENSE = 120;

    private static final int SPARSE = 240;
    private static final Duration SPARSE_GAP = Duration.ofSeconds(16);

    public Waymarks {
        marks = List.copyOf(marks);
    }

    public static Waymarks none() {
        return new Waymarks(List.of());
    }

    /** A look and the end of the log that it saw. */
    public record Mark(Instant at, Coordinates end) {}

    public Waymarks with(Instant at, Coordinates end) {
        if (!marks.isEmpty()) {
            Coordinates last = marks.getLast().end();
            if (end.isBefore(last)) {
                // The log was reset: nothing that was remembered of it holds.
                return new Waymarks(List.of(new Mark(at, end)));
            }
            if (end.equals(last)) {
                return this;
            }
        }
        List<Mark> kept = new ArrayList<>(marks.size() + 1);
        int denseFrom = Math.max(0, marks.size() - DENSE);
        for (int i = 0; i < marks.size(); i++) {
            Mark mark = marks.get(i);
            boolean farEnough = kept.isEmpty()
                    || !mark.at().isBefore(kept.getLast().at().plus(SPARSE_GAP));
            if (i >= denseFrom || farEnough) {
                kept.add(mark);
            }
        }
        kept.add(new Mark(at, marks.isEmpty() ? end : sharingFile(end, marks.getLast().end())));
        return new Waymarks(kept.size() > DENSE + SPARSE ? kept.subList(1, kept.size()) : kept);
    }

    /** Hundreds of marks for each server name the same few files: they hold one text, not one each. */
    private static Coordinates sharingFile(Coordinates end, Coordinates last) {
        return end.file().equals(last.file()) ? new Coordinates(last.file(), end.position()) : end;
    }

    /** The newest place that certainly stands before everything that was injected at or after this moment. */
    public Optional<Coordinates> before(Instant injected) {
        for (int i = marks.size() - 1; i >= 0; i--) {
            if (marks.get(i).at().isBefore(injected)) {
                return Optional.of(marks.get(i).end());
            }
        }
        return Optional.empty();
    }
}
