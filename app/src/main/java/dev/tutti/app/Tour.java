package dev.tutti.app;

import dev.tutti.bench.WatchedFleet;
import dev.tutti.control.record.Recovery;
import dev.tutti.core.explain.Sentences;
import dev.tutti.core.model.Address;
import dev.tutti.lab.LabServer;
import dev.tutti.lab.WriteLoad;
import dev.tutti.lab.process.Processes;
import org.jspecify.annotations.Nullable;

import java.io.PrintStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Kills servers of a demo one after the other, and checks what came of it. */
abstract sealed class Tour permits ChainTour, BinlogServerTour {
    static final Duration DEADLINE = Duration.ofSeconds(60);
    static final long WRITES_BETWEEN = 300;

    final WatchedFleet demo;
    final WriteLoad load;
    final PrintStream out;
    private final List<String> rows = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();

    Tour(WatchedFleet demo, WriteLoad load, PrintStream out) {
        this.demo = demo;
        this.load = load;
        this.out = out;
    }

    static Tour of(ChainScenario scenario, WatchedFleet demo, WriteLoad load, PrintStream out) {
        return switch (scenario) {
            case CHAIN -> new ChainTour(demo, load, out);
            case BINLOG_SERVERS -> new BinlogServerTour(demo, load, out);
        };
    }

    /** True when everything was recovered and nothing was lost that could be kept. */
    final boolean run() throws SQLException {
        load.awaitMore(WRITES_BETWEEN, DEADLINE);
        visit();
        load.awaitMore(WRITES_BETWEEN, DEADLINE);
        load.stop();
        out.println();
        out.printf("%-28s %10s %10s %10s %18s%n", "", "detected", "decided", "writable", "all replicating");
        rows.forEach(out::println);
        out.println();
        checkWrites();
        failures.forEach(failure -> out.println("FAILED: " + failure));
        return failures.isEmpty();
    }

    /** One thing after the other, under load. */
    abstract void visit() throws SQLException;

    /** Looks at what the clients wrote, once nothing writes any more. */
    abstract void checkWrites() throws SQLException;

    final void failed(String what) {
        failures.add(what);
    }

    /** Kills a server; returns when the recovery has ended that its death led to. */
    final Recovery kill(String title, String name) {
        Address victim = demo.fleet().member(name).address();
        out.println("killing " + name + " (" + victim + ") …");
        long before = newestRecovery();
        Instant killed = demo.clock().instant();
        demo.fleet().kill(name);
        demo.await("a recovery of " + name + " has ended", DEADLINE, () -> ended(before, victim).isPresent());
        Recovery recovery = ended(before, victim).orElseThrow();
        out.println("  " + recovery.reason());
        out.println("  " + recovery.outcome());
        if (recovery.state() != Recovery.State.SUCCEEDED || !recovery.lost().isEmpty()) {
            failed(title + ": recovery " + recovery.id() + " " + recovery.state() + ", lost " + recovery.lost());
        }
        row(
                title,
                since(killed, recovery.suspectedAt()),
                since(killed, recovery.decidedAt()),
                since(killed, recovery.writableAt()),
                since(killed, recovery.settledAt()));
        return recovery;
    }

    final void row(String title, String detected, String decided, String writable, String settled) {
        rows.add("%-28s %10s %10s %10s %18s".formatted(title, detected, decided, writable, settled));
    }

    final void awaitAllReplicate() {
        demo.await("all servers replicate", DEADLINE, demo::allReplicate);
    }

    private long newestRecovery() {
        return demo.plane().journal().recoveries(null, 1).stream().findFirst().map(Recovery::id).orElse(0L);
    }

    private Optional<Recovery> ended(long after, Address of) {
        return demo.plane().journal().recoveries(null, 10).stream()
                .filter(recovery -> recovery.id() > after && recovery.subject().equals(of.toString()) && recovery.ended() != null)
                .findFirst();
    }

    static String since(Instant from, @Nullable Instant to) {
        return to == null ? "–" : Sentences.of(Duration.between(from, to));
    }

    /** The real servers that run. */
    final List<LabServer> running() {
        return demo.fleet().servers().stream()
                .filter(server -> server.state() == Processes.State.RUNNING)
                .toList();
    }

    final Set<String> missingOn(LabServer server) throws SQLException {
        try (Connection connection = server.connect()) {
            return load.missingOn(connection);
        }
    }
}
