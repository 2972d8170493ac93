package dev.tutti.lab.process;

import dev.tutti.lab.LabException;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * A moment until which something must have happened; the one place of the lab that waits by asking again. Thread-safe.
 */
public final class Deadline {
    private static final Duration INTERVAL = Duration.ofMillis(20);

    private final long endNanos;
    private final Duration length;

    private Deadline(Duration length) {
        this.length = length;
        this.endNanos = System.nanoTime() + length.toNanos();
    }

    public static Deadline in(Duration length) {
        return new Deadline(length);
    }

    public boolean passed() {
        return System.nanoTime() - endNanos >= 0;
    }

    /** What is left, never negative. */
    public Duration left() {
        return Duration.ofNanos(Math.max(0, endNanos - System.nanoTime()));
    }

    /**
     * Returns as soon as the condition holds.
     *
     * @param what describes the failure; "within 30 s" is appended before its details
     * @throws LabException when the deadline passes first, or the thread is interrupted
     */
    public void await(BooleanSupplier condition, String what, Supplier<String> details) {
        while (!condition.getAsBoolean()) {
            if (Thread.currentThread().isInterrupted()) {
                throw new LabException(what + ": interrupted while waiting.");
            }
            if (passed()) {
                throw new LabException(what + " within " + seconds(length) + ". " + details.get());
            }
            LockSupport.parkNanos(INTERVAL.toNanos());
        }
    }

    private static String seconds(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }
}
