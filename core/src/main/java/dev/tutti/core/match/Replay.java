package dev.tutti.core.match;

import dev.tutti.core.log.EventCursor;
import dev.tutti.core.log.LogEvent;
import dev.tutti.core.log.LogUnavailableException;
import org.jspecify.annotations.Nullable;

import java.util.Iterator;
import java.util.List;

/** Events that were read before, and then those of a cursor that stands behind them, which is closed with this. */
final class Replay implements EventCursor {
    private final Iterator<LogEvent> before;
    private final @Nullable EventCursor rest;

    Replay(List<LogEvent> before, @Nullable EventCursor rest) {
        this.before = before.iterator();
        this.rest = rest;
    }

    @Override
    public @Nullable LogEvent next() throws LogUnavailableException {
        if (before.hasNext()) {
            return before.next();
        }
        return rest == null ? null : rest.next();
    }

    @Override
    public void close() {
        if (rest != null) {
            rest.close();
        }
    }
}
