package dev.tutti.traffic.testing;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.function.Consumer;

/** A server that does what a test wants with each connection, and can be away for a while on the same port. */
public final class Listening implements AutoCloseable {
    private final Consumer<Socket> serve;
    private final int port;
    private ServerSocket listener;
    private @Nullable Thread accepting;

    private Listening(ServerSocket listener, Consumer<Socket> serve) {
        this.listener = listener;
        this.port = listener.getLocalPort();
        this.serve = serve;
        accept(listener);
    }

    /** @param serve is given each connection on a thread of its own */
    public static Listening with(Consumer<Socket> serve) throws IOException {
        return new Listening(new ServerSocket(0, 200, InetAddress.getLoopbackAddress()), serve);
    }

    /** Accepts and says nothing. */
    public static Listening silent() throws IOException {
        return with(socket -> {
            try (socket; InputStream in = socket.getInputStream()) {
                in.readAllBytes();
            } catch (IOException e) {
                // The other side is tired of it.
            }
        });
    }

    private void accept(ServerSocket from) {
        accepting = Thread.ofVirtual().start(() -> {
            while (!from.isClosed()) {
                try {
                    Socket socket = from.accept();
                    Thread.ofVirtual().start(() -> serve.accept(socket));
                } catch (IOException e) {
                    return;
                }
            }
        });
    }

    public int port() {
        return port;
    }

    public String address() {
        return "127.0.0.1:" + port;
    }

    /** Nobody is there any more. */
    public void away() throws IOException, InterruptedException {
        listener.close();
        Thread last = accepting;
        if (last != null) {
            last.join(); // until then the kernel goes on accepting for it
        }
    }

    /** There again. */
    public void back() throws IOException {
        ServerSocket again = new ServerSocket();
        again.setReuseAddress(true);
        again.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
        listener = again;
        accept(again);
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
