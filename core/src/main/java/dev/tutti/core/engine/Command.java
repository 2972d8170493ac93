package dev.tutti.core.engine;

import dev.tutti.core.diagnosis.Diagnosis;
import dev.tutti.core.model.Address;

import java.util.Set;

/** What the engine wants done. Closed. */
public sealed interface Command {
    /** Look at these servers now, without waiting for their turn; with a new connection where none stands. */
    record Probe(Set<Address> servers) implements Command {
        public Probe {
            servers = Set.copyOf(servers);
        }
    }

    /** Restart only the receivers of these replicas and report it; appliers are left alone. */
    record RestartReceivers(Set<Address> replicas) implements Command {
        public RestartReceivers {
            replicas = Set.copyOf(replicas);
        }
    }

    /** Recover by itself, for this reason. */
    record Recover(Diagnosis.OfSource diagnosis, String chain) implements Command {}

    /** A former primary came back and accepts writes: keep ordinary accounts from it. */
    record Fence(Address formerPrimary, Address replacedBy, String chain) implements Command {}

    /** A Binlog Server was away while the primary that it follows was replaced: let it go on below one that was not. */
    record Rejoin(Address store, Address former, Address replacedBy, String chain) implements Command {}

    /** Tell and keep what was concluded, and why something is or is not done about it. */
    record Note(Decision decision) implements Command {}
}
