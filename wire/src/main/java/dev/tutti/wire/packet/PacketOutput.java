package dev.tutti.wire.packet;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Puts packets on a stream and numbers them; payloads of 16 MiB and more are split. Packets are collected until
 * {@link #flush}. Used by one thread at a time.
 */
public final class PacketOutput {
    private static final int HEADER = 4;

    private OutputStream out;
    private byte[] buffer;
    private int used;
    private int sequence;

    public PacketOutput(OutputStream out, int bufferSize) {
        this.out = out;
        this.buffer = new byte[Math.max(bufferSize, 64)];
    }

    /** Goes on with another stream, after a change to TLS. */
    public void continueWith(OutputStream other) throws IOException {
        flush();
        this.out = other;
    }

    /** A new exchange begins: the next packet is number {@code next}. */
    public void startSequence(int next) {
        sequence = next & 0xff;
    }

    public int sequence() {
        return sequence;
    }

    public void write(PayloadWriter payload) throws IOException {
        write(payload.array(), 0, payload.length());
    }

    public void write(byte[] payload, int offset, int length) throws IOException {
        int at = offset;
        int left = length;
        while (left >= PacketInput.FULL) {
            one(payload, at, PacketInput.FULL);
            at += PacketInput.FULL;
            left -= PacketInput.FULL;
        }
        // A multiple of the largest packet needs an empty one behind it, or the reader would wait for more.
        one(payload, at, left);
    }

    private void one(byte[] payload, int offset, int length) throws IOException {
        if (buffer.length - used < HEADER + length) {
            flush();
        }
        LittleEndian.putI32(buffer, used, length | (sequence << 24));
        used += HEADER;
        sequence = (sequence + 1) & 0xff;
        if (buffer.length - used < length) {
            flush();
            out.write(payload, offset, length);
        } else {
            System.arraycopy(payload, offset, buffer, used, length);
            used += length;
        }
    }

    public void flush() throws IOException {
        if (used > 0) {
            out.write(buffer, 0, used);
            used = 0;
        }
        out.flush();
    }
}
