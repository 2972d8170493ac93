package dev.tutti.bench.binlogs;

import dev.tutti.bench.Pause;
import dev.tutti.bench.Spread;
import dev.tutti.core.model.Address;
import dev.tutti.core.model.Coordinates;
import dev.tutti.lab.Accounts;
import dev.tutti.lab.Flavour;
import dev.tutti.lab.Fleet;
import dev.tutti.lab.LabServer;
import dev.tutti.wire.ReplicaIdentity;
import dev.tutti.wire.ReplicationStream;
import dev.tutti.wire.WireConnection;
import dev.tutti.wire.WireException;
import dev.tutti.wire.WireOptions;
import dev.tutti.wire.binlog.EventHeader;
import dev.tutti.wire.binlog.EventType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What semi-synchronous commits cost with a Binlog Server as the one that acknowledges, against a MariaDB replica; and how long a
 * commit takes to reach a replica directly, and through a Binlog Server, where a hundred others are attached in both cases.
 */
final class CommitBench {
    private static final int WRITERS = 8;
    private static final Duration LENGTH = Duration.ofSeconds(5);
    private static final int COMMITS = 1000;
    private static final Duration EVERY = Duration.ofMillis(5);
    private static final int IDLE = 100;

    private final int runs;

    CommitBench(int runs) {
        this.runs = runs;
    }

