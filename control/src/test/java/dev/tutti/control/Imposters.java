package dev.tutti.control;

import dev.tutti.core.model.Address;
import dev.tutti.lab.process.Ports;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Something that listens where a server is expected, accepts, and says what it is told to, or nothing. Thread safe. */
final class Imposters implements AutoCloseable {
    private final ServerSocket listener;
    private final String says;
    private final Address address;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    private Imposters(String says) throws IOException {
        this.says = says;
        this.address = new Address("127.0.0.1", Ports.take());
        this.listener = new ServerSocket();
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), address.port()));
        Thread.ofVirtual().start(this::accept);
    }

    /** Accepts and never says a word. */
    static Imposters silent() throws IOException {
        return new Imposters("");
    }

    /** Says this to everybody, and closes. */
    static Imposters saying(String what) throws IOException {
        return new Imposters(what);
    }

    Address address() {
        return address;
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                open.add(client);
                if (!says.isEmpty()) {
                    client.getOutputStream().write(says.getBytes(StandardCharsets.ISO_8859_1));
                    client.shutdownOutput();
                }
            } catch (IOException e) {
                // Closed, or the client is gone.
            }
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
        Ports.release(address.port());
    }
}
