package dev.tutti.core.match;

import dev.tutti.core.log.EventCursor;
import dev.tutti.core.log.LogEvent;
import dev.tutti.core.log.LogUnavailableException;
import dev.tutti.core.model.Coordinates;
import org.jspecify.annotations.Nullable;

/** A log that is taken to end at given coordinates, a transaction boundary. For one thread. */
public final class BoundedCursor implements EventCursor {
    private final EventCursor events;
    private final Coordinates end;
    private boolean ended;

    public BoundedCursor(EventCursor events, Coordinates end) {
        this.events = events;
        this.end = end;
    }

    @Override
    public @Nullable LogEvent next() throws LogUnavailableException {
        if (ended) {
            return null;
        }
        LogEvent event = events.next();
        if (event == null || event.endCoordinates().compareTo(end) > 0) {
            ended = true;
            return null;
        }
        return event;
    }

    @Override
    public void close() {
        events.close();
    }
}
