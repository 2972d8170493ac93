package dev.tutti.binlogserver.serve;

import dev.tutti.binlogserver.archive.ArchiveException;
import dev.tutti.binlogserver.store.LogStore;
import dev.tutti.binlogserver.store.StoredFile;
import dev.tutti.core.model.Coordinates;
import dev.tutti.wire.binlog.EventHeader;
import dev.tutti.wire.binlog.EventType;
import dev.tutti.wire.binlog.FormatDescription;
import dev.tutti.wire.server.Outlet;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;

/**
 * One dump: the log from a start on, for one replica. Used by the dump's own thread.
 *
 * <pre>
 *   artificial Rotate ─▶ Format_description ─▶ events … ─▶ end of the file ─▶ artificial Rotate of the next ─▶ …
 *                                                └── nothing published beyond: heartbeats, or the end
 * </pre>
 */
final class DumpStream {
    /**
     * What the replica asked for.
     *
     * @param firstChecksum whether the first Rotate carries a checksum: what the replica said it can read
     * @param semiSync whether packets carry the two bytes of semi-synchronous replication
     * @param annotations whether MariaDB's Annotate_rows events are wanted
     * @param heartbeat how often to show life; zero never
     * @param heartbeatV2 in which form
     * @param untilEnd whether to end where nothing more is published
     * @param until up to where this account is served; null without a bound
     */
    record Wishes(
            boolean firstChecksum,
            boolean semiSync,
            boolean annotations,
            Duration heartbeat,
            boolean heartbeatV2,
            boolean untilEnd,
            @Nullable Until until) {}

    private static final int FULL_PACKET = 0xff_ffff;
    /** How soon a replica that has left is noticed by a dump that has nothing to send. */
    private static final Duration GLANCE = Duration.ofSeconds(1);

    private final LogStore store;
    private final Blocks blocks;
    private final Buffers buffers;
    private final Artificial artificial;
    private final Replicas.Attached replica;
    private final Wishes wishes;
    private final Outlet outlet;
    private final int mark;

    private StoredFile file;
    private long position;
    private @Nullable EventFilter filter;
    private boolean checksums;
    private boolean describedFile;
    /** How long the replica has heard nothing, while it waits for the archive. */
    private long silentNanos;
    private @Nullable Coordinates bound;
    private boolean sentEvents;

    DumpStream(
            LogStore store,
            Blocks blocks,
            Buffers buffers,
            Artificial artificial,
            Replicas.Attached replica,
            Wishes wishes,
            Outlet outlet,
            Start.At start) {
        this.store = store;
        this.blocks = blocks;
        this.buffers = buffers;
        this.artificial = artificial;
        this.replica = replica;
        this.wishes = wishes;
        this.outlet = outlet;
        this.mark = wishes.semiSync() ? Blocks.MARK + Blocks.SEMI_SYNC_MARK : Blocks.MARK;
        this.file = start.file();
        this.position = start.position();
        this.filter = start.filter();
    }

    /** The bytes that a buffer for one block must hold. */
    static int bufferSize() {
        int events = Blocks.STRETCH + Blocks.LARGE;
        int perEvent = Blocks.PACKET_HEADER + Blocks.MARK + Blocks.SEMI_SYNC_MARK;
        return events + events / EventHeader.LENGTH * perEvent + perEvent;
    }

    /** Sends until the replica leaves, the store closes, or the end if only that was wanted. */
    void run() throws IOException, InterruptedException {
        send(artificial.rotate(file.name(), position, wishes.firstChecksum()));
        while (outlet.isOpen() && !store.isClosed()) {
            // Once each and in this order: what is published between two looks would seem to be withheld from this account, for
            // good, and what is published before a file is completed would be left out at its end.
            boolean complete = file.complete();
            long published = file.published();
            long readable = readable(published);
            if (position < readable) {
                if (isAtHand()) {
                    describe();
                    sendStretch();
                }
            } else if (readable < published) {
                if (atTheBound()) {
                    return;
                }
            } else if (complete) {
                StoredFile next = store.next(file).orElse(null);
                if (next == null) {
                    return;
                }
                goOnWith(next);
            } else if (wishes.untilEnd()) {
                describe();
                outlet.eof();
                return;
            } else {
                describe();
                waitForMore();
            }
        }
    }

