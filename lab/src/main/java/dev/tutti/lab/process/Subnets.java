package dev.tutti.lab.process;

import dev.tutti.lab.LabException;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Hands out the networks 198.18.N.0/24 that no other lab on this machine uses, with a file lock each, which the kernel drops
 * with the process. Thread-safe.
 */
public final class Subnets {
    private static final int LAST = 255;

    private static final Map<Integer, FileChannel> HELD = new ConcurrentHashMap<>();

    private Subnets() {}

    /** The number N of a free network; it stays taken until {@link #release} or the end of this JVM. */
    public static synchronized int take() {
        for (int number = 0; number <= LAST; number++) {
            if (!HELD.containsKey(number) && tryTake(number)) {
                return number;
            }
        }
        throw new LabException("No network of 198.18.0.0/16 is free on this machine.");
    }

    /** Gives a network back; nothing happens if it was not taken. */
    public static synchronized void release(int number) {
        FileChannel channel = HELD.remove(number);
        close(channel);
    }

    private static boolean tryTake(int number) {
        FileChannel channel = null;
        try {
            Path folder = Path.of(System.getProperty("java.io.tmpdir"), "tutti-lab-networks");
            Files.createDirectories(folder);
            channel = FileChannel.open(
                    folder.resolve(Integer.toString(number)), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock != null && !Files.exists(Path.of("/sys/class/net/tutti" + number))) {
                HELD.put(number, channel);
                return true;
            }
            close(channel);
            return false;
        } catch (IOException e) {
            close(channel);
            throw new LabException("A network could not be reserved: " + e.getMessage(), e);
        }
    }

    private static void close(@Nullable FileChannel channel) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                throw new LabException("The lock of a network could not be given back: " + e.getMessage(), e);
            }
        }
    }
}
