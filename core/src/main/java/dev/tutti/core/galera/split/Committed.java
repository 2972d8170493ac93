package dev.tutti.core.galera.split;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;

/**
 * A transaction as a binary log has it.
 *
 * @param seqno its number in the cluster's history; null where the log does not tell: statements that change tables themselves,
 *     between two transactions whose numbers leave more than one place
 * @param at when it was committed, by the clock of the node that its client wrote to, to the second
 * @param gtid empty where the log has none
 * @param node whose log has it
 * @param tables that it changed rows of
 * @param statement the first words of a statement that is no change of rows, such as {@code ALTER TABLE}; null otherwise
 */
public record Committed(
        @Nullable Long seqno,
        Instant at,
        String gtid,
        String node,
        String file,
        long position,
        List<TableChange> tables,
        @Nullable String statement) {
    public Committed {
        tables = List.copyOf(tables);
    }

    Committed unnumbered() {
        return new Committed(null, at, gtid, node, file, position, tables, statement);
    }

    Committed numbered(long number) {
        return new Committed(number, at, gtid, node, file, position, tables, statement);
    }
}
