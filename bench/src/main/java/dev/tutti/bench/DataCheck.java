package dev.tutti.bench;

import dev.tutti.core.model.Address;
import dev.tutti.lab.LabServer;
import dev.tutti.lab.WriteLoad;
import dev.tutti.lab.WriteLoad.Acknowledged;
import dev.tutti.lab.process.Processes;
import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Whether a recovery lost anything that it could have kept. Three things are asked: every survivor holds exactly what the
 * primary holds; every write acknowledged after the recovery is there; and what is missing of the writes before it are each
 * client's last ones, as it must be when replication had not sent them yet. A hole further back would be a loss.
 *
 * @param neverArrived acknowledged writes that no survivor has
 * @param problem null when nothing was lost
 */
record DataCheck(long neverArrived, @Nullable String problem) {
    private static final Duration CATCH_UP = Duration.ofSeconds(30);

    /** @param mayMiss whether the victim took writes that others may not have received */
    static DataCheck of(WatchedFleet watched, WriteLoad load, Address victim, boolean mayMiss) throws SQLException {
        LabServer primary = watched.server(watched.primary());
        Set<String> onPrimary = values(primary);
        for (LabServer survivor : watched.fleet().servers()) {
            if (survivor.state() != Processes.State.RUNNING || survivor.address().equals(primary.address())) {
                continue;
            }
            String difference = difference(watched, survivor, onPrimary);
            if (difference != null) {
                return new DataCheck(0, difference);
            }
        }
        List<Acknowledged> missing = load.acknowledged().stream()
                .filter(write -> !onPrimary.contains(write.value()))
                .toList();
        if (!mayMiss && !missing.isEmpty()) {
            return new DataCheck(missing.size(), missing.size() + " acknowledged writes are gone");
        }
        return new DataCheck(missing.size(), hole(load.acknowledged(), onPrimary, victim));
    }

    private static @Nullable String difference(WatchedFleet watched, LabServer survivor, Set<String> onPrimary)
            throws SQLException {
        Set<String> there = values(survivor);
        var until = watched.clock().instant().plus(CATCH_UP);
        while (!there.equals(onPrimary) && watched.clock().instant().isBefore(until)) {
            Pause.of(Duration.ofMillis(20));
            there = values(survivor);
        }
        Set<String> more = new HashSet<>(there);
        more.removeAll(onPrimary);
        Set<String> less = new HashSet<>(onPrimary);
        less.removeAll(there);
        return more.isEmpty() && less.isEmpty()
                ? null
                : survivor.name() + " has " + more.size() + " rows that the primary lacks and lacks " + less.size();
    }

    private static @Nullable String hole(List<Acknowledged> writes, Set<String> onPrimary, Address victim) {
        Set<String> clientsThatMissed = new HashSet<>();
        for (Acknowledged write : writes) {
            String client = write.value().substring(0, write.value().lastIndexOf('-'));
            if (onPrimary.contains(write.value())) {
                if (write.server().equals(victim) && clientsThatMissed.contains(client)) {
                    return write.value() + " arrived although an earlier write of its client did not";
                }
            } else if (write.server().equals(victim)) {
                clientsThatMissed.add(client);
            } else {
                return write.value() + ", acknowledged by " + write.server() + " after the recovery, is gone";
            }
        }
        return null;
    }

    private static Set<String> values(LabServer server) throws SQLException {
        Set<String> values = new HashSet<>();
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT v FROM app.t")) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }
}
