package dev.tutti.core.match;

import dev.tutti.core.model.Coordinates;
import org.jspecify.annotations.Nullable;

/**
 * One transaction of a binary log, reduced to what comparison needs.
 *
 * @param start where its first event begins
 * @param end where a replica that has it goes on
 * @param serverId the server that first executed it
 * @param timestamp when, seconds since the epoch
 * @param content a hash over what it does; comparable between logs of the same format only; 0 if nothing comparable
 * @param format how it is logged
 * @param entry the Pseudo-GTID entry that it is; null for ordinary ones
 */
public record Transaction(
        Coordinates start,
        Coordinates end,
        long serverId,
        long timestamp,
        long content,
        Format format,
        @Nullable PseudoGtid entry) {
    /** How a transaction is logged. */
    public enum Format {
        STATEMENTS,
        ROWS,
        /** A compressed payload that is not looked into. */
        OPAQUE
    }
}
