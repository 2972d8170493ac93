package dev.tutti.core.dialect;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** One row of a result: column names, whose case does not matter, and values as text. Immutable. */
public final class Row {
    private final Map<String, @Nullable String> columns;

    public Row(Map<String, @Nullable String> columns) {
        Map<String, @Nullable String> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        copy.putAll(columns);
        this.columns = Collections.unmodifiableMap(copy);
    }

    /** The value of the first of these columns that exists and is not null. */
    public Optional<String> text(String... names) {
        for (String name : names) {
            String value = columns.get(name);
            if (value != null) {
                return Optional.of(value);
            }
        }
        return Optional.empty();
    }

    public String require(String... names) {
        return text(names)
                .orElseThrow(() -> new UnexpectedAnswerException(
                        "a column " + String.join(" or ", names) + " was expected, there are " + columns.keySet()));
    }

    public Optional<Long> number(String... names) {
        return text(names).map(value -> {
            try {
                return Long.parseLong(value.strip());
            } catch (NumberFormatException e) {
                throw new UnexpectedAnswerException(names[0] + " is \"" + value + "\", a whole number was expected");
            }
        });
    }

    public boolean isYes(String... names) {
        return text(names).map(value -> value.equalsIgnoreCase("yes") || value.equals("1") || value.equalsIgnoreCase("on"))
                .orElse(false);
    }

    /** All columns; the map's keys ignore case. */
    public Map<String, @Nullable String> columns() {
        return columns;
    }

    @Override
    public String toString() {
        return columns.toString();
    }
}
