package dev.tutti.binlogserver.sql;

import dev.tutti.wire.server.Reply;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/** A result that is put together row by row. Used by one thread. */
final class Table {
    private final List<String> columns;
    private final List<List<@Nullable String>> rows = new ArrayList<>();

    Table(String... columns) {
        this.columns = List.of(columns);
    }

    Table row(@Nullable Object... values) {
        rows.add(Collections.unmodifiableList(Arrays.stream(values)
                .map(value -> value == null ? null : value.toString())
                .toList()));
        return this;
    }

    /** What was put together; {@code numbers} are the columns that hold whole numbers. */
    Reply reply(String... numbers) {
        return new Reply.ResultSet(columns, List.copyOf(rows), Set.of(numbers));
    }
}
