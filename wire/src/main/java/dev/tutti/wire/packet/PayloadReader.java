package dev.tutti.wire.packet;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Walks the values of one payload. Every read checks that the payload still holds it. Used by one thread. Source: MySQL
 * internals, "Protocol Basics, Data Types".
 */
public final class PayloadReader {
    private final byte[] bytes;
    private final int end;
    private int at;

    public PayloadReader(byte[] bytes, int offset, int length) {
        this.bytes = bytes;
        this.at = offset;
        this.end = offset + length;
    }

    public int remaining() {
        return end - at;
    }

    private int take(long count, String what) throws MalformedPacketException {
        if (count < 0 || count > end - at) {
            throw new MalformedPacketException("a packet ends before its " + what);
        }
        int from = at;
        at += (int) count;
        return from;
    }

    public int u8(String what) throws MalformedPacketException {
        return LittleEndian.u8(bytes, take(1, what));
    }

    public int u16(String what) throws MalformedPacketException {
        return LittleEndian.u16(bytes, take(2, what));
    }

    public long u32(String what) throws MalformedPacketException {
        return LittleEndian.u32(bytes, take(4, what));
    }

    public long i64(String what) throws MalformedPacketException {
        return LittleEndian.i64(bytes, take(8, what));
    }

    public void skip(int count, String what) throws MalformedPacketException {
        take(count, what);
    }

    public byte[] bytes(long count, String what) throws MalformedPacketException {
        int from = take(count, what);
        return Arrays.copyOfRange(bytes, from, at);
    }

    public String text(long count, String what) throws MalformedPacketException {
        int from = take(count, what);
        return new String(bytes, from, at - from, StandardCharsets.UTF_8);
    }

    /** Everything that is left. */
    public byte[] rest() {
        byte[] rest = Arrays.copyOfRange(bytes, at, end);
        at = end;
        return rest;
    }

    public String restAsText() {
        String text = new String(bytes, at, end - at, StandardCharsets.UTF_8);
        at = end;
        return text;
    }

    /** Bytes up to a NUL, which is consumed; up to the end where there is none. */
    public byte[] untilNul() {
        int from = at;
        while (at < end && bytes[at] != 0) {
            at++;
        }
        byte[] found = Arrays.copyOfRange(bytes, from, at);
        if (at < end) {
            at++;
        }
        return found;
    }

    public String textUntilNul() {
        return new String(untilNul(), StandardCharsets.UTF_8);
    }

    /** A length-encoded integer. */
    public long lengthEncoded(String what) throws MalformedPacketException {
        int first = u8(what);
        return switch (first) {
            case 0xfc -> u16(what);
            case 0xfd -> u16(what) | ((long) u8(what) << 16);
            case 0xfe -> i64(what);
            case 0xfb, 0xff -> throw new MalformedPacketException("a packet has no length where its " + what + " begins");
            default -> first;
        };
    }

    public byte[] lengthEncodedBytes(String what) throws MalformedPacketException {
        long length = lengthEncoded(what);
        int from = take(length, what);
        return Arrays.copyOfRange(bytes, from, from + (int) length);
    }

    public String lengthEncodedText(String what) throws MalformedPacketException {
        long length = lengthEncoded(what);
        int from = take(length, what);
        return new String(bytes, from, (int) length, StandardCharsets.UTF_8);
    }

    /** A cell of a text result: a length-encoded string, or null behind 0xfb. */
    public @Nullable String cell(String what) throws MalformedPacketException {
        if (at < end && bytes[at] == (byte) 0xfb) {
            at++;
            return null;
        }
        return lengthEncodedText(what);
    }
}
