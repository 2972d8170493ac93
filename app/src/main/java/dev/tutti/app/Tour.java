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
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Kills the intermediate and then the primary of a demo fleet, and checks what came of it. */
final class Tour {
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final long WRITES_BETWEEN = 300;

    private final WatchedFleet demo;
    private final WriteLoad load;
    private final PrintStream out;
    private final List<String> rows = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();

    Tour(WatchedFleet demo, WriteLoad load, PrintStream out) {
        this.demo = demo;
        this.load = load;
        this.out = out;
    }

    /** True when everything was recovered and nothing was lost that could be kept. */
    boolean run() throws SQLException {
        load.awaitMore(WRITES_BETWEEN, DEADLINE);
        killAndWait("intermediate 4 killed", "4");
        load.awaitMore(WRITES_BETWEEN, DEADLINE);
        killAndWait("primary 1 killed", "1");
        load.awaitMore(WRITES_BETWEEN, DEADLINE);
        load.stop();
        out.println();
        out.printf("%-24s %10s %10s %10s %18s%n", "", "detected", "decided", "writable", "all replicating");
        rows.forEach(out::println);
        out.println();
        checkWrites();
        failures.forEach(failure -> out.println("FAILED: " + failure));
        return failures.isEmpty();
    }

    private void killAndWait(String title, String name) {
        LabServer victim = demo.fleet().server(name);
        out.println("killing " + name + " (" + victim.address() + ") …");
        long before = newestRecovery();
        Instant killed = demo.clock().instant();
        demo.fleet().kill(name);
        demo.await("a recovery of " + name + " has ended", DEADLINE, () -> ended(before).isPresent());
        Recovery recovery = ended(before).orElseThrow();
        out.println("  " + recovery.reason());
        out.println("  " + recovery.outcome());
        if (recovery.state() != Recovery.State.SUCCEEDED || !recovery.lost().isEmpty()) {
            failures.add(title + ": recovery " + recovery.id() + " " + recovery.state() + ", lost " + recovery.lost());
        }
        demo.await("all servers replicate", DEADLINE, demo::allReplicate);
        rows.add("%-24s %10s %10s %10s %18s".formatted(
                title,
                since(killed, recovery.suspectedAt()),
                since(killed, recovery.decidedAt()),
                since(killed, recovery.writableAt()),
                since(killed, recovery.settledAt())));
    }

    private long newestRecovery() {
        return demo.plane().journal().recoveries(null, 1).stream().findFirst().map(Recovery::id).orElse(0L);
    }

    private Optional<Recovery> ended(long after) {
        return demo.plane().journal().recoveries(null, 1).stream()
                .filter(recovery -> recovery.id() > after && recovery.ended() != null)
                .findFirst();
    }

    private static String since(Instant from, @Nullable Instant to) {
        return to == null ? "–" : Sentences.of(Duration.between(from, to));
    }

    /** Every acknowledged write that any surviving server has must be on the new primary. */
    private void checkWrites() throws SQLException {
        Address primary = demo.primary();
        Set<String> missing = missingOn(demo.server(primary));
        for (LabServer server : demo.fleet().servers()) {
            if (server.state() != Processes.State.RUNNING || server.address().equals(primary)) {
                continue;
            }
            Set<String> onlyThere = new HashSet<>(missing);
            onlyThere.removeAll(missingOn(server));
            if (!onlyThere.isEmpty()) {
                failures.add(server.name() + " has " + onlyThere.size() + " acknowledged writes that the new primary lacks");
            }
        }
        out.println(load.acknowledgedCount() + " writes acknowledged; " + missing.size()
                + " of them had reached no surviving server; longest pause for clients "
                + Sentences.of(load.longestGap().length()));
    }

    private Set<String> missingOn(LabServer server) throws SQLException {
        try (Connection connection = server.connect()) {
            return load.missingOn(connection);
        }
    }
}
