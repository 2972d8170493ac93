package dev.tutti.mesh.check;

import dev.tutti.core.mesh.MeshPlan;
import dev.tutti.core.mesh.MeshPlan.Tunnel;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends as much as goes through, for two seconds or 256 MB, to each peer that connects to its end of a tunnel. It listens on the
 * tunnels' own addresses only, so that nobody but a peer can ask, and serves one at a time. Thread-safe; a virtual thread for each
 * tunnel.
 */
public final class RateAnswers implements Closeable {
    private static final Duration LONGEST = Duration.ofSeconds(2);
    private static final long MOST = 256L << 20;
    private static final int PIECE = 64 << 10;

    private final List<ServerSocket> servers = new ArrayList<>();
    private final Semaphore one = new Semaphore(1);

    private RateAnswers() {}

    /** The TCP port: the number below the first UDP port that a tunnel uses. */
    static int port(MeshPlan plan) {
        return plan.description().settings().firstPort();
    }

    /**
     * Answers from now on.
     *
     * @throws IOException if a tunnel's address does not exist here or its port is taken, with which
     */
    public static RateAnswers start(MeshPlan plan, String host) throws IOException {
        RateAnswers answers = new RateAnswers();
        for (Tunnel tunnel : plan.host(host).tunnels()) {
            ServerSocket server = new ServerSocket();
            answers.servers.add(server);
            try {
                server.bind(new InetSocketAddress(InetAddress.getByName(tunnel.own().toString()), port(plan)));
            } catch (IOException e) {
                answers.close();
                throw new IOException("The tunnel of " + host + " to " + tunnel.peer() + " has no free TCP port " + port(plan)
                        + " at " + tunnel.own() + " here (" + e.getMessage() + "): do its tunnels run on this host?", e);
            }
            Thread.ofVirtual().name("rate-" + tunnel.peer()).start(() -> answers.serve(server));
        }
        return answers;
    }

    private void serve(ServerSocket server) {
        while (!server.isClosed()) {
            try (Socket peer = server.accept()) {
                one.acquire();
                try {
                    send(peer);
                } finally {
                    one.release();
                }
            } catch (IOException e) {
                // The peer has left, which is how each measurement ends, or we are closed.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private static void send(Socket peer) throws IOException {
        // A peer that does not read any more must not hold the others up: closing ends the write.
        long latest = System.nanoTime() + LONGEST.plusSeconds(1).toNanos();
        Thread guard = Thread.ofVirtual().start(() -> {
            for (long left = LONGEST.toNanos(); left > 0 && !Thread.currentThread().isInterrupted(); ) {
                left = latest - System.nanoTime();
                LockSupport.parkNanos(Math.max(1, left));
            }
            try {
                peer.close();
            } catch (IOException e) {
                // It is closed already.
            }
        });
        try {
            byte[] piece = "tutti".repeat(PIECE / 5).getBytes(StandardCharsets.US_ASCII);
            long end = System.nanoTime() + LONGEST.toNanos();
            OutputStream out = peer.getOutputStream();
            for (long sent = 0; sent < MOST && System.nanoTime() < end; sent += piece.length) {
                out.write(piece);
            }
        } finally {
            guard.interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        for (ServerSocket server : servers) {
            server.close();
        }
    }
}
