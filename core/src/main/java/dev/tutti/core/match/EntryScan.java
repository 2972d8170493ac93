package dev.tutti.core.match;

import dev.tutti.core.log.EventCursor;
import dev.tutti.core.log.LogEvent;
import dev.tutti.core.log.LogUnavailableException;
import dev.tutti.core.model.Coordinates;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Finds Pseudo-GTID entries in a stretch of log. */
public final class EntryScan {
    private EntryScan() {}

    /** An entry and where, on one server, the transaction that is it begins. */
    public record Found(PseudoGtid entry, Coordinates start) {}

    /** All entries from the cursor's place to the end of the log, in the log's order. */
    public static List<Found> all(EventCursor events, Pattern pattern) throws LogUnavailableException {
        List<Found> found = new ArrayList<>();
        Scanner scanner = new Scanner(events, pattern);
        for (Found next = scanner.next(); next != null; next = scanner.next()) {
            found.add(next);
        }
        return found;
    }

    /** The first entry from the cursor's place on. */
    public static Optional<Found> first(EventCursor events, Pattern pattern) throws LogUnavailableException {
        return Optional.ofNullable(new Scanner(events, pattern).next());
    }

    /** The given entry, if it stands between the cursor's place and the end of the log. */
    public static Optional<Found> find(EventCursor events, PseudoGtid wanted, Pattern pattern)
            throws LogUnavailableException {
        Scanner scanner = new Scanner(events, pattern);
        for (Found next = scanner.next(); next != null; next = scanner.next()) {
            if (next.entry().equals(wanted)) {
                return Optional.of(next);
            }
            if (wanted.ascending() && next.entry().ascending() && next.entry().compareTo(wanted) > 0
                    && startsLater(next.entry(), wanted)) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** Entries of two injectors may interleave within a few seconds around a failover; a minute apart they do not. */
    private static boolean startsLater(PseudoGtid entry, PseudoGtid wanted) {
        return entry.injectedAt()
                .flatMap(at -> wanted.injectedAt().map(want -> at.isAfter(want.plusSeconds(60))))
                .orElse(false);
    }

    /** Entries stand outside transactions, perhaps behind a GTID event of their own: the boundary is the GTID event. */
    private static final class Scanner {
        private final EventCursor events;
        private final Pattern pattern;
        private @Nullable LogEvent gtid;

        Scanner(EventCursor events, Pattern pattern) {
            this.events = events;
            this.pattern = pattern;
        }

        @Nullable Found next() throws LogUnavailableException {
            for (LogEvent event = events.next(); event != null; event = events.next()) {
                if (gtid != null && !gtid.file().equals(event.file())) {
                    gtid = null;
                }
                switch (event.kind()) {
                    case GTID, GTID_STANDALONE -> gtid = event;
                    case STATEMENT -> {
                        LogEvent opening = gtid == null ? event : gtid;
                        gtid = null;
                        Optional<PseudoGtid> entry = PseudoGtid.in(event, pattern);
                        if (entry.isPresent()) {
                            return new Found(entry.get(), opening.startCoordinates());
                        }
                    }
                    case BOOKKEEPING -> {}
                    default -> gtid = null;
                }
            }
            return null;
        }
    }
}
