package dev.tutti.wire;

import com.sun.management.ThreadMXBean;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Runs a generator of hostile input seed by seed until so many packets have been taken, and fails with the seed of the first
 * input that causes what no input may cause: an exception that the contracts do not name, memory beyond what has arrived, a
 * hang. Used by one thread.
 */
public final class FuzzRun {
    /** Buffers, classes, a result; beyond it memory must be in proportion to what has arrived. */
    private static final long FREE = 4L << 20;
    /** Read buffers that double, copies of texts, what a deflated event holds at most. */
    private static final long PER_BYTE = 64;

    private static final Duration LONGEST = Duration.ofSeconds(20);
    private static final Logger QUIET = Logger.getLogger("dev.tutti");

    /** One input, made from a seed. */
    @FunctionalInterface
    public interface Input {
        /** Runs it; throws what it must not. */
        Taken run(long seed) throws Exception;
    }

    /**
     * What an input came to.
     *
     * @param inflates bytes that it may take beyond its own length, because it was compressed
     */
    public record Taken(long packets, long bytes, long inflates) {}

    private final String name;
    private final Input input;
    private volatile long seed;
    private volatile long began;

    public FuzzRun(String name, Input input) {
        this.name = name;
        this.input = input;
    }

    /**
     * Runs inputs from a first seed on.
     *
     * @param packets stops when so many have been taken
     * @param talk whether to print the progress
     * @throws AssertionError with the seed of the input that failed
     */
    public void run(long firstSeed, long packets, boolean talk) {
        // What each of them is told in the log would be the slowest part.
        QUIET.setLevel(Level.OFF);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Thread runner = Thread.currentThread();
        CountDownLatch done = new CountDownLatch(1);
        Thread.ofPlatform().daemon().start(() -> watch(runner, done));
        long started = System.nanoTime();
        long taken = 0;
        long bytes = 0;
        long inputs = 0;
        long told = started;
        try {
            // Once unmeasured: what classes are initialised with is counted against nobody.
            input.run(firstSeed);
            for (long next = firstSeed; taken < packets; next++) {
                seed = next;
                began = System.nanoTime();
                long before = threads.getCurrentThreadAllocatedBytes();
                Taken one = input.run(next);
                long allocated = threads.getCurrentThreadAllocatedBytes() - before;
                if (allocated > FREE + PER_BYTE * one.bytes() + one.inflates()) {
                    throw new AssertionError(allocated + " bytes of memory were taken for " + one.bytes());
                }
                taken += one.packets();
                bytes += one.bytes();
                inputs++;
                if (talk && System.nanoTime() - told > 10_000_000_000L) {
                    told = System.nanoTime();
                    System.out.println(line(taken, bytes, inputs, told - started));
                }
            }
        } catch (Exception | Error e) {
            throw new AssertionError(name + " failed with seed " + seed + ": " + e, e);
        } finally {
            done.countDown();
            QUIET.setLevel(null);
        }
        if (talk) {
            System.out.println(line(taken, bytes, inputs, System.nanoTime() - started) + "; no failure, seeds " + firstSeed
                    + " to " + seed);
        }
    }

    private String line(long packets, long bytes, long inputs, long nanos) {
        return String.format(
                "%s: %,d packets in %,d inputs, %,d bytes, %.0f s, %,.0f packets/s",
                name, packets, inputs, bytes, nanos / 1e9, packets / (nanos / 1e9));
    }

    private void watch(Thread runner, CountDownLatch done) {
        try {
            while (!done.await(1, TimeUnit.SECONDS)) {
                if (began != 0 && System.nanoTime() - began > LONGEST.toNanos()) {
                    hung(runner);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Nobody else would end this process: the thread that would tell hangs. */
    private void hung(Thread runner) {
        System.err.println(name + " hangs with seed " + seed);
        for (StackTraceElement element : runner.getStackTrace()) {
            System.err.println("    at " + element);
        }
        Runtime.getRuntime().halt(3);
    }
}
