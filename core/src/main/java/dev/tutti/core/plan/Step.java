package dev.tutti.core.plan;

import dev.tutti.core.model.Address;

import java.time.Duration;
import java.util.List;

/**
 * One small change of one server. Whoever performs it checks its precondition again just before, verifies its effect
 * after, and stops at the first surprise.
 */
public sealed interface Step {
    /** The server that it changes. */
    Address server();

    /**
     * The replica applies everything that it has received from its dead source.
     *
     * <p>Precondition: its receiver is not connected. Never stops the receiver first: MariaDB drops what was received once
     * both threads have stopped. Verified: applied = received. Nothing to undo.
     */
    record Drain(Address server, Duration deadline) implements Step {}

    /** Stops both threads. Verified: both are stopped. Undone by starting them. */
    record StopReplication(Address server) implements Step {}

    /** Starts both threads. Verified: both run and the source is connected. */
    record StartReplication(Address server) implements Step {}

    /**
     * Forgets the source that it replicated from; its coordinates stay in the journal, by which it can be undone.
     *
     * <p>Precondition: replication is stopped and drained.
     */
    record ForgetSource(Address server) implements Step {}

    /** Ordinary accounts may write. Precondition: it replicates from nobody. Verified by reading back. */
    record MakeWritable(Address server) implements Step {}

    /** Ordinary accounts may not write. Verified by reading back. */
    record MakeReadOnly(Address server) implements Step {}

    /**
     * Replicates from another server from now on. Tried in the order of {@code below} until one succeeds.
     *
     * <p>Precondition: everything received is applied or the present source lives; the new source can feed it.
     * Verified: the receiver is connected to the new source and the applier runs without error. Undone by the old
     * source and coordinates.
     */
    record Repoint(Address server, List<Address> below, Place place) implements Step {
        public Repoint {
            below = List.copyOf(below);
            if (below.isEmpty()) {
                throw new IllegalArgumentException("nothing to put " + server + " below");
            }
        }
    }

    /** Waits until it has applied all that {@code source}'s log holds now. Verified by coordinates. */
    record CatchUp(Address server, Address source, Duration deadline) implements Step {}
}
