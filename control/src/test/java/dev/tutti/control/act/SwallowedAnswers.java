package dev.tutti.control.act;

import dev.tutti.core.model.Address;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands before a server and swallows its answers on a connection from the moment that a certain statement went by: the
 * server does what it was told, and the client never hears of it. Thread safe; virtual threads.
 */
final class SwallowedAnswers implements AutoCloseable {
    private final ServerSocket listening;
    private final Address server;
    private final String statement;
    private final int times;
    private final AtomicInteger swallowed = new AtomicInteger();

    /**
     * @param statement a part of the statement, as it is sent
     * @param times on how many connections
     */
    SwallowedAnswers(Address server, String statement, int times) throws IOException {
        this.server = server;
        this.statement = statement;
        this.times = times;
        this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    Address address() {
        return new Address("127.0.0.1", listening.getLocalPort());
    }

    int swallowed() {
        return swallowed.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listening.accept();
                Socket behind = new Socket(server.host(), server.port());
                AtomicBoolean silent = new AtomicBoolean();
                Thread.ofVirtual().start(() -> pass(client, behind, silent, true));
                Thread.ofVirtual().start(() -> pass(behind, client, silent, false));
            }
        } catch (IOException e) {
            // Closed.
            return;
        }
    }

    private void pass(Socket from, Socket to, AtomicBoolean silent, boolean asks) {
        byte[] bytes = new byte[8192];
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
                if (asks && new String(bytes, 0, read, StandardCharsets.ISO_8859_1).contains(statement)
                        && swallowed.getAndUpdate(count -> Math.min(count + 1, times)) < times) {
                    silent.set(true);
                }
                if (asks || !silent.get()) {
                    out.write(bytes, 0, read);
                }
            }
        } catch (IOException e) {
            // One side has gone; so does the other.
            return;
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
