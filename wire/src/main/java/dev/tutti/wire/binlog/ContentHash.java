package dev.tutti.wire.binlog;

import dev.tutti.wire.packet.LittleEndian;

/**
 * The 64-bit hash behind {@link dev.tutti.core.log.LogEvent#content}: eight bytes at a time with the round and the final mix of
 * XXH64 (one lane instead of four: events are short), so that every bit of input moves about half the bits of the result.
 * Not for use against people who forge collisions: who writes to the log can write anything anyway.
 *
 * <p>Stable within one version of the program only; never store it.
 */
public final class ContentHash {
    private static final long P1 = 0x9E3779B185EBCA87L;
    private static final long P2 = 0xC2B2AE3D27D4EB4FL;
    private static final long P3 = 0x165667B19E3779F9L;
    private static final long P4 = 0x85EBCA77C2B2AE63L;

    private ContentHash() {}

    /** The hash of a range; never 0, which stands for "nothing comparable". Chain ranges by passing a hash as the seed. */
    public static long of(byte[] bytes, int offset, int length, long seed) {
        long hash = seed * P1 + P3 + length;
        int at = offset;
        int end = offset + length;
        for (; at <= end - 8; at += 8) {
            hash = round(hash, LittleEndian.i64(bytes, at));
        }
        if (at < end) {
            long tail = 0;
            for (int shift = 0; at < end; at++, shift += 8) {
                tail |= (bytes[at] & 0xffL) << shift;
            }
            hash = round(hash, tail);
        }
        hash ^= hash >>> 33;
        hash *= P2;
        hash ^= hash >>> 29;
        hash *= P3;
        hash ^= hash >>> 32;
        return hash == 0 ? 1 : hash;
    }

    private static long round(long hash, long word) {
        return Long.rotateLeft(hash ^ Long.rotateLeft(word * P2, 31) * P1, 27) * P1 + P4;
    }
}
