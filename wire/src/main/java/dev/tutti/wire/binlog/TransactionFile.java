package dev.tutti.wire.binlog;

import dev.tutti.core.log.LogEvent;
import dev.tutti.core.log.LogEvent.Kind;
import dev.tutti.wire.packet.LittleEndian;
import org.jspecify.annotations.Nullable;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The transactions of one log file, with the tables that they changed and how many rows. Does not go on to the next file. Used by one
 * thread.
 */
public final class TransactionFile implements Closeable {
    private static final int TABLE_ID = 6;
    private static final int WORDS = 2;

    private final EventFile events;
    private final Compression compression = new Compression();
    private final Map<Long, RowCount> maps = new HashMap<>();
    private final Map<String, long[]> changes = new LinkedHashMap<>();
    private String gtid = "";
    private long startsAt = -1;
    private long xid;
    private @Nullable String statement;
    private boolean uncounted;

    private TransactionFile(EventFile events) {
        this.events = events;
    }

    /** @throws IOException also when it is no log, or an encrypted one, which it says */
    public static TransactionFile open(InputStream in, String name) throws IOException {
        return new TransactionFile(EventFile.open(in, name, true));
    }

    /** The next whole one; null at the end, also when an unfinished one stands there. */
    public @Nullable LoggedTransaction next() throws IOException {
        for (LogEvent event = events.next(); event != null; event = events.next()) {
            if (events.type() == EventType.START_ENCRYPTION) {
                throw new IOException("it is encrypted");
            }
            boolean standalone = take(event);
            if (event.kind() == Kind.COMMIT || standalone) {
                if (event.kind() == Kind.COMMIT && events.type() == EventType.XID) {
                    xid = LittleEndian.i64(events.bytes(), events.bodyAt());
                }
                return done(event);
            }
        }
        return null;
    }

    /** Whether the event is a whole transaction. */
    private boolean take(LogEvent event) {
        switch (event.kind()) {
            case GTID, GTID_BEGIN, GTID_STANDALONE -> {
                clear();
                startsAt = event.start();
                gtid = event.gtid() == null ? "" : event.gtid();
            }
            case BEGIN -> startsAt = startsAt < 0 ? event.start() : startsAt;
            case TABLE_MAP -> {
                RowCount map = RowCount.of(events.bytes(), events.bodyAt(), events.bodyEnd());
                if (map != null) {
                    maps.put(RowCount.tableId(events.bytes(), events.bodyAt()), map);
                } else {
                    uncounted = true;
                }
            }
            case ROWS -> rows();
            case TRANSACTION_PAYLOAD -> {
                uncounted = true;
                startsAt = startsAt < 0 ? event.start() : startsAt;
                return true;
            }
            case STATEMENT -> {
                String text = event.text();
                statement = text == null ? "a statement" : firstWords(text);
                startsAt = startsAt < 0 ? event.start() : startsAt;
                return text != null;
            }
            default -> {
                // Says nothing about what was changed.
            }
        }
        return false;
    }

    private void rows() {
        byte[] bytes = events.bytes();
        int body = events.bodyAt();
        int end = events.bodyEnd();
        int type = events.type();
        RowCount map = maps.get(RowCount.tableId(bytes, body));
        if (map == null) {
            uncounted = true;
            return;
        }
        int at = body + TABLE_ID + 2;
        if (extraData(type)) {
            at += Math.max(2, LittleEndian.u16(bytes, at));
        }
        int kind = kind(type);
        long rows = type == EventType.PARTIAL_UPDATE_ROWS
                ? -1
                : map.rows(bytes, at, end, kind == 1, type >= EventType.WRITE_ROWS_COMPRESSED_V1 ? compression : null);
        long[] counts = changes.computeIfAbsent(map.table(), table -> new long[4]);
        if (rows < 0) {
            counts[3]++;
        } else {
            counts[kind] += rows;
        }
    }

    /** 0 of inserted rows, 1 of updated ones, 2 of deleted ones. */
    private static int kind(int type) {
        return switch (type) {
            case EventType.WRITE_ROWS_V1, EventType.WRITE_ROWS, EventType.WRITE_ROWS_COMPRESSED_V1, EventType.WRITE_ROWS_COMPRESSED -> 0;
            case EventType.DELETE_ROWS_V1, EventType.DELETE_ROWS, EventType.DELETE_ROWS_COMPRESSED_V1,
                    EventType.DELETE_ROWS_COMPRESSED -> 2;
            default -> 1;
        };
    }

    private static boolean extraData(int type) {
        return switch (type) {
            case EventType.WRITE_ROWS, EventType.UPDATE_ROWS, EventType.DELETE_ROWS, EventType.PARTIAL_UPDATE_ROWS,
                    EventType.WRITE_ROWS_COMPRESSED, EventType.UPDATE_ROWS_COMPRESSED, EventType.DELETE_ROWS_COMPRESSED -> true;
            default -> false;
        };
    }

    /** Never the whole: it may hold a password. */
    private static String firstWords(String text) {
        String plain = text.replaceAll("(?s)/\\*.*?\\*/", " ").strip();
        return Stream.of(plain.split("\\s+", WORDS + 1)).limit(WORDS).filter(word -> word.matches("[A-Za-z]+"))
                .collect(Collectors.joining(" "));
    }

    private LoggedTransaction done(LogEvent event) {
        boolean all = !uncounted;
        List<LoggedTransaction.Change> found = changes.entrySet().stream()
                .map(entry -> new LoggedTransaction.Change(entry.getKey(), entry.getValue()[0], entry.getValue()[1],
                        entry.getValue()[2], all && entry.getValue()[3] == 0))
                .toList();
        String said = found.isEmpty() && statement == null && uncounted ? "a compressed transaction" : statement;
        LoggedTransaction result = new LoggedTransaction(
                xid, event.timestamp(), gtid, startsAt < 0 ? event.start() : startsAt, event.end(), found, said);
        clear();
        return result;
    }

    private void clear() {
        maps.clear();
        changes.clear();
        gtid = "";
        startsAt = -1;
        xid = 0;
        statement = null;
        uncounted = false;
    }

    @Override
    public void close() throws IOException {
        events.close();
    }
}
