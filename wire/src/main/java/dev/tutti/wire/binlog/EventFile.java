package dev.tutti.wire.binlog;

import dev.tutti.core.log.LogEvent;
import dev.tutti.wire.packet.LittleEndian;
import dev.tutti.wire.packet.MalformedPacketException;
import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * The events of one log file: four magic bytes and events behind each other. Used by one thread. Source: MySQL internals, "The
 * Binary Log, Binary Log Structure and Contents".
 */
public final class EventFile implements Closeable {
    private static final int MAGIC = 0xfe | ('b' << 8) | ('i' << 16) | ('n' << 24);
    private static final int BUFFER = 256 * 1024;
    private static final int LARGEST_EVENT = 0x4100_0000;

    private final EventDecoder decoder = new EventDecoder();
    private final Checksum checksum = new Checksum();
    private final InputStream in;
    private final String name;
    private final boolean verify;

    private byte[] buffer;
    private int at;
    private int limit;
    private long position = 4;
    private boolean checksums;
    private boolean inUse;
    private int lastType;
    private int lastBody;
    private int lastEnd;

    private EventFile(InputStream in, byte[] buffer, int limit, String name, boolean verify) {
        this.in = in;
        this.buffer = buffer;
        this.limit = limit;
        this.name = name;
        this.verify = verify;
    }

    public static EventFile open(InputStream in, String name, boolean verify) throws IOException {
        EventFile file = new EventFile(in, new byte[BUFFER], 0, name, verify);
        boolean opened = false;
        try {
            file.begin(file.fill(4) >= 4);
            opened = true;
            return file;
        } finally {
            if (!opened) {
                in.close();
            }
        }
    }

    public static EventFile of(byte[] content, String name, boolean verify) throws MalformedPacketException {
        EventFile file =
                new EventFile(new ByteArrayInputStream(new byte[0]), content.clone(), content.length, name, verify);
        file.begin(content.length >= 4);
        return file;
    }

    private void begin(boolean longEnough) throws MalformedPacketException {
        if (!longEnough || LittleEndian.i32(buffer, at) != MAGIC) {
            throw new MalformedPacketException(
                    longEnough && (buffer[at] & 0xff) == 0xfd
                            ? "it is encrypted"
                            : "it does not begin as a binary log does");
        }
        at += 4;
    }

    /** Offset of the next event. */
    public long position() {
        return position;
    }

    /** The type of the event that {@link #next} last told. */
    int type() {
        return lastType;
    }

    /** Where that event's body stands, from {@link #bodyAt} to {@link #bodyEnd}; until {@link #next} is asked again. */
    byte[] bytes() {
        return buffer;
    }

    int bodyAt() {
        return lastBody;
    }

    int bodyEnd() {
        return lastEnd;
    }

    /** The next event, or null at the end. */
    public @Nullable LogEvent next() throws IOException {
        int available = fill(EventHeader.LENGTH);
        if (available == 0) {
            return null;
        }
        if (available < EventHeader.LENGTH) {
            return tornEnd();
        }
        long length = LittleEndian.u32(buffer, at + EventHeader.LENGTH_AT);
        if (length < EventHeader.LENGTH || length > LARGEST_EVENT) {
            throw new MalformedPacketException("an event claims to be " + length + " bytes long");
        }
        int size = (int) length;
        if (fill(size) < size) {
            return tornEnd();
        }
        int end = at + size;
        boolean carriesChecksum = checksums;
        int type = LittleEndian.u8(buffer, at + EventHeader.TYPE_AT);
        if (type == EventType.FORMAT_DESCRIPTION) {
            FormatDescription description = FormatDescription.decode(buffer, at, end);
            checksums = description.checksums();
            inUse |= description.inUse();
            carriesChecksum = description.ownChecksum();
        }
        if (verify && checksums && !sound(type, end)) {
            throw new MalformedPacketException("the checksum of the event there is wrong; the file is damaged");
        }
        int bodyEnd = carriesChecksum ? end - EventHeader.CHECKSUM_LENGTH : end;
        if (bodyEnd < at + EventHeader.LENGTH) {
            throw new MalformedPacketException("the event there is too short for its checksum");
        }
        LogEvent event = decoder.decode(buffer, at, bodyEnd, name, position, position + size);
        lastType = type;
        lastBody = at + EventHeader.LENGTH;
        lastEnd = bodyEnd;
        at = end;
        position += size;
        return event;
    }

    private boolean sound(int type, int end) {
        return type == EventType.FORMAT_DESCRIPTION
                ? checksum.matchesClosed(buffer, at, end)
                : checksum.matches(buffer, at, end);
    }

    private @Nullable LogEvent tornEnd() throws MalformedPacketException {
        if (inUse) {
            return null;
        }
        throw new MalformedPacketException("it ends inside an event; the file was cut or damaged");
    }

    /** Tries to have that many bytes in the buffer from {@link #at} on; answers how many there are. */
    private int fill(int bytes) throws IOException {
        if (limit - at >= bytes) {
            return limit - at;
        }
        if (at > 0) {
            System.arraycopy(buffer, at, buffer, 0, limit - at);
            limit -= at;
            at = 0;
        }
        while (limit < bytes) {
            if (limit == buffer.length) {
                // Memory grows with what the file holds, not with what a damaged length claims.
                buffer = Arrays.copyOf(buffer, (int) Math.min(bytes, Math.max(64L, 2L * buffer.length)));
            }
            int n = in.read(buffer, limit, buffer.length - limit);
            if (n < 0) {
                break;
            }
            limit += n;
        }
        return limit - at;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