    /** Whether what comes next can be read now. While a file is fetched from the archive, the replica hears from us. */
    private boolean isAtHand() throws IOException {
        if (file.isLocal()) {
            return true;
        }
        Duration period = wishes.heartbeat();
        Duration glance = period.isZero() || period.compareTo(GLANCE) > 0 ? GLANCE : period;
        if (file.await(glance)) {
            silentNanos = 0;
            return true;
        }
        replica.session().state("Waiting for " + file.name() + " from the archive");
        silentNanos += glance.toNanos();
        if (!period.isZero() && silentNanos >= period.toNanos()) {
            silentNanos = 0;
            describeAhead();
            beat(new Coordinates(file.name(), position));
        }
        return false;
    }

    /** Before a sign of life what says how to read it: MySQL's replicas stop otherwise. A file's own stands in its index too. */
    private void describeAhead() throws IOException {
        boolean own = position == Coordinates.FIRST_POSITION;
        describe();
        if (own) {
            byte[] stored = file.index().formatDescription();
            send(stored);
            advance(position + stored.length, 1);
        }
    }

    /** Up to where of this file may be sent: what is published, and not beyond the account's bound. */
    private long readable(long published) throws IOException {
        Until until = wishes.until();
        if (until == null) {
            return published;
        }
        if (bound == null) {
            bound = until.in(store);
        }
        Coordinates end = bound;
        if (end == null) {
            return published;
        }
        int order = Long.compare(Coordinates.numberOf(file.name()), end.fileNumber());
        return order < 0 ? published : Math.min(published, order > 0 ? Coordinates.FIRST_POSITION : end.position());
    }

    /** Everything that this account may have is sent; whether the stream is over with it. */
    private boolean atTheBound() throws IOException, InterruptedException {
        describe();
        if (wishes.untilEnd()) {
            outlet.eof();
            return true;
        }
        replica.session().state("Master has sent everything up to the point in time of this account");
        Duration pause = wishes.heartbeat().isZero() ? GLANCE : wishes.heartbeat();
        while (outlet.isOpen() && !store.isClosed()) {
            if (!store.await(() -> !outlet.isOpen(), pause) && !wishes.heartbeat().isZero()) {
                beat(new Coordinates(file.name(), position));
            }
        }
        return true;
    }

    private void goOnWith(StoredFile next) throws IOException {
        // Where a crash of the primary left no Rotate in the log, this one is the only sign of the new file.
        file = next;
        position = Coordinates.FIRST_POSITION;
        describedFile = false;
        sentEvents = false;
        send(artificial.rotate(file.name(), position, checksums));
    }

    /** Before events from the middle of a file: what says how to read them. */
    private void describe() throws IOException {
        if (describedFile || file.published() <= Coordinates.FIRST_POSITION) {
            return;
        }
        byte[] stored = file.index().formatDescription();
        FormatDescription description = FormatDescription.decode(stored, 0, stored.length);
        checksums = description.checksums();
        if (position > Coordinates.FIRST_POSITION) {
            send(Artificial.formatDescription(stored, description.ownChecksum()));
        }
        describedFile = true;
    }

    private void waitForMore() throws IOException, InterruptedException {
        replica.session().state("Master has sent all binlog to slave; waiting for more updates");
        Duration period = wishes.heartbeat();
        Coordinates stands = standing();
        long left = period.toNanos();
        while (outlet.isOpen()) {
            Duration glance = period.isZero() || left > GLANCE.toNanos() ? GLANCE : Duration.ofNanos(left);
            if (store.awaitBeyond(file, position, glance)) {
                replica.session().state("Sending binlog event to slave");
                return;
            }
            if (store.isClosed()) {
                return;
            }
            left -= glance.toNanos();
            if (!period.isZero() && left <= 0) {
                beat(stands);
                left = period.toNanos();
            }
        }
    }

