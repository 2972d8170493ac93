package dev.tutti.control.session;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import javax.net.SocketFactory;

/**
 * Makes the driver's sockets. The driver creates it by name, so the socket of a new session is handed back through the
 * thread that opens it.
 */
public final class WatchedSocketFactory extends SocketFactory {
    private static final ThreadLocal<@Nullable WatchedSocket> NEWEST = new ThreadLocal<>();

    /** The socket that the calling thread's last new connection uses; it is handed out once. */
    static @Nullable WatchedSocket takeNewest() {
        WatchedSocket socket = NEWEST.get();
        NEWEST.remove();
        return socket;
    }

    @Override
    public Socket createSocket() {
        WatchedSocket socket = new WatchedSocket();
        NEWEST.set(socket);
        return socket;
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return connected(new InetSocketAddress(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return connected(new InetSocketAddress(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        return connected(new InetSocketAddress(host, port));
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort)
            throws IOException {
        return connected(new InetSocketAddress(address, port));
    }

    private Socket connected(InetSocketAddress endpoint) throws IOException {
        Socket socket = createSocket();
        socket.connect(endpoint, 0);
        return socket;
    }
}
