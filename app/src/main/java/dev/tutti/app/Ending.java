package dev.tutti.app;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets the command that runs end in order when the process is asked to (SIGTERM, Ctrl-C): the command's own thread closes what
 * it opened, and its exit code becomes that of the process. Made by the command's thread.
 */
final class Ending {
    /** Closing takes far less; should it hang, the process ends all the same. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private @Nullable Thread starting = Thread.currentThread();
    private volatile int exitCode = 1;

    Ending() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::endInOrder, "ending"));
    }

    /** From now on an end is asked for by {@link #await}; before, what the command is waiting for is interrupted. */
    synchronized void started() {
        starting = null;
        if (isAsked()) {
            Thread.interrupted(); // await returns at once instead
        }
    }

    /** Returns when the process is asked to end. */
    void await() throws InterruptedException {
        asked.await();
    }

    boolean isAsked() {
        return asked.getCount() == 0;
    }

    /** Everything is closed. */
    void ended(int code) {
        exitCode = code;
        ended.countDown();
    }

    private void endInOrder() {
        if (ended.getCount() == 0) {
            return; // the command has ended by itself, which ends the process
        }
        interruptWhatStarts();
        try {
            if (ended.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                Runtime.getRuntime().halt(exitCode);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void interruptWhatStarts() {
        asked.countDown();
        if (starting != null) {
            starting.interrupt();
        }
    }
}
