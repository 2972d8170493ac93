package dev.tutti.app;

import dev.tutti.control.record.JournalException;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
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

    /** What a command does: opens something, tells so, and closes it when {@link #awaitAsked} returns. */
    @FunctionalInterface
    interface Body {
        void run(Ending ending) throws IOException, InterruptedException;
    }

    Ending() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::endInOrder, "ending"));
    }

    /**
     * Runs a command that goes on until the process is asked to end.
     *
     * @return the process's exit code: 0 when it ended in order, 1 when it could not start, which has been said on stderr
     */
    static int run(Body body) {
        Ending ending = new Ending();
        int exitCode = 1;
        try {
            body.run(ending);
            exitCode = 0;
        } catch (JournalException | IOException e) {
            System.err.println(e.getMessage());
        } catch (InterruptedException e) {
            System.err.println("Ended before it had started.");
        } finally {
            ending.ended(exitCode);
        }
        return exitCode;
    }

    /** Everything is open: returns when the process is asked to end. */
    void awaitAsked() throws InterruptedException {
        started();
        await();
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
