package dev.tutti.binlogserver;

import dev.tutti.core.model.Address;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A way to a server on which one bit of what the server sends may turn over, that can be cut, and that can be led to another
 * server. One virtual thread per direction. Thread-safe.
 */
final class DamagingProxy implements AutoCloseable {
    private final ServerSocket listening;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong damaged = new AtomicLong();
    private volatile Address target;
    private volatile byte[] marker = new byte[0];
    private volatile boolean cut;

    DamagingProxy(Address target) throws IOException {
        this.target = target;
        listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        var _ = Thread.ofVirtual().start(this::accept);
    }

    Address address() {
        return new Address("127.0.0.1", listening.getLocalPort());
    }

    /** From now on one bit turns over behind each of these words that comes from the server in one piece. */
    void damageBehind(String word) {
        marker = word.getBytes(StandardCharsets.UTF_8);
    }

    void damageNothing() {
        marker = new byte[0];
    }

    /** How many bits have turned over. */
    long damaged() {
        return damaged.get();
    }

    /** Ends all connections; new ones are ended at once until {@link #heal}. */
    void cut() {
        cut = true;
        open.forEach(DamagingProxy::close);
    }

    void heal() {
        cut = false;
    }

    void leadTo(Address other) {
        target = other;
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                if (cut) {
                    close(client);
                    continue;
                }
                Socket server = new Socket(target.host(), target.port());
                open.add(client);
                open.add(server);
                var _ = Thread.ofVirtual().start(() -> copy(client, server, false));
                var _ = Thread.ofVirtual().start(() -> copy(server, client, true));
                if (cut) {
                    close(client);
                    close(server);
                }
            } catch (IOException e) {
                // This client was not lucky, or the proxy has been closed, which ends the loop.
            }
        }
    }

    private void copy(Socket from, Socket to, boolean fromServer) {
        byte[] bytes = new byte[16 * 1024];
        try (from; to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
                if (fromServer) {
                    damage(bytes, n);
                }
                out.write(bytes, 0, n);
            }
        } catch (IOException e) {
            // One side has gone, and takes the other with it.
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    private void damage(byte[] bytes, int count) {
        byte[] wanted = marker;
        for (int at = 0; wanted.length > 0 && at + wanted.length <= count; at++) {
            int same = 0;
            while (same < wanted.length && bytes[at + same] == wanted[same]) {
                same++;
            }
            if (same == wanted.length) {
                bytes[at + same - 1] ^= 4;
                damaged.incrementAndGet();
            }
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone either way.
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        open.forEach(DamagingProxy::close);
    }
}
