package dev.tutti.control.act;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Something that is done again and again on a virtual thread of its own. Thread-safe. */
public final class Rounds implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Rounds.class);

    private final Thread thread;

    /** One round; what goes wrong in it is its own business, and no round is the last but by an interrupt. */
    @FunctionalInterface
    public interface Round {
        void run() throws InterruptedException;
    }

    /**
     * Nothing is done yet.
     *
     * @param name of the thread, for people
     * @param pause between two rounds
     */
    public Rounds(String name, Duration pause, Round round) {
        this.thread = Thread.ofVirtual().name(name).unstarted(() -> run(name, pause, round));
    }

    public void start() {
        thread.start();
    }

    private static void run(String name, Duration pause, Round round) {
        try {
            while (true) {
                try {
                    round.run();
                } catch (RuntimeException e) {
                    // A defect in one round must not end all that follow.
                    log.error("\"{}\" failed, and goes on with the next round", name, e);
                }
                TimeUnit.NANOSECONDS.sleep(pause.toNanos());
            }
        } catch (InterruptedException e) {
            log.debug("\"{}\" has ended", name);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
