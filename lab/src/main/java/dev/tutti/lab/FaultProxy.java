package dev.tutti.lab;

import dev.tutti.core.model.Address;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A TCP proxy before one server that can delay, throttle, cut and reset what passes through it.
 *
 * <p>It behaves as the server's own port would: while the server is dead it does not listen, so that clients are refused,
 * and an end of stream or a reset on one side is passed on to the other. Thread-safe; one virtual thread accepts, two per
 * direction serve each connection.
 */
public final class FaultProxy implements AutoCloseable {
    private static final int BACKLOG = 128;

    private final int port;
    private final Address server;
    private final ProxyLink toServer = new ProxyLink();
    private final ProxyLink fromServer = new ProxyLink();
    private final Set<ProxyConnection> connections = ConcurrentHashMap.newKeySet();
    private @Nullable Listener listener;
    private @Nullable Cut cut;
    private boolean serverUp;
    private boolean closed;
    private String delayed = "";
    private String limited = "";

    /**
     * A proxy that listens as soon as {@link #serverIsUp} has been called.
     *
     * @param port where it listens on 127.0.0.1
     * @param server where it forwards to
     */
    public FaultProxy(int port, Address server) {
        this.port = port;
        this.server = server;
    }

    public int port() {
        return port;
    }

    public Address server() {
        return server;
    }

    /** The server listens: so does the proxy, unless a fault says otherwise. */
    public synchronized void serverIsUp() {
        serverUp = true;
        listenOrNot();
    }

    /** The server is dead: connections to its port are refused. */
    public synchronized void serverIsDown() {
        serverUp = false;
        listenOrNot();
    }

    /** Cuts the link in this way until {@link #heal}; a cut before it is replaced. */
    public synchronized void cut(Cut how) {
        cut = how;
        if (how == Cut.RESET) {
            // First of all: what a cut before has held back is lost with its connection, not delivered.
            connections.forEach(ProxyConnection::reset);
        }
        toServer.block(how.blocksTowardsServer());
        fromServer.block(how.blocksFromServer());
        listenOrNot();
    }

    /**
     * Delays all that passes, in each direction: a round trip takes twice this.
     *
     * @param jitter up to this much more, at random; what was sent first still arrives first
     */
    public synchronized void delay(Duration delay, Duration jitter) {
        if (delay.isNegative() || jitter.isNegative()) {
            throw new LabException("A delay cannot be negative.");
        }
        toServer.delay(delay, jitter);
        fromServer.delay(delay, jitter);
        delayed = "delay " + delay.toMillis() + "ms" + (jitter.isZero() ? "" : " jitter " + jitter.toMillis() + "ms");
    }

    /** Limits each direction, over all connections together. */
    public synchronized void bandwidth(long bytesPerSecond) {
        if (bytesPerSecond < 1) {
            throw new LabException("A bandwidth must be at least 1 byte per second.");
        }
        toServer.bandwidth(bytesPerSecond);
        fromServer.bandwidth(bytesPerSecond);
        limited = "bandwidth " + bytesPerSecond + " B/s";
    }

    /** Ends every cut, delay and limit; what a cut has held back is delivered, as TCP would by sending it again. */
    public synchronized void heal() {
        cut = null;
        delayed = "";
        limited = "";
        for (ProxyLink link : new ProxyLink[] {toServer, fromServer}) {
            link.delay(Duration.ZERO, Duration.ZERO);
            link.bandwidth(0);
            link.block(false);
        }
        listenOrNot();
    }

    /** The faults in force, for people; empty when there is none. */
    public synchronized String faults() {
        Cut now = cut;
        return Stream.of(now == null ? "" : "cut " + now.cliName(), delayed, limited)
                .filter(f -> !f.isEmpty())
                .collect(Collectors.joining(", "));
    }

    @Override
    public synchronized void close() {
        closed = true;
        listenOrNot();
        connections.forEach(ProxyConnection::close);
    }

    private void listenOrNot() {
        Cut now = cut;
        boolean listen = !closed && now != Cut.RESET && (serverUp || now != null);
        try {
            Listener open = listener;
            if (listen && open == null) {
                ServerSocket made = new ServerSocket();
                made.setReuseAddress(true);
                made.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
                listener = new Listener(made, Thread.ofVirtual().name("fault-proxy-" + port).start(() -> accept(made)));
            } else if (!listen && open != null) {
                listener = null;
                open.close();
            }
        } catch (IOException e) {
            throw new LabException("The fault proxy cannot listen on 127.0.0.1:" + port + ": " + e.getMessage(), e);
        }
    }

    /**
     * A port that is open, and the thread that accepts on it. Closing a {@link ServerSocket} in whose {@code accept} a virtual
     * thread waits only wakes that thread: the port refuses from when the thread has left, so this waits for it.
     */
    private record Listener(ServerSocket socket, Thread accepting) {
        private static final Duration LEAVING = Duration.ofSeconds(10);

        void close() throws IOException {
            socket.close();
            try {
                if (!accepting.join(LEAVING)) {
                    throw new IOException("its port did not close within " + LEAVING.toSeconds() + " s");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void accept(ServerSocket from) {
        while (!from.isClosed()) {
            try {
                Socket client = from.accept();
                ProxyConnection[] made = new ProxyConnection[1];
                ProxyConnection connection = new ProxyConnection(client, () -> connections.remove(made[0]));
                made[0] = connection;
                connections.add(connection);
                var _ = Thread.ofVirtual().start(() -> connection.open(server, toServer, fromServer));
            } catch (IOException e) {
                // Either the listener was closed, which ends the loop, or this one client gave up.
            }
        }
    }
}