    private void beat(Coordinates stands) throws IOException {
        send(wishes.heartbeatV2()
                ? artificial.heartbeatV2(stands.file(), stands.position(), checksums)
                : artificial.heartbeat(stands.file(), stands.position(), checksums));
    }

    /**
     * Where the replica believes to be. One that was sent a file's own Rotate stands in the next file, which may not have begun
     * here yet; a heartbeat from behind that would make it stop for good (error 1623).
     */
    private Coordinates standing() {
        String next = file.index().nextFile();
        return sentEvents && next != null && position == file.published()
                ? new Coordinates(next, Coordinates.FIRST_POSITION)
                : new Coordinates(file.name(), position);
    }

    private void sendStretch() throws IOException {
        EventFilter chosen = filter;
        boolean bounded = wishes.until() != null;
        if (chosen != null || !wishes.annotations() || bounded) {
            if (chosen == null || !chosen.wantsAll(file, position) || !wishes.annotations() || bounded) {
                sendFiltered(chosen);
                return;
            }
        }
        Blocks.Block block = blocks.at(file, position, wishes.semiSync());
        if (block.count() > 0) {
            ByteBuffer buffer = buffers.take();
            try {
                buffer.order(ByteOrder.LITTLE_ENDIAN).put(block.packets()).flip();
                number(buffer, outlet.sequence());
                outlet.write(buffer, block.count());
            } finally {
                buffers.give(buffer);
            }
            answered(block.asksForAnswer());
            advance(block.to(), block.count());
        }
        if (block.large() > 0) {
            sendLarge(block.large());
        }
    }

    private void advance(long to, int events) {
        long from = position;
        position = to;
        sentEvents |= events > 0;
        replica.sent(new Coordinates(file.name(), to), events, to - from);
    }

    /** Gives packets that are numbered from 0 on the numbers that this stream has come to. */
    private static void number(ByteBuffer packets, int first) {
        if (first == 0) {
            return;
        }
        int limit = packets.limit();
        int sequence = first;
        for (int at = 0; at < limit; ) {
            int length = packets.getInt(at) & FULL_PACKET;
            packets.put(at + 3, (byte) sequence++);
            at += Blocks.PACKET_HEADER + length;
        }
    }

    // ---- events that are too large for a block -------------------------------------------------------------------

    /**
     * Through this program's memory, a buffer at a time. To let the kernel send the file itself (sendfile) costs less here and the
     * client more: what it gets then lies in single pages, and its header in a segment of its own. See docs/benchmarks.md.
     */
    private void sendLarge(int length) throws IOException {
        boolean last = position + length == file.published();
        long payload = (long) length + mark;
        long from = position;
        long sent = 0;
        ByteBuffer buffer = buffers.take();
        try {
            while (true) {
                int size = (int) Math.min(FULL_PACKET, payload - sent);
                buffer.clear().order(ByteOrder.LITTLE_ENDIAN).putInt(size | outlet.sequence() << 24);
                if (sent == 0) {
                    mark(buffer, last);
                }
                from = sendPacket(buffer, from, size - (buffer.position() - Blocks.PACKET_HEADER));
                sent += size;
                if (size < FULL_PACKET) {
                    break;
                }
            }
        } finally {
            buffers.give(buffer);
        }
        answered(last);
        advance(position + length, 1);
    }

