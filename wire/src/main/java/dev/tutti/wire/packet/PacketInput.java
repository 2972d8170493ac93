package dev.tutti.wire.packet;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Takes packets from a stream: {@code length3 sequence1 payload}. The payload is read where it lies in the read buffer and
 * stays valid until the next call; only payloads of 16 MiB and more, which travel in several packets, are put together
 * in an array of their own. Used by one thread at a time. Source: MySQL internals, "Protocol Basics, MySQL Packets".
 */
public final class PacketInput {
    /** A payload of exactly this length is continued in the next packet. */
    static final int FULL = 0xff_ffff;

    private static final int HEADER = 4;
    /** Twice {@code max_allowed_packet}'s own limit would not fit an array; servers refuse events beyond 1 GiB. */
    private static final int LARGEST_JOINED = 0x4100_0000;
    /** Memory that 16 MiB are not waited for in; doubled until the payload fits. */
    private static final int FIRST_JOINED = 1 << 20;

    private InputStream in;
    private byte[] buffer;
    private int position;
    private int limit;
    private int sequence;
    private boolean anySequence;
    private int maxLength = Integer.MAX_VALUE;

    private byte[] payload;
    private int offset;
    private int length;

    public PacketInput(InputStream in, int bufferSize) {
        this.in = in;
        this.buffer = new byte[Math.max(bufferSize, 64)];
        this.payload = buffer;
    }

    /** Goes on with another stream, after a change to TLS. Nothing may have been read ahead. */
    public void continueWith(InputStream other) throws MalformedPacketException {
        if (position != limit) {
            throw new MalformedPacketException("it sent " + (limit - position) + " bytes in clear where TLS was to begin");
        }
        this.in = other;
    }

    /** Goes on with another stream that is given what was read ahead: what it decrypts begins there. */
    public byte[] takeReadAhead() {
        byte[] ahead = Arrays.copyOfRange(buffer, position, limit);
        position = limit;
        return ahead;
    }

    /** Lets go of memory that one large payload needed, if nothing has arrived behind it. The payload is gone then. */
    public void shrinkTo(int bytes) {
        if (position == limit) {
            if (buffer.length > bytes) {
                buffer = new byte[bytes];
                position = 0;
                limit = 0;
            }
            payload = buffer;
            offset = 0;
            length = 0;
        }
    }

    /** From now on reads ahead up to this many bytes: worth it for a stream of small packets. */
    public void readAhead(int bytes) {
        if (bytes > buffer.length) {
            grow(bytes);
        }
    }

    /** Payloads beyond this length are refused: for moments in which only small ones can be meant. */
    public void refuseBeyond(int bytes) {
        maxLength = bytes;
    }

    /** A new exchange begins: the next packet that arrives must be number {@code next}. */
    public void expectSequence(int next) {
        sequence = next;
    }

    /**
     * From now on packets may have any number. With semi-synchronous replication both sides send at the same time, and a
     * MariaDB that has read an acknowledgement now and then goes on with the number behind that one's
     * ({@code pkt_nr_can_be_reset} in its {@code semisync_slave.cc}).
     */
    public void acceptAnySequence() {
        anySequence = true;
    }

    public int sequence() {
        return sequence;
    }

    /**
     * Moves to the next packet.
     *
     * @throws EOFException if the stream ends
     * @throws MalformedPacketException if the packet's number or length cannot be
     */
    public void next() throws IOException {
        int size = header();
        if (size == FULL) {
            join();
            return;
        }
        need(size);
        payload = buffer;
        offset = position;
        length = size;
        position += size;
    }

    private int header() throws IOException {
        need(HEADER);
        int header = LittleEndian.i32(buffer, position);
        int size = header & FULL;
        int number = header >>> 24;
        boolean outOfOrder = number != sequence && !anySequence;
        if (outOfOrder || size > maxLength) {
            throw new MalformedPacketException(
                    outOfOrder
                            ? "packet number " + number + " arrived instead of " + sequence
                            : "a packet of " + size + " bytes arrived where at most " + maxLength + " can be meant");
        }
        sequence = (number + 1) & 0xff;
        position += HEADER;
        return size;
    }

    private void join() throws IOException {
        int largest = Math.min(maxLength, LARGEST_JOINED);
        byte[] joined = new byte[FIRST_JOINED];
        int total = 0;
        int size = FULL;
        while (true) {
            if ((long) total + size > largest) {
                throw new MalformedPacketException("a payload of more than " + largest + " bytes arrived");
            }
            int end = total + size;
            while (total < end) {
                if (total == joined.length) {
                    // The announced length may be nonsense: memory grows with what arrives, not with what is announced.
                    joined = Arrays.copyOf(joined, (int) Math.min(LARGEST_JOINED, 2L * joined.length));
                }
                int count = Math.min(end, joined.length) - total;
                take(joined, total, count);
                total += count;
            }
            if (size < FULL) {
                break;
            }
            size = header();
        }
        payload = joined;
        offset = 0;
        length = total;
    }

    private void take(byte[] target, int at, int size) throws IOException {
        int ready = Math.min(size, limit - position);
        System.arraycopy(buffer, position, target, at, ready);
        position += ready;
        int done = ready;
        while (done < size) {
            int n = in.read(target, at + done, size - done);
            if (n < 0) {
                throw ended(size - done);
            }
            done += n;
        }
    }

    private void need(int bytes) throws IOException {
        if (limit - position >= bytes) {
            return;
        }
        fill(bytes);
    }

    private void fill(int bytes) throws IOException {
        if (buffer.length - position < bytes) {
            System.arraycopy(buffer, position, buffer, 0, limit - position);
            limit -= position;
            position = 0;
        }
        while (limit - position < bytes) {
            if (limit == buffer.length) {
                // The announced length may be nonsense: memory grows with what arrives, not with what is announced.
                grow(Math.min(Math.max(2 * buffer.length, HEADER), Math.max(bytes, HEADER) + HEADER));
            }
            int n = in.read(buffer, limit, buffer.length - limit);
            if (n < 0) {
                throw ended(bytes - (limit - position));
            }
            limit += n;
        }
    }

    private void grow(int size) {
        byte[] larger = new byte[Math.max(size, limit - position)];
        System.arraycopy(buffer, position, larger, 0, limit - position);
        limit -= position;
        position = 0;
        buffer = larger;
    }

    private EOFException ended(int missing) {
        return new EOFException(
                limit == position ? "it closed the connection" : "it closed the connection " + missing + " bytes short of a packet");
    }

    /** Whether the next packet has arrived as a whole, so that {@link #next} would not wait. */
    public boolean holdsPacket() {
        int ready = limit - position;
        return ready >= HEADER && ready - HEADER >= (LittleEndian.i32(buffer, position) & FULL);
    }

    /** The array that holds the payload, from {@link #offset} on. */
    public byte[] payload() {
        return payload;
    }

    public int offset() {
        return offset;
    }

    public int length() {
        return length;
    }

    /** The first byte of the payload, or -1 if it is empty. */
    public int first() {
        return length == 0 ? -1 : payload[offset] & 0xff;
    }

    /** A reader over a copy-free view of the payload. */
    public PayloadReader reader() {
        return new PayloadReader(payload, offset, length);
    }

    /** What has arrived and was not taken, for a message to people: printable characters, at most 40. */
    public String preview() {
        int from = Math.max(0, position);
        int count = Math.min(40, limit - from);
        return new String(buffer, from, count, StandardCharsets.ISO_8859_1).replaceAll("[^ -~]+", " ").strip();
    }
}
