package dev.tutti.control.galera;

import dev.tutti.control.act.Parallel;
import dev.tutti.control.act.StepResult;
import dev.tutti.control.act.StepResult.Done;
import dev.tutti.control.act.StepResult.Failed;
import dev.tutti.control.session.Session;
import dev.tutti.control.session.SessionException;
import dev.tutti.control.session.Sessions;
import dev.tutti.core.dialect.Row;
import dev.tutti.core.model.Address;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;

/**
 * Compares the rows of several nodes, table by table, smallest first, within a bounded time. A table that is written to meanwhile
 * is summed up again; a difference is only told of one that nobody wrote to in between. Thread safe.
 */
final class RowComparison {
    private static final int TRIES = 5;

    private static final String TABLES = """
            SELECT CONCAT('`', REPLACE(table_schema, '`', '``'), '`.`', REPLACE(table_name, '`', '``'), '`') AS name
              FROM information_schema.tables
             WHERE table_type = 'BASE TABLE' AND engine = 'InnoDB'
               AND table_schema NOT IN ('mysql', 'information_schema', 'performance_schema', 'sys')
             ORDER BY data_length, table_schema, table_name
            """;

    private final Sessions sessions;
    private final Duration connect;
    private final Duration limit;

    /** @param limit how long all of it may take; zero to compare nothing */
    RowComparison(Sessions sessions, Duration connect, Duration limit) {
        this.sessions = sessions;
        this.connect = connect;
        this.limit = limit;
    }

    /** What one node says of one table, and how far it had committed before and after. */
    private record Sum(@Nullable String checksum, String before, String after) {
        boolean still() {
            return before.equals(after);
        }
    }

    /** Fails only when rows differ; what cannot be read is told as not compared. */
    StepResult compare(List<Address> nodes) throws InterruptedException {
        if (nodes.size() < 2 || limit.isZero()) {
            return new Done(nodes.size() < 2 ? "there is nobody to compare with" : "galera.compare is off");
        }
        long end = System.nanoTime() + limit.toNanos();
        List<Session> open = new ArrayList<>();
        try {
            for (Address node : nodes) {
                open.add(sessions.open(node, connect, limit));
            }
            return compare(nodes, open, end);
        } catch (SessionException e) {
            return new Done("the rows were not compared: " + e.getMessage());
        } finally {
            open.forEach(Session::close);
        }
    }

    private static StepResult compare(List<Address> nodes, List<Session> open, long end)
            throws SessionException, InterruptedException {
        List<String> equal = new ArrayList<>();
        List<String> busy = new ArrayList<>();
        List<String> late = new ArrayList<>();
        for (Row row : open.getFirst().query(TABLES)) {
            String table = row.text("name").orElse("");
            if (System.nanoTime() > end) {
                late.add(table);
                continue;
            }
            Verdict verdict = Verdict.WRITTEN_TO;
            for (int i = 0; i < TRIES && verdict == Verdict.WRITTEN_TO; i++) {
                verdict = verdict(sums(table, open));
            }
            switch (verdict) {
                case EQUAL -> equal.add(table);
                case WRITTEN_TO -> busy.add(table);
                case DIFFERENT -> {
                    return new Failed(nodes.getFirst(), "the rows of " + table + " differ between " + nodes
                            + ", and nobody wrote meanwhile");
                }
            }
        }
        return new Done(counted(equal.size()) + " equal on " + nodes.size() + " nodes"
                + (busy.isEmpty() ? "" : "; " + counted(busy.size()) + " written to all the time and not compared")
                + (late.isEmpty() ? "" : "; " + counted(late.size()) + " not reached within galera.compare"));
    }

    private static String counted(int tables) {
        return tables + (tables == 1 ? " table" : " tables");
    }

    private enum Verdict {
        EQUAL,
        DIFFERENT,
        WRITTEN_TO
    }

    private static Verdict verdict(List<Sum> sums) {
        Set<@Nullable String> checksums = new HashSet<>();
        Set<String> places = new HashSet<>();
        sums.forEach(sum -> {
            checksums.add(sum.checksum());
            places.add(sum.before());
        });
        if (checksums.size() == 1) {
            return Verdict.EQUAL;
        }
        return sums.stream().allMatch(Sum::still) && places.size() == 1 ? Verdict.DIFFERENT : Verdict.WRITTEN_TO;
    }

    private static List<Sum> sums(String table, List<Session> open) throws InterruptedException {
        List<Callable<@Nullable Sum>> asks = new ArrayList<>();
        for (Session session : open) {
            asks.add(() -> {
                String before = committed(session);
                String checksum = session.queryOne("CHECKSUM TABLE " + table)
                        .flatMap(row -> row.text("Checksum"))
                        .orElse(null);
                return new Sum(checksum, before, committed(session));
            });
        }
        return Parallel.all(asks).stream().map(sum -> sum == null ? new Sum(null, "", "?") : sum).toList();
    }

    private static String committed(Session session) throws SessionException {
        return session.queryOne("SHOW GLOBAL STATUS LIKE 'wsrep_last_committed'")
                .flatMap(row -> row.text("Value"))
                .orElse("");
    }
}
