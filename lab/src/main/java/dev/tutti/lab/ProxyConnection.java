package dev.tutti.lab;

import dev.tutti.core.model.Address;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One client's connection through a {@link FaultProxy}. In each direction one virtual thread reads and one writes; between
 * them bytes wait until the link lets them arrive. An end of the stream and a reset wait in the same queue, so a cut hides
 * them as well.
 */
final class ProxyConnection {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    /** With chunks of 16 KiB, at most 1 MiB is under way in one direction before the sender is held back. */
    private static final int QUEUE = 64;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private enum Kind {
        DATA,
        END,
        RESET
    }

    private record Piece(Kind kind, ByteBuffer bytes, long arrival) {}

    private final Socket client;
    private final Socket server = new Socket();
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicInteger directionsLeft = new AtomicInteger(2);
    private final Runnable whenClosed;

    ProxyConnection(Socket client, Runnable whenClosed) {
        this.client = client;
        this.whenClosed = whenClosed;
    }

    /** Runs on the proxy's behalf in a virtual thread of its own, which ends once the connection is set up. */
    void open(Address target, ProxyLink toServer, ProxyLink fromServer) {
        try {
            // A handshake needs both directions, so a connection made during a cut hangs, as it does in front of a firewall.
            toServer.awaitOpen();
            fromServer.awaitOpen();
            server.connect(new InetSocketAddress(target.host(), target.port()), (int) CONNECT.toMillis());
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            pump(client, server, toServer);
            pump(server, client, fromServer);
        } catch (IOException e) {
            reset();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            reset();
        }
    }

    private void pump(Socket from, Socket to, ProxyLink link) {
        BlockingQueue<Piece> queue = new ArrayBlockingQueue<>(QUEUE);
        synchronized (threads) {
            threads.add(Thread.ofVirtual().start(() -> read(from, link, queue)));
            threads.add(Thread.ofVirtual().start(() -> write(to, link, queue)));
        }
    }

    private static void read(Socket from, ProxyLink link, BlockingQueue<Piece> queue) {
        try {
            try {
                var in = from.getInputStream();
                byte[] buffer = new byte[16_384];
                for (int n = in.read(buffer, 0, link.chunk()); n >= 0; n = in.read(buffer, 0, link.chunk())) {
                    queue.put(new Piece(Kind.DATA, ByteBuffer.wrap(Arrays.copyOf(buffer, n)), link.arrival(n)));
                }
                queue.put(new Piece(Kind.END, NOTHING, link.arrival(0)));
            } catch (IOException e) {
                queue.put(new Piece(Kind.RESET, NOTHING, link.arrival(0)));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(Socket to, ProxyLink link, BlockingQueue<Piece> queue) {
        try {
            var out = to.getOutputStream();
            while (true) {
                Piece piece = queue.take();
                TimeUnit.NANOSECONDS.sleep(piece.arrival() - System.nanoTime());
                link.awaitOpen();
                switch (piece.kind()) {
                    case DATA -> out.write(piece.bytes().array());
                    case END -> {
                        to.shutdownOutput();
                        if (directionsLeft.decrementAndGet() == 0) {
                            close();
                        }
                        return;
                    }
                    case RESET -> {
                        reset();
                        return;
                    }
                }
            }
        } catch (IOException e) {
            reset();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Closes both sides so that both peers see a reset. */
    void reset() {
        for (Socket socket : List.of(client, server)) {
            try {
                socket.setSoLinger(true, 0);
            } catch (IOException e) {
                // Closed already: there is nobody left to tell.
            }
        }
        close();
    }

    /** Closes both sides and ends all threads of the connection. */
    void close() {
        for (Socket socket : List.of(client, server)) {
            try {
                socket.close();
            } catch (IOException e) {
                // Closing is all that was wanted.
            }
        }
        synchronized (threads) {
            threads.stream().filter(t -> !t.equals(Thread.currentThread())).forEach(Thread::interrupt);
        }
        whenClosed.run();
    }
}
