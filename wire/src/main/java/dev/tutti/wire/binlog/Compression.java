package dev.tutti.wire.binlog;

import dev.tutti.wire.packet.MalformedPacketException;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Takes MariaDB's compressed events apart: {@code 0x80|algorithm<<4|n, n bytes of length (most significant first), zlib
 * data}. Keeps its buffer from event to event. Used by one thread. Source: MariaDB
 * {@code sql/log_event.cc}, {@code binlog_buf_uncompress}.
 */
final class Compression {
    /** zlib cannot do better than 1 : 1032, so a larger claim is nonsense. */
    private static final long BEST_RATIO = 1040;

    /** Made when the first compressed event comes; frees its native memory when it becomes unreachable. */
    private @Nullable Inflater inflater;
    private byte[] buffer = new byte[4096];
    private int length;

    /** Inflates a range into {@link #buffer}. */
    void inflate(byte[] bytes, int at, int end) throws MalformedPacketException {
        if (end - at < 2) {
            throw new MalformedPacketException("a compressed event ends before its data");
        }
        int head = bytes[at] & 0xff;
        int lengthBytes = head & 0x07;
        if ((head & 0xf0) != 0x80 || lengthBytes < 1 || lengthBytes > 4 || end - at < 1 + lengthBytes) {
            throw new MalformedPacketException("a compressed event begins with an unknown mark " + head);
        }
        long claimed = 0;
        for (int i = 1; i <= lengthBytes; i++) {
            claimed = (claimed << 8) | (bytes[at + i] & 0xff);
        }
        int from = at + 1 + lengthBytes;
        if (claimed > (end - from) * BEST_RATIO || claimed > Integer.MAX_VALUE / 2) {
            throw new MalformedPacketException("a compressed event claims to hold " + claimed + " bytes, more than it can");
        }
        int wanted = (int) claimed;
        Inflater inflating = inflater();
        inflating.reset();
        inflating.setInput(bytes, from, end - from);
        length = 0;
        try {
            while (length < wanted) {
                if (length == buffer.length) {
                    // The claim may be nonsense: memory grows with what comes out, not with what is claimed.
                    buffer = Arrays.copyOf(buffer, (int) Math.min(wanted, 4L * length));
                }
                int n = inflating.inflate(buffer, length, Math.min(wanted, buffer.length) - length);
                if (n == 0) {
                    break;
                }
                length += n;
            }
        } catch (DataFormatException e) {
            throw new MalformedPacketException("a compressed event holds no zlib data (" + e.getMessage() + ")");
        }
        if (length != wanted) {
            throw new MalformedPacketException("a compressed event holds " + length + " bytes instead of " + claimed);
        }
    }

    private Inflater inflater() {
        Inflater ready = inflater;
        if (ready == null) {
            ready = new Inflater();
            inflater = ready;
        }
        return ready;
    }

    byte[] buffer() {
        return buffer;
    }

    int length() {
        return length;
    }

}
