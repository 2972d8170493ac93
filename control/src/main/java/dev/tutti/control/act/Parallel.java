package dev.tutti.control.act;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs several pieces of blocking work at the same time, each on a virtual thread. */
public final class Parallel {
    private Parallel() {}

    /** The results in the order of the work; an unchecked failure of one is thrown when all have ended. */
    public static <T> List<@Nullable T> all(List<? extends Callable<@Nullable T>> work) throws InterruptedException {
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<@Nullable T>> futures = new ArrayList<>();
            for (Callable<@Nullable T> piece : work) {
                futures.add(executor.submit(piece));
            }
            List<@Nullable T> results = new ArrayList<>();
            for (Future<@Nullable T> future : futures) {
                results.add(future.get());
            }
            return results;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
