package dev.tutti.core.log;

import dev.tutti.core.model.Coordinates;
import org.jspecify.annotations.Nullable;

/**
 * One event of a binary log, reduced to what decisions need. Immutable.
 *
 * @param kind what it is to a reader of transactions
 * @param timestamp when the statement ran on the server that first logged it, seconds since the epoch as replication
 *     preserves them; 0 for artificial events
 * @param serverId the server that first logged it; preserved by replication
 * @param file the log file it stands in
 * @param start position of its first byte in {@code file}
 * @param end position behind its last byte: where a replica that has it goes on
 * @param content a hash over what the event says and replication preserves when both sides log in the same format:
 *     statement and schema for queries, row images without the table id for rows; 0 where nothing comparable is in it
 * @param text the statement, only for {@link Kind#STATEMENT} outside a {@code BEGIN … COMMIT} group (where Pseudo-GTID
 *     entries stand); null otherwise
 * @param gtid the GTID as the server's family writes it, only for {@link Kind#GTID}; null otherwise or when anonymous
 */
public record LogEvent(
        Kind kind,
        long timestamp,
        long serverId,
        String file,
        long start,
        long end,
        long content,
        @Nullable String text,
        @Nullable String gtid) {

    /** What an event is to somebody who reads transactions. Closed: an event type that fits none is {@link #UNKNOWN}. */
    public enum Kind {
        /** MySQL Gtid, Anonymous_gtid, tagged Gtid: precedes a transaction whose own events say where it ends. */
        GTID,
        /** MariaDB Gtid without the standalone flag: opens a transaction that ends with Xid, COMMIT or ROLLBACK. */
        GTID_BEGIN,
        /** MariaDB Gtid with the standalone flag: the next statement is the whole transaction. */
        GTID_STANDALONE,
        /** Query {@code BEGIN} or {@code XA START}: opens a transaction. */
        BEGIN,
        /** Xid, or a Query {@code COMMIT} or {@code ROLLBACK}, or XA_PREPARE: ends the open transaction. */
        COMMIT,
        /** Query with any other statement. Outside a transaction it is one by itself. */
        STATEMENT,
        /** Rows written, updated or deleted, compressed or not. */
        ROWS,
        /** Table map: says which table the next rows belong to. */
        TABLE_MAP,
        /** Intvar, Rand, User_var, load-data blocks: part of the statement that follows. */
        STATEMENT_CONTEXT,
        /** MySQL Transaction_payload: a whole transaction, compressed, opaque. */
        TRANSACTION_PAYLOAD,
        /**
         * Bookkeeping of one log that no other log has: Format_description, Rotate, Stop, Previous_gtids, Gtid_list,
         * Binlog_checkpoint, heartbeats, annotations, Start_encryption.
         */
        BOOKKEEPING,
        /** A type this version of Tutti does not know, without the ignorable flag: whoever compares must refuse. */
        UNKNOWN
    }

    /** Where a replica that has this event goes on. */
    public Coordinates endCoordinates() {
        return new Coordinates(file, end);
    }

    public Coordinates startCoordinates() {
        return new Coordinates(file, start);
    }
}
