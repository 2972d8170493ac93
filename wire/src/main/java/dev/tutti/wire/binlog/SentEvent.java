package dev.tutti.wire.binlog;

import dev.tutti.wire.packet.LittleEndian;
import dev.tutti.wire.packet.MalformedPacketException;

/**
 * What frames the events of one stream as a server sends them: which of them stand in no file, and where each one's body ends
 * once its checksum has been checked. Reads each event in turn, since an earlier one says whether there are checksums. Used by
 * one thread.
 */
public final class SentEvent {
    private final Checksum checksum = new Checksum();
    private final boolean verify;
    private boolean checksums;
    private int type;
    private long endField;
    private boolean artificial;
    private int bodyEnd;

    public SentEvent(boolean verifyChecksums) {
        this.verify = verifyChecksums;
    }

    /**
     * Reads the next event.
     *
     * @throws MalformedPacketException if it is damaged
     */
    public void read(byte[] bytes, int at, int length) throws MalformedPacketException {
        int end = at + length;
        if (length < EventHeader.LENGTH || LittleEndian.i32(bytes, at + EventHeader.LENGTH_AT) != length) {
            throw new MalformedPacketException("an event of " + length + " bytes arrived that "
                    + (length < EventHeader.LENGTH ? "has no header" : "claims another length"));
        }
        type = LittleEndian.u8(bytes, at + EventHeader.TYPE_AT);
        endField = LittleEndian.u32(bytes, at + EventHeader.END_AT);
        artificial = isArtificial(LittleEndian.u16(bytes, at + EventHeader.FLAGS_AT));
        bodyEnd = carriesChecksum(bytes, at, end) ? end - EventHeader.CHECKSUM_LENGTH : end;
        if (bodyEnd < at + EventHeader.LENGTH) {
            throw new MalformedPacketException("an event arrived that is too short for its checksum");
        }
    }

    /** One of {@link EventType}. */
    public int type() {
        return type;
    }

    /** The lower 32 bits of where its header says that it ends in the file; 0 may mean that it does not say. */
    public long endField() {
        return endField;
    }

    /** Whether it stands in no file: artificial Rotate and Format_description, heartbeats. */
    public boolean artificial() {
        return artificial;
    }

    /** Behind its body, where its checksum is if it has one. */
    public int bodyEnd() {
        return bodyEnd;
    }

    /**
     * An end position of 0 says so for the events that a server makes up at the start of a dump. Inside transactions it does not:
     * MariaDB from 11.4 on (binlog_legacy_event_pos=OFF) writes 0 there to save a rewrite, and the position is counted on.
     */
    private boolean isArtificial(int flags) {
        if ((flags & EventHeader.ARTIFICIAL) != 0) {
            return true;
        }
        return switch (type) {
            case EventType.HEARTBEAT, EventType.HEARTBEAT_V2 -> true;
            case EventType.ROTATE, EventType.FORMAT_DESCRIPTION, EventType.START_ENCRYPTION, EventType.GTID_LIST ->
                endField == 0;
            default -> false;
        };
    }

    private boolean carriesChecksum(byte[] bytes, int at, int end) throws MalformedPacketException {
        boolean carries;
        if (type == EventType.FORMAT_DESCRIPTION) {
            FormatDescription description = FormatDescription.decode(bytes, at, end);
            checksums = description.checksums();
            carries = description.ownChecksum();
        } else if (type == EventType.ROTATE && artificial) {
            // It comes before the Format_description that would say so, and servers disagree; its bytes tell.
            return checksum.matches(bytes, at, end);
        } else {
            carries = checksums;
        }
        if (checksums && verify && !checksum.matches(bytes, at, end)) {
            throw new MalformedPacketException(
                    "an event arrived whose checksum is wrong: the log or the connection damages data");
        }
        return carries;
    }
}
