package dev.tutti.core.match;

import dev.tutti.core.log.EventCursor;
import dev.tutti.core.log.LogEvent;
import dev.tutti.core.log.LogEvent.Kind;
import dev.tutti.core.model.Coordinates;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;

/** Writes binary logs as servers of several makes do, from transactions. */
final class Logs {
    /** What a transaction of the model is. */
    enum Shape {
        DML,
        DDL,
        ENTRY,
        XA,
        COMPRESSED
    }

    /** One transaction: two that are equal do the same. */
    record Work(Shape shape, long serverId, long timestamp, long content) {
        PseudoGtid entry() {
            return new PseudoGtid("_asc:%08x:%08x:%016x".formatted(timestamp, serverId, content));
        }
    }

    /** What precedes transactions. */
    enum Gtids {
        NONE,
        MYSQL,
        MARIADB
    }

    record Written(List<LogEvent> events, List<Coordinates> starts, List<Coordinates> ends) {
        EventCursor cursor() {
            return cursorAt(0);
        }

        /** From the start of the transaction with this number on. */
        EventCursor cursorAt(int work) {
            Coordinates from = starts.isEmpty() ? null : starts.get(work);
            Iterator<LogEvent> left = events.stream()
                    .dropWhile(event -> from != null && !event.startCoordinates().equals(from))
                    .iterator();
            return new EventCursor() {
                @Override
                public @Nullable LogEvent next() {
                    return left.hasNext() ? left.next() : null;
                }

                @Override
                public void close() {}
            };
        }
    }

    private final Gtids gtids;
    private final boolean rows;
    private final Random random;
    private final List<LogEvent> events = new ArrayList<>();
    private final List<Coordinates> starts = new ArrayList<>();
    private final List<Coordinates> ends = new ArrayList<>();
    private int file = 999_999;
    private long position = 4;

    private Logs(Gtids gtids, boolean rows, Random random) {
        this.gtids = gtids;
        this.rows = rows;
        this.random = random;
    }

    /** Transactions as one server logs them, with its own rotations and bookkeeping; ends in the middle of one more. */
    static Written write(List<Work> works, Gtids gtids, boolean rows, long seed) {
        Logs log = new Logs(gtids, rows, new Random(seed));
        for (Work work : works) {
            log.add(work);
        }
        log.opening(new Work(Shape.DML, 77, 1, 5));
        return new Written(log.events, log.starts, log.ends);
    }

    private void add(Work work) {
        if (random.nextInt(6) == 0) {
            file++;
            position = 4;
            bookkeeping();
        }
        starts.add(new Coordinates(fileName(), position));
        opening(work);
        switch (work.shape()) {
            case DML, XA -> body(work);
            case COMPRESSED -> event(Kind.TRANSACTION_PAYLOAD, work, work.content() + (rows ? 1 : 0), null);
            case DDL -> event(Kind.STATEMENT, work, work.content(), "alter table t" + work.content());
            case ENTRY -> event(Kind.STATEMENT, work, work.content(), work.entry().statement());
        }
        ends.add(new Coordinates(fileName(), position));
        while (random.nextInt(4) == 0) {
            bookkeeping();
        }
    }

    private void opening(Work work) {
        boolean grouped = work.shape() == Shape.DML || work.shape() == Shape.XA;
        switch (gtids) {
            case NONE -> {}
            case MYSQL -> event(Kind.GTID, work, 0, null);
            case MARIADB -> event(grouped ? Kind.GTID_BEGIN : Kind.GTID_STANDALONE, work, 0, null);
        }
        if (random.nextInt(5) == 0 && gtids != Gtids.NONE) {
            bookkeeping();
        }
        if (grouped && (gtids != Gtids.MARIADB || work.shape() == Shape.XA)) {
            event(Kind.BEGIN, work, work.shape() == Shape.XA ? work.content() + 7 : 0, null);
        }
    }

    private void body(Work work) {
        for (int i = 0; i <= work.content() % 3; i++) {
            if (rows) {
                event(Kind.TABLE_MAP, work, 11, null);
                if (random.nextInt(4) == 0) {
                    bookkeeping();
                }
                event(Kind.ROWS, work, work.content() * 31 + i, null);
            } else {
                event(Kind.STATEMENT_CONTEXT, work, 3, null);
                event(Kind.STATEMENT, work, work.content() * 17 + i, null);
            }
        }
        event(Kind.COMMIT, work, work.shape() == Shape.XA ? work.content() + 9 : 0, null);
    }

    private void bookkeeping() {
        add(new LogEvent(Kind.BOOKKEEPING, 42, 4711, fileName(), position, position + 31, 0, null, null));
    }

    private void event(Kind kind, Work work, long content, @Nullable String text) {
        long length = 20L + random.nextInt(200);
        add(new LogEvent(
                kind, work.timestamp(), work.serverId(), fileName(), position, position + length, content, text, null));
    }

    private void add(LogEvent event) {
        events.add(event);
        position = event.end();
    }

    private String fileName() {
        return "bin." + "%06d".formatted(file);
    }
}
