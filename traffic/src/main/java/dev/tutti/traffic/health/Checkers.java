package dev.tutti.traffic.health;

import dev.tutti.traffic.zone.Check;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * Makes all checks, each on a virtual thread of its own: one that hangs costs no other anything, and itself no more than its deadline. Their
 * first turns are spread over the interval, and so are all that follow. Thread-safe.
 */
public final class Checkers implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Checkers.class);

    /** What this process is called among the observers. */
    public static final String HERE = "here";

    private final Sink sink;
    private final Prober prober = new Prober();
    private final Map<String, Running> running = new HashMap<>();
    private final LongAdder made = new LongAdder();
    private boolean closed;

    private record Running(Check check, Thread thread) {}

    /** Gets each result, on the check's thread. */
    @FunctionalInterface
    public interface Sink {
        /** @param detail a few words on what was found */
        void took(Check check, boolean success, String detail);
    }

    /** Reports to an observatory as the observer {@link #HERE}. */
    public Checkers(Observatory observatory) {
        this((check, success, detail) -> observatory.report(check.name(), HERE, success, detail));
    }

    public Checkers(Sink sink) {
        this.sink = sink;
    }

    /** From now on these are made; those that stay as they are go on undisturbed. */
    public synchronized void set(Map<String, Check> checks) {
        if (closed) {
            return;
        }
        running.entrySet().removeIf(entry -> {
            boolean gone = !entry.getValue().check().equals(checks.get(entry.getKey()));
            if (gone) {
                entry.getValue().thread().interrupt();
            }
            return gone;
        });
        int number = 0;
        for (Check check : checks.values()) {
            int turn = number++;
            running.computeIfAbsent(check.name(), name -> new Running(
                    check, Thread.ofVirtual().name("check-" + name).start(() -> run(check, turn, checks.size()))));
        }
    }

    private void run(Check check, int turn, int of) {
        long interval = check.interval().toNanos();
        long next = System.nanoTime() + interval / Math.max(1, of) * turn;
        while (!Thread.currentThread().isInterrupted()) {
            long wait = next - System.nanoTime();
            if (wait > 0) {
                LockSupport.parkNanos(wait);
                continue;
            }
            // A turn that this process has slept through is not made up for.
            next = Math.max(next + interval, System.nanoTime() - interval);
            try {
                Prober.Result result = prober.probe(check);
                if (Thread.currentThread().isInterrupted()) {
                    return;
                }
                made.increment();
                sink.took(check, result.success(), result.detail());
            } catch (RuntimeException e) {
                log.error("The check {} could not be made", check.name(), e);
            }
        }
    }

    /** How many have been made since the start. */
    public long made() {
        return made.sum();
    }

    @Override
    public synchronized void close() {
        closed = true;
        running.values().forEach(one -> one.thread().interrupt());
        running.clear();
        prober.close();
    }
}
