package dev.tutti.binlogserver.store;

import dev.tutti.wire.binlog.EventHeader;
import dev.tutti.wire.binlog.EventType;

/**
 * Follows the events of a log and knows behind which of them no transaction is open. Used by one thread.
 *
 * <pre>
 *            GTID of any kind                        BEGIN, XA START; MariaDB's GTID without "standalone"
 *   NONE ───────────────────────▶ ANNOUNCED ───────────────────────────────────────────────▶ OPEN
 *    ▲ ▲  DDL, COMMIT, payload        │                                                        │
 *    │ └─────────────────────────────-┘                XID, COMMIT, ROLLBACK, XA PREPARE       │
 *    └────────────────────────────────────────────────────────────────────────────────────────-┘
 * </pre>
 *
 * <p>Sources: {@code sql/binlog.cc}, {@code Transaction_boundary_parser} (MySQL); {@code sql/log_event.h},
 * {@code Gtid_log_event} (MariaDB).
 */
public final class Boundaries {
    private static final int MARIADB_STANDALONE = 0x01;
    private static final int QUERY_POST_HEADER = 13;

    private enum Place {
        /** Between transactions. */
        NONE,
        /** A GTID was read: one statement follows, or a transaction. */
        ANNOUNCED,
        OPEN
    }

    private Place place = Place.NONE;

    /** Begins anew: at the start of a file, or where a whole transaction is known to end. */
    public void reset() {
        place = Place.NONE;
    }

    /**
     * Takes the next event of the log.
     *
     * @param end behind its body, without a checksum
     * @return whether no transaction is open behind it
     */
    public boolean after(byte[] bytes, int at, int end) {
        int type = bytes[at + EventHeader.TYPE_AT] & 0xff;
        place = switch (type) {
            case EventType.GTID, EventType.ANONYMOUS_GTID, EventType.GTID_TAGGED -> Place.ANNOUNCED;
            case EventType.MARIADB_GTID -> mariadb(bytes, at + EventHeader.LENGTH, end);
            case EventType.XID, EventType.XA_PREPARE, EventType.TRANSACTION_PAYLOAD -> Place.NONE;
            case EventType.QUERY, EventType.QUERY_COMPRESSED -> query(bytes, at, end, type);
            case EventType.EXECUTE_LOAD_QUERY -> place == Place.OPEN ? Place.OPEN : Place.NONE;
            // A file begins or ends, whatever a crash has left open in it.
            case EventType.FORMAT_DESCRIPTION, EventType.ROTATE, EventType.STOP -> Place.NONE;
            // What prepares a statement outside a transaction: the statement follows.
            case EventType.INTVAR, EventType.RAND, EventType.USER_VAR, EventType.BEGIN_LOAD_QUERY, EventType.APPEND_BLOCK,
                    EventType.ROWS_QUERY, EventType.ANNOTATE_ROWS, EventType.TABLE_MAP ->
                place == Place.NONE ? Place.ANNOUNCED : place;
            default -> place;
        };
        return place == Place.NONE;
    }

    private static Place mariadb(byte[] bytes, int body, int end) {
        boolean standalone = body + 13 <= end && (bytes[body + 12] & MARIADB_STANDALONE) != 0;
        return standalone ? Place.ANNOUNCED : Place.OPEN;
    }

    private Place query(byte[] bytes, int at, int end, int type) {
        if (type == EventType.QUERY_COMPRESSED) {
            // What is worth compressing is none of the short words below.
            return place == Place.OPEN ? Place.OPEN : Place.NONE;
        }
        int text = statementAt(bytes, at, end);
        if (text < 0) {
            return place;
        }
        if (is(bytes, text, end, "BEGIN") || begins(bytes, text, end, "XA START ") || begins(bytes, text, end, "XA BEGIN ")) {
            return Place.OPEN;
        }
        if (place == Place.OPEN) {
            return is(bytes, text, end, "COMMIT") || is(bytes, text, end, "ROLLBACK") ? Place.NONE : Place.OPEN;
        }
        return Place.NONE;
    }

    /** Where the statement of a Query event begins: behind status variables and the schema's name; -1 if it is malformed. */
    static int statementAt(byte[] bytes, int at, int end) {
        int post = at + EventHeader.LENGTH;
        if (post + QUERY_POST_HEADER > end) {
            return -1;
        }
        int schema = bytes[post + 8] & 0xff;
        int variables = (bytes[post + 11] & 0xff) | (bytes[post + 12] & 0xff) << 8;
        int text = post + QUERY_POST_HEADER + variables + schema + 1;
        return text <= end ? text : -1;
    }

    private static boolean is(byte[] bytes, int at, int end, String word) {
        return end - at == word.length() && begins(bytes, at, end, word);
    }

    private static boolean begins(byte[] bytes, int at, int end, String word) {
        if (end - at < word.length()) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            int c = bytes[at + i];
            if (c >= 'a' && c <= 'z') {
                c -= 'a' - 'A';
            }
            if (c != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
