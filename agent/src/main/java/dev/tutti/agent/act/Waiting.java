package dev.tutti.agent.act;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits for what the kernel does not tell: that a process of somebody else is gone, or is up. Stateless. */
final class Waiting {
    private static final long POLL_MILLIS = 50;

    private Waiting() {}

    /** Whether the condition came true in time. */
    static boolean until(BooleanSupplier condition, Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
        return true;
    }
}