    Map<String, Object> run() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("tutti-bench-commit");
        try (Fleet fleet = Fleet.start(Fleet.custom("1<-2", Flavour.MARIADB_10_11)
                .withOption("rpl_semi_sync_master_enabled", "ON")
                .withOption("rpl_semi_sync_slave_enabled", "ON")
                .withOption("rpl_semi_sync_master_wait_point", "AFTER_SYNC")
                .withOption("rpl_semi_sync_master_timeout", "10000")
                .withOption("sync_binlog", "1")
                .withOption("max_connections", "500")
                .withProgress(_ -> {}))) {
            LabServer primary = fleet.server("1");
            Path config = BenchConfig.write(folder, "kept", primary.address(), 19_100, "oldest");
            try (ServedProcess server = ServedProcess.start(config)) {
                List<Double> byReplica = new ArrayList<>();
                List<Double> byUs = new ArrayList<>();
                for (int i = 0; i < runs; i++) {
                    statement(server.address(), "STOP SLAVE");
                    statement(fleet.server("2").address(), "START SLAVE");
                    byReplica.add(commitsPerSecond(primary));
                    statement(fleet.server("2").address(), "STOP SLAVE");
                    statement(server.address(), "START SLAVE");
                    byUs.add(commitsPerSecond(primary));
                }
                double us = Spread.of(byUs).p50();
                double them = Spread.of(byReplica).p50();
                System.out.printf(
                        Locale.ROOT, "%nsemi-synchronous commits a second, acknowledged by a MariaDB replica %.0f, by a Binlog Server"
                                + " after fsync %.0f (%.2f times)%n", them, us, us / them);
                statement(fleet.server("2").address(), "START SLAVE");
                List<Spread> latencies = latencies(primary, server);
                return Map.of("replica", byReplica, "binlog_server", byUs, "latency", latencies);
            }
        } catch (SQLException e) {
            throw new IOException(e);
        } finally {
            StreamBench.delete(folder);
        }
    }

    private static void statement(Address server, String sql) throws IOException {
        try (WireConnection connection = WireConnection.connect(server, Accounts.ADMIN, WireOptions.defaults())) {
            connection.query(sql);
        }
        // A replica is counted from when its stream is open.
        Pause.of(Duration.ofMillis(300));
    }

    private static double commitsPerSecond(LabServer primary) throws InterruptedException {
        AtomicInteger commits = new AtomicInteger();
        long from = System.nanoTime();
        List<Thread> writers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            writers.add(Thread.ofPlatform().start(() -> {
                try (Connection connection = primary.connect();
                        PreparedStatement insert = connection.prepareStatement("INSERT INTO app.t (v) VALUES ('bench')")) {
                    while (System.nanoTime() - from < LENGTH.toNanos()) {
                        insert.executeUpdate();
                        commits.incrementAndGet();
                    }
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            }));
        }
        for (Thread writer : writers) {
            writer.join();
        }
        return commits.get() / ((System.nanoTime() - from) / 1e9);
    }

    /** Without semi-synchronous waits: the time from the commit's beginning to the event's arrival, both ways in turns. */
    private List<Spread> latencies(LabServer primary, ServedProcess server)
            throws IOException, SQLException, InterruptedException {
        try (Connection connection = primary.connect(); Statement statement = connection.createStatement()) {
            statement.execute("SET GLOBAL rpl_semi_sync_master_enabled = OFF");
        }
        Coordinates end = end(primary);
        List<Double> direct = new ArrayList<>();
        List<Double> through = new ArrayList<>();
        try (Sinks _ = Sinks.start(IDLE, server.address(), Accounts.ADMIN, end, Long.MAX_VALUE, 30_000)) {
            measure(primary, server.address(), new ArrayList<>(), 30_900);
            for (int i = 0; i < runs; i++) {
                measure(primary, server.address(), through, 31_200 + i);
            }
        }
        try (Sinks _ = Sinks.start(IDLE, primary.address(), Accounts.ADMIN, end, Long.MAX_VALUE, 32_000)) {
            measure(primary, primary.address(), new ArrayList<>(), 31_000);
            for (int i = 0; i < runs; i++) {
                measure(primary, primary.address(), direct, 31_100 + i);
            }
        }
        for (int percent : new int[] {50, 99}) {
            double one = percentile(direct, percent);
            double other = percentile(through, percent);
            System.out.printf(
                    Locale.ROOT, "commit to replica with %d others attached, p%d: directly %s, through a Binlog Server %s (%.2f times)%n",
                    IDLE, percent, Spread.time(one), Spread.time(other), other / one);
        }
        return List.of(Spread.of(direct), Spread.of(through));
    }

    private static double percentile(List<Double> values, int percent) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100));
    }

    private static Coordinates end(LabServer primary) throws IOException {
        try (WireConnection connection = WireConnection.connect(
                primary.address(), Accounts.ADMIN, WireOptions.defaults())) {
            var rows = connection.query("SHOW MASTER STATUS");
            return new Coordinates(
                    String.valueOf(rows.value(0, "File")), Long.parseLong(String.valueOf(rows.value(0, "Position"))));
        }
    }

    private static void measure(LabServer primary, Address source, List<Double> into, int serverId)
            throws IOException, SQLException, InterruptedException {
        LinkedBlockingQueue<Long> arrived = new LinkedBlockingQueue<>();
        ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
        WireConnection login = WireConnection.connect(
                source, Accounts.ADMIN, WireOptions.defaults().withReadTimeout(Duration.ofSeconds(30)));
        try (ReplicationStream stream = ReplicationStream.open(
                login,
                new ReplicaIdentity(
                        serverId, "00000000-0000-0000-0000-0000000" + serverId, "latency", 0, Duration.ofSeconds(5), false),
                end(primary))) {
            Thread.ofPlatform().daemon().start(() -> listen(stream, arrived, failures));
            try (Connection connection = primary.connect();
                    PreparedStatement insert = connection.prepareStatement("INSERT INTO app.t (v) VALUES ('latency')")) {
                for (int i = 0; i < COMMITS; i++) {
                    long from = System.nanoTime();
                    insert.executeUpdate();
                    Long at = arrived.poll(10, TimeUnit.SECONDS);
                    if (at == null) {
                        throw new IOException("a commit did not arrive: " + failures);
                    }
                    into.add((at - from) / 1e9);
                    long rest = EVERY.toNanos() - (System.nanoTime() - from);
                    if (rest > 0) {
                        Pause.of(Duration.ofNanos(rest));
                    }
                }
            }
        }
    }

    private static void listen(ReplicationStream stream, LinkedBlockingQueue<Long> arrived, ConcurrentLinkedQueue<String> failures) {
        try {
            while (true) {
                stream.next();
                if ((stream.bytes()[stream.offset() + EventHeader.TYPE_AT] & 0xff) == EventType.XID) {
                    arrived.add(System.nanoTime());
                }
            }
        } catch (WireException e) {
            failures.add(String.valueOf(e.getMessage()));
        }
    }
}
