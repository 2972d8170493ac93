package dev.tutti.wire.binlog;

/**
 * The numbers of event types. Below 160 they are MySQL's ({@code libs/mysql/binlog/event/binlog_event.h}), from 160 on
 * MariaDB's ({@code sql/log_event.h}); MariaDB's own Query and rows events keep the old numbers.
 */
public final class EventType {
    public static final int QUERY = 2;
    public static final int STOP = 3;
    public static final int ROTATE = 4;
    public static final int INTVAR = 5;
    public static final int LOAD = 6;
    public static final int CREATE_FILE = 8;
    public static final int APPEND_BLOCK = 9;
    public static final int EXEC_LOAD = 10;
    public static final int DELETE_FILE = 11;
    public static final int NEW_LOAD = 12;
    public static final int RAND = 13;
    public static final int USER_VAR = 14;
    public static final int FORMAT_DESCRIPTION = 15;
    public static final int XID = 16;
    public static final int BEGIN_LOAD_QUERY = 17;
    public static final int EXECUTE_LOAD_QUERY = 18;
    public static final int TABLE_MAP = 19;
    public static final int WRITE_ROWS_V1 = 23;
    public static final int UPDATE_ROWS_V1 = 24;
    public static final int DELETE_ROWS_V1 = 25;
    public static final int INCIDENT = 26;
    public static final int HEARTBEAT = 27;
    public static final int IGNORABLE = 28;
    public static final int ROWS_QUERY = 29;
    public static final int WRITE_ROWS = 30;
    public static final int UPDATE_ROWS = 31;
    public static final int DELETE_ROWS = 32;
    public static final int GTID = 33;
    public static final int ANONYMOUS_GTID = 34;
    public static final int PREVIOUS_GTIDS = 35;
    public static final int TRANSACTION_CONTEXT = 36;
    public static final int VIEW_CHANGE = 37;
    public static final int XA_PREPARE = 38;
    public static final int PARTIAL_UPDATE_ROWS = 39;
    public static final int TRANSACTION_PAYLOAD = 40;
    public static final int HEARTBEAT_V2 = 41;
    public static final int GTID_TAGGED = 42;

    public static final int ANNOTATE_ROWS = 160;
    public static final int BINLOG_CHECKPOINT = 161;
    public static final int MARIADB_GTID = 162;
    public static final int GTID_LIST = 163;
    public static final int START_ENCRYPTION = 164;
    public static final int QUERY_COMPRESSED = 165;
    public static final int WRITE_ROWS_COMPRESSED_V1 = 166;
    public static final int UPDATE_ROWS_COMPRESSED_V1 = 167;
    public static final int DELETE_ROWS_COMPRESSED_V1 = 168;
    public static final int WRITE_ROWS_COMPRESSED = 169;
    public static final int UPDATE_ROWS_COMPRESSED = 170;
    public static final int DELETE_ROWS_COMPRESSED = 171;

    private EventType() {}
}
