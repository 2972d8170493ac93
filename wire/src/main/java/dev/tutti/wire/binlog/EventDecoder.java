package dev.tutti.wire.binlog;

import dev.tutti.core.log.LogEvent;
import dev.tutti.core.log.LogEvent.Kind;
import dev.tutti.wire.packet.LittleEndian;
import dev.tutti.wire.packet.MalformedPacketException;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;

/**
 * Reduces the bytes of one event to a {@link LogEvent}, where they lie. Remembers from event to event whether a transaction
 * is open; when reading starts inside one, statements up to its end count as standing outside. Used by one thread. Source: MySQL internals, "Binlog Event"; MariaDB knowledge base, "Replication Protocol".
 */
final class EventDecoder {
    private static final int QUERY_HEADER = 13;
    private static final int LOAD_QUERY_HEADER = QUERY_HEADER + 13;
    private static final int MARIADB_STANDALONE = 1;

    private final Gtids gtids = new Gtids();
    private final EventContent contents = new EventContent();
    private boolean inTransaction;
    private boolean inMariadbGroup;

    private long content;
    private @Nullable String text;
    private @Nullable String gtid;

    /**
     * Decodes one event.
     *
     * @param end behind the event's body: where its checksum begins if it has one
     */
    LogEvent decode(byte[] bytes, int at, int end, String file, long startsAt, long endsAt) throws MalformedPacketException {
        content = 0;
        text = null;
        gtid = null;
        int type = LittleEndian.u8(bytes, at + EventHeader.TYPE_AT);
        long serverId = LittleEndian.u32(bytes, at + EventHeader.SERVER_ID_AT);
        Kind kind = kind(bytes, at, at + EventHeader.LENGTH, end, type, serverId);
        return new LogEvent(kind, LittleEndian.u32(bytes, at), serverId, file, startsAt, endsAt, content, text, gtid);
    }

    private Kind kind(byte[] bytes, int at, int body, int end, int type, long serverId) throws MalformedPacketException {
        return switch (type) {
            case EventType.QUERY -> query(bytes, body, end, QUERY_HEADER, false);
            case EventType.QUERY_COMPRESSED -> query(bytes, body, end, QUERY_HEADER, true);
            case EventType.EXECUTE_LOAD_QUERY -> query(bytes, body, end, LOAD_QUERY_HEADER, false);

            case EventType.TABLE_MAP -> {
                content = EventContent.tableMap(bytes, body, end);
                yield Kind.TABLE_MAP;
            }
            case EventType.WRITE_ROWS_V1 -> rows(bytes, body, end, EventContent.Change.WRITE, false, false);
            case EventType.UPDATE_ROWS_V1 -> rows(bytes, body, end, EventContent.Change.UPDATE, false, false);
            case EventType.DELETE_ROWS_V1 -> rows(bytes, body, end, EventContent.Change.DELETE, false, false);
            case EventType.WRITE_ROWS -> rows(bytes, body, end, EventContent.Change.WRITE, true, false);
            case EventType.UPDATE_ROWS, EventType.PARTIAL_UPDATE_ROWS ->
                rows(bytes, body, end, EventContent.Change.UPDATE, true, false);
            case EventType.DELETE_ROWS -> rows(bytes, body, end, EventContent.Change.DELETE, true, false);
            case EventType.WRITE_ROWS_COMPRESSED_V1 -> rows(bytes, body, end, EventContent.Change.WRITE, false, true);
            case EventType.UPDATE_ROWS_COMPRESSED_V1 -> rows(bytes, body, end, EventContent.Change.UPDATE, false, true);
            case EventType.DELETE_ROWS_COMPRESSED_V1 -> rows(bytes, body, end, EventContent.Change.DELETE, false, true);
            case EventType.WRITE_ROWS_COMPRESSED -> rows(bytes, body, end, EventContent.Change.WRITE, true, true);
            case EventType.UPDATE_ROWS_COMPRESSED -> rows(bytes, body, end, EventContent.Change.UPDATE, true, true);
            case EventType.DELETE_ROWS_COMPRESSED -> rows(bytes, body, end, EventContent.Change.DELETE, true, true);

            case EventType.XID -> ended(0);
            case EventType.XA_PREPARE -> ended(EventContent.body(bytes, body, end));

            case EventType.GTID -> {
                gtid = gtids.mysql(bytes, body, end);
                yield Kind.GTID;
            }
            case EventType.ANONYMOUS_GTID -> Kind.GTID;
            case EventType.GTID_TAGGED -> {
                gtid = gtids.tagged(bytes, body, end);
                yield Kind.GTID;
            }
            case EventType.MARIADB_GTID -> {
                gtid = gtids.mariadb(bytes, body, end, serverId);
                inMariadbGroup = (Gtids.mariadbFlags(bytes, body) & MARIADB_STANDALONE) == 0;
                inTransaction = inMariadbGroup;
                yield inMariadbGroup ? Kind.GTID_BEGIN : Kind.GTID_STANDALONE;
            }

            case EventType.INTVAR, EventType.RAND, EventType.USER_VAR -> {
                content = EventContent.body(bytes, body, end);
                yield Kind.STATEMENT_CONTEXT;
            }
            case EventType.BEGIN_LOAD_QUERY, EventType.APPEND_BLOCK -> {
                content = EventContent.loadBlock(bytes, body, end);
                yield Kind.STATEMENT_CONTEXT;
            }
            case EventType.LOAD,
                    EventType.CREATE_FILE,
                    EventType.EXEC_LOAD,
                    EventType.DELETE_FILE,
                    EventType.NEW_LOAD,
                    EventType.VIEW_CHANGE ->
                Kind.STATEMENT_CONTEXT;

            case EventType.TRANSACTION_PAYLOAD -> {
                content = EventContent.body(bytes, body, end);
                yield Kind.TRANSACTION_PAYLOAD;
            }

            case EventType.STOP,
                    EventType.ROTATE,
                    EventType.FORMAT_DESCRIPTION,
                    EventType.HEARTBEAT,
                    EventType.HEARTBEAT_V2,
                    EventType.IGNORABLE,
                    EventType.ROWS_QUERY,
                    EventType.PREVIOUS_GTIDS,
                    EventType.TRANSACTION_CONTEXT,
                    EventType.ANNOTATE_ROWS,
                    EventType.BINLOG_CHECKPOINT,
                    EventType.GTID_LIST,
                    EventType.START_ENCRYPTION ->
                Kind.BOOKKEEPING;

            // Incident among them: it says that the log lacks something.
            default ->
                (LittleEndian.u16(bytes, at + EventHeader.FLAGS_AT) & EventHeader.IGNORABLE) != 0
                        ? Kind.BOOKKEEPING
                        : Kind.UNKNOWN;
        };
    }

