package dev.tutti.binlogserver.sql;

import dev.tutti.binlogserver.store.GtidSet;
import dev.tutti.binlogserver.store.GtidSource;
import dev.tutti.wire.binlog.EventHeader;
import dev.tutti.wire.binlog.EventType;
import dev.tutti.wire.binlog.FormatDescription;
import dev.tutti.wire.binlog.Gtids;
import dev.tutti.wire.packet.LittleEndian;
import dev.tutti.wire.packet.MalformedPacketException;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Events as SHOW BINLOG EVENTS writes them: types and texts as both families have them. Stateless. */
final class EventText {
    private static final int STATEMENT_ENDS = 0x1;
    /** MySQL 9.7 and later. */
    private static final int FOREIGN_KEYS_BY_SQL = 0x10;
    private static final int STANDALONE = 0x1;
    private static final int GROUP_COMMIT = 0x2;

    private EventText() {}

    static String type(byte[] bytes, int at) {
        int type = bytes[at + EventHeader.TYPE_AT] & 0xff;
        return switch (type) {
            case EventType.QUERY -> "Query";
            case EventType.STOP -> "Stop";
            case EventType.ROTATE -> "Rotate";
            case EventType.INTVAR -> "Intvar";
            case EventType.RAND -> "RAND";
            case EventType.USER_VAR -> "User var";
            case EventType.FORMAT_DESCRIPTION -> "Format_desc";
            case EventType.XID -> "Xid";
            case EventType.BEGIN_LOAD_QUERY -> "Begin_load_query";
            case EventType.EXECUTE_LOAD_QUERY -> "Execute_load_query";
            case EventType.APPEND_BLOCK -> "Append_block";
            case EventType.TABLE_MAP -> "Table_map";
            case EventType.WRITE_ROWS_V1 -> "Write_rows_v1";
            case EventType.UPDATE_ROWS_V1 -> "Update_rows_v1";
            case EventType.DELETE_ROWS_V1 -> "Delete_rows_v1";
            case EventType.WRITE_ROWS -> "Write_rows";
            case EventType.UPDATE_ROWS -> "Update_rows";
            case EventType.DELETE_ROWS -> "Delete_rows";
            case EventType.PARTIAL_UPDATE_ROWS -> "Update_rows_partial";
            case EventType.INCIDENT -> "Incident";
            case EventType.IGNORABLE -> "Ignorable";
            case EventType.ROWS_QUERY -> "Rows_query";
            case EventType.GTID, EventType.MARIADB_GTID -> "Gtid";
            case EventType.GTID_TAGGED -> "Gtid_tagged_log_event";
            case EventType.ANONYMOUS_GTID -> "Anonymous_Gtid";
            case EventType.PREVIOUS_GTIDS -> "Previous_gtids";
            case EventType.TRANSACTION_CONTEXT -> "Transaction_context";
            case EventType.VIEW_CHANGE -> "View_change";
            case EventType.XA_PREPARE -> "XA_prepare";
            case EventType.TRANSACTION_PAYLOAD -> "Transaction_payload";
            case EventType.ANNOTATE_ROWS -> "Annotate_rows";
            case EventType.BINLOG_CHECKPOINT -> "Binlog_checkpoint";
            case EventType.GTID_LIST -> "Gtid_list";
            case EventType.START_ENCRYPTION -> "Start_encryption";
            case EventType.QUERY_COMPRESSED -> "Query_compressed";
            case EventType.WRITE_ROWS_COMPRESSED_V1 -> "Write_rows_compressed_v1";
            case EventType.UPDATE_ROWS_COMPRESSED_V1 -> "Update_rows_compressed_v1";
            case EventType.DELETE_ROWS_COMPRESSED_V1 -> "Delete_rows_compressed_v1";
            case EventType.WRITE_ROWS_COMPRESSED -> "Write_rows_compressed";
            case EventType.UPDATE_ROWS_COMPRESSED -> "Update_rows_compressed";
            case EventType.DELETE_ROWS_COMPRESSED -> "Delete_rows_compressed";
            default -> "Unknown (" + type + ")";
        };
    }

