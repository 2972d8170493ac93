package dev.tutti.control.session;

import org.jspecify.annotations.Nullable;

import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Resolves host names within a deadline. The operating system's resolver knows none, and a virtual thread that waits in it
 * holds one of the few threads that all observers share: a name server that hangs would stop the watch over everything.
 * So a platform thread waits instead, one for each name. What it finds stays in the JVM's cache for the driver. Thread safe.
 */
final class Names {
    private static final ConcurrentHashMap<String, CompletableFuture<InetAddress>> RUNNING = new ConcurrentHashMap<>();

    private Names() {}

    /** Null when the name resolves or is an address already, else what went wrong. */
    static @Nullable Exception problemWith(String host, Duration deadline) {
        try {
            InetAddress.ofLiteral(host);
            return null;
        } catch (IllegalArgumentException e) {
            return resolve(host, deadline);
        }
    }

    private static @Nullable Exception resolve(String host, Duration deadline) {
        try {
            RUNNING.computeIfAbsent(host, Names::begin).get(deadline.toNanos(), TimeUnit.NANOSECONDS);
            return null;
        } catch (TimeoutException e) {
            return new UnknownHostException(host + ": the name was not resolved within the deadline");
        } catch (ExecutionException e) {
            return e.getCause() instanceof UncheckedIOException io ? io.getCause() : e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return e;
        }
    }

    private static CompletableFuture<InetAddress> begin(String host) {
        CompletableFuture<InetAddress> answer = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("resolve " + host).start(() -> {
            try {
                answer.complete(InetAddress.getByName(host));
            } catch (UnknownHostException e) {
                answer.completeExceptionally(new UncheckedIOException(e));
            } finally {
                RUNNING.remove(host);
            }
        });
        return answer;
    }
}
