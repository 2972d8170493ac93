package dev.tutti.binlogserver.sql;

import dev.tutti.binlogserver.Parts;
import dev.tutti.binlogserver.sql.Tokens.Kind;
import dev.tutti.binlogserver.sql.Tokens.Token;
import dev.tutti.wire.server.QueryHandler;
import dev.tutti.wire.server.Reply;
import dev.tutti.wire.server.Session;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Answers statements: each kind has its own class, this one tells them apart. Thread-safe. */
public final class Statements implements QueryHandler {
    private static final String SUPPORTED = "A Binlog Server knows SELECT of variables and functions, SET, SHOW (VARIABLES, STATUS,"
            + " MASTER STATUS, BINARY LOG STATUS, BINARY LOGS, BINLOG EVENTS, BINLOG GTID, BINLOG ENTRY, REPLICA STATUS, REPLICAS,"
            + " PROCESSLIST), CHANGE MASTER, START and STOP REPLICA, PURGE, FLUSH and KILL.";
    private static final Set<String> DONE_WITHOUT_EFFECT =
            Set.of("USE", "BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "DO", "LOCK", "UNLOCK");

    private final Expressions expressions;
    private final Shows shows;
    private final Changes changes;
    private final Processes processes;

    public Statements(Parts parts) {
        Gtids gtids = new Gtids(parts.store());
        Variables variables = new Variables(parts, gtids);
        this.expressions = new Expressions(new Functions(variables, gtids, parts.clock()), variables);
        this.processes = new Processes(parts);
        this.shows = new Shows(parts, variables, gtids, processes);
        this.changes = new Changes(parts);
    }

    @Override
    public Reply answer(Session session, String sql) {
        try {
            Tokens tokens = new Tokens(sql);
            if (tokens.atEnd()) {
                return new Reply.Err(1065, "42000", "Query was empty");
            }
            return dispatch(session, tokens);
        } catch (UnknownVariableException e) {
            return Reply.unknownVariable(String.valueOf(e.getMessage()));
        } catch (NotUnderstoodException e) {
            return new Reply.Err(1064, "42000", "Not understood: " + e.getMessage() + ". " + SUPPORTED);
        } catch (IOException e) {
            return new Reply.Err(1105, "HY000", "The log cannot be read: " + e.getMessage());
        }
    }

    private Reply dispatch(Session session, Tokens tokens)
            throws NotUnderstoodException, UnknownVariableException, IOException {
        Token first = tokens.next();
        String word = first.kind() == Kind.WORD ? first.text().toUpperCase(Locale.ROOT) : "";
        return switch (word) {
            case "SELECT" -> select(session, tokens);
            case "SET" -> set(session, tokens);
            case "SHOW" -> shows.answer(session, tokens);
            case "CHANGE", "START", "STOP", "PURGE", "FLUSH", "KILL", "RESET" ->
                word.equals("START") && tokens.take("TRANSACTION") ? Reply.ok() : changes.answer(session, word, tokens);
            default -> {
                if (DONE_WITHOUT_EFFECT.contains(word)) {
                    yield Reply.ok();
                }
                throw new NotUnderstoodException("this is no statement here", first.text(), 0);
            }
        };
    }

    private Reply select(Session session, Tokens tokens) throws NotUnderstoodException, UnknownVariableException {
        if (processes.isAskedBy(tokens)) {
            return processes.select(tokens);
        }
        List<String> columns = new ArrayList<>();
        List<@Nullable String> values = new ArrayList<>();
        do {
            Token start = tokens.peek();
            if (expressions.isColumn(tokens, session)) {
                return new Reply.Err(1054, "42S22", "Unknown column '" + start.text() + "' in 'field list'");
            }
            values.add(expressions.value(tokens, session));
            columns.add(Expressions.columnName(tokens, start));
        } while (tokens.take(","));
        if (tokens.take("FROM")) {
            tokens.expect("DUAL");
        }
        if (tokens.take("LIMIT")) {
            tokens.number();
        }
        tokens.expectEnd();
        return Reply.row(columns, Collections.unmodifiableList(values));
    }

    /** User variables are kept; what a session sets of the server's has no effect on a log. */
    private Reply set(Session session, Tokens tokens) throws NotUnderstoodException, UnknownVariableException {
        if (tokens.take("NAMES") || tokens.take("CHARACTER") || tokens.take("TRANSACTION")
                || tokens.take("SESSION", "TRANSACTION") || tokens.take("GLOBAL", "TRANSACTION")) {
            return Reply.ok();
        }
        do {
            // MariaDB's driver sets them among variables.
            if (tokens.take("NAMES")) {
                tokens.next();
                if (tokens.take("COLLATE")) {
                    tokens.next();
                }
                continue;
            }
            boolean global = tokens.take("GLOBAL") || tokens.take("PERSIST");
            if (!global && !tokens.take("SESSION")) {
                tokens.take("LOCAL");
            }
            Token name = tokens.next();
            tokens.take(":");
            tokens.expect("=");
            Token start = tokens.peek();
            String value = expressions.value(tokens, session);
            if (name.kind() == Kind.USER_VARIABLE) {
                keep(session, name.text(), value);
            } else if (global || (name.kind() == Kind.SYSTEM_VARIABLE && isGlobal(tokens, name))) {
                Reply refused = Rights.ADMIN.refusal(session).orElse(null);
                return refused != null ? refused : new Reply.Err(1238, "HY000", "Variable '" + name.text()
                        + "' is a read only variable: a Binlog Server is configured in its file");
            } else if (isFatalIfUnknown(name.text())) {
                return Reply.unknownVariable(name.text());
            } else if (start.kind() == Kind.END) {
                throw tokens.notUnderstood("a value is expected");
            }
        } while (tokens.take(","));
        tokens.expectEnd();
        return Reply.ok();
    }

    private static boolean isGlobal(Tokens tokens, Token name) {
        return tokens.since(name).regionMatches(true, 0, "@@global.", 0, 9);
    }

    /** A MariaDB replica wants events left out that are marked so; told that this is not known, it leaves them out itself. */
    private static boolean isFatalIfUnknown(String name) {
        return name.equalsIgnoreCase("skip_replication");
    }

    private static void keep(Session session, String name, @Nullable String value) {
        if (value == null) {
            session.userVariables().remove(name);
        } else {
            session.userVariables().put(name, value);
        }
    }
}
