package dev.tutti.wire.packet;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Builds one payload; the counterpart of {@link PayloadReader}. Grows as needed. Used by one thread; reusable after {@link #clear}. */
public final class PayloadWriter {
    private byte[] bytes;
    private int length;

    public PayloadWriter() {
        this(64);
    }

    public PayloadWriter(int capacity) {
        bytes = new byte[Math.max(capacity, 16)];
    }

    public PayloadWriter clear() {
        length = 0;
        return this;
    }

    public byte[] array() {
        return bytes;
    }

    public int length() {
        return length;
    }

    public byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    private int room(int count) {
        if (bytes.length - length < count) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + count));
        }
        int at = length;
        length += count;
        return at;
    }

    public PayloadWriter u8(int value) {
        int at = room(1);
        bytes[at] = (byte) value;
        return this;
    }

    public PayloadWriter u16(int value) {
        return u8(value).u8(value >>> 8);
    }

    public PayloadWriter u32(long value) {
        int at = room(4);
        LittleEndian.putI32(bytes, at, (int) value);
        return this;
    }

    public PayloadWriter i64(long value) {
        int at = room(8);
        LittleEndian.putI64(bytes, at, value);
        return this;
    }

    public PayloadWriter zeros(int count) {
        int at = room(count);
        Arrays.fill(bytes, at, at + count, (byte) 0);
        return this;
    }

    public PayloadWriter bytes(byte[] value) {
        int at = room(value.length);
        System.arraycopy(value, 0, bytes, at, value.length);
        return this;
    }

    public PayloadWriter text(String value) {
        return bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    public PayloadWriter nulText(String value) {
        return text(value).u8(0);
    }

    public PayloadWriter lengthEncoded(long value) {
        if (value >= 0 && value < 0xfb) {
            return u8((int) value);
        }
        if (value >= 0 && value < 0x1_0000) {
            return u8(0xfc).u16((int) value);
        }
        if (value >= 0 && value < 0x100_0000) {
            return u8(0xfd).u16((int) value).u8((int) (value >>> 16));
        }
        return u8(0xfe).i64(value);
    }

    public PayloadWriter lengthEncodedBytes(byte[] value) {
        return lengthEncoded(value.length).bytes(value);
    }

    public PayloadWriter lengthEncodedText(String value) {
        return lengthEncodedBytes(value.getBytes(StandardCharsets.UTF_8));
    }

    /** A cell of a text result; null is 0xfb. */
    public PayloadWriter cell(@Nullable String value) {
        return value == null ? u8(0xfb) : lengthEncodedText(value);
    }
}
