package dev.tutti.traffic.feed;

import dev.tutti.core.traffic.feed.Change;
import dev.tutti.core.traffic.feed.Drift;
import dev.tutti.core.traffic.feed.Entry;
import dev.tutti.core.traffic.feed.FeedStatus;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * How one router stands, after a round or now.
 *
 * @param provider its name in the configuration
 * @param title what it is and where
 * @param told the number of the routes that {@link Feed#tell} gave last, and {@code confirmed} the number that was last read back
 * @param says what was last read back, by the router's names
 * @param changes what the last round changed, in order
 * @param drift what the last round found changed by somebody else
 * @param next when it is looked at again
 */
public record FeedReport(
        String provider,
        String title,
        FeedStatus status,
        long told,
        long confirmed,
        Map<String, Entry> says,
        List<Change> changes,
        List<Drift> drift,
        Instant next) {
    public FeedReport {
        says = Map.copyOf(says);
        changes = List.copyOf(changes);
        drift = List.copyOf(drift);
    }

    /** Whether the routes told last have been read back. */
    public boolean isDone() {
        return told > 0 && confirmed == told;
    }

    /** What was last read back at this name of the router. */
    public Entry says(String name) {
        return says.getOrDefault(name, Entry.none(name));
    }

    /** One sentence for people. */
    public String sentence() {
        return provider + " (" + title + ") " + status.sentence();
    }
}
