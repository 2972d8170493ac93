package dev.tutti.binlogserver.serve;

import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Direct buffers of one size, for as long as something is on its way. As many exist as were ever in use at once, up to a bound
 * beyond which they are left to the garbage collector. Thread-safe.
 */
final class Buffers {
    private static final int KEPT = 1024;

    private final int size;
    private final ConcurrentLinkedQueue<ByteBuffer> free = new ConcurrentLinkedQueue<>();
    private final AtomicInteger kept = new AtomicInteger();

    Buffers(int size) {
        this.size = size;
    }

    ByteBuffer take() {
        ByteBuffer buffer = free.poll();
        if (buffer == null) {
            return ByteBuffer.allocateDirect(size);
        }
        kept.decrementAndGet();
        return buffer.clear();
    }

    void give(ByteBuffer buffer) {
        if (kept.get() < KEPT) {
            kept.incrementAndGet();
            free.add(buffer);
        }
    }
}
