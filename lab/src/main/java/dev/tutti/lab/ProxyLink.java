package dev.tutti.lab;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One direction of a {@link FaultProxy}: when bytes that entered may leave. Shared by all its connections, as a real link
 * is. Thread-safe.
 */
final class ProxyLink {
    private static final int CHUNK = 16_384;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition opened = lock.newCondition();
    private boolean blocked;
    private long delayNanos;
    private long jitterNanos;
    private long bytesPerSecond;
    private long busyUntil = System.nanoTime();

    void block(boolean block) {
        lock.lock();
        try {
            blocked = block;
            opened.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void delay(Duration delay, Duration jitter) {
        lock.lock();
        try {
            delayNanos = delay.toNanos();
            jitterNanos = jitter.toNanos();
        } finally {
            lock.unlock();
        }
    }

    /** Limits the link; 0 for no limit. */
    void bandwidth(long limit) {
        lock.lock();
        try {
            bytesPerSecond = limit;
            busyUntil = System.nanoTime();
        } finally {
            lock.unlock();
        }
    }

    /** How much to take from a socket at once: under a limit small pieces, so that a slow link flows and does not jerk. */
    int chunk() {
        lock.lock();
        try {
            return bytesPerSecond == 0 ? CHUNK : Math.clamp(bytesPerSecond / 20, 1, CHUNK);
        } finally {
            lock.unlock();
        }
    }

    /** When, in the time of {@link System#nanoTime}, so many bytes that entered now have passed. */
    long arrival(int bytes) {
        lock.lock();
        try {
            long now = System.nanoTime();
            long passed = now;
            if (bytesPerSecond > 0) {
                busyUntil = Math.max(now, busyUntil) + bytes * 1_000_000_000L / bytesPerSecond;
                passed = busyUntil;
            }
            long jitter = jitterNanos == 0 ? 0 : ThreadLocalRandom.current().nextLong(jitterNanos + 1);
            return passed + delayNanos + jitter;
        } finally {
            lock.unlock();
        }
    }

    /** Returns when the link is not cut. */
    void awaitOpen() throws InterruptedException {
        lock.lock();
        try {
            while (blocked) {
                opened.await();
            }
        } finally {
            lock.unlock();
        }
    }
}
