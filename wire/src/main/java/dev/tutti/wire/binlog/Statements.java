package dev.tutti.wire.binlog;

import dev.tutti.wire.packet.LittleEndian;

/**
 * Recognises the statements that open and end transactions, by their bytes. Servers write them in capitals. Sources: {@code
 * Query_log_event::starts_group} and {@code ends_group} (MySQL, {@code sql/log_event.h}); {@code is_begin}, {@code is_commit},
 * {@code is_rollback} and {@code is_group_ending} (MariaDB).
 */
final class Statements {
    private static final int BEGI = 'B' | ('E' << 8) | ('G' << 16) | ('I' << 24);
    private static final byte[] COMMIT = ascii("COMMIT");
    private static final byte[] ROLLBACK = ascii("ROLLBACK");
    private static final byte[] ROLLBACK_TO = ascii("ROLLBACK TO");
    private static final byte[] XA_START = ascii("XA START");
    private static final byte[] XA_COMMIT = ascii("XA COMMIT");
    private static final byte[] XA_ROLLBACK = ascii("XA ROLLBACK");

    private Statements() {}

    static boolean isBegin(byte[] bytes, int at, int end) {
        return end - at == 5 && LittleEndian.i32(bytes, at) == BEGI && bytes[at + 4] == 'N';
    }

    static boolean isEnd(byte[] bytes, int at, int end) {
        return (end - at == COMMIT.length && startsWith(bytes, at, end, COMMIT))
                || (startsWith(bytes, at, end, ROLLBACK) && !startsWith(bytes, at, end, ROLLBACK_TO));
    }

    static boolean isXaStart(byte[] bytes, int at, int end) {
        return startsWith(bytes, at, end, XA_START);
    }

    /** Ends a group in MariaDB; in MySQL these stand alone. */
    static boolean isXaEnd(byte[] bytes, int at, int end) {
        return startsWith(bytes, at, end, XA_COMMIT) || startsWith(bytes, at, end, XA_ROLLBACK);
    }

    private static boolean startsWith(byte[] bytes, int at, int end, byte[] word) {
        if (end - at < word.length) {
            return false;
        }
        for (int i = 0; i < word.length; i++) {
            if (bytes[at + i] != word[i]) {
                return false;
            }
        }
        return true;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }
}
