package dev.tutti.traffic.dns;

/** Names as they are on the wire (RFC 1035, section 3.1). Stateless. */
final class Wire {
    static final int MAXIMUM_NAME = 255;
    static final int MAXIMUM_LABELS = 128;
    static final int HEADER = 12;

    private Wire() {}

    static byte lower(byte b) {
        return b >= 'A' && b <= 'Z' ? (byte) (b + 32) : b;
    }

    /** Of a name in lower case: the hash of each suffix is that of the name that follows its first label, continued. */
    static int hash(byte[] bytes, int from, int to) {
        int[] starts = new int[MAXIMUM_LABELS];
        int labels = 0;
        for (int at = from; at < to && bytes[at] != 0; at += bytes[at] + 1) {
            starts[labels++] = at;
        }
        int hash = ROOT;
        for (int i = labels - 1; i >= 0; i--) {
            hash = extend(hash, bytes, starts[i], bytes[starts[i]] + 1);
        }
        return hash;
    }

    /** The hash of the root. */
    static final int ROOT = 0x811c9dc5;

    /** The hash of a name from that of its parent and its first label, length included. */
    static int extend(int parent, byte[] bytes, int from, int length) {
        int hash = parent;
        for (int i = from; i < from + length; i++) {
            hash = (hash ^ bytes[i]) * 0x01000193;
        }
        return hash ^ (hash >>> 15);
    }

    static int unsigned16(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff);
    }

    static void put16(byte[] bytes, int at, int value) {
        bytes[at] = (byte) (value >>> 8);
        bytes[at + 1] = (byte) value;
    }
}
