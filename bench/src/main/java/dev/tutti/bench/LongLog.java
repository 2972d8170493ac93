package dev.tutti.bench;

import dev.tutti.control.SteadyClock;
import dev.tutti.control.inject.Injector;
import dev.tutti.control.observe.Memory;
import dev.tutti.control.observe.Observers;
import dev.tutti.control.session.Sessions;
import dev.tutti.core.engine.Engine;
import dev.tutti.core.engine.EngineState;
import dev.tutti.core.engine.Event;
import dev.tutti.core.policy.Policy;
import dev.tutti.core.policy.Timing;
import dev.tutti.lab.Accounts;
import dev.tutti.lab.Flavour;
import dev.tutti.lab.Fleet;
import dev.tutti.lab.LabServer;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A primary 1 with replicas 2 and 3, each with one long log file of one-row transactions and Pseudo-GTID entries, written while
 * the real observers watch and the real injector injects. Replica 2 was stopped a little before the end.
 */
final class LongLog implements AutoCloseable {
    private static final int CLIENTS = 4;
    /** Each client writes its share of a tenth of a second in one call. */
    private static final int CALLS_PER_SECOND = 10;

    private static final Duration INJECT_EVERY = Duration.ofSeconds(5);
    private static final Duration LOAD_DEADLINE = Duration.ofMinutes(4);
    private static final double STOPPED_AT = 0.99;

    private static final String FILL = "CREATE PROCEDURE app.fill(IN n INT) BEGIN DECLARE i INT DEFAULT 0;"
            + " WHILE i < n DO INSERT INTO app.t (v) VALUES (CONCAT('row-', CONNECTION_ID(), '-', i)); SET i = i + 1;"
            + " END WHILE; END";

    private final Fleet fleet;
    private final Sessions sessions;
    private final Memory memory;

    private LongLog(Fleet fleet, Sessions sessions, Memory memory) {
        this.fleet = fleet;
        this.sessions = sessions;
        this.memory = memory;
    }

    /** @param rate transactions a second: what lies between two entries, and between two looks, depends on it */
    static LongLog write(int transactions, int rate) throws SQLException, InterruptedException {
        Fleet fleet = Fleet.start(Fleet.custom("1<-2,3", Flavour.MYSQL_5_6)
                .withProgress(line -> {})
                .withOption("max_binlog_size", "1G")
                .withOption("innodb_flush_log_at_trx_commit", "0")
                .withOption("relay_log_info_repository", "FILE"));
        boolean written = false;
        try {
            LongLog log = new LongLog(fleet, new Sessions(Accounts.ADMIN, Sessions.Tls.OFF), new Memory());
            log.fillWatched(transactions, rate);
            written = true;
            return log;
        } finally {
            if (!written) {
                fleet.close();
            }
        }
    }

    private void fillWatched(int transactions, int rate) throws SQLException, InterruptedException {
        AtomicReference<EngineState> state = new AtomicReference<>(EngineState.empty());
        SteadyClock clock = new SteadyClock();
        try (Observers observers = new Observers(
                        sessions, Timing.defaults(), clock, memory, List.of(), event -> take(state, event, clock));
                Injector injector = new Injector(sessions, INJECT_EVERY, clock, state::get)) {
            observers.discover(server("1").address());
            injector.start();
            fill(transactions, rate);
            awaitRows("3", transactions);
            // One more look at each, as there would be before anything is decided.
            Pause.of(Timing.defaults().poll().multipliedBy(2));
        }
    }

    /** What is seen, without anybody acting on it. */
    private static void take(AtomicReference<EngineState> state, Event event, SteadyClock clock) {
        state.updateAndGet(before -> Engine.step(before, event, Policy.defaults(), clock.instant()).state());
    }

    private void fill(int transactions, int rate) throws SQLException, InterruptedException {
        execute("1", FILL);
        List<Future<Void>> running = new ArrayList<>();
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int client = 0; client < CLIENTS; client++) {
                int share = transactions / CLIENTS + (client < transactions % CLIENTS ? 1 : 0);
                running.add(clients.submit(() -> {
                    fillShare(share, Math.max(1, rate / CLIENTS / CALLS_PER_SECOND));
                    return null;
                }));
            }
            awaitRows("2", (long) (transactions * STOPPED_AT));
            execute("2", "STOP SLAVE");
        }
        for (Future<Void> each : running) {
            try {
                each.get();
            } catch (ExecutionException e) {
                throw new SQLException("the log could not be filled", e);
            }
        }
    }

    private void fillShare(int transactions, int perCall) throws SQLException {
        long interval = TimeUnit.SECONDS.toNanos(1) / CALLS_PER_SECOND;
        long due = System.nanoTime();
        try (Connection connection = server("1").connect();
                Statement statement = connection.createStatement()) {
            for (int left = transactions; left > 0; left -= perCall) {
                statement.execute("CALL app.fill(" + Math.min(left, perCall) + ")");
                due += interval;
                Pause.of(Duration.ofNanos(Math.max(0, due - System.nanoTime())));
            }
        }
    }

    private void awaitRows(String name, long wanted) throws SQLException {
        long until = System.nanoTime() + LOAD_DEADLINE.toNanos();
        while (rows(name) < wanted) {
            if (System.nanoTime() > until) {
                throw new IllegalStateException("server " + name + " did not get " + wanted + " rows within "
                        + LOAD_DEADLINE.toSeconds() + " s");
            }
            Pause.of(Duration.ofMillis(10));
        }
    }

    private long rows(String name) throws SQLException {
        return Long.parseLong(ask(name, "SELECT COALESCE(MAX(id), 0) FROM app.t", 1));
    }

    /** One column of the first row. */
    String ask(String name, String sql, int column) throws SQLException {
        try (Connection connection = server(name).connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? String.valueOf(row.getString(column)) : "";
        }
    }

    /** One column of the first row, by name. */
    String ask(String name, String sql, String column) throws SQLException {
        try (Connection connection = server(name).connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? String.valueOf(row.getString(column)) : "";
        }
    }

    void execute(String name, String sql) throws SQLException {
        try (Connection connection = server(name).connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /**
     * What other tools read a log with, every row fetched and none kept.
     *
     * @return the number of events
     */
    long showBinlogEvents(String name) throws SQLException {
        String file = ask(name, "SHOW MASTER STATUS", 1);
        long events = 0;
        try (Connection connection = server(name).connect();
                Statement statement = connection.createStatement()) {
            statement.setFetchSize(10_000);
            try (ResultSet rows = statement.executeQuery("SHOW BINLOG EVENTS IN '" + file + "'")) {
                while (rows.next()) {
                    events++;
                }
            }
        }
        return events;
    }

    /** Puts replica 2 below replica 3 there and waits until it holds the same table; empty when it does. */
    String verifyBelowSibling(String file, long position) throws SQLException {
        execute("2", "CHANGE MASTER TO MASTER_HOST='127.0.0.1', MASTER_PORT=" + server("3").port() + ", MASTER_LOG_FILE='"
                + file + "', MASTER_LOG_POS=" + position);
        execute("2", "START SLAVE");
        awaitRows("2", rows("3"));
        String here = ask("2", "CHECKSUM TABLE app.t", 2);
        String there = ask("3", "CHECKSUM TABLE app.t", 2);
        return here.equals(there) ? "" : "tables differ after going on below the sibling: " + here + " and " + there;
    }

    LabServer server(String name) {
        return fleet.server(name);
    }

    Sessions sessions() {
        return sessions;
    }

    /** What the observers remember. */
    Memory memory() {
        return memory;
    }

    @Override
    public void close() {
        fleet.close();
    }
}
