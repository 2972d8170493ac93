package dev.tutti.wire.server;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Set;

/** What a statement is answered with. */
public sealed interface Reply {
    /**
     * A table.
     *
     * @param columns names in order; at least one
     * @param rows values as text, as many as there are columns in each row; null is SQL NULL
     * @param numbers which columns hold whole numbers (LONGLONG), because drivers ask; the others are text (VAR_STRING)
     */
    record ResultSet(List<String> columns, List<List<@Nullable String>> rows, Set<String> numbers) implements Reply {
        public ResultSet(List<String> columns, List<List<@Nullable String>> rows) {
            this(columns, rows, Set.of());
        }

        public ResultSet {
            if (columns.isEmpty()) {
                throw new IllegalArgumentException("a result needs at least one column; a statement without a result is Ok");
            }
        }
    }

    /** Done, so many rows changed. */
    record Ok(long affected) implements Reply {}

    /** Refused, with a server's error number and SQL state, for example 1064 and 42000. */
    record Err(int code, String sqlState, String message) implements Reply {}

    static Reply ok() {
        return new Ok(0);
    }

    /** A result of one row and one column. */
    static Reply value(String column, @Nullable String value) {
        return row(List.of(column), java.util.Collections.singletonList(value));
    }

    static Reply row(List<String> columns, List<@Nullable String> values) {
        return new ResultSet(columns, List.of(values));
    }

    /** ER_UNKNOWN_SYSTEM_VARIABLE, which replicas and drivers tolerate where an older server would say it. */
    static Reply unknownVariable(String name) {
        return new Err(1193, "HY000", "Unknown system variable '" + name + "'");
    }

    static Reply notUnderstood(String sql) {
        return new Err(1064, "42000", "Not understood here: '" + (sql.length() > 80 ? sql.substring(0, 80) : sql) + "'");
    }
}
