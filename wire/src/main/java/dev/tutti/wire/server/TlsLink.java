package dev.tutti.wire.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A connection with TLS: everything is copied and encrypted here. */
final class TlsLink implements Link {
    /** The largest TLS record. */
    private static final int RECORD = 16 * 1024;

    private final Link below;
    private final SSLSocket socket;

    TlsLink(Link below, SSLSocket socket) {
        this.below = below;
        this.socket = socket;
    }

    @Override
    public InetSocketAddress client() {
        return below.client();
    }

    @Override
    public InputStream input() throws IOException {
        return socket.getInputStream();
    }

    @Override
    public OutputStream output() throws IOException {
        return socket.getOutputStream();
    }

    @Override
    public void readTimeout(int milliseconds) throws IOException {
        socket.setSoTimeout(milliseconds);
    }

    @Override
    public Link encrypt(SSLContext tls, byte[] readAhead) {
        throw new IllegalStateException("the connection is encrypted already");
    }

    @Override
    public boolean isClear() {
        return false;
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
        Streams.copy(bytes, output(), RECORD);
    }

    @Override
    public boolean isOpen() {
        return below.isOpen();
    }

    @Override
    public Runnable cutAfter(Duration limit) {
        return below.cutAfter(limit);
    }

    @Override
    public void cut() {
        // Not the TLS socket: its goodbye would wait behind the very write that is to be ended.
        below.cut();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
