package dev.tutti.control.observe;

import dev.tutti.control.session.Session;
import dev.tutti.control.session.SessionException;
import dev.tutti.control.session.Sessions;
import dev.tutti.core.engine.Event;
import dev.tutti.core.model.Address;
import dev.tutti.core.model.Replication;
import dev.tutti.core.model.ServerStatus;
import dev.tutti.core.policy.AddressPattern;
import dev.tutti.core.policy.Timing;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * All observers. Watches what it is told to and whatever that leads to, up and down the chains. Thread safe.
 *
 * <p>What it finds goes to one consumer as events, from many threads.
 */
public final class Observers implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Observers.class);

    /** A guessed address that turned out wrong is tried again after this long. */
    private static final Duration GUESS_AGAIN = Duration.ofMinutes(1);

    private final ConcurrentHashMap<Address, Observer> observers = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Address, Instant> guessed = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Address, Boolean> forgotten = new ConcurrentHashMap<>();
    private final Sessions sessions;
    private final Timing timing;
    private final InstantSource clock;
    private final Memory memory;
    private final List<AddressPattern> ignored;
    private final Consumer<Event> events;
    private volatile boolean closed;

    public Observers(
            Sessions sessions,
            Timing timing,
            InstantSource clock,
            Memory memory,
            List<AddressPattern> ignored,
            Consumer<Event> events) {
        this.sessions = sessions;
        this.timing = timing;
        this.clock = clock;
        this.memory = memory;
        this.ignored = List.copyOf(ignored);
        this.events = events;
    }

    /** Watches a server from now on, also one that was forgotten before. */
    public void discover(Address server) {
        forgotten.remove(server);
        watch(server);
    }

    /** Stops watching; it is not found again through its neighbours until {@link #discover} names it. */
    public void forget(Address server) {
        forgotten.put(server, true);
        Observer observer = observers.remove(server);
        if (observer != null) {
            observer.stop();
        }
        memory.forget(server);
        events.accept(new Event.Forgotten(server));
    }

    /** Makes the observers of these servers look now. */
    public void probe(Collection<Address> servers) {
        for (Address server : servers) {
            Observer observer = observers.get(server);
            if (observer != null) {
                observer.wake();
            }
        }
    }

    public boolean ignores(Address server) {
        return ignored.stream().anyMatch(pattern -> pattern.matches(server));
    }

    public int size() {
        return observers.size();
    }

    private void watch(Address server) {
        if (closed || ignores(server) || forgotten.containsKey(server)) {
            return;
        }
        observers.computeIfAbsent(server, address -> {
            log.info("watching {}", address);
            events.accept(new Event.Discovered(address));
            Observer observer = new Observer(address, sessions, timing, clock, memory, this::pass, this::guess);
            observer.start();
            return observer;
        });
    }

    private void pass(Event event) {
        events.accept(event);
        if (event instanceof Event.Seen seen) {
            seen.status().replicating().map(Replication::source).ifPresent(this::watch);
            seen.status().replicas().forEach(this::watch);
        }
    }

    private void guess(Address source, List<Address> candidates) {
        for (Address candidate : candidates) {
            Instant now = clock.instant();
            Instant last = guessed.get(candidate);
            if (observers.containsKey(candidate)
                    || ignores(candidate)
                    || (last != null && now.isBefore(last.plus(GUESS_AGAIN)))) {
                continue;
            }
            guessed.put(candidate, now);
            Thread.ofVirtual().name("guess " + candidate).start(() -> check(source, candidate));
        }
    }

    private void check(Address source, Address candidate) {
        try (Session session = sessions.open(candidate, timing.probeDeadline())) {
            ServerStatus status = Looker.once(session);
            if (status.replicating().filter(replication -> replication.source().equals(source)).isPresent()) {
                watch(candidate);
            }
        } catch (SessionException e) {
            log.debug("{} is not a replica of {}: {}", candidate, source, e.getMessage());
        }
    }

    @Override
    public void close() {
        closed = true;
        observers.values().forEach(Observer::stop);
    }
}
