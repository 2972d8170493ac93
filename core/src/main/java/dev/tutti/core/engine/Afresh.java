package dev.tutti.core.engine;

import dev.tutti.core.engine.EngineState.Suspicion;
import dev.tutti.core.fleet.Contact;
import dev.tutti.core.fleet.FleetState;
import dev.tutti.core.fleet.Watched;
import dev.tutti.core.model.Address;
import dev.tutti.core.policy.Timing;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Starts suspicions over, so that nothing seen before a moment counts as evidence after it. */
final class Afresh {
    private Afresh() {}

    /** This process was not running on time, so timeouts that it saw may be its own: every suspicion starts over. */
    static EngineState afterPause(EngineState state, Timing timing, Instant now) {
        Map<Address, Suspicion> suspicions = new HashMap<>();
        Set<Address> failing = new HashSet<>();
        for (Address suspect : state.suspicions().keySet()) {
            suspicions.put(suspect, Suspicion.begun(now));
            failing.add(suspect);
            failing.addAll(silentWith(state.fleet(), suspect, timing));
        }
        FleetState fleet = state.fleet();
        for (Address server : failing) {
            fleet = failingFrom(fleet, server, now);
        }
        return state.withFleet(fleet).withSuspicions(suspicions);
    }

    static EngineState from(EngineState state, Address suspect, Instant from) {
        boolean fails = state.fleet().server(suspect).map(Watched::contact).orElse(null) instanceof Contact.Failing;
        return fails
                ? state.withFleet(failingFrom(state.fleet(), suspect, from))
                        .withSuspicion(suspect, new Suspicion(from, Map.of(), from, true))
                : state;
    }

    /** The replicas that fell silent with their source; one that had been gone for long has nothing to do with it. */
    private static Set<Address> silentWith(FleetState fleet, Address suspect, Timing timing) {
        Set<Address> silent = new HashSet<>();
        if (fleet.server(suspect).map(Watched::contact).orElse(null) instanceof Contact.Failing source) {
            for (Watched replica : fleet.replicasOf(suspect)) {
                if (replica.contact() instanceof Contact.Failing failing
                        && !failing.since().isBefore(source.since().minus(timing.recentEnough()))) {
                    silent.add(replica.address());
                }
            }
        }
        return silent;
    }

    private static FleetState failingFrom(FleetState fleet, Address server, Instant from) {
        return fleet.server(server)
                .filter(watched -> watched.contact() instanceof Contact.Failing)
                .map(watched -> fleet.with(watched.withContact(switch (watched.contact()) {
                    case Contact.Failing failing -> new Contact.Failing(from, failing.kind(), 0, failing.detail());
                    case Contact other -> other;
                })))
                .orElse(fleet);
    }
}
