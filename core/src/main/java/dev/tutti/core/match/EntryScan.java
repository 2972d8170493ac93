package dev.tutti.core.match;

import dev.tutti.core.log.EventCursor;
import dev.tutti.core.log.LogEvent;
import dev.tutti.core.log.LogUnavailableException;
import dev.tutti.core.model.Coordinates;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Finds Pseudo-GTID entries in a stretch of log. What stands behind an entry is read once, also when it is needed again. */
public final class EntryScan {
    /** Entries of two injectors may interleave within a few seconds around a failover; a minute apart they do not. */
    private static final Duration INTERLEAVED = Duration.ofSeconds(60);

    private EntryScan() {}

    /** An entry and where, on one server, the transaction that is it begins. */
    public record Found(PseudoGtid entry, Coordinates start) {}

    /**
     * The newest entry of a log that does not grow any more.
     *
     * @param since the log from the entry on, as it was read; null when that was more than was to be kept
     */
    public record Newest(Found found, @Nullable EventCursor since) {}

    /** What a search for one entry came to. */
    public sealed interface Search {
        /** Found: the log from the entry on. Reads on in the cursor that was searched, and closes it. */
        record Here(EventCursor log) implements Search {}

        /**
         * Not found.
         *
         * @param perhapsEarlier whether it may stand in front of the stretch that was searched
         */
        record NotHere(boolean perhapsEarlier) implements Search {}
    }

    /**
     * The newest entry between the cursor's place and the end of the log.
     *
     * @param keep how many events behind the entry are kept at most
     */
    public static Optional<Newest> newest(EventCursor events, Pattern pattern, int keep) throws LogUnavailableException {
        Scanner scanner = new Scanner(events, pattern, keep);
        @Nullable Found newest = null;
        for (Found next = scanner.next(); next != null; next = scanner.next()) {
            newest = next;
        }
        return newest == null ? Optional.empty() : Optional.of(new Newest(newest, scanner.kept()));
    }

    /** The given entry, if it stands between the cursor's place and the end of the log. */
    public static Search find(EventCursor events, PseudoGtid wanted, Pattern pattern) throws LogUnavailableException {
        Scanner scanner = new Scanner(events, pattern, 2);
        @Nullable PseudoGtid first = null;
        for (Found next = scanner.next(); next != null; next = scanner.next()) {
            if (next.entry().equals(wanted)) {
                return new Search.Here(new Replay(scanner.keptEvents(), events));
            }
            first = first == null ? next.entry() : first;
            if (certainlyLater(next.entry(), wanted)) {
                break;
            }
        }
        return new Search.NotHere(first == null || !certainlyLater(wanted, first));
    }

    /** Whether one was injected so long after the other that it stands behind it in every log. */
    private static boolean certainlyLater(PseudoGtid later, PseudoGtid earlier) {
        return later.ascending()
                && earlier.ascending()
                && later.injectedAt()
                        .flatMap(late -> earlier.injectedAt().map(early -> late.isAfter(early.plus(INTERLEAVED))))
                        .orElse(false);
    }

    /** Entries stand outside transactions, perhaps behind a GTID event of their own: the boundary is the GTID event. */
    private static final class Scanner {
        private final EventCursor events;
        private final Pattern pattern;
        private final int keep;
        private @Nullable LogEvent gtid;
        /** The events from the last entry on, as long as they are no more than are to be kept. */
        private final List<LogEvent> kept = new ArrayList<>();

        private boolean behindEntry;

        Scanner(EventCursor events, Pattern pattern, int keep) {
            this.events = events;
            this.pattern = pattern;
            this.keep = keep;
        }

        @Nullable Found next() throws LogUnavailableException {
            for (LogEvent event = events.next(); event != null; event = events.next()) {
                if (behindEntry) {
                    keep(event);
                }
                if (gtid != null && !gtid.file().equals(event.file())) {
                    gtid = null;
                }
                switch (event.kind()) {
                    case GTID, GTID_STANDALONE -> gtid = event;
                    case STATEMENT -> {
                        LogEvent before = gtid;
                        gtid = null;
                        Optional<PseudoGtid> entry = PseudoGtid.in(event, pattern);
                        if (entry.isPresent()) {
                            return found(entry.get(), before, event);
                        }
                    }
                    case BOOKKEEPING -> {}
                    default -> gtid = null;
                }
            }
            return null;
        }

        private Found found(PseudoGtid entry, @Nullable LogEvent before, LogEvent event) {
            kept.clear();
            behindEntry = true;
            if (before != null) {
                keep(before);
            }
            keep(event);
            return new Found(entry, (before == null ? event : before).startCoordinates());
        }

        private void keep(LogEvent event) {
            if (kept.size() < keep) {
                kept.add(event);
            } else {
                behindEntry = false;
                kept.clear();
            }
        }

        List<LogEvent> keptEvents() {
            return List.copyOf(kept);
        }

        /** Null when there were more events than are kept. */
        @Nullable EventCursor kept() {
            return kept.isEmpty() ? null : new Replay(keptEvents(), null);
        }
    }
}
