package dev.tutti.traffic.feed;

import dev.tutti.core.traffic.Route;
import dev.tutti.core.traffic.feed.Change;
import dev.tutti.core.traffic.feed.Drift;
import dev.tutti.core.traffic.feed.Failure;
import dev.tutti.core.traffic.feed.FeedState;
import dev.tutti.core.traffic.feed.FeedStatus;
import dev.tutti.core.traffic.feed.Round;
import dev.tutti.core.traffic.feed.Timing;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;

/**
 * Keeps one router at what it is to say. Its own virtual thread waits for routes, for the time to look again or to try again, and
 * runs each round on a further virtual thread, so that a provider that hangs whatever its timeouts say is noticed, named and
 * interrupted; the next round begins only when the last one has really ended. Methods may be called by any thread and never wait
 * for the router, except {@link #await}.
 */
public final class Feeder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Feeder.class);
    /** A provider's own timeouts end a round in time; only what hangs in spite of them needs to be interrupted. */
    private static final Duration GRACE = Duration.ofMillis(500);

    /**
     * Which routes are wanted.
     *
     * @param number of the last telling; the same routes may be told again and again
     * @param version changes only when the routes do
     */
    private record Told(long number, long version, List<Route> routes) {
        boolean sendsLike(List<Route> others) {
            return routes.size() == others.size()
                    && IntStream.range(0, routes.size()).allMatch(i -> routes.get(i).sendsLike(others.get(i)));
        }
    }

    private final String name;
    private final Provider provider;
    private final boolean mend;
    private final Timing timing;
    private final InstantSource clock;
    private final DoubleSupplier chance;
    private final Consumer<FeedReport> listener;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Thread thread;

    private Told told = new Told(0, 0, List.of());
    private long tried;
    private long confirmed;
    private long confirmedVersion;
    private FeedState state;
    private List<Change> changes = List.of();
    private List<Drift> drift = List.of();
    private boolean closed;

    /**
     * Begins to keep a router; nothing happens before it is told routes.
     *
     * @param name its name in the configuration
     * @param mend whether what somebody else changes is put right although nothing new is wanted
     * @param chance numbers from 0 to 1
     * @param listener told after each round, on this feeder's thread
     */
    public Feeder(
            String name,
            Provider provider,
            boolean mend,
            Timing timing,
            InstantSource clock,
            DoubleSupplier chance,
            Consumer<FeedReport> listener) {
        this.name = name;
        this.provider = provider;
        this.mend = mend;
        this.timing = timing;
        this.clock = clock;
        this.chance = chance;
        this.listener = listener;
        this.state = FeedState.atFirst(clock.instant());
        this.thread = Thread.ofVirtual().name("feed-" + name).start(this::keep);
    }

    /** These routes are wanted from now on. The same as before do not make the router be asked before it is time to. */
    void tell(long number, List<Route> routes) {
        lock.lock();
        try {
            boolean same = told.number() > 0 && told.sendsLike(routes);
            told = new Told(number, same ? told.version() : told.version() + 1, List.copyOf(routes));
            if (confirmedVersion == told.version()) {
                confirmed = number;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Looks at the router as soon as possible, also when it has just failed. */
    void lookNow() {
        lock.lock();
        try {
            state = new FeedState(state.confirmed(), state.status(), clock.instant());
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    public FeedReport report() {
        lock.lock();
        try {
            return new FeedReport(
                    name, provider.title(), state.status(), told.number(), confirmed, state.confirmed(), changes, drift, state.next());
        } finally {
            lock.unlock();
        }
    }

    /** Waits until routes of this number or later have been read back; false when the limit passes first. */
    boolean await(long number, Duration limit) throws InterruptedException {
        long left = limit.toNanos();
        lock.lock();
        try {
            while (confirmed < number && left > 0 && !closed) {
                left = changed.awaitNanos(left);
            }
            return confirmed >= number;
        } finally {
            lock.unlock();
        }
    }

    private void keep() {
        try {
            for (Told next = next(); next != null; next = next()) {
                keep(next);
            }
        } catch (InterruptedException e) {
            LOG.debug("Feeding {} ends", name);
        }
    }

    /** The routes for the next round, once it is time for one; null when closed. */
    private @Nullable Told next() throws InterruptedException {
        lock.lock();
        try {
            while (!closed) {
                long wait = Duration.between(clock.instant(), state.next()).toNanos();
                if (told.number() > 0 && (told.version() != tried || wait <= 0)) {
                    tried = told.version();
                    return told;
                }
                if (told.number() == 0) {
                    changed.await();
                } else {
                    var _ = changed.awaitNanos(wait);
                }
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    private void keep(Told wanted) throws InterruptedException {
        RoundPatience patience = new RoundPatience(wanted.version());
        FeedRound round = new FeedRound(provider, mend, patience);
        AtomicReference<@Nullable Round> result = new AtomicReference<>();
        Thread runner = Thread.ofVirtual().name("feed-" + name + "-round").start(() -> {
            try {
                result.set(round.run(wanted.routes(), state.confirmed()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        try {
            if (!runner.join(timing.deadline().plus(GRACE))) {
                took(wanted, round.failed(new Failure.TimedOut(provider.title(), "it hangs", timing.deadline())));
                runner.interrupt();
                runner.join();
                return;
            }
        } catch (InterruptedException e) {
            runner.interrupt();
            throw e;
        }
        Round ended = result.get();
        took(wanted, ended == null ? round.failed(new Failure.Faulty(provider.title(), "its round broke off")) : ended);
    }

    private void took(Told wanted, Round round) {
        Instant now = clock.instant();
        FeedStatus before;
        lock.lock();
        try {
            before = state.status();
            state = state.after(round, now, timing, chance.getAsDouble());
            if (round instanceof Round.ReadBack done) {
                changes = done.changes();
                drift = done.drift();
                if (!(state.status() instanceof FeedStatus.Drifted)) {
                    confirmedVersion = wanted.version();
                    confirmed = told.version() == wanted.version() ? told.number() : wanted.number();
                }
            } else {
                changes = List.of();
                drift = List.of();
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        FeedReport report = report();
        log(report, before);
        listener.accept(report);
    }

    /** The one place where what happens to this router becomes log lines. */
    private void log(FeedReport report, FeedStatus before) {
        report.changes().forEach(change -> LOG.info("{}: {}", report.title(), change.text()));
        report.drift().forEach(one -> LOG.warn("{}: {}", report.title(), one.sentence()));
        switch (report.status()) {
            case FeedStatus.Failing failing when failing.failures() == 1 || !sameFailure(before, failing) ->
                LOG.warn("{}: {}", report.provider(), failing.sentence());
            case FeedStatus.Failing failing -> LOG.debug("{}: {}", report.provider(), failing.sentence());
            case FeedStatus.Settled _ when before instanceof FeedStatus.Failing -> LOG.info("{}", report.sentence());
            case FeedStatus.Settled _, FeedStatus.Drifted _, FeedStatus.NotYet _ -> {}
        }
    }

    private static boolean sameFailure(FeedStatus before, FeedStatus.Failing now) {
        return before instanceof FeedStatus.Failing failing && failing.failure().equals(now.failure());
    }

    /** Stops; what the router says stays. Waits for a round that is under way, but not for one that hangs. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        thread.interrupt();
        try {
            var _ = thread.join(GRACE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        provider.close();
    }

    /** What one round may still take; wakes up when newer routes come. */
    private final class RoundPatience implements Patience {
        private final long version;
        private final long end = System.nanoTime() + timing.deadline().toNanos();

        RoundPatience(long version) {
            this.version = version;
        }

        @Override
        public Duration left(String doing) throws FeedException {
            long left = end - System.nanoTime();
            if (left <= 0) {
                throw late(doing);
            }
            return Duration.ofNanos(left);
        }

        @Override
        public FeedException late(String doing) {
            return new FeedException(new Failure.TimedOut(provider.title(), doing, timing.deadline()));
        }

        @Override
        public void pause(Duration length, String doing) throws FeedException, InterruptedException {
            long wait = Math.min(length.toNanos(), left(doing).toNanos());
            lock.lock();
            try {
                while (wait > 0 && told.version() == version) {
                    wait = changed.awaitNanos(wait);
                }
                if (told.version() != version) {
                    throw new FeedException(new Failure.Superseded(provider.title()));
                }
            } finally {
                lock.unlock();
            }
            left(doing);
        }
    }
}
