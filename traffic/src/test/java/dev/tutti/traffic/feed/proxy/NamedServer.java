package dev.tutti.traffic.feed.proxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A server behind a proxy that tells every client its own name, and keeps the connection. */
final class NamedServer implements AutoCloseable {
    private final ServerSocket listener;

    NamedServer(String name) throws IOException {
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(() -> {
            while (!listener.isClosed()) {
                try {
                    Socket socket = listener.accept();
                    Thread.ofVirtual().start(() -> serve(socket, name));
                } catch (IOException e) {
                    return;
                }
            }
        });
    }

    private static void serve(Socket socket, String name) {
        try (socket) {
            socket.getOutputStream().write((name + "\n").getBytes(StandardCharsets.UTF_8));
            while (socket.getInputStream().read() >= 0) {
                // Until the client or the proxy leaves.
            }
        } catch (IOException e) {
            // It was cut off.
        }
    }

    int port() {
        return listener.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
