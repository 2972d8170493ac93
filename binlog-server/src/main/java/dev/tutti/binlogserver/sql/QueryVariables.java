package dev.tutti.binlogserver.sql;

import dev.tutti.wire.packet.LittleEndian;

import java.util.OptionalLong;

/**
 * What stands in a Query event before its schema, as far as SHOW BINLOG EVENTS shows it. Stateless. Source: MySQL's
 * {@code statement_events.h}, {@code Query_event_status_vars}.
 */
final class QueryVariables {
    private static final int DDL_LOGGED_WITH_XID = 17;
    private static final int TOO_MANY_SCHEMAS = 254;

    private QueryVariables() {}

    /** The number of the transaction that a statement of MySQL 8 and later which changes schemas is; empty for others. */
    static OptionalLong xid(byte[] bytes, int from, int end) {
        int at = from;
        while (at < end) {
            int code = bytes[at++] & 0xff;
            if (code == DDL_LOGGED_WITH_XID) {
                return OptionalLong.of(LittleEndian.i64(bytes, at));
            }
            int length = length(code, bytes, at);
            if (length < 0) {
                return OptionalLong.empty();
            }
            at += length;
        }
        return OptionalLong.empty();
    }

    /** Of the value of a variable; negative if this is none that is known, behind which nothing can be read. */
    private static int length(int code, byte[] bytes, int at) {
        return switch (code) {
            case 0, 3, 10 -> 4;
            case 1, 9, 129 -> 8;
            case 2 -> (bytes[at] & 0xff) + 2;
            case 4 -> 6;
            case 5, 6 -> (bytes[at] & 0xff) + 1;
            case 7, 8, 18 -> 2;
            case 11 -> {
                int user = (bytes[at] & 0xff) + 1;
                yield user + (bytes[at + user] & 0xff) + 1;
            }
            case 12 -> schemas(bytes, at);
            case 13, 128 -> 3;
            case 16, 19, 20 -> 1;
            default -> -1;
        };
    }

    private static int schemas(byte[] bytes, int at) {
        int count = bytes[at] & 0xff;
        int end = at + 1;
        for (int i = 0; count != TOO_MANY_SCHEMAS && i < count; i++) {
            while (bytes[end] != 0) {
                end++;
            }
            end++;
        }
        return end - at;
    }
}
