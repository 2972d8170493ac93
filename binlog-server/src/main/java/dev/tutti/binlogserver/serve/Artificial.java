package dev.tutti.binlogserver.serve;

import dev.tutti.wire.binlog.Checksum;
import dev.tutti.wire.binlog.EventHeader;
import dev.tutti.wire.binlog.EventType;
import dev.tutti.wire.packet.LittleEndian;
import dev.tutti.wire.packet.PayloadWriter;

import java.nio.charset.StandardCharsets;

/**
 * Events that a server makes up for a stream and that stand in no file. Source: what servers of both families were seen to send;
 * {@code sql/rpl_binlog_sender.cc} (MySQL), {@code sql/sql_repl.cc} (MariaDB).
 */
final class Artificial {
    private static final int CREATED_AT = EventHeader.LENGTH + 2 + 50;
    private static final int NAME_FIELD = 1;
    private static final int POSITION_FIELD = 2;
    private static final int END_OF_FIELDS = 0;

    private final long serverId;

    /**
     * Events of a server.
     *
     * @param serverId of the Binlog Server's identity
     */
    Artificial(long serverId) {
        this.serverId = serverId;
    }

    /** Names the file and the position from which the stream goes on. */
    byte[] rotate(String file, long position, boolean checksum) {
        PayloadWriter body = new PayloadWriter().i64(position).text(file);
        return event(EventType.ROTATE, 0, EventHeader.ARTIFICIAL, body, checksum);
    }

    /** A sign of life at this position. */
    byte[] heartbeat(String file, long position, boolean checksum) {
        return event(EventType.HEARTBEAT, position, 0, new PayloadWriter().text(file), checksum);
    }

    /** The same in the form that can say positions beyond 4 GiB. */
    byte[] heartbeatV2(String file, long position, boolean checksum) {
        byte[] name = file.getBytes(StandardCharsets.UTF_8);
        PayloadWriter number = new PayloadWriter().lengthEncoded(position);
        PayloadWriter body = new PayloadWriter()
                .lengthEncoded(NAME_FIELD)
                .lengthEncoded(name.length)
                .bytes(name)
                .lengthEncoded(POSITION_FIELD)
                .lengthEncoded(number.length())
                .bytes(number.toBytes())
                .lengthEncoded(END_OF_FIELDS);
        return event(EventType.HEARTBEAT_V2, 0, 0, body, checksum);
    }

    private byte[] event(int type, long endField, int flags, PayloadWriter body, boolean checksum) {
        int length = EventHeader.LENGTH + body.length() + (checksum ? EventHeader.CHECKSUM_LENGTH : 0);
        byte[] event = new PayloadWriter(length)
                .u32(0)
                .u8(type)
                .u32(serverId)
                .u32(length)
                .u32(endField)
                .u16(flags)
                .bytes(body.toBytes())
                .zeros(checksum ? EventHeader.CHECKSUM_LENGTH : 0)
                .toBytes();
        if (checksum) {
            new Checksum().sign(event, 0, event.length);
        }
        return event;
    }

    /**
     * A file's Format_description for a stream that begins behind it: it has no place in the stream, and must not make the replica
     * drop its temporary tables as after a restart of the primary.
     *
     * @param stored as it stands in the file
     * @param signed whether it ends with a checksum of its own
     */
    static byte[] formatDescription(byte[] stored, boolean signed) {
        byte[] event = stored.clone();
        LittleEndian.putI32(event, EventHeader.END_AT, 0);
        LittleEndian.putI32(event, CREATED_AT, 0);
        event[EventHeader.FLAGS_AT] &= ~EventHeader.IN_USE;
        if (signed) {
            new Checksum().sign(event, 0, event.length);
        }
        return event;
    }
}
