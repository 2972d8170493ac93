package dev.tutti.control.inject;

import dev.tutti.control.session.Session;
import dev.tutti.control.session.SessionException;
import dev.tutti.control.session.Sessions;
import dev.tutti.core.engine.EngineState;
import dev.tutti.core.fleet.Watched;
import dev.tutti.core.match.PseudoGtid;
import dev.tutti.core.model.Address;
import dev.tutti.core.model.ServerStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Writes a Pseudo-GTID entry on every writable primary in every interval, each from a virtual thread and session of its own,
 * so that one that hangs holds up no other. Thread safe.
 */
public final class Injector implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Injector.class);
    private static final Duration STATEMENT_DEADLINE = Duration.ofSeconds(2);

    private final Sessions sessions;
    private final Duration every;
    private final InstantSource clock;
    private final Supplier<EngineState> state;
    private final SecureRandom random = new SecureRandom();
    private final Map<Address, String> problems = new ConcurrentHashMap<>();
    private final Map<Address, Thread> writers = new ConcurrentHashMap<>();
    private final Thread thread;

    public Injector(Sessions sessions, Duration every, InstantSource clock, Supplier<EngineState> state) {
        this.sessions = sessions;
        this.every = every;
        this.clock = clock;
        this.state = state;
        this.thread = Thread.ofVirtual().name("inject").unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    /** Primaries that no entry could be written to, and why. */
    public Map<Address, String> problems() {
        return Map.copyOf(problems);
    }

    private void run() {
        try {
            while (true) {
                EngineState now = state.get();
                now.fleet().servers().values()
                        .filter(server -> isWritablePrimary(now, server))
                        .forEach(this::ensureWriter);
                Thread.sleep(Duration.ofMillis(200));
            }
        } catch (InterruptedException e) {
            log.debug("injection ends");
        }
    }

    /**
     * It takes writes, replicates from nobody, has a log that entries can go to, and nobody has taken over from it: an
     * entry on a former primary would be a transaction that nobody else has, and so would one on a primary that is being
     * replaced.
     */
    static boolean isWritablePrimary(EngineState state, Watched server) {
        ServerStatus status = server.status();
        return status != null
                && server.answering()
                && !state.replacedBy().containsKey(server.address())
                && !state.inProgress().containsKey(server.address())
                && status.replication() == null
                && !status.readOnly()
                && status.logsBinary();
    }

    private void ensureWriter(Watched primary) {
        writers.computeIfAbsent(primary.address(), address ->
                Thread.ofVirtual().name("inject " + address).start(() -> writeWhilePrimary(address)));
    }

    private void writeWhilePrimary(Address primary) {
        try (Session session = sessions.open(primary, STATEMENT_DEADLINE)) {
            while (isStillPrimary(primary)) {
                writeOne(session);
                Thread.sleep(every);
            }
            problems.remove(primary);
        } catch (SessionException e) {
            String problem = String.valueOf(e.getMessage());
            if (e.errorNumber() != 0 && !problem.equals(problems.put(primary, problem))) {
                log.warn("no Pseudo-GTID entry can be written: {}", problem);
            }
            pauseAfterFailure();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            writers.remove(primary);
        }
    }

    private boolean isStillPrimary(Address primary) {
        EngineState now = state.get();
        return now.fleet().server(primary).filter(server -> isWritablePrimary(now, server)).isPresent();
    }

    private void writeOne(Session session) throws SessionException {
        long serverId = state.get()
                .fleet()
                .server(session.server())
                .flatMap(Watched::lastStatus)
                .map(ServerStatus::serverId)
                .orElse(0L);
        session.execute(PseudoGtid.create(clock.instant(), serverId, random.nextLong()).statement());
        problems.remove(session.server());
    }

    private void pauseAfterFailure() {
        try {
            Thread.sleep(every);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        writers.values().forEach(Thread::interrupt);
    }
}
