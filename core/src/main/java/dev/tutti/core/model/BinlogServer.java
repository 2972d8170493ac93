package dev.tutti.core.model;

import org.jspecify.annotations.Nullable;

/**
 * What makes a server a Binlog Server, as one look shows it: it stores the log of the server that it follows under the same
 * file names and positions, serves it to replicas, and applies nothing. It shows the identity that it was configured with,
 * often that of a primary.
 *
 * @param software what it says it is, for example {@code tutti 0.1.0}
 * @param state what it is doing
 * @param limitsKnown whether it is one whose rules are known: it has every coordinate from {@code firstFile} on, goes on at its
 *     own end anywhere where the same log is served, and at the start of a file with a higher number than its last on a new
 *     primary. Of others nothing of that is assumed
 * @param firstFile the oldest file that it stores; null while it has none
 * @param lastFile the newest
 * @param lineageFile the first file that came from the primary that it follows now; older ones came from former primaries.
 *     Null when all did, or when it does not tell
 * @param bytes what it stores; null when it does not tell
 * @param freeBytes what its disk still takes; null when it does not tell
 * @param replicas how many are attached now; null when it does not tell
 * @param semiSync whether it acknowledges to its source what it has on disk
 */
public record BinlogServer(
        String software,
        State state,
        boolean limitsKnown,
        @Nullable String firstFile,
        @Nullable String lastFile,
        @Nullable String lineageFile,
        @Nullable Long bytes,
        @Nullable Long freeBytes,
        @Nullable Integer replicas,
        boolean semiSync) {

    /** What it is doing. */
    public enum State {
        /** It receives from its source. */
        RECEIVING,
        /** It tries to reach its source. */
        CONNECTING,
        /** Somebody stopped it. */
        STOPPED,
        /** Its disk is full: it stores and acknowledges nothing more, and goes on serving. */
        DISK_FULL,
        /** Its source has another history than it stores: it stores nothing more until a person decides. */
        DIVERGED,
        /** It does not tell, or in words that are not known. */
        UNKNOWN
    }

    /** Whether its coordinates are certain to be those of the server that it follows. */
    public boolean copies() {
        return limitsKnown && state != State.DIVERGED;
    }

    /** Whether it has this file, as far as its first file tells. */
    public boolean reachesBackTo(Coordinates place) {
        return firstFile != null && Coordinates.numberOf(firstFile) <= place.fileNumber();
    }

    /** Number of the first file that came from the primary that it follows now; 0 when all that it stores did. */
    public long lineage() {
        long began = lineageFile == null ? 0 : Coordinates.numberOf(lineageFile);
        return firstFile != null && began <= Coordinates.numberOf(firstFile) ? 0 : began;
    }
}
