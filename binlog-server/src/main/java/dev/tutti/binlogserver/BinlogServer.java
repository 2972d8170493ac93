package dev.tutti.binlogserver;

import dev.tutti.binlogserver.config.BinlogServerConfig;
import dev.tutti.binlogserver.ingest.Receiver;
import dev.tutti.binlogserver.serve.Dumps;
import dev.tutti.binlogserver.serve.Purge;
import dev.tutti.binlogserver.serve.Replicas;
import dev.tutti.binlogserver.sql.Rights;
import dev.tutti.binlogserver.sql.Statements;
import dev.tutti.binlogserver.store.Archiver;
import dev.tutti.binlogserver.store.LogStore;
import dev.tutti.core.model.Address;
import dev.tutti.wire.server.DumpRequest;
import dev.tutti.wire.server.Outlet;
import dev.tutti.wire.server.Registration;
import dev.tutti.wire.server.Reply;
import dev.tutti.wire.server.ServerHandler;
import dev.tutti.wire.server.ServerOptions;
import dev.tutti.wire.server.Session;
import dev.tutti.wire.server.WireServer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** A Binlog Server that runs: store, receiver and server, put together. Thread-safe. */
public final class BinlogServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(BinlogServer.class);
    private static final Duration HOUSEKEEPING = Duration.ofSeconds(10);
    /** How soon an archive that failed is asked again; each time twice as late, up to the longest. */
    private static final Duration ASK_AGAIN = Duration.ofSeconds(1);
    private static final Duration ASK_AGAIN_AT_LAST = Duration.ofMinutes(1);

    private final LogStore store;
    private final Receiver receiver;
    private final Replicas replicas;
    private final Purge purge;
    private final WireServer server;
    private final InstantSource clock;
    private final Thread housekeeping;
    private final Thread archiving;
    private final CountDownLatch closing = new CountDownLatch(1);

    private BinlogServer(
            LogStore store, Receiver receiver, Replicas replicas, Purge purge, WireServer server, InstantSource clock) {
        this.store = store;
        this.receiver = receiver;
        this.replicas = replicas;
        this.purge = purge;
        this.server = server;
        this.clock = clock;
        this.housekeeping = Thread.ofPlatform().name("binlog-housekeeping").daemon().unstarted(this::keepHouse);
        // A virtual one: what it waits for on the network ends when it is interrupted.
        this.archiving = Thread.ofVirtual().name("binlog-archiving").unstarted(this::archive);
    }

    /**
     * Opens the store, begins to receive and to serve.
     *
     * @param software what it calls itself, with its version
     * @throws IOException if the folder or the port cannot be had
     */
    public static BinlogServer start(BinlogServerConfig config, String software, InstantSource clock) throws IOException {
        LogStore store = LogStore.open(config.folder(), config.pattern(), config.storage());
        try {
            Receiver receiver = new Receiver(store, config.upstream(), clock);
            Replicas replicas = new Replicas();
            LongSupplier nanos = System::nanoTime;
            Purge purge = new Purge(store, replicas, config.purge(), clock);
            Handler handler = new Handler(config, store, replicas);
            WireServer server = WireServer.start(
                    new ServerOptions(config.listen(), config.identity().greeting(), config.accounts(),
                            config.authentication(), nanos),
                    handler);
            handler.serve(new Parts(
                    config.identity(), software, server.address().port(), store, receiver, replicas, purge,
                    config.serve().semiSync(), clock, nanos, clock.instant(), server::sessions, id -> end(server, id)));
            BinlogServer running = new BinlogServer(store, receiver, replicas, purge, server, clock);
            receiver.start();
            running.housekeeping.start();
            running.archiving.start();
            return running;
        } catch (IOException | RuntimeException e) {
            store.close();
            throw e;
        }
    }

    private static void end(WireServer server, long session) {
        if (!server.kill(session)) {
            log.debug("connection {} had ended already", session);
        }
    }

    private void keepHouse() {
        try {
            while (!closing.await(HOUSEKEEPING.toMillis(), TimeUnit.MILLISECONDS)) {
                keepHouseOnce();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One round of what otherwise happens every ten seconds: purging first, since it may make the room that the rest needs. */
    void keepHouseOnce() {
        try {
            purge.round();
        } catch (IOException e) {
            log.warn("files could not be purged: {}", e.getMessage());
        }
        try {
            store.compressCold(clock.instant());
        } catch (IOException e) {
            log.warn("files could not be compressed: {}", e.getMessage());
        }
    }

    private void archive() {
        Archiver archiver = store.archiver().orElse(null);
        Duration pause = ASK_AGAIN;
        try {
            while (archiver != null && !closing.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                if (archiver.round(clock.instant())) {
                    pause = HOUSEKEEPING;
                } else {
                    boolean first = pause.equals(HOUSEKEEPING);
                    Duration twice = first ? ASK_AGAIN : pause.multipliedBy(2);
                    pause = twice.compareTo(ASK_AGAIN_AT_LAST) > 0 ? ASK_AGAIN_AT_LAST : twice;
                }
            }
        } catch (InterruptedException e) {
            // It is being closed.
        }
    }

    /** Where it listens. */
    public Address address() {
        return server.address();
    }

    public LogStore store() {
        return store;
    }

    /** Who is served now. */
    public Replicas replicas() {
        return replicas;
    }

    public Receiver receiver() {
        return receiver;
    }

    /** Stops receiving, ends every connection, lets the folder go. */
    @Override
    public void close() throws IOException {
        closing.countDown();
        receiver.close();
        server.close();
        // Nobody reads the files any more that an interrupt may close; an archive that does not answer would be waited for.
        archiving.interrupt();
        try {
            // Nothing is to change in the folder once it is let go. An interrupt would be sooner, and close files under who
            // reads them.
            housekeeping.join();
            archiving.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        store.close();
    }

    /** What the protocol's server asks. Ready once {@link #serve} was called; before that every statement is refused. */
    private static final class Handler implements ServerHandler {
        private final BinlogServerConfig config;
        private final LogStore store;
        private final Replicas replicas;
        private volatile @Nullable Statements statements;
        private volatile @Nullable Dumps dumps;

        Handler(BinlogServerConfig config, LogStore store, Replicas replicas) {
            this.config = config;
            this.store = store;
            this.replicas = replicas;
        }

        void serve(Parts parts) {
            dumps = new Dumps(config.identity(), store, replicas, config.serve(), parts.nanos(), parts.kill());
            statements = new Statements(parts);
        }

        @Override
        public Reply answer(Session session, String sql) {
            Statements ready = statements;
            return ready == null
                    ? new Reply.Err(1053, "08S01", "Server is being started")
                    : ready.answer(session, sql);
        }

        @Override
        public Reply register(Session session, Registration replica) {
            Dumps ready = dumps;
            Optional<Reply> refused = Rights.REPLICATE.refusal(session);
            if (refused.isPresent() || ready == null) {
                return refused.orElseGet(() -> new Reply.Err(1053, "08S01", "Server is being started"));
            }
            ready.register(session, replica);
            return Reply.ok();
        }

        @Override
        public void dump(Session session, DumpRequest request, Outlet outlet) throws IOException {
            Dumps ready = dumps;
            if (Rights.REPLICATE.refusal(session).orElse(null) instanceof Reply.Err refused) {
                outlet.error(refused.code(), refused.sqlState(), refused.message());
            } else if (ready != null) {
                ready.serve(session, request, outlet);
            }
        }

        @Override
        public boolean mayKill(Session session, Session other) {
            return session.user().equals(other.user()) || Rights.ADMIN.has(session);
        }

        @Override
        public void left(Session session) {
            Dumps ready = dumps;
            if (ready != null) {
                ready.left(session);
            }
        }
    }

    /** Everybody who is connected. */
    public List<Session> sessions() {
        return server.sessions();
    }
}
