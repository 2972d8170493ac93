package dev.tutti.core.plan;

import dev.tutti.core.fleet.FleetState;
import dev.tutti.core.fleet.Logs;
import dev.tutti.core.fleet.Watched;
import dev.tutti.core.model.Address;
import dev.tutti.core.model.Replication;
import dev.tutti.core.model.ServerStatus;
import dev.tutti.core.plan.Plan.Goal;

import java.util.List;
import java.util.Optional;

/** Plans for single servers: moving a replica, fencing a former primary. */
public final class Planners {
    private Planners() {}

    /** Puts a replica below another server of its chain, with everything below the replica. */
    public static Planned relocate(FleetState fleet, Address replica, Address below) {
        Optional<Watched> moved = fleet.server(replica);
        Optional<Watched> target = fleet.server(below);
        if (moved.isEmpty() || moved.get().status() == null) {
            return new Refusal.UnknownServer(replica);
        }
        if (target.isEmpty() || target.get().status() == null) {
            return new Refusal.UnknownServer(below);
        }
        if (!moved.get().answering()) {
            return new Refusal.NotAnswering(replica);
        }
        if (!target.get().answering()) {
            return new Refusal.NotAnswering(below);
        }
        ServerStatus status = moved.get().status();
        Replication replication = status.replication();
        if (replication == null) {
            return new Refusal.IsNoReplica(replica);
        }
        if (replica.equals(below)
                || fleet.descendantsOf(replica).stream().anyMatch(server -> server.address().equals(below))) {
            return new Refusal.BelowItself(replica, below);
        }
        if (replication.source().equals(below)) {
            return new Refusal.AlreadyThere(replica, below);
        }
        if (status.storesOnly()
                && Logs.goingOnFrom(fleet, status, Logs.servedBy(fleet, below)).contains(target.get())) {
            return moved(replica, below, new Place.SameLog(replication.source()));
        }
        if (!fleet.rootOf(replica).equals(fleet.rootOf(below))) {
            return new Refusal.DifferentChains(replica, below);
        }
        Optional<String> objection = status.objectionToReplicateFrom(target.get().status());
        if (objection.isPresent()) {
            return new Refusal.CannotReplicateFrom(replica, below, objection.get());
        }
        if (replication.applierError() != 0) {
            return new Refusal.ApplierNotRunning(replica, replication.applierError(), replication.applierErrorText());
        }
        if (!replication.gtid() && Logs.serveTheSame(fleet, replication.source(), below, replication.applied())) {
            return moved(replica, below, new Place.SameLog(Logs.servedBy(fleet, below)));
        }
        if (status.storesOnly()) {
            return new Refusal.OnlyTheSameLog(replica, below, Logs.servedBy(fleet, replication.source()));
        }
        if (replication.filtered()) {
            return new Refusal.Filtered(replica);
        }
        return moved(replica, below, Place.of(status));
    }

    private static Plan moved(Address replica, Address below, Place place) {
        return Plan.of(
                new Goal.Relocate(replica, below),
                List.of(new Stage("move", false, true, List.of(new Step.Repoint(replica, List.of(below), place)))));
    }

    /**
     * Lets a Binlog Server that was away while its primary was replaced go on below one that has the files from its end on.
     *
     * @param successor who has the writes now
     */
    public static Planned rejoin(FleetState fleet, Address store, Address former, Address successor) {
        List<Address> below = fleet.server(store).flatMap(Watched::lastStatus).stream()
                .flatMap(status -> Logs.goingOnFrom(fleet, status, successor).stream())
                .map(Watched::address)
                .toList();
        return below.isEmpty()
                ? new Refusal.OnlyTheSameLog(store, successor, former)
                : Plan.of(
                        new Goal.Relocate(store, below.getFirst()),
                        List.of(new Stage("move", true, false, List.of(new Step.Repoint(store, below, new Place.SameLog(former))))));
    }

    /** Keeps ordinary accounts from writing to a former primary. */
    public static Plan fence(Address formerPrimary) {
        return Plan.of(
                new Goal.Fence(formerPrimary),
                List.of(new Stage("fence", false, true, List.of(new Step.MakeReadOnly(formerPrimary)))));
    }
}
