package dev.tutti.wire.binlog;

import dev.tutti.core.log.LogEvent;
import dev.tutti.core.model.Coordinates;
import dev.tutti.wire.packet.LittleEndian;
import dev.tutti.wire.packet.MalformedPacketException;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;

/**
 * Follows the events that a server sends after COM_BINLOG_DUMP: knows in which file and at which position the stream stands,
 * whether events carry checksums, and which events stand in no file. Used by one thread.
 *
 * <p>The order of a dump: artificial Rotate (names the file), Format_description (artificial, with end position 0, when the dump
 * starts behind it), events; at a file's end its Rotate if it was closed properly, and always another artificial Rotate
 * and the next file's Format_description.
 */
public final class EventStream {
    /** What a server leaves out (Start_encryption, filtered events) can leave gaps, but not of this size. */
    private static final long LARGEST_GAP = 1L << 30;

    private final EventDecoder decoder = new EventDecoder();
    private final Checksum checksum = new Checksum();
    private final boolean verify;
    private String file;
    private long position;
    private boolean checksums;

    public EventStream(Coordinates from, boolean verifyChecksums) {
        this.file = from.file();
        this.position = from.position();
        this.verify = verifyChecksums;
    }

    /** Where the stream stands: behind the last event. */
    public Coordinates position() {
        return new Coordinates(file, position);
    }

    /**
     * Takes one event as it was sent.
     *
     * @return the event, or null if it stands in no file: artificial Rotate and Format_description, heartbeats
     */
    public @Nullable LogEvent take(byte[] bytes, int at, int length) throws MalformedPacketException {
        int end = at + length;
        if (length < EventHeader.LENGTH || LittleEndian.i32(bytes, at + EventHeader.LENGTH_AT) != length) {
            throw new MalformedPacketException("an event of " + length + " bytes arrived that "
                    + (length < EventHeader.LENGTH ? "has no header" : "claims another length"));
        }
        int type = LittleEndian.u8(bytes, at + EventHeader.TYPE_AT);
        long endField = LittleEndian.u32(bytes, at + EventHeader.END_AT);
        boolean artificial = isArtificial(bytes, at, type, endField);
        boolean carriesChecksum = carriesChecksum(bytes, at, end, type, artificial);
        int bodyEnd = carriesChecksum ? end - EventHeader.CHECKSUM_LENGTH : end;
        if (bodyEnd < at + EventHeader.LENGTH) {
            throw new MalformedPacketException("an event arrived that is too short for its checksum");
        }
        LogEvent event = null;
        if (!artificial) {
            long endsAt = endField == 0 ? position + length : endsAt(endField, length);
            position = endsAt;
            event = decoder.decode(bytes, at, bodyEnd, file, endsAt - length, endsAt);
        }
        if (type == EventType.ROTATE) {
            rotate(bytes, at + EventHeader.LENGTH, bodyEnd);
        }
        return event;
    }

    /**
     * An end position of 0 says so for the events that a server makes up at the start of a dump. Inside transactions it does not:
     * MariaDB from 11.4 on (binlog_legacy_event_pos=OFF) writes 0 there to save a rewrite, and the position is counted on.
     */
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

    private boolean carriesChecksum(byte[] bytes, int at, int end, int type, boolean artificial)
            throws MalformedPacketException {
        if (type == EventType.FORMAT_DESCRIPTION) {
            FormatDescription description = FormatDescription.decode(bytes, at, end);
            checksums = description.checksums();
            if (checksums && verify && !checksum.matches(bytes, at, end)) {
                throw wrongChecksum();
            }
            return description.ownChecksum();
        }
        if (type == EventType.ROTATE && artificial) {
            // It comes before the Format_description that would say so, and servers disagree; its bytes tell.
            return checksum.matches(bytes, at, end);
        }
        if (checksums && verify && !checksum.matches(bytes, at, end)) {
            throw wrongChecksum();
        }
        return checksums;
    }

    private static MalformedPacketException wrongChecksum() {
        return new MalformedPacketException("an event arrived whose checksum is wrong: the log or the connection damages data");
    }

    /** End positions in event headers have 32 bits; one long transaction can make a file larger. */
    private long endsAt(long endField, int length) throws MalformedPacketException {
        long end = (position & ~0xffff_ffffL) | endField;
        if (end < position + length) {
            end += 1L << 32;
        }
        if (end - position - length > LARGEST_GAP) {
            throw new MalformedPacketException("an event of " + length + " bytes arrived that says it ends at " + endField);
        }
        return end;
    }

    private void rotate(byte[] bytes, int body, int end) throws MalformedPacketException {
        if (end - body < 9) {
            throw new MalformedPacketException("a Rotate event names no file");
        }
        String next = new String(bytes, body + 8, end - body - 8, StandardCharsets.UTF_8);
        if (!next.equals(file)) {
            file = next;
        }
        position = LittleEndian.i64(bytes, body);
        if (position < 0) {
            throw new MalformedPacketException("a Rotate event names position " + position);
        }
    }
}
