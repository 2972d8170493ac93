package dev.tutti.binlogserver.sql;

import dev.tutti.binlogserver.Parts;
import dev.tutti.binlogserver.sql.Tokens.Kind;
import dev.tutti.binlogserver.sql.Tokens.Token;
import dev.tutti.wire.server.Reply;
import dev.tutti.wire.server.Session;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Who is connected, as SHOW PROCESSLIST and as the table that tools read. Thread-safe. */
final class Processes {
    private final Parts parts;

    Processes(Parts parts) {
        this.parts = parts;
    }

    Reply show(boolean full) {
        Table table = new Table("Id", "User", "Host", "db", "Command", "Time", "State", "Info");
        for (Map<String, @Nullable String> row : rows()) {
            String info = row.get("INFO");
            table.row(
                    row.get("ID"), row.get("USER"), row.get("HOST"), row.get("DB"), row.get("COMMAND"), row.get("TIME"),
                    row.get("STATE"), info != null && !full && info.length() > 100 ? info.substring(0, 100) : info);
        }
        return table.reply("Id", "Time");
    }

    private List<Map<String, @Nullable String>> rows() {
        List<Map<String, @Nullable String>> rows = new ArrayList<>();
        for (Session session : parts.sessions().get()) {
            Map<String, @Nullable String> row = new LinkedHashMap<>();
            row.put("ID", String.valueOf(session.id()));
            row.put("USER", session.user());
            row.put("HOST", session.host());
            row.put("DB", session.database().isEmpty() ? null : session.database());
            row.put("COMMAND", session.command());
            row.put("TIME", String.valueOf(TimeUnit.NANOSECONDS.toSeconds(parts.nanos().getAsLong() - session.since())));
            row.put("STATE", session.state());
            row.put("INFO", session.info().isEmpty() ? null : session.info());
            rows.add(row);
        }
        return rows;
    }

    /** Whether this SELECT is of the table of processes. */
    boolean isAskedBy(Tokens tokens) {
        for (int i = 0; tokens.peek(i).kind() != Kind.END; i++) {
            if (tokens.peek(i).is("PROCESSLIST")) {
                return true;
            }
        }
        return false;
    }

    /** {@code SELECT column [AS name], … FROM information_schema.PROCESSLIST [WHERE column IN (…) | column = …]}. */
    Reply select(Tokens tokens) throws NotUnderstoodException {
        List<String> wanted = new ArrayList<>();
        List<String> names = new ArrayList<>();
        do {
            Token column = tokens.next();
            wanted.add(column.text().toUpperCase(Locale.ROOT));
            names.add(Expressions.columnName(tokens, column));
        } while (tokens.take(","));
        tokens.expect("FROM");
        if (tokens.peek(1).is(".")) {
            tokens.next();
            tokens.expect(".");
        }
        tokens.expect("PROCESSLIST");
        String by = "";
        Set<String> values = new HashSet<>();
        if (tokens.take("WHERE")) {
            by = tokens.next().text().toUpperCase(Locale.ROOT);
            if (tokens.take("=")) {
                values.add(tokens.text());
            } else {
                tokens.expect("IN");
                tokens.expect("(");
                do {
                    values.add(tokens.text());
                } while (tokens.take(","));
                tokens.expect(")");
            }
        }
        tokens.expectEnd();
        List<List<@Nullable String>> result = new ArrayList<>();
        for (Map<String, @Nullable String> row : rows()) {
            if (by.isEmpty() || values.contains(row.get(by))) {
                result.add(wanted.contains("*")
                        ? Collections.unmodifiableList(new ArrayList<>(row.values()))
                        : Collections.unmodifiableList(wanted.stream().map(row::get).toList()));
            }
        }
        List<String> columns = wanted.contains("*")
                ? List.of("ID", "USER", "HOST", "DB", "COMMAND", "TIME", "STATE", "INFO")
                : names;
        return new Reply.ResultSet(columns, result, Set.of("ID", "TIME"));
    }
}
