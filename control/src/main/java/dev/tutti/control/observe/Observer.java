package dev.tutti.control.observe;

import dev.tutti.control.session.Session;
import dev.tutti.control.session.SessionException;
import dev.tutti.control.session.Sessions;
import dev.tutti.core.dialect.UnexpectedAnswerException;
import dev.tutti.core.engine.Event;
import dev.tutti.core.fleet.Contact;
import dev.tutti.core.model.Address;
import dev.tutti.core.model.Coordinates;
import dev.tutti.core.model.ServerStatus;
import dev.tutti.core.policy.Timing;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Watches one server: a virtual thread of its own with one persistent session, looking once in every poll interval and at
 * once when asked. A server that hangs holds up its own observer and nobody else.
 *
 * <p>Reports {@link Event.Seen} with the moment at which the look <em>began</em> (what it says was true no earlier), and
 * {@link Event.NotSeen} for a failed look, a failed connection, or a session that the server ended between looks.
 */
final class Observer {
    private final Address server;
    private final Sessions sessions;
    private final Timing timing;
    private final InstantSource clock;
    private final Memory memory;
    private final Consumer<Event> events;
    private final BiConsumer<Address, List<Address>> guesses;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition woken = lock.newCondition();
    private boolean lookNow;
    private volatile boolean stopped;
    private volatile @Nullable Session session;
    private @Nullable Looker looker;

    Observer(
            Address server,
            Sessions sessions,
            Timing timing,
            InstantSource clock,
            Memory memory,
            Consumer<Event> events,
            BiConsumer<Address, List<Address>> guesses) {
        this.server = server;
        this.sessions = sessions;
        this.timing = timing;
        this.clock = clock;
        this.memory = memory;
        this.events = events;
        this.guesses = guesses;
    }

    void start() {
        Thread.ofVirtual().name("observe " + server).start(this::run);
    }

    /** Makes it look now; several requests before the look begins are one. */
    void wake() {
        lock.lock();
        try {
            lookNow = true;
            woken.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** When it returns, no further event comes from here: what is forgotten next stays forgotten. */
    void stop() {
        lock.lock();
        try {
            stopped = true;
        } finally {
            lock.unlock();
        }
        Session open = session;
        if (open != null) {
            open.abort();
        }
        wake();
    }

    private void run() {
        long nextLook = System.nanoTime();
        while (!stopped) {
            clearRequest();
            lookOnce();
            long interval = timing.poll().toNanos();
            nextLook = Math.max(nextLook + interval, System.nanoTime() + interval / 2);
            awaitUntil(nextLook);
        }
        drop();
    }

    private void clearRequest() {
        lock.lock();
        try {
            lookNow = false;
        } finally {
            lock.unlock();
        }
    }

    private void awaitUntil(long nanoTime) {
        lock.lock();
        try {
            long left = nanoTime - System.nanoTime();
            while (!lookNow && !stopped && left > 0) {
                left = woken.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            stopped = true;
        } finally {
            lock.unlock();
        }
    }

    private void lookOnce() {
        boolean fresh = false;
        try {
            Looker current = looker;
            if (current == null) {
                fresh = true;
                current = connect();
            }
            Instant began = clock.instant();
            ServerStatus status = current.look();
            Coordinates written = status.written();
            if (written != null) {
                memory.logEnded(server, clock.instant(), written);
            }
            tell(new Event.Seen(status, began));
            List<Address> guessed = current.guesses();
            if (!guessed.isEmpty()) {
                guesses.accept(server, guessed);
            }
        } catch (SessionException e) {
            failed(e.kind(), fresh, e.getMessage());
        } catch (UnexpectedAnswerException | IllegalArgumentException e) {
            failed(Contact.Failure.NONSENSE, fresh, server + ": " + e.getMessage());
        }
    }

    private Looker connect() throws SessionException {
        Session opened = sessions.open(server, timing.probeDeadline());
        session = opened;
        Looker made = new Looker(opened);
        looker = made;
        opened.onLost(() -> lost(opened));
        return made;
    }

    /** Called by the session's own thread when the server ends it between looks or during one. */
    private void lost(Session which) {
        if (session == which) {
            tell(new Event.NotSeen(
                    server,
                    Contact.Failure.SESSION_CLOSED,
                    false,
                    server + ": the session was closed by the other side",
                    clock.instant()));
            wake();
        }
    }

    private void failed(Contact.Failure kind, boolean fresh, @Nullable String detail) {
        if (stopped) {
            return;
        }
        drop();
        tell(new Event.NotSeen(
                server, kind, fresh, detail == null ? server + ": " + kind : detail, clock.instant()));
        if (!fresh) {
            // A standing session that fails says little; whether a new one can be had says more.
            wake();
        }
    }

    private void tell(Event event) {
        lock.lock();
        try {
            if (!stopped) {
                events.accept(event);
            }
        } finally {
            lock.unlock();
        }
    }

    private void drop() {
        Session open = session;
        session = null;
        looker = null;
        if (open != null) {
            open.abort();
        }
    }
}
