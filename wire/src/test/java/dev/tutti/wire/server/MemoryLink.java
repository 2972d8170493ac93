package dev.tutti.wire.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import javax.net.ssl.SSLContext;

/** A connection without a network: the client is a stream, and what the server sends is checked to be whole packets. */
final class MemoryLink implements Link {
    private static final InetSocketAddress CLIENT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 4711);

    private final InputStream client;
    private final Sent sent = new Sent();
    private volatile boolean closed;

    MemoryLink(InputStream client) {
        this.client = client;
    }

    /** What the server has sent: the beginning as it was, of the rest only what is needed to answer. */
    static final class Sent extends OutputStream {
        /** Enough for a greeting and whatever follows up to the end of a login. */
        private final byte[] beginning = new byte[1024];

        private final byte[] header = new byte[4];
        private int kept;
        private int headerBytes;
        private int payload;
        private boolean atStart;
        private int first;

        @Override
        public synchronized void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public synchronized void write(byte[] bytes, int offset, int length) {
            int keep = Math.min(length, beginning.length - kept);
            System.arraycopy(bytes, offset, beginning, kept, keep);
            kept += keep;
            int at = offset;
            int end = offset + length;
            while (at < end) {
                if (payload > 0) {
                    if (atStart) {
                        first = bytes[at] & 0xff;
                        atStart = false;
                    }
                    int skipped = Math.min(payload, end - at);
                    payload -= skipped;
                    at += skipped;
                } else {
                    header[headerBytes++] = bytes[at++];
                    if (headerBytes == 4) {
                        headerBytes = 0;
                        payload = (header[0] & 0xff) | (header[1] & 0xff) << 8 | (header[2] & 0xff) << 16;
                        atStart = true;
                    }
                }
            }
        }

        synchronized byte[] beginning() {
            return beginning.clone();
        }

        /** The number that an answer to the newest packet must carry. */
        synchronized int answerSequence() {
            return (header[3] + 1) & 0xff;
        }

        synchronized boolean isWhole() {
            return payload == 0 && headerBytes == 0;
        }

        /** The first byte of the newest packet: OK, an error, a question. */
        synchronized int first() {
            return first;
        }
    }

    Sent sent() {
        return sent;
    }

    @Override
    public InetSocketAddress client() {
        return CLIENT;
    }

    @Override
    public InputStream input() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                requireOpen();
                return client.read(bytes, offset, length);
            }
        };
    }

    private void requireOpen() throws SocketException {
        if (closed) {
            throw new SocketException("closed");
        }
    }

    @Override
    public OutputStream output() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                requireOpen();
                sent.write(b);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                requireOpen();
                sent.write(bytes, offset, length);
            }
        };
    }

    @Override
    public void readTimeout(int milliseconds) {}

    @Override
    public Link encrypt(SSLContext tls, byte[] readAhead) throws IOException {
        throw new SocketException("no TLS in memory");
    }

    @Override
    public boolean isClear() {
        return true;
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
        Streams.copy(bytes, output(), 4096);
    }

    @Override
    public boolean isOpen() {
        return !closed;
    }

    @Override
    public Runnable cutAfter(Duration limit) {
        return () -> {};
    }

    @Override
    public void cut() {
        closed = true;
    }

    @Override
    public void close() {
        closed = true;
    }
}
