package dev.tutti.lab.process;

import dev.tutti.lab.LabException;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Hands out TCP ports on the loopback address that no other lab on this machine uses.
 *
 * <p>They lie below the range from which the kernel takes ports for outgoing connections, so a port stays ours while its
 * server is down. A file lock per port, which the kernel drops with the process, keeps parallel labs apart. Thread-safe.
 */
public final class Ports {
    private static final int FIRST = 15_000;
    private static final int LAST = 30_000;
    private static final int ATTEMPTS = 500;

    private static final Map<Integer, FileChannel> HELD = new ConcurrentHashMap<>();

    private Ports() {}

    /** Takes a free port; it stays taken until {@link #release} or the end of this JVM. */
    public static synchronized int take() {
        for (int i = 0; i < ATTEMPTS; i++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
            if (!HELD.containsKey(port) && tryTake(port)) {
                return port;
            }
        }
        throw new LabException("No free TCP port between " + FIRST + " and " + LAST + " was found on 127.0.0.1.");
    }

    /** Gives a port back. */
    public static synchronized void release(int port) {
        FileChannel channel = HELD.remove(port);
        close(channel);
    }

    private static boolean tryTake(int port) {
        FileChannel channel = null;
        try {
            Path folder = Path.of(System.getProperty("java.io.tmpdir"), "tutti-lab-ports-" + System.getProperty("user.name"));
            Files.createDirectories(folder);
            channel = FileChannel.open(
                    folder.resolve(Integer.toString(port)), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock != null && isFree(port)) {
                HELD.put(port, channel);
                return true;
            }
            close(channel);
            return false;
        } catch (IOException e) {
            close(channel);
            throw new LabException("A TCP port could not be reserved: " + e.getMessage(), e);
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static void close(@Nullable FileChannel channel) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                throw new LabException("A port lock could not be given back: " + e.getMessage(), e);
            }
        }
    }
}
