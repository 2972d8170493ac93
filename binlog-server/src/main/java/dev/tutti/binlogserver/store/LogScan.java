package dev.tutti.binlogserver.store;

import dev.tutti.wire.binlog.Checksum;
import dev.tutti.wire.binlog.EventHeader;
import dev.tutti.wire.binlog.EventType;
import dev.tutti.wire.binlog.FormatDescription;
import dev.tutti.wire.packet.LittleEndian;
import dev.tutti.wire.packet.MalformedPacketException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Reads a stored file event by event. Used by one thread. */
final class LogScan {
    static final int MAGIC_LENGTH = 4;
    private static final byte[] MAGIC = {(byte) 0xfe, 'b', 'i', 'n'};
    private static final int BUFFER = 1 << 20;
    /** Servers write no event beyond {@code max_allowed_packet}'s limit of 1 GiB and what belongs around it. */
    private static final int LARGEST_EVENT = 0x4100_0000;

    /** Where the bytes come from. */
    @FunctionalInterface
    interface Source {
        /** Fills the buffer as far as there are bytes. */
        void read(ByteBuffer target, long position) throws IOException;
    }

    /** Gets each event; the bytes are valid during the call. */
    @FunctionalInterface
    interface Visitor {
        /**
         * Takes an event.
         *
         * @param end behind its body, without the checksum
         * @return whether to go on
         */
        boolean event(byte[] bytes, int at, int end, long from, long to) throws IOException;
    }

    /**
     * Where a scan ended.
     *
     * @param position behind the last good event, or where the visitor stopped
     * @param objection what is wrong there; empty at the end of the file or where the visitor stopped
     */
    record End(long position, String objection) {}

    private final Checksum checksum = new Checksum();
    private final boolean verify;
    private boolean checksums;

    LogScan(boolean verify) {
        this.verify = verify;
    }

    static byte[] magic() {
        return MAGIC.clone();
    }

    /**
     * Scans from a position at which an event begins up to {@code limit}. From a position behind the first event the file's
     * Format_description is read first, and not given out.
     */
    End scan(Source file, long from, long limit, Visitor visitor) throws IOException {
        byte[] buffer = new byte[BUFFER];
        if (from <= MAGIC_LENGTH) {
            byte[] start = new byte[MAGIC_LENGTH];
            ByteBuffer target = ByteBuffer.wrap(start);
            file.read(target, 0);
            if (target.hasRemaining() || limit < MAGIC_LENGTH) {
                return new End(0, "it is shorter than the mark that every log file begins with");
            }
            if (!Arrays.equals(start, MAGIC)) {
                return new End(0, "it does not begin as a binary log does");
            }
            return events(file, MAGIC_LENGTH, limit, buffer, visitor);
        }
        events(file, MAGIC_LENGTH, from, buffer, (_, _, _, _, _) -> false);
        return events(file, from, limit, buffer, visitor);
    }

    private End events(Source file, long from, long limit, byte[] initial, Visitor visitor) throws IOException {
        byte[] buffer = initial;
        long base = from;
        int ready = 0;
        int at = 0;
        while (true) {
            if (ready - at < EventHeader.LENGTH || ready - at < length(buffer, at)) {
                long position = base + at;
                if (position >= limit) {
                    return new End(position, "");
                }
                int needed = ready - at < EventHeader.LENGTH ? EventHeader.LENGTH : length(buffer, at);
                if (needed < EventHeader.LENGTH || needed > LARGEST_EVENT) {
                    return new End(position, "an event at " + position + " says that it has " + needed + " bytes");
                }
                if (position + needed > limit) {
                    return new End(position, "the event at " + position + " is cut off");
                }
                byte[] next = needed > buffer.length ? new byte[needed] : buffer;
                int count = (int) Math.min(next.length, limit - position);
                ByteBuffer target = ByteBuffer.wrap(next, 0, count);
                file.read(target, position);
                buffer = next;
                ready = target.position();
                base = position;
                at = 0;
                if (ready < needed) {
                    return new End(position, "the event at " + position + " is cut off");
                }
                continue;
            }
            int length = length(buffer, at);
            long position = base + at;
            if (length < EventHeader.LENGTH) {
                return new End(position, "an event at " + position + " says that it has " + length + " bytes");
            }
            int end = bodyEnd(buffer, at, at + length);
            if (end < 0) {
                return new End(position, "the checksum of the event at " + position + " is wrong");
            }
            if (!visitor.event(buffer, at, end, position, position + length)) {
                return new End(position, "");
            }
            at += length;
        }
    }

    private static int length(byte[] buffer, int at) {
        return LittleEndian.i32(buffer, at + EventHeader.LENGTH_AT);
    }

    /** Behind the event's body, or -1 if its checksum is wrong. */
    private int bodyEnd(byte[] bytes, int at, int end) {
        boolean carries = checksums;
        if ((bytes[at + EventHeader.TYPE_AT] & 0xff) == EventType.FORMAT_DESCRIPTION) {
            try {
                FormatDescription description = FormatDescription.decode(bytes, at, end);
                checksums = description.checksums();
                carries = description.ownChecksum();
                if (!checksums) {
                    return carries ? end - EventHeader.CHECKSUM_LENGTH : end;
                }
            } catch (MalformedPacketException e) {
                return -1;
            }
        }
        if (!carries) {
            return end;
        }
        int body = end - EventHeader.CHECKSUM_LENGTH;
        if (body < at + EventHeader.LENGTH) {
            return -1;
        }
        return verify && !checksum.matches(bytes, at, end) ? -1 : body;
    }
}
