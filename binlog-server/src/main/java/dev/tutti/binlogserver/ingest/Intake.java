package dev.tutti.binlogserver.ingest;

import dev.tutti.binlogserver.store.LogWriter;
import dev.tutti.core.model.Coordinates;
import dev.tutti.wire.binlog.EventHeader;
import dev.tutti.wire.binlog.EventType;
import dev.tutti.wire.binlog.FormatDescription;
import dev.tutti.wire.packet.LittleEndian;
import dev.tutti.wire.packet.MalformedPacketException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * Takes the events of one stream from an upstream server into the log: checks each, leaves out what stands in no file, and
 * makes sure that each comes to stand exactly where it stands upstream. Used by one thread.
 */
final class Intake {
    private final LogWriter writer;
    private final CRC32 crc = new CRC32();
    private String file = "";
    private long position;
    private boolean checksums;
    private boolean begun;
    private long overlapEnd;

    /**
     * An intake of a stream that was asked for from {@code from}.
     *
     * @param writer stands there, or before its first file, or behind: then what it has is compared with what comes
     */
    Intake(LogWriter writer, Coordinates from) {
        this.writer = writer;
        this.file = from.file();
        this.position = from.position();
        Coordinates stands = writer.position();
        this.overlapEnd = stands != null && stands.file().equals(file) ? stands.position() : 0;
    }

    /** Where the stream stands: behind the last event that stands in a file. */
    Coordinates position() {
        return new Coordinates(file, position);
    }

    /**
     * Takes one event.
     *
     * @return whether it went into the log
     * @throws MalformedPacketException if it is damaged, or does not follow on the one before: nothing of it is kept
     * @throws IOException if it cannot be stored
     */
    boolean take(byte[] bytes, int at, int length) throws IOException {
        int end = at + length;
        if (length < EventHeader.LENGTH || LittleEndian.i32(bytes, at + EventHeader.LENGTH_AT) != length) {
            throw new MalformedPacketException("an event of " + length + " bytes arrived that "
                    + (length < EventHeader.LENGTH ? "has no header" : "claims another length"));
        }
        int type = bytes[at + EventHeader.TYPE_AT] & 0xff;
        long endField = LittleEndian.u32(bytes, at + EventHeader.END_AT);
        boolean artificial = isArtificial(bytes, at, type, endField);
        int bodyEnd = checked(bytes, at, end, type, artificial);
        if (artificial) {
            if (type == EventType.ROTATE) {
                rotate(bytes, at + EventHeader.LENGTH, bodyEnd);
            }
            return false;
        }
        if (endField != 0 && ((position + length) & 0xffff_ffffL) != endField) {
            throw new MalformedPacketException("an event of " + length + " bytes arrived that ends at " + endField
                    + " where the log stands at " + position + ": the server left something out, which an encrypted log or a"
                    + " filter can be the reason of; such a log cannot be kept byte for byte");
        }
        if (!begun) {
            Coordinates stands = writer.position();
            if (stands == null || !stands.file().equals(file)) {
                writer.begin(file);
            }
            begun = true;
        }
        if (position < overlapEnd) {
            compare(bytes, at, length);
        } else {
            writer.event(bytes, at, bodyEnd, length);
        }
        position += length;
        return true;
    }

    /** What is kept already is sent once more, so that a log that was replaced by another one is noticed. */
    private void compare(byte[] bytes, int at, int length) throws IOException {
        ByteBuffer kept = ByteBuffer.allocate(length);
        writer.read(kept, position);
        if (kept.hasRemaining() || !Arrays.equals(kept.array(), 0, length, bytes, at, at + length)) {
            throw new HistoryChangedException("the event at " + file + ":" + position
                    + " is not the one that was received there before");
        }
    }

    /** See {@link dev.tutti.wire.binlog.EventStream}: MariaDB from 11.4 on writes 0 for positions inside transactions. */
    private static boolean isArtificial(byte[] bytes, int at, int type, long endField) {
        if ((LittleEndian.u16(bytes, at + EventHeader.FLAGS_AT) & EventHeader.ARTIFICIAL) != 0) {
            return true;
        }
        return switch (type) {
            case EventType.HEARTBEAT, EventType.HEARTBEAT_V2 -> true;
            case EventType.ROTATE, EventType.FORMAT_DESCRIPTION, EventType.START_ENCRYPTION, EventType.GTID_LIST ->
                endField == 0;
            default -> false;
        };
    }

    /** Behind the event's body, after its checksum has been checked. */
    private int checked(byte[] bytes, int at, int end, int type, boolean artificial) throws MalformedPacketException {
        if (type == EventType.FORMAT_DESCRIPTION) {
            FormatDescription description = FormatDescription.decode(bytes, at, end);
            checksums = description.checksums();
            if (checksums && !matches(bytes, at, end)) {
                throw wrong();
            }
            return description.ownChecksum() ? end - EventHeader.CHECKSUM_LENGTH : end;
        }
        if (type == EventType.ROTATE && artificial) {
            // It comes before the Format_description that would say so, and servers disagree; its bytes tell.
            return matches(bytes, at, end) ? end - EventHeader.CHECKSUM_LENGTH : end;
        }
        if (!checksums) {
            return end;
        }
        if (!matches(bytes, at, end)) {
            throw wrong();
        }
        return end - EventHeader.CHECKSUM_LENGTH;
    }

    private boolean matches(byte[] bytes, int at, int end) {
        int body = end - EventHeader.CHECKSUM_LENGTH;
        if (body < at + EventHeader.LENGTH) {
            return false;
        }
        crc.reset();
        crc.update(bytes, at, body - at);
        return (int) crc.getValue() == LittleEndian.i32(bytes, body);
    }

    private static MalformedPacketException wrong() {
        return new MalformedPacketException(
                "an event arrived whose checksum is wrong: the upstream log or the connection damages data");
    }

    private void rotate(byte[] bytes, int body, int end) throws IOException {
        if (end - body < 9) {
            throw new MalformedPacketException("a Rotate event names no file");
        }
        String next = new String(bytes, body + 8, end - body - 8, StandardCharsets.UTF_8);
        if (!isFileName(next)) {
            throw new MalformedPacketException("a Rotate event names a file that cannot be one");
        }
        long to = LittleEndian.i64(bytes, body);
        if (next.equals(file)) {
            if (to != position) {
                throw new MalformedPacketException("the server sends " + next + " from " + to + ", not from " + position);
            }
            return;
        }
        if (Coordinates.numberOf(next) <= Coordinates.numberOf(file)) {
            throw new HistoryChangedException("the log goes on with " + next + " behind " + file + ": it began anew");
        }
        if (position < overlapEnd) {
            throw new HistoryChangedException(file + " ends at " + position + " and did not when it was received");
        }
        if (to != Coordinates.FIRST_POSITION) {
            throw new MalformedPacketException("the server goes on with " + next + " at " + to + ", not at its start");
        }
        file = next;
        position = to;
        begun = false;
        overlapEnd = 0;
    }

    /** A name that is a file of its own in the store's folder, and a log's by its number. */
    static boolean isFileName(String name) {
        return !name.isEmpty()
                && name.length() <= 255
                && name.chars().allMatch(c -> c > ' ' && c != '/' && c != '\\' && c != 0x7f)
                && !name.startsWith(".")
                && Coordinates.numberOf(name) > 0;
    }
}
