package dev.tutti.core.engine;

import dev.tutti.core.fleet.Contact;
import dev.tutti.core.model.Address;
import dev.tutti.core.model.ServerStatus;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;

/** What the engine is told. Closed. Times are those of the observation, by this process's clock. */
public sealed interface Event {
    /** A look succeeded. */
    record Seen(ServerStatus status, Instant at) implements Event {}

    /**
     * A look failed, or a standing session was lost.
     *
     * @param freshAttempt whether a new connection was tried, as opposed to a standing one lost
     */
    record NotSeen(Address server, Contact.Failure kind, boolean freshAttempt, String detail, Instant at)
            implements Event {}

    /** Time has passed. Expected several times a second. */
    record Tick() implements Event {}

    /** A server is to be watched from now on. */
    record Discovered(Address server) implements Event {}

    /** Nothing is to be known of a server any more. */
    record Forgotten(Address server) implements Event {}

    /**
     * A replica's receiver was restarted for a fresh testimony, or could not be.
     *
     * @param done whether it was
     */
    record ReceiverRestarted(Address replica, boolean done, Instant at) implements Event {}

    /** A recovery of this server has begun; until it ends no other begins for it. */
    record RecoveryBegan(Address subject, String chain, boolean primary, Instant at) implements Event {}

    /**
     * A recovery has ended.
     *
     * @param promoted who takes the writes now; null when nobody was promoted
     * @param succeeded whether it reached its goal
     */
    record RecoveryEnded(Address subject, boolean succeeded, @Nullable Address promoted, Instant at)
            implements Event {}

    /** A recovery could not keep a replica in the chain. */
    record ReplicaLost(Address replica, String reason, Instant at) implements Event {}

    /** A person has taken note of the recoveries of a chain: a further one need not wait. */
    record Acknowledged(String chain) implements Event {}

    /** No recovery of this server, and none caused by it, for a while; a duration of zero ends it. */
    record DowntimeSet(Address server, Duration duration, String reason) implements Event {}

    /**
     * Known from the journal at start: what place a server had in its chain when that last changed. It says nothing of
     * whether the server answers now.
     */
    record Known(ServerStatus status, String chain, Instant at) implements Event {}

    /** Known from the journal at start: a recovery of the past, for the anti-flapping window and former primaries. */
    record Remembered(PastRecovery recovery) implements Event {}
}
