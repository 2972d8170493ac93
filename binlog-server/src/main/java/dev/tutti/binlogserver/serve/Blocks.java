package dev.tutti.binlogserver.serve;

import dev.tutti.binlogserver.store.StoredFile;
import dev.tutti.wire.binlog.EventHeader;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Stretches of log files as packets, made once and sent to every replica that comes by: what is left to do per replica is one
 * copy and the packets' numbers. Thread-safe.
 *
 * <p>A block ends with the event that passes a multiple of {@link #STRETCH}, so that readers who began at different places
 * come to use the same blocks. At the end of what is published it ends there.
 */
final class Blocks {
    /** Large enough that a system call per block does not count, small enough that hundreds of replicas hold one each. */
    static final int STRETCH = 128 * 1024;

    /** Larger events are not kept in blocks: few of them would fill the cache. */
    static final int LARGE = 32 * 1024;

    static final int PACKET_HEADER = 4;

    /** Every packet's payload begins with a zero byte: it is an event, not an error. */
    static final int MARK = 1;

    /** Two bytes more with semi-synchronous replication. */
    static final int SEMI_SYNC_MARK = 2;

    private static final int READ = STRETCH + LARGE;
    /** A block that ends early because nothing more was published is made anew for whoever comes when there is this much more. */
    private static final int WORTH_MAKING_ANEW = 32 * 1024;

    /**
     * A stretch of a file.
     *
     * @param packets with numbers from 0 on
     * @param count how many
     * @param to where the stretch ends: the next event
     * @param asksForAnswer whether its last event is to be acknowledged
     * @param large the length of the event that follows, if it is too large for a block; else 0
     */
    @SuppressWarnings("ArrayRecordComponent") // shared and never changed
    record Block(byte[] packets, int count, long to, boolean asksForAnswer, int large) {}

    private record Key(long file, long from, boolean semiSync) {}

    private final long capacity;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Key, Block> cache = new LinkedHashMap<>(256, 0.75f, true);
    private long cached;
    private final Buffers raw = new Buffers(READ);

    /**
     * An empty cache.
     *
     * @param capacity bytes of packets to keep
     */
    Blocks(long capacity) {
        this.capacity = capacity;
    }

    /** The stretch that begins here, where an event must begin; something must be published behind it. */
    Block at(StoredFile file, long from, boolean semiSync) throws IOException {
        long published = file.published();
        Key key = new Key(file.ordinal(), from, semiSync);
        lock.lock();
        try {
            Block known = cache.get(key);
            if (known != null && !isOutgrown(known, from, published)) {
                return known;
            }
        } finally {
            lock.unlock();
        }
        Block made = make(file, from, published, semiSync);
        lock.lock();
        try {
            Block replaced = cache.put(key, made);
            cached += made.packets().length - (replaced == null ? 0 : replaced.packets().length);
            Iterator<Block> oldest = cache.values().iterator();
            while (cached > capacity && cache.size() > 1) {
                cached -= oldest.next().packets().length;
                oldest.remove();
            }
        } finally {
            lock.unlock();
        }
        return made;
    }

    private static boolean isOutgrown(Block block, long from, long published) {
        return block.large() == 0
                && block.to() < published
                && block.to() < boundary(from)
                && published - block.to() >= WORTH_MAKING_ANEW;
    }

    private static long boundary(long from) {
        return (from / STRETCH + 1) * STRETCH;
    }

    private Block make(StoredFile file, long from, long published, boolean semiSync) throws IOException {
        ByteBuffer bytes = raw.take();
        try {
            bytes.order(ByteOrder.LITTLE_ENDIAN).clear();
            bytes.limit((int) Math.min(READ, published - from));
            file.read(bytes, from);
            return frame(bytes, bytes.position(), from, published, semiSync, file.name());
        } finally {
            raw.give(bytes);
        }
    }

    private static Block frame(
            ByteBuffer bytes, int ready, long from, long published, boolean semiSync, String file) throws IOException {
        int mark = semiSync ? MARK + SEMI_SYNC_MARK : MARK;
        int stretch = (int) Math.min(boundary(from) - from, Integer.MAX_VALUE);
        int at = 0;
        int count = 0;
        int large = 0;
        while (at < stretch && ready - at >= EventHeader.LENGTH) {
            int length = bytes.getInt(at + EventHeader.LENGTH_AT);
            if (length < EventHeader.LENGTH || from + at + length > published) {
                throw new IOException(file + " has no whole event at " + (from + at));
            }
            if (length > LARGE) {
                large = length;
                break;
            }
            if (ready - at < length) {
                break;
            }
            at += length;
            count++;
        }
        boolean asksForAnswer = semiSync && count > 0 && from + at == published;
        byte[] packets = new byte[at + count * (PACKET_HEADER + mark)];
        int in = 0;
        int out = 0;
        for (int i = 0; i < count; i++) {
            int length = bytes.getInt(in + EventHeader.LENGTH_AT);
            int payload = length + mark;
            packets[out] = (byte) payload;
            packets[out + 1] = (byte) (payload >>> 8);
            packets[out + 2] = (byte) (payload >>> 16);
            packets[out + 3] = (byte) i;
            out += PACKET_HEADER + MARK;
            if (semiSync) {
                packets[out] = SemiSync.MAGIC;
                // Whoever has the last event of a stretch that was published as one has all of it.
                packets[out + 1] = asksForAnswer && i == count - 1 ? SemiSync.ANSWER : 0;
                out += SEMI_SYNC_MARK;
            }
            bytes.get(in, packets, out, length);
            in += length;
            out += length;
        }
        return new Block(packets, count, from + at, asksForAnswer, large);
    }
}
