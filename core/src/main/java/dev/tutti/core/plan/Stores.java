package dev.tutti.core.plan;

import static dev.tutti.core.plan.ContinuationPlanner.first;

import dev.tutti.core.fleet.FleetState;
import dev.tutti.core.fleet.Logs;
import dev.tutti.core.fleet.Watched;
import dev.tutti.core.model.Address;
import dev.tutti.core.model.BinlogServer;
import dev.tutti.core.model.Coordinates;
import dev.tutti.core.model.Replication;
import dev.tutti.core.model.ServerStatus;
import dev.tutti.core.policy.Promotion;
import dev.tutti.core.policy.Promotion.Preference;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who has how much of a dead primary's log, on one set of looks. Everybody here reads that one log, directly or from Binlog
 * Servers, so that coordinates compare exactly.
 *
 * @param dead whose log it is
 * @param all the looks at those who answered
 * @param fleet the fleet with these looks in it
 */
record Stores(Address dead, List<ServerStatus> all, FleetState fleet) {
    static Stores of(Address dead, List<ServerStatus> fresh, FleetState fleet) {
        FleetState seen = fleet;
        for (ServerStatus status : fresh) {
            seen = seen.server(status.address())
                    .map(watched -> watched.showing(status))
                    .map(seen::with)
                    .orElse(seen);
        }
        FleetState now = seen;
        List<ServerStatus> reading = fresh.stream()
                .filter(status -> Logs.readBy(now, status.address()).filter(dead::equals).isPresent())
                .filter(status -> !hasDiverged(status))
                .toList();
        return new Stores(dead, reading, now);
    }

    /** What it holds was never in the dead primary's log. */
    static boolean hasDiverged(ServerStatus status) {
        return status.binlogServer() != null && status.binlogServer().state() == BinlogServer.State.DIVERGED;
    }

    /** The Binlog Servers that others can be levelled with. */
    List<ServerStatus> stores() {
        return all.stream()
                .filter(status -> {
                    BinlogServer stores = status.binlogServer();
                    return stores != null && stores.copies() && status.written() != null;
                })
                .toList();
    }

    List<ServerStatus> readers() {
        return all.stream().filter(status -> !status.storesOnly()).toList();
    }

    /** The Binlog Server that has most; among equals one that can still store something, then the smallest address. */
    Optional<ServerStatus> leader() {
        return stores().stream()
                .min(Comparator.comparing(Stores::end)
                        .reversed()
                        .thenComparing(first(status -> !isFull(status)))
                        .thenComparing(ServerStatus::address));
    }

    private static boolean isFull(ServerStatus status) {
        return status.binlogServer() != null && status.binlogServer().state() == BinlogServer.State.DISK_FULL;
    }

    /** Up to where a Binlog Server has the log on disk and publishes it. */
    static Coordinates end(ServerStatus store) {
        Coordinates written = store.written();
        return written == null ? new Coordinates("", 0) : written;
    }

    Optional<ServerStatus> store(Address address) {
        return stores().stream().filter(store -> store.address().equals(address)).findFirst();
    }

    /** The highest number of a file on any Binlog Server of this log, also on those that do not answer now. */
    long lastFileNumber() {
        return Logs.readersOf(fleet, dead).stream()
                .flatMap(server -> server.lastStatus().stream())
                .filter(ServerStatus::storesOnly)
                .mapToLong(Stores::lastFileNumber)
                .max()
                .orElse(0);
    }

    private static long lastFileNumber(ServerStatus store) {
        BinlogServer stores = store.binlogServer();
        String last = stores == null ? null : stores.lastFile();
        return Math.max(last == null ? 0 : Coordinates.numberOf(last), end(store).fileNumber());
    }

    // ---- whom ---------------------------------------------------------------------------------------------------------

    /** Replicas that can be brought exactly to where the leader's log ends, best first. */
    List<ServerStatus> candidates(ServerStatus leader, Promotion promotion) {
        Coordinates end = end(leader);
        List<ServerStatus> readers = readers();
        Comparator<ServerStatus> best = Comparator.<ServerStatus, Preference>comparing(
                        candidate -> promotion.preferenceFor(candidate.address()))
                .thenComparing(first(candidate -> PrimaryChoice.held(candidate).equals(end)))
                .thenComparing(first(candidate -> promotion.sameSite(candidate.address(), dead)))
                .thenComparingInt(candidate -> -PrimaryChoice.followers(candidate, readers))
                .thenComparingLong(candidate -> Math.max(0, end.fileNumber() - end(candidate).fileNumber()))
                .thenComparing(ServerStatus::address);
        return readers.stream()
                .filter(candidate -> PrimaryChoice.objectionTo(levelled(candidate), dead, promotion).isEmpty())
                .filter(candidate -> PrimaryChoice.held(candidate).compareTo(end) <= 0)
                .filter(candidate -> staysBelow(candidate, end) || canMoveBelow(candidate, leader))
                .sorted(best)
                .toList();
    }

    /** Below a Binlog Server that has it all, or with it all already. */
    boolean staysBelow(ServerStatus replica, Coordinates end) {
        boolean sourceHasAll = replica.replicating()
                .flatMap(replication -> store(replication.source()))
                .filter(store -> end(store).equals(end))
                .isPresent();
        return sourceHasAll || isAt(replica, end);
    }

    /** By identical coordinates; one that goes by GTID would silently go by coordinates afterwards. */
    boolean canMoveBelow(ServerStatus replica, ServerStatus store) {
        return replica.replicating()
                        .filter(replication -> !replication.gtid())
                        .filter(replication -> Logs.serveTheSame(
                                fleet, replication.source(), store.address(), replication.applied()))
                        .isPresent()
                && replica.objectionToReplicateFrom(store).isEmpty();
    }

    /** How a replica finds its place where nothing is known of it. */
    Place placeOf(Address replica) {
        return fleet.server(replica)
                .flatMap(Watched::lastStatus)
                .map(Place::of)
                .orElseGet(Place.ByMatching::new);
    }

    static boolean isAt(ServerStatus replica, Coordinates place) {
        Replication replication = replica.replication();
        return replication != null && replication.drained() && replication.applied().equals(place);
    }

    /** Ordinary replicas and Binlog Servers of unknown rules with more than that, most first. */
    Stream<ServerStatus> beyond(Coordinates end) {
        return all.stream()
                .filter(server -> store(server.address()).isEmpty())
                .filter(server -> PrimaryChoice.held(server).compareTo(end) > 0)
                .sorted(Comparator.comparing(PrimaryChoice::held).reversed().thenComparing(ServerStatus::address));
    }

    /**
     * A server that reads the dead primary's log from a Binlog Server stands where a direct replica of it would; from a living
     * one it still gets all that that one has.
     */
    ServerStatus asDirect(ServerStatus reader) {
        Replication replication = reader.replication();
        if (replication == null || replication.source().equals(dead)) {
            return reader;
        }
        Coordinates comes = store(replication.source()).map(Stores::end).orElse(replication.received());
        Coordinates received = comes.isBefore(replication.received()) ? replication.received() : comes;
        return reader.with(replication.stopped(dead, received));
    }

    /** As it will be when it has applied all that the living Binlog Server above it has. */
    private ServerStatus levelled(ServerStatus reader) {
        return reader.replicating()
                .filter(replication -> replication.applierRunning() && store(replication.source()).isPresent())
                .map(replication -> reader.with(replication.stopped(dead, replication.applied())))
                .orElseGet(() -> asDirect(reader));
    }
}
