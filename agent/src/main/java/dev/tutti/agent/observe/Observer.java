package dev.tutti.agent.observe;

import java.io.Closeable;
import java.time.Instant;
import java.util.List;

/**
 * Makes checks again and again by itself. Whoever puts the program together provides it, as an agent knows nothing of how names are
 * served. Thread-safe.
 */
public interface Observer extends Closeable {
    /**
     * What a check found last.
     *
     * @param kind such as {@code tcp}
     * @param address what is checked
     * @param number how many results there were, this one included
     * @param streak how many of the last ones were of this one's kind
     * @param detail a few words on what was found
     */
    record Observation(
            String check, String kind, String address, long number, boolean success, int streak, String detail, Instant at) {}

    /** The newest result of each check that has any. */
    List<Observation> newest();
}
