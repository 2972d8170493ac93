package dev.tutti.wire;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A small result, wholly in memory, every value as the text the server sent. Immutable.
 *
 * @param columns the columns' names in order; empty for a statement without a result
 * @param rows one list per row, as long as {@code columns}; SQL NULL is null
 * @param affected rows changed, for a statement without a result; else 0
 */
public record Rows(List<String> columns, List<List<@Nullable String>> rows, long affected) {
    /** The value in a row of a column, found by its name without regard to case; null for SQL NULL or no such column. */
    public @Nullable String value(int row, String column) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).equalsIgnoreCase(column)) {
                return rows.get(row).get(i);
            }
        }
        return null;
    }

    /** The first value of the first row; null if there is none or it is SQL NULL. */
    public @Nullable String first() {
        return rows.isEmpty() || columns.isEmpty() ? null : rows.getFirst().getFirst();
    }

    /** Each row as a map from column name to value. */
    public List<Map<String, @Nullable String>> asMaps() {
        List<Map<String, @Nullable String>> maps = new ArrayList<>(rows.size());
        for (List<@Nullable String> row : rows) {
            Map<String, @Nullable String> map = new LinkedHashMap<>();
            for (int i = 0; i < columns.size(); i++) {
                map.put(columns.get(i), row.get(i));
            }
            maps.add(map);
        }
        return maps;
    }
}
