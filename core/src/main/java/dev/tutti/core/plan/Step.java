package dev.tutti.core.plan;

import dev.tutti.core.model.Address;
import dev.tutti.core.model.Coordinates;
import dev.tutti.core.model.Link;

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
     * Cuts the replica off from its source and lets it apply everything that it has received. Cut off, because a source that only
     * hung and wakes up must not feed one replica while another is being chosen.
     *
     * <p>The applier is started first where it is stopped, and only then the receiver is stopped: MariaDB drops what was
     * received and not applied once both threads have stopped. Verified: applied = received, or the applier idles in front
     * of a transaction that the source did not finish sending. Undone by {@link ResumeReceiving}.
     */
    record Drain(Address server, Duration deadline) implements Step {}

    /** Starts the receiver again, towards the same source: undoes a {@link Drain} when nothing comes of the plan. */
    record ResumeReceiving(Address server) implements Step {}

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

    /**
     * Names lead clients to it, and the routers that carry these names are told and read back. A router that does not confirm
     * fails nothing: the server takes writes already, and the router goes on being told.
     *
     * <p>Precondition: it was made writable, and that was read back. Verified: the names answer it, the routers say so.
     * Undone by telling clients of another server.
     */
    record TellClients(Address server, Duration deadline) implements Step {}

    /**
     * Names lead nobody to it any more, and the routers that carry these names are told and read back: it is about to hand over
     * its writes. Clients that are connected stay.
     *
     * <p>Verified: the names answer nobody, the routers say so; one that does not confirm ends the plan, as its clients would go
     * on coming. Undone by {@link TellClients}.
     */
    record LetClientsGo(Address server, Duration deadline) implements Step {}

    /**
     * Waits until no ordinary client is in a transaction or statement, the deadline at most; what is under way then is told.
     * Changes nothing.
     */
    record AwaitClients(Address server, Duration deadline) implements Step {}

    /**
     * Nobody but its replication and its keepers may write, for good: connections of ordinary clients are ended, as an open
     * transaction of one of them would keep the server from becoming read-only, and it is made so, for privileged accounts as
     * well where the server can.
     *
     * <p>Precondition: it replicates from nobody. Verified by reading back. Undone by {@link MakeWritable}.
     */
    record StopWrites(Address server, Duration deadline) implements Step {}

    /**
     * A former primary replicates from the one that took over from it.
     *
     * <p>Precondition: it replicates from nobody and accepts no writes; the other has everything that it has. Verified: the
     * receiver is connected and the applier runs without error. Undone by forgetting the source again.
     *
     * @param place identical coordinates, or by GTID
     * @param link how the other was connected to it before
     */
    record Follow(Address server, Address below, Place place, Link link) implements Step {}

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

    /**
     * Gives the server what another has received more: a replica of a dead intermediate may have got transactions from it
     * that none of the dead primary's own replicas has. Where the other has nothing more, nothing is changed.
     *
     * <p>Precondition: both are drained. Verified: it has applied all that {@code from}'s log holds.
     */
    record Level(Address server, Address from, Duration deadline) implements Step {}

    /**
     * Begins new files in its binary log until their number is above that of every file of the Binlog Servers: what it logs
     * from there on is what they go on with.
     *
     * <p>Precondition: its replication is stopped, it accepts no writes, and it has applied exactly up to {@code end}, or what
     * stands between is no transaction.
     * Verified: its log is in a file with a number above {@code beyond}. Nothing needs to be undone: empty files harm nobody.
     *
     * @param end where the log of the former primary ends on the Binlog Servers
     * @param store a Binlog Server that has it up to there
     * @param beyond the highest number of a file on any of them
     */
    record AdvanceLog(Address server, Coordinates end, Address store, long beyond, Duration deadline) implements Step {}
}
