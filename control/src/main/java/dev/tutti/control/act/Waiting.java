package dev.tutti.control.act;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Waits between looks at something that is about to change: shortly at first, longer later, never past the deadline. */
public final class Waiting {
    private static final long FIRST_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final long end;
    private long next = FIRST_NANOS;

    private Waiting(long end) {
        this.end = end;
    }

    public static Waiting atMost(Duration deadline) {
        return new Waiting(System.nanoTime() + deadline.toNanos());
    }

    /** Waits a moment; false when the deadline has passed. */
    public boolean more() throws InterruptedException {
        long left = end - System.nanoTime();
        if (left <= 0) {
            return false;
        }
        TimeUnit.NANOSECONDS.sleep(Math.min(left, next));
        next = Math.min(next * 2, LONGEST_NANOS);
        return true;
    }
}
