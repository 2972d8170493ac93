package dev.tutti.core.plan;

import dev.tutti.core.model.Coordinates;

/** From where in its new source's log a repointed replica goes on, or how that is found out. */
public sealed interface Place {
    /**
     * Known without a search: the replica stands where another server stood when that one's own log ended at {@code at}.
     */
    record Identical(Coordinates at) implements Place {}

    /** By Pseudo-GTID: found when the replica has stopped. */
    record ByMatching() implements Place {}
}
