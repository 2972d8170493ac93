package dev.tutti.core.model;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Objects;

/**
 * How a server replicates from its source, as one look at its replica status shows.
 *
 * @param source whom it replicates from, as it is configured there
 * @param receiver the thread that fetches the source's log
 * @param applierRunning whether the thread that executes what was fetched runs
 * @param receiverError number of the receiver's last error, 0 when it has none; decisions use this, never the text
 * @param receiverErrorText the server's own words for it
 * @param applierError number of the applier's last error, 0 when it has none
 * @param applierErrorText the server's own words for it
 * @param received up to where in the source's log it has fetched
 * @param applied up to where in the source's log it has executed
 * @param lag what the server itself says of its delay; null when it does not know
 * @param heartbeats how many heartbeats the receiver has had since it started; null when the server does not count them
 * @param heartbeatPeriod how often an idle source sends one; null when unknown, zero when it never does
 * @param configuredDelay the intentional delay; zero normally
 * @param gtid whether it asks its source by GTID rather than by file and position
 * @param filtered whether replication filters make it lack transactions of its source
 * @param relayLog where its applier reads in its own relay log; null when unknown
 * @param applierIdle whether the applier says that it has executed every whole transaction that was received. When a source
 *     dies in the middle of sending a transaction, {@code applied} stays behind {@code received} for ever: only this
 *     tells such a replica from one that still has work
 * @param parallelUnordered whether its applier may commit in another order than its source did
 * @param workers what those do to whom a parallel applier hands out its work: that it idles itself says nothing of them
 */
public record Replication(
        Address source,
        Receiver receiver,
        boolean applierRunning,
        int receiverError,
        String receiverErrorText,
        int applierError,
        String applierErrorText,
        Coordinates received,
        Coordinates applied,
        @Nullable Duration lag,
        @Nullable Long heartbeats,
        @Nullable Duration heartbeatPeriod,
        Duration configuredDelay,
        boolean gtid,
        boolean filtered,
        @Nullable Coordinates relayLog,
        boolean applierIdle,
        boolean parallelUnordered,
        Workers workers) {
    public Replication {
        // Snapshots of before it was known have none.
        workers = Objects.requireNonNullElse(workers, Workers.NONE);
    }

    /** The threads to which a parallel applier hands out its work. */
    public enum Workers {
        /** One thread applies, or what the workers do makes no difference: the coordinates tell all. */
        NONE,
        /** All wait for work. */
        IDLE,
        /** Some execute, or what they do cannot be seen. */
        BUSY
    }

    /** The thread that fetches the source's log. */
    public enum Receiver {
        /** Connected to its source, as far as it knows: it notices a silent source only after its own timeout. */
        CONNECTED,
        /** Trying to connect, not connected. */
        CONNECTING,
        /** Stopped by somebody or by an error. */
        STOPPED
    }

    /** Whether every whole transaction that was fetched has been executed. */
    public boolean drained() {
        boolean allHandedOut = applied.compareTo(received) >= 0
                || (applierRunning && applierIdle && receiver != Receiver.CONNECTED);
        return allHandedOut && workers != Workers.BUSY;
    }

    /** Up to where in the source's log it has, or will have when its applier is done, every whole transaction. */
    public Coordinates holds() {
        return drained() ? applied : received;
    }

    /** Both threads run and the source is connected. */
    public boolean healthy() {
        return receiver == Receiver.CONNECTED && applierRunning;
    }

    /** The same replica with its receiver stopped, if it had received so much of that source's log. */
    public Replication stopped(Address from, Coordinates asReceived) {
        return new Replication(
                from,
                Receiver.STOPPED,
                applierRunning,
                receiverError,
                receiverErrorText,
                applierError,
                applierErrorText,
                asReceived,
                applied,
                lag,
                heartbeats,
                heartbeatPeriod,
                configuredDelay,
                gtid,
                filtered,
                relayLog,
                applierIdle && asReceived.equals(received),
                parallelUnordered,
                workers);
    }

    public Replication withWorkers(Workers seen) {
        return new Replication(
                source, receiver, applierRunning, receiverError, receiverErrorText, applierError, applierErrorText, received,
                applied, lag, heartbeats, heartbeatPeriod, configuredDelay, gtid, filtered, relayLog, applierIdle,
                parallelUnordered, seen);
    }
}
