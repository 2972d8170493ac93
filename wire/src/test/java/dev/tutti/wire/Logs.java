package dev.tutti.wire;

import dev.tutti.core.log.EventCursor;
import dev.tutti.core.log.LogEvent;
import dev.tutti.core.log.LogUnavailableException;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The recorded logs, and helpers to read a cursor to its end. */
final class Logs {
    static final List<String> ALL = List.of(
            "mysql56-row",
            "mysql56-row-nochecksum",
            "mysql56-statement",
            "mysql97-row-anonymous",
            "mysql97-row-gtid",
            "mysql97-row-gtid-tagged",
            "mysql97-row-gtid-compressed",
            "mysql97-statement",
            "mariadb114-row",
            "mariadb114-row-nochecksum",
            "mariadb114-row-legacypos",
            "mariadb114-row-compressed",
            "mariadb114-statement",
            "mariadb114-statement-compressed");

    private Logs() {}

    static byte[] bytes(String name) {
        return resource(name + ".binlog");
    }

    /** What the server itself said is in the file: position, type, server id, end. */
    static List<String[]> listing(String name) {
        return new String(resource(name + ".events"), StandardCharsets.UTF_8)
                .lines()
                .map(line -> line.split("\t", -1))
                .toList();
    }

    static byte[] resource(String file) {
        try (InputStream in = Objects.requireNonNull(Logs.class.getResourceAsStream("/binlogs/" + file), file)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<LogEvent> events(String name) throws LogUnavailableException {
        return drain(BinlogFileCursor.of(bytes(name), name, true));
    }

    static List<LogEvent> drain(EventCursor cursor) throws LogUnavailableException {
        try (cursor) {
            List<LogEvent> events = new ArrayList<>();
            for (LogEvent event = cursor.next(); event != null; event = cursor.next()) {
                events.add(event);
            }
            return events;
        }
    }

    /** One line per event, as the recorded transcripts have it; times and hashes are left out. */
    static String transcript(List<LogEvent> events) {
        StringBuilder text = new StringBuilder();
        for (LogEvent event : events) {
            text.append(event.start()).append('-').append(event.end()).append(' ').append(event.kind());
            text.append(" server=").append(event.serverId());
            if (event.content() != 0) {
                text.append(" comparable");
            }
            if (event.gtid() != null) {
                text.append(" gtid=").append(event.gtid());
            }
            if (event.text() != null) {
                text.append(" | ").append(event.text().replace('\n', ' '));
            }
            text.append('\n');
        }
        return text.toString();
    }
}
