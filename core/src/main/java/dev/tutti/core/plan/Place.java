package dev.tutti.core.plan;

import dev.tutti.core.model.Address;
import dev.tutti.core.model.Coordinates;
import dev.tutti.core.model.Replication;
import dev.tutti.core.model.ServerStatus;

/** From where in its new source's log a repointed replica goes on, or how that is found out. */
public sealed interface Place {
    /**
     * Known without a search: the replica stands where another server stood when that one's own log ended at {@code at}.
     */
    record Identical(Coordinates at) implements Place {}

    /** By Pseudo-GTID: found when the replica has stopped. */
    record ByMatching() implements Place {}

    /**
     * Where it stands: its source and the new one serve the same log, file by file. What it has received and not applied it
     * fetches again.
     *
     * @param log the server whose log it is
     */
    record SameLog(Address log) implements Place {}

    /**
     * Where a new primary's log goes on from the end of an old one's: the beginning of the file to which it advanced while it
     * had exactly all of the old log. Right for whoever stands at that end, also long after, and for nobody else.
     *
     * @param at the beginning of that file
     * @param end the end of the old log
     */
    record Continuation(Coordinates at, Coordinates end) implements Place {}

    /** The replica goes by GTID, and goes on so: the new source finds the place, once it is certain that it has all it must. */
    record ByGtid() implements Place {}

    /** The place of a replica of which nothing else is known. */
    static Place of(ServerStatus replica) {
        return replica.replicating().map(Replication::gtid).orElse(false) ? new ByGtid() : new ByMatching();
    }
}
