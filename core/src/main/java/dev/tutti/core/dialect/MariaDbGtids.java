package dev.tutti.core.dialect;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@code gtid_binlog_state} and {@code gtid_slave_pos} of MariaDB say: for each domain, and each server that wrote in
 * it, the last sequence number. Source: MariaDB's documentation on global transaction identifiers.
 */
final class MariaDbGtids {
    private MariaDbGtids() {}

    private record Origin(long domain, long serverId) {}

    /** A state, or null when it is not one. */
    private static @Nullable Map<Origin, Long> parse(String state) {
        Map<Origin, Long> last = new HashMap<>();
        for (String gtid : state.split(",")) {
            if (gtid.isBlank()) {
                continue;
            }
            String[] parts = gtid.strip().split("-");
            if (parts.length != 3) {
                return null;
            }
            try {
                last.merge(
                        new Origin(Long.parseLong(parts[0]), Long.parseLong(parts[1])),
                        Long.parseUnsignedLong(parts[2]),
                        (one, other) -> Long.compareUnsigned(one, other) >= 0 ? one : other);
            } catch (NumberFormatException e) {
                return null;
            }
        }
        return last;
    }

    /**
     * Each server's transactions of a domain reach the log in their order, so that whoever logged one has logged those before.
     * A server whose own log does not reach back that far (made of a backup) cannot prove it, and does not count as having it.
     *
     * @param has all that the replica has, of its own log as well as applied
     * @param logged the state of the log that it is to be fed from
     * @param replicaServerId what arose there is errant
     */
    static GtidAnswer compare(String has, String logged, long replicaServerId) {
        Map<Origin, Long> replica = parse(has);
        Map<Origin, Long> source = parse(logged);
        if (replica == null || source == null) {
            return new GtidAnswer.Impossible("a GTID position cannot be read: " + (replica == null ? has : logged));
        }
        List<String> errant = new ArrayList<>();
        List<String> ahead = new ArrayList<>();
        replica.forEach((origin, last) -> {
            Long there = source.get(origin);
            if (there == null || Long.compareUnsigned(there, last) < 0) {
                String gtid = origin.domain() + "-" + origin.serverId() + "-" + Long.toUnsignedString(last);
                (origin.serverId() == replicaServerId ? errant : ahead).add(gtid);
            }
        });
        if (!errant.isEmpty()) {
            return new GtidAnswer.Errant(String.join(", ", errant.stream().sorted().toList()));
        }
        return ahead.isEmpty()
                ? new GtidAnswer.Covered()
                : new GtidAnswer.Ahead(String.join(", ", ahead.stream().sorted().toList()));
    }
}
