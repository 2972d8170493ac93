package dev.tutti.core.plan;

import dev.tutti.core.fleet.FleetState;
import dev.tutti.core.model.Address;
import dev.tutti.core.policy.Policy;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Where names or routers lead clients to a chain, they are told as soon as another server takes the writes. */
final class Telling {
    private Telling() {}

    /** How long it may take; null when nobody has to be told. */
    static @Nullable Duration deadline(FleetState fleet, Address member, Policy policy) {
        Policy.Clients clients = policy.clients();
        return Collections.disjoint(clients.chains(), fleet.namesOfChain(member)) ? null : clients.deadline();
    }

    /** Directly after it was made writable; the rest of the plan does not wait for it. */
    static Optional<Stage> of(Address primary, @Nullable Duration deadline) {
        return Optional.ofNullable(deadline)
                .map(limit -> new Stage("tell clients", false, false, List.of(new Step.TellClients(primary, limit))));
    }
}
