package dev.tutti.core.galera.model;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;

/**
 * A view as a node's error log tells of it (wsrep-lib, {@code wsrep::view::print}). A primary view takes a number of the
 * history itself; one that is not primary has the number of the last transaction that was ordered before it.
 *
 * @param at when it was logged, to the second; null where the line tells no time
 * @param position the history and the number
 * @param members {@code wsrep_node_name} of each
 */
public record LoggedView(@Nullable Instant at, GaleraPosition position, boolean primary, List<String> members) {
    public LoggedView {
        members = List.copyOf(members);
    }
}
