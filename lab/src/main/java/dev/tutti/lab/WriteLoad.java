package dev.tutti.lab;

import dev.tutti.core.model.Address;
import dev.tutti.lab.process.Deadline;
import dev.tutti.lab.process.Jdbc;
import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Clients that insert unique values into {@code app.t} on the current primary and remember which were acknowledged: what
 * a failover may not lose, and for how long writing was impossible.
 *
 * <p>A client whose write fails forgets that value, since nobody can know its fate, asks again where the primary is, and
 * goes on with another. Thread-safe; one virtual thread per client.
 */
public final class WriteLoad implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofMillis(500);
    private static final Duration ANSWER = Duration.ofSeconds(1);
    /** Short against any failover, long against what a refused connection costs. */
    private static final Duration RETRY = Duration.ofMillis(10);

    private final Supplier<Address> primary;
    private final String run = UUID.randomUUID().toString().substring(0, 8);
    private final long started = System.nanoTime();
    private final List<Thread> clients = new ArrayList<>();
    private final ConcurrentLinkedQueue<Acknowledged> acknowledged = new ConcurrentLinkedQueue<>();
    private final AtomicLong count = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private final AtomicReference<@Nullable String> lastFailure = new AtomicReference<>();
    private final AtomicLong stopped = new AtomicLong();
    private final boolean follows;
    private volatile boolean running = true;

    /**
     * A write that a server said it has made.
     *
     * @param value what is in column {@code v}; no two writes have the same
     * @param server the address that was written to
     * @param at when the answer came
     * @param sinceStart the same, measured from the start of the load by a clock that never jumps
     */
    public record Acknowledged(String value, Address server, Instant at, Duration sinceStart) {}

    /**
     * A time without any acknowledged write.
     *
     * @param begin from the start of the load
     * @param length until the next acknowledged write, or until now, or until the load was stopped
     */
    public record Gap(Duration begin, Duration length) {}

    private WriteLoad(Supplier<Address> primary, boolean follows) {
        this.primary = primary;
        this.follows = follows;
    }

    /**
     * Starts to write.
     *
     * @param primary where to write, asked before each new connection; it may throw when it does not know
     * @param clients how many write at the same time
     * @param writesPerSecond of all clients together
     */
    public static WriteLoad start(Supplier<Address> primary, int clients, int writesPerSecond) {
        return start(primary, false, clients, writesPerSecond);
    }

    /**
     * The same for clients that ask before each write, and leave a server that works when they are told another: those of a name.
     *
     * @param primary answers at once
     */
    public static WriteLoad follow(Supplier<Address> primary, int clients, int writesPerSecond) {
        return start(primary, true, clients, writesPerSecond);
    }

    private static WriteLoad start(Supplier<Address> primary, boolean follows, int clients, int writesPerSecond) {
        if (clients < 1 || writesPerSecond < 1) {
            throw new LabException("A write load needs at least one client and one write per second.");
        }
        WriteLoad load = new WriteLoad(primary, follows);
        Duration interval = Duration.ofSeconds(1).multipliedBy(clients).dividedBy(writesPerSecond);
        for (int i = 0; i < clients; i++) {
            int number = i;
            load.clients.add(Thread.ofVirtual().name("write-load-" + i).start(() -> load.work(number, interval)));
        }
        return load;
    }

    /** Finds the first server of the fleet that takes writes; for fleets that nobody watches and directs. */
    public static Supplier<Address> firstWritableOf(Fleet fleet) {
        return () -> {
            for (LabServer server : fleet.servers()) {
                if (server.state() == dev.tutti.lab.process.Processes.State.RUNNING && takesWrites(server)) {
                    return server.address();
                }
            }
            throw new LabException("No server of the fleet in " + fleet.folder() + " takes writes.");
        };
    }

    private static boolean takesWrites(LabServer server) {
        try (Connection connection = Jdbc.connect(server.directAddress(), Accounts.ADMIN, CONNECT, ANSWER);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        // A number, or from MariaDB 12.0.1 on a word: OFF, ON, NO_LOCK, NO_LOCK_NO_ADMIN (MDEV-36425).
                        "SELECT CAST(@@global.read_only AS CHAR) IN ('0', 'OFF')")) {
            return row.next() && row.getBoolean(1);
        } catch (SQLException e) {
            return false;
        }
    }

    private void work(int client, Duration interval) {
        long number = 0;
        long due = System.nanoTime();
        while (running) {
            try {
                Address server = primary.get();
                try (Connection connection = Jdbc.connect(server, Accounts.APP, CONNECT, ANSWER);
                        PreparedStatement insert = connection.prepareStatement("INSERT INTO app.t (v) VALUES (?)")) {
                    while (running && (!follows || primary.get().equals(server))) {
                        String value = run + "-" + client + "-" + number++;
                        insert.setString(1, value);
                        insert.executeUpdate();
                        acknowledged.add(new Acknowledged(
                                value, server, Instant.now(), Duration.ofNanos(System.nanoTime() - started)));
                        count.incrementAndGet();
                        due = Math.max(due + interval.toNanos(), System.nanoTime() - interval.toNanos());
                        LockSupport.parkNanos(due - System.nanoTime());
                    }
                }
            } catch (SQLException | RuntimeException e) {
                failures.incrementAndGet();
                lastFailure.set(e.getMessage());
                LockSupport.parkNanos(RETRY.toNanos());
            }
        }
    }

    /** The acknowledged writes so far, in the order of their acknowledgement. */
    public List<Acknowledged> acknowledged() {
        return acknowledged.stream()
                .sorted(java.util.Comparator.comparing(Acknowledged::sinceStart))
                .toList();
    }

    public long acknowledgedCount() {
        return count.get();
    }

    /** How many attempts failed: connections and writes. */
    public long failures() {
        return failures.get();
    }

    /** What the latest failed attempt got as an answer. */
    public Optional<String> lastFailure() {
        return Optional.ofNullable(lastFailure.get());
    }

    /** The longest time without an acknowledged write, the current one included. */
    public Gap longestGap() {
        long end = stopped.get();
        Duration now = Duration.ofNanos((end == 0 ? System.nanoTime() : end) - started);
        Duration before = Duration.ZERO;
        Gap longest = new Gap(Duration.ZERO, Duration.ZERO);
        List<Duration> times = new ArrayList<>(acknowledged().stream().map(Acknowledged::sinceStart).toList());
        times.add(now);
        for (Duration time : times) {
            if (time.minus(before).compareTo(longest.length()) > 0) {
                longest = new Gap(before, time.minus(before));
            }
            before = time;
        }
        return longest;
    }

    /** Waits for more acknowledged writes than there are now: writing works again. */
    public void awaitMore(long more, Duration limit) {
        long wanted = acknowledgedCount() + more;
        Deadline.in(limit).await(
                () -> acknowledgedCount() >= wanted,
                "The write load got no " + more + " writes acknowledged",
                () -> "The latest failure: " + lastFailure().orElse("none") + ".");
    }

    /** The acknowledged values that are not in {@code app.t} of this server: the lost ones. */
    public Set<String> missingOn(Connection server) throws SQLException {
        Set<String> missing = new HashSet<>();
        acknowledged().forEach(a -> missing.add(a.value()));
        try (PreparedStatement select = server.prepareStatement("SELECT v FROM app.t WHERE v LIKE ?")) {
            select.setString(1, run + "-%");
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    missing.remove(rows.getString(1));
                }
            }
        }
        return missing;
    }

    /** Stops writing; returns when every client has ended, so that what is acknowledged no longer changes. */
    public void stop() {
        running = false;
        for (Thread client : clients) {
            LockSupport.unpark(client);
            try {
                client.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new LabException("Interrupted while the write load ended.", e);
            }
        }
        stopped.compareAndSet(0, System.nanoTime());
    }

    @Override
    public void close() {
        stop();
    }
}