    private Kind rows(byte[] bytes, int body, int end, EventContent.Change change, boolean extraData, boolean compressed)
            throws MalformedPacketException {
        content = contents.rows(bytes, body, end, change, extraData, compressed);
        return Kind.ROWS;
    }

    /** {@code thread4 seconds4 schemaLength1 error2 statusLength2 [load data: file4 nameAt4 nameEnd4 duplicates1] status schema 0 text}. */
    private Kind query(byte[] bytes, int body, int end, int headerLength, boolean compressed) throws MalformedPacketException {
        if (end - body < headerLength) {
            throw new MalformedPacketException("a Query event is too short");
        }
        int schemaLength = LittleEndian.u8(bytes, body + 8);
        int schemaAt = body + headerLength + LittleEndian.u16(bytes, body + 11);
        int textAt = schemaAt + schemaLength + 1;
        if (textAt > end) {
            throw new MalformedPacketException("a Query event ends before its statement");
        }
        if (!compressed && Statements.isBegin(bytes, textAt, end)) {
            inTransaction = true;
            return Kind.BEGIN;
        }
        if (!compressed && Statements.isEnd(bytes, textAt, end)) {
            return ended(0);
        }
        byte[] source = bytes;
        int from = textAt;
        int to = end;
        if (compressed) {
            contents.inflateStatement(bytes, textAt, end);
            source = contents.inflated();
            from = 0;
            to = contents.inflatedLength();
        }
        long schema = ContentHash.of(bytes, schemaAt, schemaLength, 3);
        content = headerLength == LOAD_QUERY_HEADER
                ? loadQuery(bytes, body, textAt, end, schema)
                : ContentHash.of(source, from, to - from, schema);
        if (Statements.isXaStart(source, from, to)) {
            inTransaction = true;
            return Kind.BEGIN;
        }
        if (inMariadbGroup && Statements.isXaEnd(source, from, to)) {
            return ended(content);
        }
        if (!inTransaction) {
            text = new String(source, from, to - from, StandardCharsets.UTF_8);
        }
        return Kind.STATEMENT;
    }

    /** The statement without the name of the file it loads, which is a temporary one of the server's own. */
    private static long loadQuery(byte[] bytes, int body, int textAt, int end, long seed) throws MalformedPacketException {
        long nameAt = LittleEndian.u32(bytes, body + QUERY_HEADER + 4);
        long nameEnd = LittleEndian.u32(bytes, body + QUERY_HEADER + 8);
        if (nameAt > nameEnd || nameEnd > end - textAt) {
            throw new MalformedPacketException("an Execute_load_query event names its file outside its statement");
        }
        long before = ContentHash.of(bytes, textAt, (int) nameAt, seed);
        return ContentHash.of(bytes, textAt + (int) nameEnd, end - textAt - (int) nameEnd, before);
    }

    private Kind ended(long hash) {
        content = hash;
        inTransaction = false;
        inMariadbGroup = false;
        return Kind.COMMIT;
    }
}
