package dev.tutti.core.fleet;

import dev.tutti.core.model.Address;
import dev.tutti.core.model.BinlogServer;
import dev.tutti.core.model.Coordinates;
import dev.tutti.core.model.ServerStatus;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whose log it is that a server serves. An ordinary server serves its own; a Binlog Server that of the server at the top of
 * its Binlog Servers, file by file and byte by byte, so that coordinates mean the same on all who serve one log.
 *
 * <p>A Binlog Server goes on when its primary is replaced: older files on it are of former primaries, and its present one does
 * not have them. What two servers have in common therefore begins at the first file of the present lineage, unless both are
 * Binlog Servers that changed over at the same file.
 */
public final class Logs {
    private Logs() {}

    /** The server whose log this one serves, and whose coordinates its own are. */
    public static Address servedBy(FleetState fleet, Address server) {
        Set<Address> met = new HashSet<>();
        Address at = server;
        while (met.add(at)) {
            Optional<Address> above = fleet.server(at)
                    .filter(Logs::copies)
                    .flatMap(Watched::source);
            if (above.isEmpty()) {
                return at;
            }
            at = above.get();
        }
        return server;
    }

    /** The server whose log a replica reads, directly or from a Binlog Server; empty when it replicates from nobody. */
    public static Optional<Address> readBy(FleetState fleet, Address replica) {
        return fleet.server(replica).flatMap(Watched::source).map(source -> servedBy(fleet, source));
    }

    /** Those who read a server's log, directly or from Binlog Servers, in order of their addresses. */
    public static List<Watched> readersOf(FleetState fleet, Address log) {
        return fleet.servers()
                .values()
                .filter(server -> readBy(fleet, server.address()).filter(log::equals).isPresent())
                .sorted(Comparator.comparing(Watched::address))
                .toList();
    }

    /** Whether coordinates mean on one server what they mean on another, and the other has them. */
    public static boolean serveTheSame(FleetState fleet, Address one, Address other, Coordinates at) {
        if (!servedBy(fleet, one).equals(servedBy(fleet, other))) {
            return false;
        }
        long lineageOfOne = lineage(fleet, one);
        long lineageOfOther = lineage(fleet, other);
        boolean changedOverTogether = lineageOfOne == lineageOfOther;
        return (changedOverTogether || at.fileNumber() >= Math.max(lineageOfOne, lineageOfOther))
                && stores(fleet, other).map(stored -> stored.reachesBackTo(at)).orElse(true);
    }

    /**
     * The Binlog Servers that have the log which a store holds, from the store's end on, and behind it that of {@code successor},
     * who replaced the primary that the store follows. They followed the one before they went on with the other, at a file with
     * a higher number than any that the store can have of it.
     */
    public static List<Watched> goingOnFrom(FleetState fleet, ServerStatus store, Address successor) {
        Coordinates end = store.written();
        return end == null
                ? List.of()
                : fleet.servers()
                        .values()
                        .filter(other -> other.answering() && copies(other) && !other.address().equals(store.address()))
                        .filter(other -> servedBy(fleet, other.address()).equals(successor))
                        .filter(other -> lineage(fleet, other.address()) > end.fileNumber())
                        .filter(other -> stores(fleet, other.address())
                                .filter(stored -> stored.reachesBackTo(end) && stored.state() == BinlogServer.State.RECEIVING)
                                .isPresent())
                        .sorted(Comparator.comparing(Watched::address))
                        .toList();
    }

    /** What a server stores if it is a Binlog Server, as last seen. */
    public static Optional<BinlogServer> stores(FleetState fleet, Address server) {
        return fleet.server(server).flatMap(Watched::lastStatus).map(ServerStatus::binlogServer);
    }

    /** From which file number on what it serves is of the server whose log it serves now: the newest change above it counts. */
    private static long lineage(FleetState fleet, Address server) {
        long newest = 0;
        Set<Address> met = new HashSet<>();
        Optional<Watched> at = fleet.server(server).filter(Logs::copies);
        while (at.isPresent() && met.add(at.get().address())) {
            newest = Math.max(newest, stores(fleet, at.get().address()).map(BinlogServer::lineage).orElse(0L));
            at = at.get().source().flatMap(fleet::server).filter(Logs::copies);
        }
        return newest;
    }

    /**
     * Of Binlog Servers whose rules are not known it is not assumed that they keep file names and positions; one that met
     * another history at its source stores a log of its own.
     */
    private static boolean copies(Watched server) {
        return server.lastStatus()
                .map(ServerStatus::binlogServer)
                .filter(BinlogServer::copies)
                .isPresent();
    }
}
