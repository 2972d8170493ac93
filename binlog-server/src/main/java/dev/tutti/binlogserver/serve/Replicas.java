package dev.tutti.binlogserver.serve;

import dev.tutti.core.model.Coordinates;
import dev.tutti.wire.server.Session;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** Who is being served. Thread-safe. */
public final class Replicas {
    /** One dump that runs. Its figures are set by its own thread and read by any. */
    public static final class Attached {
        private final Session session;
        private final long serverId;
        private final String uuid;
        private final String host;
        private final int port;
        private final boolean byGtid;
        private final AtomicLong events = new AtomicLong();
        private final AtomicLong bytes = new AtomicLong();
        private volatile @Nullable Coordinates sent;
        private volatile @Nullable Coordinates acknowledged;
        private final AtomicLong acknowledgements = new AtomicLong();

        Attached(Session session, long serverId, String uuid, String host, int port, boolean byGtid) {
            this.session = session;
            this.host = host;
            this.port = port;
            this.serverId = serverId;
            this.uuid = uuid;
            this.byGtid = byGtid;
        }

        public Session session() {
            return session;
        }

        public long serverId() {
            return serverId;
        }

        /** Empty for MariaDB's replicas. */
        public String uuid() {
            return uuid;
        }

        /** What it reports as its own, or the address that it comes from. */
        public String host() {
            return host;
        }

        public int port() {
            return port;
        }

        public boolean byGtid() {
            return byGtid;
        }

        /** Behind the last event that was sent; null before the first. */
        public @Nullable Coordinates sent() {
            return sent;
        }

        /** What a semi-synchronous replica has on disk, as far as it said; null if it never did. */
        public @Nullable Coordinates acknowledged() {
            return acknowledged;
        }

        public long acknowledgements() {
            return acknowledgements.get();
        }

        public long events() {
            return events.get();
        }

        public long bytes() {
            return bytes.get();
        }

        void sent(Coordinates upTo, int moreEvents, long moreBytes) {
            sent = upTo;
            events.addAndGet(moreEvents);
            bytes.addAndGet(moreBytes);
        }

        void acknowledged(Coordinates upTo) {
            acknowledged = upTo;
            acknowledgements.incrementAndGet();
        }
    }

    private final ConcurrentHashMap<Long, Attached> bySession = new ConcurrentHashMap<>();
    private final Queue<Attached> left = new ConcurrentLinkedQueue<>();
    private final AtomicLong bytesBefore = new AtomicLong();
    private final AtomicLong acknowledgementsBefore = new AtomicLong();

    void attach(Attached replica) {
        bySession.put(replica.session().id(), replica);
    }

    void detach(Attached replica) {
        if (bySession.remove(replica.session().id(), replica)) {
            left.add(replica);
            bytesBefore.addAndGet(replica.bytes());
            acknowledgementsBefore.addAndGet(replica.acknowledgements());
        }
    }

    /** All that are served now, by session. */
    public List<Attached> all() {
        Collection<Attached> now = bySession.values();
        return now.stream().sorted(Comparator.comparingLong(each -> each.session().id())).toList();
    }

    /** Those that went since this was asked last. */
    List<Attached> takeLeft() {
        List<Attached> taken = new ArrayList<>();
        for (Attached one = left.poll(); one != null; one = left.poll()) {
            taken.add(one);
        }
        return taken;
    }

    /** The others that came with the same server id, and with the same uuid where they have one. */
    List<Attached> twinsOf(Attached replica) {
        return bySession.values().stream()
                .filter(other -> other != replica
                        && replica.serverId() != 0
                        && other.serverId() == replica.serverId()
                        && other.uuid().equals(replica.uuid()))
                .toList();
    }

    /** Bytes of events sent since the start, to whomever. */
    public long bytesSent() {
        return bytesBefore.get() + bySession.values().stream().mapToLong(Attached::bytes).sum();
    }

    public long acknowledgements() {
        return acknowledgementsBefore.get() + bySession.values().stream().mapToLong(Attached::acknowledgements).sum();
    }
}
