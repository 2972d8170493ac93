package dev.tutti.wire.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * A connection in clear. The channel is in blocking mode, its streams are its socket's: reading takes only its lock for reading,
 * writing only the one for writing. (The streams that {@code java.nio.channels.Channels} wraps around other channels share
 * one lock, under which an acknowledgement would wait for an event.)
 */
final class ChannelLink implements Link {
    private final SocketChannel channel;
    private final InetSocketAddress client;

    ChannelLink(SocketChannel channel) throws IOException {
        this.channel = channel;
        this.client = (InetSocketAddress) channel.getRemoteAddress();
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        // A replica behind a firewall that forgot the connection is noticed, if only after hours.
        channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    }

    @Override
    public InetSocketAddress client() {
        return client;
    }

    @Override
    public InputStream input() throws IOException {
        return channel.socket().getInputStream();
    }

    @Override
    public OutputStream output() throws IOException {
        return channel.socket().getOutputStream();
    }

    @Override
    public void readTimeout(int milliseconds) throws IOException {
        channel.socket().setSoTimeout(milliseconds);
    }

    @Override
    public Link encrypt(SSLContext tls, byte[] readAhead) throws IOException {
        Socket socket = channel.socket();
        SSLSocket encrypted = (SSLSocket)
                tls.getSocketFactory().createSocket(socket, new java.io.ByteArrayInputStream(readAhead), true);
        encrypted.startHandshake();
        return new TlsLink(this, encrypted);
    }

    @Override
    public boolean isClear() {
        return true;
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public Runnable cutAfter(Duration limit) {
        CompletableFuture<Void> lifted = new CompletableFuture<>();
        var _ = lifted.orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS).exceptionally(late -> {
            cut();
            return null;
        });
        return () -> lifted.complete(null);
    }

    @Override
    public void cut() {
        try {
            channel.close();
        } catch (IOException e) {
            // A channel that fails to close is closed all the same.
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
