package dev.tutti.traffic.dns;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Answers over TCP (RFC 7766): a virtual thread for each connection, many questions on one. Whoever says nothing for a while, or takes no
 * answers, is closed; so is who comes when all places are taken.
 */
final class TcpServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TcpServer.class);
    private static final int IDLE_MILLIS = 10_000;
    private static final int LARGEST = 65_535;

    private final ServerSocket listener;
    private final Semaphore places;
    private final Supplier<Published> published;
    private final RateLimit limit;
    private final SlowLane slow;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    private TcpServer(ServerSocket listener, int most, Supplier<Published> published, RateLimit limit, SlowLane slow) {
        this.listener = listener;
        this.places = new Semaphore(most);
        this.published = published;
        this.limit = limit;
        this.slow = slow;
    }

    static TcpServer start(
            InetSocketAddress listen, int connections, Supplier<Published> published, RateLimit limit, SlowLane slow)
            throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            socket.setReuseAddress(true);
            socket.bind(listen, 128);
        } catch (IOException e) {
            socket.close();
            throw new IOException("The DNS server cannot listen on " + listen.getAddress().getHostAddress() + ":" + listen.getPort()
                    + " over TCP (" + e.getMessage() + "): end what uses it, or set another dns.listen", e);
        }
        TcpServer server = new TcpServer(socket, connections, published, limit, slow);
        Thread.ofVirtual().name("dns-tcp").start(server::accept);
        return server;
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                if (!places.tryAcquire()) {
                    socket.close();
                    continue;
                }
                open.add(socket);
                Thread.ofVirtual().name("dns-tcp-connection").start(() -> {
                    try (socket) {
                        serve(socket);
                    } catch (EOFException | SocketTimeoutException | SocketException e) {
                        log.trace("A connection has ended: {}", e.getMessage());
                    } catch (IOException | RuntimeException e) {
                        log.warn("A question over TCP could not be answered", e);
                    } finally {
                        open.remove(socket);
                        places.release();
                    }
                });
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    log.warn("A connection could not be accepted: {}", e.getMessage());
                }
            }
        }
    }

    private void serve(Socket socket) throws IOException {
        socket.setSoTimeout(IDLE_MILLIS);
        socket.setTcpNoDelay(true);
        DataInputStream in = new DataInputStream(new java.io.BufferedInputStream(socket.getInputStream()));
        InetAddress client = socket.getInetAddress();
        byte[] address = client.getAddress();
        Answerer answerer = new Answerer(System.identityHashCode(socket), new Counters(), limit);
        byte[] answer = new byte[2 + LARGEST];
        byte[] body = new byte[LARGEST];
        while (true) {
            int length = in.readUnsignedShort();
            byte[] question = in.readNBytes(length);
            if (question.length < length) {
                return;
            }
            int end = answerer.answer(published.get(), question, length, body, address, client instanceof Inet4Address, true, 0);
            if (end == Answerer.DROP) {
                return;
            }
            if (end == Answerer.SLOW) {
                for (byte[] message : slow.now(question, length, client)) {
                    System.arraycopy(message, 0, body, 0, message.length);
                    write(socket, answer, body, message.length);
                }
            } else {
                write(socket, answer, body, end);
            }
        }
    }

    private static void write(Socket socket, byte[] buffer, byte[] body, int length) throws IOException {
        Wire.put16(buffer, 0, length);
        System.arraycopy(body, 0, buffer, 2, length);
        OutputStream out = socket.getOutputStream();
        out.write(buffer, 0, length + 2);
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            log.debug("A socket could not be closed: {}", e.getMessage());
        }
    }
}
