package dev.tutti.control;

import dev.tutti.control.record.DecisionLog;
import dev.tutti.control.record.JournalException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Writes to the journal what nobody waits for, in order, on a thread of its own, so that a slow disk delays no decision.
 * What could not be written is tried again until it can; so it is noticed, too, when there is room again. Thread safe.
 */
final class Keeping implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Keeping.class);

    /** While the journal cannot be written, this much is kept for it; beyond that the oldest is given up. */
    private static final int MOST_WAITING = 10_000;

    /** A journal that nobody writes to is checked every so many seconds: a full disk is better known before it is needed. */
    private static final int CHECK_EVERY = 10;

    private final DecisionLog journal;
    private final ScheduledExecutorService writer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("journal").daemon().factory());
    /** Of the writer's thread. */
    private final Deque<Runnable> waiting = new ArrayDeque<>();

    private int checks;
    private volatile String problem = "";

    Keeping(DecisionLog journal) {
        this.journal = journal;
    }

    void start(Runnable atFirst) {
        keep(atFirst);
        var _ = writer.scheduleWithFixedDelay(this::check, 1, 1, TimeUnit.SECONDS);
    }

    void keep(Runnable write) {
        try {
            writer.execute(() -> {
                waiting.add(write);
                if (waiting.size() > MOST_WAITING) {
                    waiting.removeFirst();
                }
                writeWaiting();
            });
        } catch (RejectedExecutionException e) {
            log.debug("the journal is closed already");
        }
    }

    /** Why the journal cannot be written; empty when it can. */
    String problem() {
        return problem;
    }

    private void check() {
        if (waiting.isEmpty() && ++checks % CHECK_EVERY == 0) {
            waiting.add(journal::check);
        }
        writeWaiting();
    }

    private void writeWaiting() {
        try {
            while (!waiting.isEmpty()) {
                waiting.getFirst().run();
                waiting.removeFirst();
            }
            if (!problem.isEmpty()) {
                log.info("the journal can be written again");
                problem = "";
            }
        } catch (JournalException e) {
            if (problem.isEmpty()) {
                log.error("{}", e.getMessage());
            }
            problem = String.valueOf(e.getMessage());
        } catch (RuntimeException e) {
            log.error("something could not be journalled and is given up", e);
            waiting.pollFirst();
        }
    }

    @Override
    public void close() {
        writer.shutdown();
        try {
            if (!writer.awaitTermination(5, TimeUnit.SECONDS)) {
                log.warn("the journal did not take the last decisions within 5 s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
