package dev.tutti.wire.binlog;

import dev.tutti.wire.packet.LittleEndian;
import dev.tutti.wire.packet.MalformedPacketException;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * GTIDs as the servers' families write them. Keeps the text of the last uuid, because neighbours mostly share it. Used by
 * one thread.
 */
public final class Gtids {
    private static final int UUID_LENGTH = 16;
    private static final int MYSQL_LENGTH = 1 + UUID_LENGTH + 8;
    private static final int MARIADB_LENGTH = 8 + 4 + 1;

    private long high;
    private long low;
    private String uuid = "";

    private long domain = -1;
    private long server = -1;
    private String prefix = "";

    /** MySQL's Gtid: {@code flags1 uuid16 number8}. */
    String mysql(byte[] bytes, int body, int end) throws MalformedPacketException {
        if (end - body < MYSQL_LENGTH) {
            throw new MalformedPacketException("a Gtid event is too short");
        }
        return uuid(bytes, body + 1) + ':' + LittleEndian.i64(bytes, body + 1 + UUID_LENGTH);
    }

    /** MariaDB's Gtid: {@code number8 domain4 flags1}; the server id stands in the header. */
    String mariadb(byte[] bytes, int body, int end, long serverId) throws MalformedPacketException {
        if (end - body < MARIADB_LENGTH) {
            throw new MalformedPacketException("a Gtid event is too short");
        }
        long domainId = LittleEndian.u32(bytes, body + 8);
        if (domainId != domain || serverId != server) {
            domain = domainId;
            server = serverId;
            prefix = domainId + "-" + serverId + "-";
        }
        return prefix + Long.toUnsignedString(LittleEndian.i64(bytes, body));
    }

    static int mariadbFlags(byte[] bytes, int body) {
        return LittleEndian.u8(bytes, body + 12);
    }

    private String uuid(byte[] bytes, int at) {
        long first = LittleEndian.i64(bytes, at);
        long second = LittleEndian.i64(bytes, at + 8);
        if (first != high || second != low || uuid.isEmpty()) {
            high = first;
            low = second;
            String hex = HexFormat.of().formatHex(bytes, at, at + UUID_LENGTH);
            uuid = hex.substring(0, 8) + '-' + hex.substring(8, 12) + '-' + hex.substring(12, 16) + '-'
                    + hex.substring(16, 20) + '-' + hex.substring(20);
        }
        return uuid;
    }

    /**
     * MySQL's tagged Gtid, in the format of its serialization library: {@code version size lastField {fieldId value}…}, every
     * number of variable length, the uuid as 16 such numbers. The fields used here are the first four: 0 flags, 1 uuid,
     * 2 number (signed), 3 tag. Source: MySQL source documentation, "Library: Serialization", and
     * {@code control_events.h}, {@code Gtid_event::define_fields}.
     */
    public String tagged(byte[] bytes, int body, int end) throws MalformedPacketException {
        VariableLength in = new VariableLength(bytes, body, end);
        in.unsigned();
        in.unsigned();
        in.unsigned();
        byte[] id = new byte[UUID_LENGTH];
        long number = 0;
        String tag = "";
        long field = 0;
        for (int next = 0; next <= 3 && in.hasMore(); next++) {
            field = in.unsigned();
            if (field == 0) {
                in.unsigned();
            } else if (field == 1) {
                for (int i = 0; i < UUID_LENGTH; i++) {
                    id[i] = (byte) in.unsigned();
                }
            } else if (field == 2) {
                number = in.signed();
            } else if (field == 3) {
                tag = in.text();
            } else {
                break;
            }
        }
        if (field < 2) {
            throw new MalformedPacketException("a tagged Gtid event holds no number");
        }
        return uuid(id, 0) + ':' + (tag.isEmpty() ? "" : tag + ':') + number;
    }

    /**
     * Integers whose first byte says how many follow: as many as it has trailing ones. Signed ones carry their sign in the
     * lowest bit.
     */
    private static final class VariableLength {
        private final byte[] bytes;
        private final int end;
        private int at;

        VariableLength(byte[] bytes, int at, int end) {
            this.bytes = bytes;
            this.at = at;
            this.end = end;
        }

        boolean hasMore() {
            return at < end;
        }

        long unsigned() throws MalformedPacketException {
            need(1);
            int first = bytes[at] & 0xff;
            int extra = Integer.numberOfTrailingZeros(~first);
            need(1 + extra);
            long value = 0;
            for (int i = extra; i >= 1; i--) {
                value = (value << 8) | (bytes[at + i] & 0xff);
            }
            at += 1 + extra;
            return extra >= 7 ? value : (value << (7 - extra)) | (first >>> (extra + 1));
        }

        long signed() throws MalformedPacketException {
            long value = unsigned();
            return (value & 1) == 0 ? value >>> 1 : -(value >>> 1) - 1;
        }

        String text() throws MalformedPacketException {
            long length = unsigned();
            if (length < 0 || length > end - at) {
                throw new MalformedPacketException("a tagged Gtid event ends inside its tag");
            }
            String text = new String(bytes, at, (int) length, StandardCharsets.US_ASCII);
            at += (int) length;
            return text;
        }

        private void need(int count) throws MalformedPacketException {
            if (end - at < count) {
                throw new MalformedPacketException("a tagged Gtid event ends inside a number");
            }
        }
    }
}
