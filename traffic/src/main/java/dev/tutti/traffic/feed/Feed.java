package dev.tutti.traffic.feed;

import dev.tutti.core.traffic.Route;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * All routers that are told our routes, each by a {@link Feeder} of its own: one that hangs or refuses holds up no other. Any
 * thread may call.
 */
public final class Feed implements AutoCloseable {
    private final List<Feeder> feeders;
    private final List<RouteListener> listeners;
    private final AtomicLong last = new AtomicLong();

    /** Takes over feeders; they are closed with this. */
    public Feed(List<Feeder> feeders) {
        this(feeders, List.of());
    }

    /** Takes over feeders and who else is told; all are closed with this. */
    public Feed(List<Feeder> feeders, List<? extends RouteListener> listeners) {
        this.feeders = List.copyOf(feeders);
        this.listeners = List.copyOf(listeners);
    }

    /**
     * These routes are wanted from now on; returns at once. A route that was there before and is not in the list stays what it is:
     * to take everybody out, give the route without endpoints.
     *
     * @return a number for {@link #await}
     */
    public synchronized long tell(List<Route> routes) {
        long number = last.incrementAndGet();
        listeners.forEach(listener -> listener.tell(routes));
        feeders.forEach(feeder -> feeder.tell(number, routes));
        return number;
    }

    /**
     * Looks at every router as soon as possible, without waiting for its time: for people who have mended something, and when a
     * host was fenced that a virtual address waits for.
     */
    public void lookNow() {
        feeders.forEach(Feeder::lookNow);
    }

    /**
     * Waits until every router has been read back with these routes or newer ones.
     *
     * @param number what {@link #tell} has returned
     * @param limit for all together
     * @return the reports of those of which that cannot be said; empty when all have it
     */
    public List<FeedReport> await(long number, Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        List<FeedReport> late = new ArrayList<>();
        for (Feeder feeder : feeders) {
            if (!feeder.await(number, Duration.ofNanos(Math.max(0, end - System.nanoTime())))) {
                late.add(feeder.report());
            }
        }
        return late;
    }

    /**
     * Waits until one router has been read back with these routes or newer ones.
     *
     * @param provider its name in the configuration
     * @param number what {@link #tell} has returned
     * @return false when the limit passes first
     * @throws IllegalArgumentException if there is no such router
     */
    public boolean await(String provider, long number, Duration limit) throws InterruptedException {
        return feeder(provider).await(number, limit);
    }

    /**
     * How one router stands.
     *
     * @throws IllegalArgumentException if there is no such router
     */
    public FeedReport report(String provider) {
        return feeder(provider).report();
    }

    private Feeder feeder(String provider) {
        return feeders.stream()
                .filter(feeder -> feeder.report().provider().equals(provider))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no router " + provider));
    }

    /** How each router stands, in the order of the configuration. */
    public List<FeedReport> reports() {
        return feeders.stream().map(Feeder::report).toList();
    }

    @Override
    public void close() {
        feeders.forEach(Feeder::close);
        listeners.forEach(RouteListener::close);
    }
}
