package dev.tutti.wire.server;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** Copies to streams, for connections that cannot do without a copy. Stateless. */
final class Streams {
    private Streams() {}

    static void copy(ByteBuffer bytes, OutputStream out, int piece) throws IOException {
        if (bytes.hasArray()) {
            out.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
            bytes.position(bytes.limit());
            return;
        }
        byte[] copy = new byte[Math.min(piece, bytes.remaining())];
        while (bytes.hasRemaining()) {
            int count = Math.min(copy.length, bytes.remaining());
            bytes.get(copy, 0, count);
            out.write(copy, 0, count);
        }
    }
}
