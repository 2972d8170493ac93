package dev.tutti.wire.server;

import dev.tutti.core.model.Address;
import dev.tutti.wire.packet.ErrPacket;
import dev.tutti.wire.packet.PacketOutput;
import dev.tutti.wire.packet.PayloadWriter;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A server of the MySQL protocol: one virtual thread accepts, one virtual thread serves each connection, and one more reads
 * acknowledgements while a dump listens. Hundreds of servers, or of connections, in one process cost little: a socket and
 * a parked thread each, and some 10 KiB per connection. All methods may be called by any thread.
 */
public final class WireServer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(WireServer.class.getName());
    /** Drivers' pools connect in bursts. */
    private static final int BACKLOG = 256;
    /** Waking a thread that accepts takes microseconds. */
    private static final Duration CLOSING = Duration.ofSeconds(5);
    /** When no more files can be opened, accepting fails at once until some are closed. */
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(100);

    private final ServerSocketChannel listener;
    private final InetSocketAddress listening;
    private final ServerOptions options;
    private final ServerHandler handler;
    private final PasswordCheck check;
    private final Connections connections;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable Thread acceptor;

    private WireServer(ServerSocketChannel listener, ServerOptions options, ServerHandler handler) throws IOException {
        this.listener = listener;
        this.listening = (InetSocketAddress) listener.getLocalAddress();
        this.options = options;
        this.handler = handler;
        this.check = new PasswordCheck(options.authentication().emptyPasswords());
        this.connections = new Connections(options.clock());
    }

    /**
     * Listens and serves until {@link #close}.
     *
     * @param handler answers statements, and if it is a {@link ServerHandler} also replicas
     * @throws IOException if the port is taken
     */
    public static WireServer start(ServerOptions options, QueryHandler handler) throws IOException {
        ServerHandler whole = handler instanceof ServerHandler complete ? complete : handler::answer;
        ServerSocketChannel listener = ServerSocketChannel.open();
        WireServer server = null;
        try {
            listener.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            listener.bind(options.listen(), BACKLOG);
            server = new WireServer(listener, options, whole);
        } finally {
            if (server == null) {
                listener.close();
            }
        }
        server.acceptor = Thread.ofVirtual().name("wire-accept-" + server.listening.getPort()).start(server::accept);
        return server;
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    private void accept() {
        while (!isClosed()) {
            try {
                SocketChannel channel = listener.accept();
                if (connections.count() >= options.authentication().maxConnections()) {
                    turnAway(channel);
                } else {
                    take(channel);
                }
            } catch (IOException e) {
                if (!isClosed()) {
                    LOG.log(System.Logger.Level.WARNING, "Cannot accept a connection on " + address(), e);
                    pause();
                }
            }
        }
    }

    private void pause() {
        try {
            var _ = closed.await(PAUSE_AFTER_FAILURE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** On the accepting thread: the few bytes fit into any socket's buffer. */
    private static void turnAway(SocketChannel channel) {
        try (channel) {
            PacketOutput out = new PacketOutput(channel.socket().getOutputStream(), 64);
            PayloadWriter payload = new PayloadWriter();
            new ErrPacket(1040, "08004", "Too many connections").encodeInsteadOfGreeting(payload);
            out.write(payload);
            out.flush();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "A client that was turned away had left", e);
        }
    }

    private void take(SocketChannel channel) throws IOException {
        ServerConnection connection;
        try {
            Link link = new ChannelLink(channel);
            connection = new ServerConnection(connections.nextId(), link, options, handler, check, connections);
        } catch (IOException e) {
            // It has left already: no failure of ours.
            LOG.log(System.Logger.Level.DEBUG, "A client of " + address() + " left at once", e);
            channel.close();
            return;
        }
        connections.add(connection);
        Thread.ofVirtual().name("wire-" + connection.id()).start(() -> serve(connection));
    }

    /** The one place where a connection's failures end. */
    private void serve(ServerConnection connection) {
        try {
            if (!isClosed()) {
                connection.serve();
            }
        } catch (IOException e) {
            if (!isClosed()) {
                LOG.log(System.Logger.Level.DEBUG, "Connection " + connection.id() + " to " + address() + " ended", e);
            }
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "Connection " + connection.id() + " to " + address() + " failed", e);
        } finally {
            connection.cut();
            connections.remove(connection);
        }
    }

    /** Where it listens; the host is the one it was told to listen on, {@code 0.0.0.0} or {@code ::} for all. */
    public Address address() {
        InetAddress bound = listening.getAddress();
        // A socket for both families calls itself by the IPv6 name of "all" whatever it was told.
        boolean allOfIpv4 = bound.isAnyLocalAddress() && options.listen().getAddress() instanceof Inet4Address;
        String host = allOfIpv4 ? "0.0.0.0" : bound.isAnyLocalAddress() ? "::" : ServerLogin.host(bound);
        return new Address(host, listening.getPort());
    }

    /** Who is logged in, in the order of their ids. */
    public List<Session> sessions() {
        return connections.sessions();
    }

    /**
     * Ends a connection at once, whatever it does: a dump that waits for a slow client ends as well.
     *
     * @return whether there was one with this id
     */
    public boolean kill(long id) {
        return connections.kill(id);
    }

    /** How many connections are open, those that have not logged in yet included. */
    public int connections() {
        return connections.count();
    }

    /** Stops listening and cuts every connection, as a killed server would. When it returns, the port refuses connections. */
    @Override
    public void close() {
        closed.countDown();
        try {
            listener.close();
        } catch (IOException e) {
            // A socket that fails to close is closed all the same.
        }
        connections.cutAll();
        Thread accepting = acceptor;
        if (accepting != null) {
            // The port is free only when nobody waits on it any more.
            try {
                accepting.join(CLOSING);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        // One that was accepted in between.
        connections.cutAll();
    }
}
