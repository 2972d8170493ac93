package dev.tutti.binlogserver.store;

import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The frames of compressed files that were read last, decompressed. Sixteen are 4 MiB: enough that replicas that read beside each
 * other, and a reader that takes a frame in several pieces, decompress each once. Thread-safe.
 */
final class Frames {
    private static final int MOST = 16;

    private record Key(CompressedBytes file, int number) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Key, byte[]> cache = new LinkedHashMap<>(2 * MOST, 0.75f, true);

    byte[] get(CompressedBytes file, int number) throws IOException {
        Key key = new Key(file, number);
        lock.lock();
        try {
            byte[] known = cache.get(key);
            if (known != null) {
                return known;
            }
        } finally {
            lock.unlock();
        }
        byte[] frame = file.decompress(number);
        lock.lock();
        try {
            cache.put(key, frame);
            Iterator<Key> oldest = cache.keySet().iterator();
            while (cache.size() > MOST) {
                oldest.next();
                oldest.remove();
            }
        } finally {
            lock.unlock();
        }
        return frame;
    }
}
