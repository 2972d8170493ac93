package dev.tutti.wire.server;

import org.jspecify.annotations.Nullable;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** The connections of one server by their ids. Thread-safe. */
final class Connections {
    private static final long LARGEST_ID = 0xffff_ffffL;

    private final ConcurrentHashMap<Long, ServerConnection> open = new ConcurrentHashMap<>();
    private final AtomicLong statements = new AtomicLong();
    private final LongSupplier clock;
    private final long started;
    /** Used by the accepting thread only. */
    private long last;

    Connections(LongSupplier clock) {
        this(clock, 0);
    }

    /** The first id will be the one behind {@code last}. */
    Connections(LongSupplier clock, long last) {
        this.clock = clock;
        this.started = clock.getAsLong();
        this.last = last;
    }

    /** An id that nobody has: four bytes on the wire, so after 4 billion connections they begin again. */
    long nextId() {
        do {
            last = last >= LARGEST_ID ? 1 : last + 1;
        } while (open.containsKey(last));
        return last;
    }

    void add(ServerConnection connection) {
        open.put(connection.id(), connection);
    }

    void remove(ServerConnection connection) {
        open.remove(connection.id(), connection);
    }

    int count() {
        return open.size();
    }

    List<Session> sessions() {
        return open.values().stream()
                .map(ServerConnection::session)
                .filter(Objects::nonNull)
                .sorted(Comparator.comparingLong(Session::id))
                .toList();
    }

    /** Who is logged in under this id; null if nobody is. */
    @Nullable Session session(long id) {
        ServerConnection connection = open.get(id);
        return connection == null ? null : connection.session();
    }

    boolean kill(long id) {
        ServerConnection connection = open.get(id);
        if (connection == null) {
            return false;
        }
        connection.cut();
        return true;
    }

    void cutAll() {
        open.values().forEach(ServerConnection::cut);
    }

    void countStatement() {
        statements.incrementAndGet();
    }

    /** What COM_STATISTICS says, in the words of servers. */
    String statistics() {
        long uptime = TimeUnit.NANOSECONDS.toSeconds(clock.getAsLong() - started);
        return "Uptime: " + uptime + "  Threads: " + open.size() + "  Questions: " + statements.get();
    }
}
