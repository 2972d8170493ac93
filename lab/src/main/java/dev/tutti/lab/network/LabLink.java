package dev.tutti.lab.network;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * One direction between two hosts of a {@link LabNetwork}: when a packet that was sent arrives, if it does. Thread-safe; a
 * virtual thread delivers what has to wait, from the first limit or delay until the network is closed.
 */
final class LabLink implements AutoCloseable {
    /** What waits longer than this for a limited link is dropped, as a router with a queue of this length would. */
    private static final long LONGEST_QUEUE = Duration.ofMillis(200).toNanos();

    private static final int PACKETS = 20_000;

    private final TunDevice target;
    private final BlockingQueue<Packet> waiting = new LinkedBlockingQueue<>(PACKETS);
    private volatile boolean cut;
    private volatile boolean shaped;
    private boolean closed;
    private long delayNanos;
    private long jitterNanos;
    private long bytesPerSecond;
    private long busyUntil = System.nanoTime();
    private long lastArrival = busyUntil;
    private final Thread carrier = Thread.ofVirtual().unstarted(this::carry);

    /** Its bytes are a copy on the heap: it may wait long, and in great number. */
    private record Packet(MemorySegment bytes, long arrival) {}

    LabLink(TunDevice target) {
        this.target = target;
    }

    /** Nothing arrives any more, and nothing is refused; what is under way is lost as well. */
    void cut() {
        cut = true;
    }

    synchronized void limit(long limit) {
        bytesPerSecond = limit;
        busyUntil = System.nanoTime();
        shape();
    }

    synchronized void delay(Duration delay, Duration jitter) {
        delayNanos = delay.toNanos();
        jitterNanos = jitter.toNanos();
        shape();
    }

    synchronized void heal() {
        bytesPerSecond = 0;
        delayNanos = 0;
        jitterNanos = 0;
        cut = false;
    }

    /** From now on all goes through the queue, so that nothing overtakes what waits in it. */
    private void shape() {
        shaped = true;
        if (!closed && carrier.getState() == Thread.State.NEW) {
            carrier.start();
        }
    }

    /** The faults in force, for people; empty when there is none. */
    synchronized String faults() {
        List<String> all = new ArrayList<>();
        if (cut) {
            all.add("cut");
        }
        if (delayNanos + jitterNanos > 0) {
            all.add("delay " + TimeUnit.NANOSECONDS.toMillis(delayNanos) + "ms"
                    + (jitterNanos == 0 ? "" : " jitter " + TimeUnit.NANOSECONDS.toMillis(jitterNanos) + "ms"));
        }
        if (bytesPerSecond > 0) {
            all.add("bandwidth " + bytesPerSecond + " B/s");
        }
        return String.join(" ", all);
    }

    /** Takes a packet on its way; returns at once. */
    void send(MemorySegment packet, int length) {
        if (cut) {
            return;
        }
        if (!shaped) {
            target.write(packet, length);
            return;
        }
        MemorySegment bytes = MemorySegment.ofArray(packet.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE));
        synchronized (this) {
            long now = System.nanoTime();
            long passed = now;
            if (bytesPerSecond > 0) {
                if (busyUntil - now > LONGEST_QUEUE) {
                    return;
                }
                busyUntil = Math.max(now, busyUntil) + length * 1_000_000_000L / bytesPerSecond;
                passed = busyUntil;
            }
            long jitter = jitterNanos == 0 ? 0 : ThreadLocalRandom.current().nextLong(jitterNanos + 1);
            lastArrival = Math.max(lastArrival, passed + delayNanos + jitter);
            // A full queue loses the packet, which the sender then sends again.
            var _ = waiting.offer(new Packet(bytes, lastArrival));
        }
    }

    private void carry() {
        try (Arena arena = Arena.ofShared()) {
            MemorySegment buffer = arena.allocate(TunDevice.MTU);
            while (true) {
                Packet packet = waiting.take();
                TimeUnit.NANOSECONDS.sleep(packet.arrival() - System.nanoTime());
                if (!cut) {
                    MemorySegment.copy(packet.bytes(), 0, buffer, 0, packet.bytes().byteSize());
                    target.write(buffer, (int) packet.bytes().byteSize());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the delivery; must come before the target is closed. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        carrier.interrupt();
        if (carrier.getState() != Thread.State.NEW) {
            try {
                carrier.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