    /** Sends what is in the buffer and {@code count} bytes of the file behind it, as one packet; returns where they end. */
    private long sendPacket(ByteBuffer buffer, long from, int count) throws IOException {
        long at = from;
        long end = from + count;
        int packets = 1;
        do {
            int ahead = buffer.position();
            buffer.limit((int) Math.min(buffer.capacity(), ahead + end - at));
            fill(buffer, at);
            at += buffer.position() - ahead;
            outlet.write(buffer.flip(), packets);
            packets = 0;
            buffer.clear();
        } while (at < end);
        return at;
    }

    private void fill(ByteBuffer buffer, long at) throws IOException {
        try {
            file.read(buffer, at);
        } catch (ArchiveException e) {
            // The replica is in the middle of an event: it could not read an error now.
            throw new IOException(e.getMessage(), e);
        }
        if (buffer.hasRemaining()) {
            throw new IOException(file.name() + " ends " + buffer.remaining() + " bytes short of the end of an event");
        }
    }

    private void answered(boolean asked) {
        if (asked && wishes.semiSync()) {
            outlet.restartSequence(SemiSync.NEXT_NUMBER);
        }
    }

    private void mark(ByteBuffer buffer, boolean asksForAnswer) {
        buffer.put((byte) 0);
        if (wishes.semiSync()) {
            buffer.put(SemiSync.MAGIC).put(asksForAnswer ? SemiSync.ANSWER : 0);
        }
    }

    // ---- for replicas that do not want everything ----------------------------------------------------------------

    private void sendFiltered(@Nullable EventFilter chosen) throws IOException {
        ByteBuffer in = buffers.take();
        ByteBuffer out = buffers.take();
        try {
            long published = readable(file.published());
            in.order(ByteOrder.LITTLE_ENDIAN).limit((int) Math.min(Blocks.STRETCH, published - position));
            file.read(in, position);
            int ready = in.position();
            int at = 0;
            int packets = 0;
            boolean asked = false;
            int sequence = outlet.sequence();
            out.order(ByteOrder.LITTLE_ENDIAN);
            while (ready - at >= EventHeader.LENGTH) {
                int length = in.getInt(at + EventHeader.LENGTH_AT);
                if (length < EventHeader.LENGTH || position + at + length > published) {
                    throw new IOException(file.name() + " has no whole event at " + (position + at));
                }
                if (length > Blocks.LARGE) {
                    break;
                }
                if (ready - at < length) {
                    break;
                }
                if (wants(chosen, in, at, length)) {
                    boolean last = position + at + length == published;
                    asked = last;
                    out.putInt((length + mark) | (sequence + packets) << 24);
                    mark(out, last);
                    out.put(in.duplicate().clear().position(at).limit(at + length));
                    packets++;
                }
                at += length;
            }
            if (packets > 0) {
                outlet.write(out.flip(), packets);
                answered(asked);
            }
            if (at > 0) {
                advance(position + at, packets);
                return;
            }
            large(chosen, in, ready);
        } finally {
            buffers.give(in);
            buffers.give(out);
        }
    }

    private void large(@Nullable EventFilter chosen, ByteBuffer in, int ready) throws IOException {
        int length = in.getInt(EventHeader.LENGTH_AT);
        // Filters read what stands at the beginning of an event only, and of large ones the type.
        if (wants(chosen, in, 0, Math.min(length, ready))) {
            sendLarge(length);
        } else {
            advance(position + length, 0);
        }
    }

    private boolean wants(@Nullable EventFilter chosen, ByteBuffer bytes, int at, int length) {
        if (!wishes.annotations()
                && (bytes.get(at + EventHeader.TYPE_AT) & 0xff) == EventType.ANNOTATE_ROWS) {
            return false;
        }
        return chosen == null || chosen.wants(bytes, at, length);
    }

    private void send(byte[] event) throws IOException {
        ByteBuffer buffer = buffers.take();
        try {
            buffer.order(ByteOrder.LITTLE_ENDIAN).putInt((event.length + mark) | outlet.sequence() << 24);
            mark(buffer, false);
            outlet.write(buffer.put(event).flip(), 1);
        } finally {
            buffers.give(buffer);
        }
    }
}
