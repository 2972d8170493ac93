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
    private final SentEvent sent;
    private String file;
    private long position;

    public EventStream(Coordinates from, boolean verifyChecksums) {
        this.file = from.file();
        this.position = from.position();
        this.sent = new SentEvent(verifyChecksums);
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
        sent.read(bytes, at, length);
        LogEvent event = null;
        if (!sent.artificial()) {
            long endsAt = sent.endField() == 0 ? position + length : endsAt(sent.endField(), length);
            position = endsAt;
            event = decoder.decode(bytes, at, sent.bodyEnd(), file, endsAt - length, endsAt);
        }
        if (sent.type() == EventType.ROTATE) {
            rotate(bytes, at + EventHeader.LENGTH, sent.bodyEnd());
        }
        return event;
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
