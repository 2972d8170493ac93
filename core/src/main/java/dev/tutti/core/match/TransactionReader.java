package dev.tutti.core.match;

import dev.tutti.core.log.EventCursor;
import dev.tutti.core.log.LogEvent;
import dev.tutti.core.log.LogUnavailableException;
import dev.tutti.core.match.Transaction.Format;
import dev.tutti.core.model.Coordinates;
import org.jspecify.annotations.Nullable;

import java.util.regex.Pattern;

/**
 * Groups the events of a log into transactions and passes over what only one log has. For one thread. Starts at a
 * transaction boundary; a transaction that the log's end cuts off is not returned.
 */
public final class TransactionReader {
    private final EventCursor events;
    private final Pattern pattern;

    private @Nullable Coordinates start;
    private boolean open;
    private long serverId;
    private long timestamp;
    private long content;
    private Format format = Format.STATEMENTS;
    private @Nullable PseudoGtid entry;

    public TransactionReader(EventCursor events, Pattern pattern) {
        this.events = events;
        this.pattern = pattern;
    }

    /**
     * The next whole transaction, or null at the end of the log.
     *
     * @throws UnknownEventException at an event that this version cannot interpret
     */
    public @Nullable Transaction next() throws LogUnavailableException, UnknownEventException {
        reset();
        for (LogEvent event = events.next(); event != null; event = events.next()) {
            if (start != null && !start.file().equals(event.file()) && event.kind() != LogEvent.Kind.BOOKKEEPING) {
                // A transaction never spans files: the server died while it wrote this one, and never committed it.
                reset();
            }
            if (accept(event)) {
                Coordinates from = start == null ? event.startCoordinates() : start;
                return new Transaction(from, event.endCoordinates(), serverId, timestamp, content, format, entry);
            }
        }
        return null;
    }

    private void reset() {
        start = null;
        open = false;
        serverId = 0;
        timestamp = 0;
        content = 0;
        format = Format.STATEMENTS;
        entry = null;
    }

    /** Takes one event in; true when it completes a transaction. */
    private boolean accept(LogEvent event) throws UnknownEventException {
        return switch (event.kind()) {
            case BOOKKEEPING -> false;
            case UNKNOWN -> throw new UnknownEventException(event);
            case GTID, GTID_STANDALONE -> {
                begin(event);
                yield false;
            }
            case GTID_BEGIN -> {
                begin(event);
                open = true;
                yield false;
            }
            case BEGIN -> {
                if (start == null) {
                    begin(event);
                }
                timestamp = event.timestamp();
                distinguish(event);
                open = true;
                yield false;
            }
            case TABLE_MAP, ROWS -> {
                include(event);
                format = Format.ROWS;
                yield false;
            }
            case STATEMENT_CONTEXT -> {
                include(event);
                yield false;
            }
            case STATEMENT -> {
                include(event);
                if (!open) {
                    entry = PseudoGtid.in(event, pattern).orElse(null);
                }
                yield !open;
            }
            case TRANSACTION_PAYLOAD -> {
                include(event);
                format = Format.OPAQUE;
                content = 0;
                yield true;
            }
            case COMMIT -> {
                if (start == null) {
                    begin(event);
                }
                distinguish(event);
                yield true;
            }
        };
    }

    private void begin(LogEvent event) {
        start = event.startCoordinates();
        serverId = event.serverId();
        timestamp = event.timestamp();
    }

    private void include(LogEvent event) {
        if (start == null) {
            begin(event);
        }
        timestamp = event.timestamp();
        content = content * 0x9E3779B97F4A7C15L + event.content();
    }

    /** What opens and ends a transaction says nothing, but where XA names it. */
    private void distinguish(LogEvent event) {
        if (event.content() != 0) {
            content = content * 0x9E3779B97F4A7C15L + event.content();
        }
    }

    /** An event of a type that this version of Tutti cannot interpret: comparing over it would be guessing. */
    public static final class UnknownEventException extends Exception {
        private static final long serialVersionUID = 1L;
        private final String what;

        UnknownEventException(LogEvent event) {
            String words = "the event at " + event.startCoordinates() + " is of a type that this version does not know";
            super(words);
            what = words;
        }

        /** Which event, in words. */
        public String what() {
            return what;
        }
    }
}
