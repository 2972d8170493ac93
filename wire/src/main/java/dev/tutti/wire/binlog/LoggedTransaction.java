package dev.tutti.wire.binlog;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * What a whole transaction of a log did.
 *
 * @param xid what its Xid event says; 0 where it has none. Galera nodes write the transaction's number in the cluster's history
 * @param time when it was committed, in seconds since 1970
 * @param gtid empty without one
 * @param startsAt where its first event begins
 * @param endsAt where its last one ends
 * @param statement the first words of a statement that stands alone; null of changes of rows
 */
public record LoggedTransaction(
        long xid, long time, String gtid, long startsAt, long endsAt, List<Change> changes, @Nullable String statement) {
    public LoggedTransaction {
        changes = List.copyOf(changes);
    }

    /**
     * Rows of one table.
     *
     * @param counted false when some rows could not be counted
     */
    public record Change(String table, long inserted, long updated, long deleted, boolean counted) {}
}
