package dev.tutti.binlogserver.serve;

import dev.tutti.binlogserver.Identity;
import dev.tutti.binlogserver.archive.ArchiveException;
import dev.tutti.binlogserver.store.GtidSet;
import dev.tutti.binlogserver.store.LogStore;
import dev.tutti.core.model.Coordinates;
import dev.tutti.wire.packet.MalformedPacketException;
import dev.tutti.wire.server.AckListener;
import dev.tutti.wire.server.DumpRequest;
import dev.tutti.wire.server.Outlet;
import dev.tutti.wire.server.Registration;
import dev.tutti.wire.server.Session;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/** Serves replicas. {@link #serve} is called on each connection's own thread. */
public final class Dumps {
    private static final Logger log = LoggerFactory.getLogger(Dumps.class);
    private static final int NON_BLOCK = 1;
    /** To MariaDB bit 1 asks for annotations, to MySQL for heartbeats of the second version. */
    private static final int ANNOTATIONS_OR_HEARTBEAT_V2 = 2;
    private static final int FATAL_READ = 1236;

    private final Identity identity;
    private final LogStore store;
    private final Replicas replicas;
    private final ServeOptions options;
    private final LongSupplier nanos;
    private final LongConsumer kill;
    private final StartFinder finder;
    private final Blocks blocks;
    private final Buffers buffers = new Buffers(DumpStream.bufferSize());
    private final Map<Long, Registration> registered = new ConcurrentHashMap<>();

    /**
     * Serves the log of a store.
     *
     * @param nanos nanoseconds as {@link System#nanoTime} counts them
     * @param kill ends a connection, by its id
     */
    public Dumps(
            Identity identity, LogStore store, Replicas replicas, ServeOptions options, LongSupplier nanos, LongConsumer kill) {
        this.identity = identity;
        this.store = store;
        this.replicas = replicas;
        this.options = options;
        this.nanos = nanos;
        this.kill = kill;
        this.finder = new StartFinder(store);
        this.blocks = new Blocks(options.cache());
    }

    public void register(Session session, Registration replica) {
        registered.put(session.id(), replica);
    }

    public void left(Session session) {
        registered.remove(session.id());
    }

    /** Serves one dump until it ends. */
    public void serve(Session session, DumpRequest request, Outlet outlet) throws IOException {
        Replicas.Attached replica = attached(session, request);
        outlet.listen(new Acknowledgements(replica));
        // What a replica left behind when its connection broke would go on sending into nothing.
        for (Replicas.Attached twin : replicas.twinsOf(replica)) {
            log.info("{} came again as {}; its former connection is ended", Registrations.keyOf(twin), session);
            kill.accept(twin.session().id());
        }
        replicas.attach(replica);
        try {
            Start.At start = start(session, request, outlet);
            if (start != null) {
                // It needs its file from here on, before the first event has been sent.
                replica.sent(new Coordinates(start.file().name(), start.position()), 0, 0);
                new DumpStream(
                                store, blocks, buffers, new Artificial(identity.serverId()), replica,
                                wishes(session, request), outlet, start)
                        .run();
            }
        } catch (ArchiveException e) {
            log.warn("{} cannot be served: {}", session, e.getMessage());
            outlet.error(FATAL_READ, "HY000", String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            replicas.detach(replica);
        }
    }

    private Replicas.Attached attached(Session session, DumpRequest request) {
        Registration said = registered.get(session.id());
        String uuid = variable(session, "replica_uuid", "slave_uuid");
        boolean byGtid = request.gtidSet() != null || variable(session, "slave_connect_state") != null;
        return new Replicas.Attached(
                session,
                request.serverId(),
                uuid == null ? "" : uuid,
                said == null || said.host().isEmpty() ? session.client().getAddress().getHostAddress() : said.host(),
                said == null ? 0 : said.port(),
                byGtid);
    }

    private DumpStream.Wishes wishes(Session session, DumpRequest request) {
        boolean mariadb = variable(session, "mariadb_slave_capability") != null;
        boolean second = (request.flags() & ANNOTATIONS_OR_HEARTBEAT_V2) != 0;
        String checksum = variable(session, "source_binlog_checksum", "master_binlog_checksum");
        String semiSync = variable(session, "rpl_semi_sync_replica", "rpl_semi_sync_slave");
        String heartbeat = variable(session, "source_heartbeat_period", "master_heartbeat_period");
        return new DumpStream.Wishes(
                "CRC32".equalsIgnoreCase(checksum) || "1".equals(checksum),
                options.semiSync() && "1".equals(semiSync),
                !identity.isMariaDb() || second || !mariadb,
                heartbeat == null ? Duration.ZERO : nanoseconds(heartbeat),
                second && !mariadb && !identity.isMariaDb(),
                (request.flags() & NON_BLOCK) != 0 || request.serverId() == 0,
                options.until().get(session.user()));
    }

    private static Duration nanoseconds(String text) {
        try {
            return Duration.ofNanos(Math.max(0, Long.parseLong(text)));
        } catch (NumberFormatException e) {
            return Duration.ZERO;
        }
    }

    private static @Nullable String variable(Session session, String... names) {
        for (String name : names) {
            String value = session.userVariables().get(name);
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    /** Where to begin; null when the replica was told that it cannot be, or went. */
    private Start.@Nullable At start(Session session, DumpRequest request, Outlet outlet)
            throws IOException, InterruptedException {
        long deadline = nanos.getAsLong() + options.patience().toNanos();
        Coordinates seen = null;
        while (true) {
            switch (find(session, request)) {
                case Start.At at -> {
                    return at;
                }
                case Start.Refused refused -> {
                    log.warn("{} is refused: {}", session, refused.text());
                    outlet.error(FATAL_READ, "HY000", refused.text());
                    return null;
                }
                case Start.Ahead ahead -> {
                    long left = deadline - nanos.getAsLong();
                    if (left <= 0 || !outlet.isOpen() || store.isClosed()) {
                        log.warn("{} has more than was received here: {}; its connection is ended, it will come again",
                                session, ahead.text());
                        return null;
                    }
                    session.state("Waiting for what this replica has already");
                    Coordinates before = seen;
                    store.await(() -> !outlet.isOpen() || !Objects.equals(store.end(), before),
                            Duration.ofNanos(Math.min(left, Duration.ofSeconds(1).toNanos())));
                    seen = store.end();
                }
            }
        }
    }

    private Start find(Session session, DumpRequest request) throws IOException {
        byte[] set = request.gtidSet();
        try {
            if (set != null) {
                return finder.byGtidSet(set.length == 0 ? new GtidSet() : GtidSet.decode(set, 0, set.length));
            }
            String state = variable(session, "slave_connect_state");
            if (state != null) {
                return finder.byGtidPosition(MariaDbFilter.Gtid.list(state));
            }
            return finder.byPosition(request.file(), request.position());
        } catch (MalformedPacketException | IllegalArgumentException e) {
            return new Start.Refused("Slave's position cannot be understood: " + e.getMessage());
        }
    }

    /** Notes what a semi-synchronous replica has. */
    private record Acknowledgements(Replicas.Attached replica) implements AckListener {
        @Override
        public void acknowledged(String file, long position) {
            replica.acknowledged(new Coordinates(file, position));
        }
    }
}
