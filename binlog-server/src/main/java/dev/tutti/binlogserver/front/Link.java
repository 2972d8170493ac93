package dev.tutti.binlogserver.front;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;

/** A client's connection and the one to a server that continues it. Each direction has a virtual thread of its own. */
final class Link {
    private static final int BUFFER = 128 * 1024;

    private final Socket client;
    private final Socket server;

    Link(Socket client, Socket server) {
        this.client = client;
        this.server = server;
    }

    /** Hands on what comes from either side until one ends; then both are closed. */
    void run() {
        Thread back = Thread.ofVirtual().name("front-back").start(() -> copy(server, client));
        copy(client, server);
        try {
            back.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void copy(Socket from, Socket to) {
        byte[] buffer = new byte[BUFFER];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                out.write(buffer, 0, n);
            }
        } catch (IOException e) {
            // One side has gone; the other one learns of it below.
        } finally {
            cut();
        }
    }

    void cut() {
        close(client);
        close(server);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is closed all the same.
        }
    }
}
