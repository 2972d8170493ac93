package dev.tutti.wire.server;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

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

    static void copy(FileChannel file, long position, long count, OutputStream out, int piece) throws IOException {
        byte[] copy = new byte[(int) Math.min(piece, count)];
        long at = position;
        long end = position + count;
        while (at < end) {
            int read = file.read(ByteBuffer.wrap(copy, 0, (int) Math.min(copy.length, end - at)), at);
            if (read < 0) {
                throw new EOFException("the file ends " + (end - at) + " bytes before what was to be sent of it");
            }
            out.write(copy, 0, read);
            at += read;
        }
    }
}
