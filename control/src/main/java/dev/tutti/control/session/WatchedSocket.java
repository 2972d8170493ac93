package dev.tutti.control.session;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A socket that is read all the time, also while nobody waits for an answer, so that the other side's end is noticed when it
 * happens and not at the next question: a server process that is killed closes its sockets at once.
 *
 * <p>A virtual thread of its own (the pump) moves arriving bytes into a small buffer, from which the user of the socket
 * reads with its timeout. When the buffer is full the pump waits, so that the peer is slowed as by any socket.
 */
final class WatchedSocket extends Socket {
    /** Twice for each server: one answer to a look, some 5 KB, fits. */
    private static final int BUFFER = 8 * 1024;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final byte[] buffer = new byte[BUFFER];
    private int start;
    private int filled;
    private boolean ended;
    private boolean closedHere;
    private @Nullable IOException failure;
    private volatile int timeoutMillis;
    private @Nullable Runnable onLost;
    private @Nullable InputStream buffered;

    @Override
    public void connect(SocketAddress endpoint, int timeout) throws IOException {
        super.connect(endpoint, timeout);
        InputStream raw = super.getInputStream();
        buffered = new BufferedByPump();
        Thread.ofVirtual().name("watch " + endpoint).start(() -> pump(raw));
    }

    /** Called once, from the pump, when the other side ends the connection; at once if it has ended already. */
    void onLost(Runnable action) {
        boolean already;
        lock.lock();
        try {
            onLost = action;
            already = ended && !closedHere;
        } finally {
            lock.unlock();
        }
        if (already) {
            action.run();
        }
    }

    private void pump(InputStream raw) {
        byte[] chunk = new byte[BUFFER];
        try {
            for (int read = raw.read(chunk); read >= 0; read = raw.read(chunk)) {
                if (!put(chunk, read)) {
                    return;
                }
            }
            end(null);
        } catch (IOException e) {
            end(e);
        }
    }

    private boolean put(byte[] chunk, int length) {
        int done = 0;
        lock.lock();
        try {
            while (done < length) {
                while (filled == BUFFER && !closedHere) {
                    changed.awaitUninterruptibly();
                }
                if (closedHere) {
                    return false;
                }
                int at = (start + filled) % BUFFER;
                int now = Math.min(length - done, Math.min(BUFFER - filled, BUFFER - at));
                System.arraycopy(chunk, done, buffer, at, now);
                filled += now;
                done += now;
                changed.signalAll();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void end(@Nullable IOException reason) {
        Runnable action;
        lock.lock();
        try {
            ended = true;
            failure = reason;
            action = closedHere ? null : onLost;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (action != null) {
            action.run();
        }
    }

    @Override
    public InputStream getInputStream() throws IOException {
        InputStream stream = buffered;
        if (stream == null) {
            throw new SocketException("not connected");
        }
        return stream;
    }

    @Override
    public void setSoTimeout(int timeout) {
        timeoutMillis = timeout;
    }

    @Override
    public int getSoTimeout() {
        return timeoutMillis;
    }

    @Override
    public void close() throws IOException {
        lock.lock();
        try {
            closedHere = true;
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        super.close();
    }

    private final class BufferedByPump extends InputStream {
        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            lock.lock();
            try {
                awaitBytes();
                if (filled == 0) {
                    return atEnd();
                }
                int now = Math.min(length, Math.min(filled, BUFFER - start));
                System.arraycopy(buffer, start, into, offset, now);
                start = (start + now) % BUFFER;
                filled -= now;
                changed.signalAll();
                return now;
            } finally {
                lock.unlock();
            }
        }

        private void awaitBytes() throws IOException {
            int timeout = timeoutMillis;
            long left = TimeUnit.MILLISECONDS.toNanos(timeout == 0 ? Integer.MAX_VALUE : timeout);
            try {
                while (filled == 0 && !ended) {
                    if (left <= 0) {
                        throw new SocketTimeoutException("no answer within " + timeout + " ms");
                    }
                    left = changed.awaitNanos(left);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while waiting for an answer", e);
            }
        }

        private int atEnd() throws IOException {
            if (closedHere) {
                throw new SocketException("socket closed");
            }
            IOException reason = failure;
            if (reason != null) {
                throw new IOException(reason.getMessage(), reason);
            }
            return -1;
        }

        @Override
        public int available() {
            lock.lock();
            try {
                return filled;
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() throws IOException {
            WatchedSocket.this.close();
        }
    }
}
