package dev.tutti.binlogserver.ingest;

import dev.tutti.binlogserver.store.LogWriter;
import dev.tutti.core.model.Coordinates;
import dev.tutti.wire.binlog.EventHeader;
import dev.tutti.wire.binlog.EventType;
import dev.tutti.wire.binlog.SentEvent;
import dev.tutti.wire.packet.LittleEndian;
import dev.tutti.wire.packet.MalformedPacketException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Takes the events of one stream from an upstream server into the log: checks each, leaves out what stands in no file, and
 * makes sure that each comes to stand exactly where it stands upstream. Used by one thread.
 */
final class Intake {
    private final LogWriter writer;
    private final SentEvent sent = new SentEvent(true);
    private String file = "";
    private long position;
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
        sent.read(bytes, at, length);
        if (sent.artificial()) {
            if (sent.type() == EventType.ROTATE) {
                rotate(bytes, at + EventHeader.LENGTH, sent.bodyEnd());
            }
            return false;
        }
        long endField = sent.endField();
        if (endField != 0 && ((position + length) & 0xffff_ffffL) != endField) {
            throw new MalformedPacketException("an event of " + length + " bytes arrived that ends at " + endField
                    + " where the log stands at " + position + ": the server left something out, which a filter can"
                    + " be the reason of; such a log cannot be kept byte for byte");
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
            writer.event(bytes, at, sent.bodyEnd(), length);
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
