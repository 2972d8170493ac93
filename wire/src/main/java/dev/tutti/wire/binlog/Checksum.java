package dev.tutti.wire.binlog;

import dev.tutti.wire.packet.LittleEndian;

import java.util.zip.CRC32;

/** The CRC-32 at the end of an event, over all bytes before it. Used by one thread. */
public final class Checksum {
    private final CRC32 crc = new CRC32();

    /** Whether the event's last four bytes are the checksum of those before. */
    public boolean matches(byte[] bytes, int at, int end) {
        if (end - at < EventHeader.LENGTH + EventHeader.CHECKSUM_LENGTH) {
            return false;
        }
        return of(bytes, at, end) == LittleEndian.i32(bytes, end - EventHeader.CHECKSUM_LENGTH);
    }

    /** The same for a Format_description in a file: its checksum is computed as if the file were closed. */
    boolean matchesClosed(byte[] bytes, int at, int end) {
        byte flags = bytes[at + EventHeader.FLAGS_AT];
        bytes[at + EventHeader.FLAGS_AT] = (byte) (flags & ~EventHeader.IN_USE);
        boolean matches = matches(bytes, at, end);
        bytes[at + EventHeader.FLAGS_AT] = flags;
        return matches;
    }

    /** Writes the checksum of an event into its last four bytes, which are there for it. */
    public void sign(byte[] bytes, int at, int end) {
        LittleEndian.putI32(bytes, end - EventHeader.CHECKSUM_LENGTH, of(bytes, at, end));
    }

    private int of(byte[] bytes, int at, int end) {
        crc.reset();
        crc.update(bytes, at, end - at - EventHeader.CHECKSUM_LENGTH);
        return (int) crc.getValue();
    }
}
