package dev.tutti.core;

import dev.tutti.core.model.Address;
import dev.tutti.core.model.Coordinates;
import dev.tutti.core.model.Replication;
import dev.tutti.core.model.Replication.Receiver;
import dev.tutti.core.model.Replication.Workers;
import dev.tutti.core.model.ServerStatus;
import dev.tutti.core.model.Version;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;

/** Statuses of servers for tests that need single looks rather than a whole story. */
public final class Statuses {
    private Statuses() {}

    public static Address address(int number) {
        return new Address("db" + number, 3306);
    }

    public static ServerStatus server(int number, @Nullable Replication replication) {
        return new ServerStatus(
                address(number), number, null, Version.parse("8.0.36"), replication != null, true, true, "ROW", "FULL",
                new Coordinates("bin.000001", number * 1000L), replication, List.of(), 1,
                null);
    }

    /** A replica that applied all that it received. */
    public static Replication below(int source, Receiver receiver, long received) {
        return below(source, receiver, 0, received, received, null);
    }

    public static Replication below(
            int source, Receiver receiver, int error, long received, long applied, @Nullable Long heartbeats) {
        return new Replication(
                address(source), receiver, true, error, "", 0, "", new Coordinates("bin.000001", received),
                new Coordinates("bin.000001", applied), null, heartbeats, Duration.ofSeconds(1), Duration.ZERO, false,
                false, null, false, false, Workers.NONE);
    }
}
