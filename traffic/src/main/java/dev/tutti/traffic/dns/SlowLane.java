package dev.tutti.traffic.dns;

import dev.tutti.traffic.transfer.Transfers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/** Where a receiving thread leaves what takes long: signed questions. At most so many at a time, the others are dropped. Thread-safe. */
final class SlowLane {
    private static final Logger log = LoggerFactory.getLogger(SlowLane.class);
    private static final int MOST = 32;

    private final Transfers transfers;
    private final Semaphore room = new Semaphore(MOST);

    SlowLane(Transfers transfers) {
        this.transfers = transfers;
    }

    /** Answers later, from another thread, or not at all. */
    void later(byte[] in, int length, InetAddress client, Consumer<byte[]> send) {
        if (!room.tryAcquire()) {
            return;
        }
        byte[] question = Arrays.copyOf(in, length);
        Thread.ofVirtual().name("dns-signed").start(() -> {
            try {
                transfers.answer(question, client, false).forEach(send);
            } catch (RuntimeException e) {
                log.warn("A signed question of {} could not be answered", client.getHostAddress(), e);
            } finally {
                room.release();
            }
        });
    }

    /** Answers now. */
    List<byte[]> now(byte[] in, int length, InetAddress client) {
        return transfers.answer(Arrays.copyOf(in, length), client, true);
    }
}