    /** What an event says, empty where there is nothing to say; {@code end} is before its checksum. */
    static String info(byte[] bytes, int at, int end) {
        int body = at + EventHeader.LENGTH;
        try {
            return switch (bytes[at + EventHeader.TYPE_AT] & 0xff) {
                case EventType.QUERY -> query(bytes, body, end);
                case EventType.XID -> "COMMIT /* xid=" + LittleEndian.i64(bytes, body) + " */";
                case EventType.ROTATE -> text(bytes, body + 8, end) + ";pos=" + LittleEndian.i64(bytes, body);
                case EventType.FORMAT_DESCRIPTION ->
                    "Server ver: " + FormatDescription.decode(bytes, at, end + EventHeader.CHECKSUM_LENGTH).serverVersion()
                            + ", Binlog ver: 4";
                case EventType.GTID -> "SET @@SESSION.GTID_NEXT= '"
                        + new GtidSource(big(bytes, body + 1), big(bytes, body + 9), "")
                                .gtid(LittleEndian.i64(bytes, body + 17)) + "'";
                case EventType.GTID_TAGGED -> "SET @@SESSION.GTID_NEXT= '" + new Gtids().tagged(bytes, body, end) + "'";
                case EventType.ANONYMOUS_GTID -> "SET @@SESSION.GTID_NEXT= 'ANONYMOUS'";
                case EventType.MARIADB_GTID -> mariadbGtid(bytes, at, body);
                case EventType.PREVIOUS_GTIDS -> GtidSet.decode(bytes, body, end).toString();
                case EventType.GTID_LIST -> list(bytes, body, end);
                case EventType.BINLOG_CHECKPOINT -> text(bytes, body + 4, end);
                case EventType.ANNOTATE_ROWS -> text(bytes, body, end);
                case EventType.ROWS_QUERY -> "# " + text(bytes, body + 1, end);
                case EventType.TABLE_MAP -> tableMap(bytes, body);
                case EventType.WRITE_ROWS_V1, EventType.UPDATE_ROWS_V1, EventType.DELETE_ROWS_V1, EventType.WRITE_ROWS,
                        EventType.UPDATE_ROWS, EventType.DELETE_ROWS, EventType.PARTIAL_UPDATE_ROWS ->
                    "table_id: " + tableId(bytes, body) + rowsFlags(bytes[body + 6]);
                default -> "";
            };
        } catch (IndexOutOfBoundsException | MalformedPacketException e) {
            return "not understood";
        }
    }

    /** {@code Gtid_log_event::pack_info} in MariaDB's {@code log_event_server.cc}. */
    private static String mariadbGtid(byte[] bytes, int at, int body) {
        int flags = bytes[body + 12];
        return ((flags & STANDALONE) == 0 ? "BEGIN GTID " : "GTID ")
                + GtidSource.mariadb(
                                LittleEndian.u32(bytes, body + 8), LittleEndian.u32(bytes, at + EventHeader.SERVER_ID_AT))
                        .gtid(LittleEndian.i64(bytes, body))
                + ((flags & GROUP_COMMIT) == 0 ? "" : " cid=" + Long.toUnsignedString(LittleEndian.i64(bytes, body + 13)));
    }

    private static String query(byte[] bytes, int body, int end) {
        int schemaLength = bytes[body + 8] & 0xff;
        int variables = LittleEndian.u16(bytes, body + 11);
        int schema = body + 13 + variables;
        OptionalLong xid = QueryVariables.xid(bytes, body + 13, schema);
        String statement = text(bytes, schema + schemaLength + 1, end)
                + (xid.isEmpty() ? "" : " /* xid=" + Long.toUnsignedString(xid.getAsLong()) + " */");
        return schemaLength == 0 || statement.equals("BEGIN")
                ? statement
                : "use `" + text(bytes, schema, schema + schemaLength) + "`; " + statement;
    }

    private static String tableMap(byte[] bytes, int body) {
        int schemaLength = bytes[body + 8] & 0xff;
        int tableLength = bytes[body + 8 + 1 + schemaLength + 1] & 0xff;
        int table = body + 8 + 1 + schemaLength + 1 + 1;
        return "table_id: " + tableId(bytes, body) + " (" + text(bytes, body + 9, body + 9 + schemaLength) + "."
                + text(bytes, table, table + tableLength) + ")";
    }

    private static String rowsFlags(int flags) {
        String names = ((flags & STATEMENT_ENDS) == 0 ? "" : " STMT_END_F")
                + ((flags & FOREIGN_KEYS_BY_SQL) == 0 ? "" : " USE_SQL_FOREIGN_KEY_F");
        return names.isEmpty() ? "" : " flags:" + names;
    }

    private static long tableId(byte[] bytes, int body) {
        return LittleEndian.u32(bytes, body) | (long) LittleEndian.u16(bytes, body + 4) << 32;
    }

    private static String list(byte[] bytes, int body, int end) {
        // Stored in the order of a hash table, shown in that of the domains.
        Map<Long, String> byDomain = new TreeMap<>();
        int count = LittleEndian.i32(bytes, body) & 0x0fff_ffff;
        for (int i = 0, at = body + 4; i < count && at + 16 <= end; i++, at += 16) {
            long domain = LittleEndian.u32(bytes, at);
            String gtid = GtidSource.mariadb(domain, LittleEndian.u32(bytes, at + 4)).gtid(LittleEndian.i64(bytes, at + 8));
            byDomain.merge(domain, gtid, (one, next) -> one + "," + next);
        }
        return "[" + String.join(",", byDomain.values()) + "]";
    }

    private static long big(byte[] bytes, int at) {
        return Long.reverseBytes(LittleEndian.i64(bytes, at));
    }

    private static String text(byte[] bytes, int from, int end) {
        return from >= end ? "" : new String(bytes, from, end - from, StandardCharsets.UTF_8);
    }
}
