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
import dev.tutti.core.plan.Plan.Goal;
import dev.tutti.core.policy.Policy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Finds new sources where a dead intermediate is a Binlog Server, or has Binlog Servers below it.
 *
 * <p>Who read from a dead Binlog Server goes on at its own coordinates below another server of the same log: a sibling that
 * has them, else the primary. Who read the log of a dead ordinary intermediate from a Binlog Server takes all that that one
 * has, and is then matched like the dead one's own replicas; the Binlog Server itself stays, since nobody else serves its log.
 */
final class ReaderRescue {
    private final FleetState fleet;
    private final Address dead;
    private final Policy policy;
    private final List<Step> drains = new ArrayList<>();
    private final List<Step> moves = new ArrayList<>();
    private final List<Plan.Lost> lost = new ArrayList<>();

    private ReaderRescue(FleetState fleet, Address dead, Policy policy) {
        this.fleet = fleet;
        this.dead = dead;
        this.policy = policy;
    }

    static boolean concerns(FleetState fleet, Address dead) {
        return Logs.stores(fleet, dead).isPresent()
                || fleet.replicasOf(dead).stream()
                        .anyMatch(replica -> Logs.stores(fleet, replica.address()).isPresent());
    }

    static Planned plan(FleetState fleet, Address dead, Policy policy) {
        return new ReaderRescue(fleet, dead, policy).plan();
    }

    private Planned plan() {
        List<Watched> replicas = fleet.replicasOf(dead).stream().filter(Watched::answering).toList();
        if (replicas.isEmpty()) {
            return new Refusal.NoReplicas(dead);
        }
        replicas.forEach(this::find);
        if (moves.isEmpty()) {
            return new Refusal.NobodyToGoTo(
                    dead, lost.stream().map(one -> one.server() + ": " + one.reason()).toList());
        }
        List<Stage> stages = new ArrayList<>();
        if (!drains.isEmpty()) {
            stages.add(new Stage("apply what was received", true, false, drains));
        }
        stages.add(new Stage("move the replicas", true, false, moves));
        return Plan.of(new Goal.Rescue(dead), stages, lost);
    }

    private void find(Watched replica) {
        Address name = replica.address();
        List<Address> identical = serving(replica);
        if (!identical.isEmpty()) {
            moves.add(new Step.Repoint(
                    name, identical, new Place.SameLog(Logs.servedBy(fleet, identical.getFirst()))));
        } else if (storesOnly(replica)) {
            Address log = Logs.servedBy(fleet, name);
            fleet.descendantsOf(name).stream()
                    .filter(Watched::answering)
                    .filter(reader -> !storesOnly(reader))
                    .filter(reader -> Logs.readBy(fleet, reader.address()).filter(log::equals).isPresent())
                    .forEach(this::match);
            lost.add(new Plan.Lost(name, "nobody else serves the log of " + log + " from where its own ends"));
        } else {
            match(replica);
        }
    }

    private static boolean storesOnly(Watched server) {
        return server.lastStatus().filter(ServerStatus::storesOnly).isPresent();
    }

    /** By Pseudo-GTID, when it has all that its source has, or had. */
    private void match(Watched replica) {
        Address name = replica.address();
        List<String> objections = new ArrayList<>();
        List<Address> targets = RescuePlanner.targetsFor(fleet, dead, replica, policy.promotion(), objections);
        if (targets.isEmpty()) {
            lost.add(new Plan.Lost(name, String.join("; ", objections)));
            return;
        }
        Optional<Address> livingSource = replica.source()
                .filter(source -> fleet.server(source).filter(Watched::answering).isPresent());
        drains.add(livingSource
                .<Step>map(source -> new Step.CatchUp(name, source, policy.drainDeadline()))
                .orElseGet(() -> new Step.Drain(name, policy.drainDeadline())));
        moves.add(new Step.Repoint(
                name, targets, replica.lastStatus().map(Place::of).orElseGet(Place.ByMatching::new)));
    }

    // ---- by identical coordinates ----------------------------------------------------------------------------------------

    /** Who else serves the log that the replica reads, from where it stands: Binlog Servers first, to spare the primary. */
    private List<Address> serving(Watched replica) {
        ServerStatus status = replica.status();
        Replication replication = status == null ? null : status.replication();
        if (status == null || replication == null || replication.gtid()) {
            return List.of();
        }
        Coordinates at = replication.applied();
        return fleet.servers()
                .values()
                .filter(target -> !target.address().equals(dead)
                        && target.answering()
                        && !fleet.ancestry(target.address()).contains(replica.address())
                        && !fleet.ancestry(target.address()).contains(dead))
                .filter(target -> Logs.serveTheSame(fleet, dead, target.address(), at))
                .filter(target -> target.lastStatus()
                        .filter(candidate -> has(candidate, replication))
                        .filter(candidate -> status.objectionToReplicateFrom(candidate).isEmpty())
                        .isPresent())
                .sorted(Comparator.comparing((Watched target) ->
                                target.lastStatus().filter(ServerStatus::storesOnly).isEmpty())
                        .thenComparing(first(target ->
                                policy.promotion().sameSite(target.address(), replica.address())))
                        .thenComparing(Watched::address))
                .map(Watched::address)
                .toList();
    }

    /** It has all that the replica was sent, or is about to get it. */
    private static boolean has(ServerStatus candidate, Replication replication) {
        BinlogServer stores = candidate.binlogServer();
        Coordinates written = candidate.written();
        boolean grows = candidate.replicating().map(Replication::healthy).orElse(true)
                && (stores == null
                        || stores.state() == BinlogServer.State.RECEIVING
                        || stores.state() == BinlogServer.State.UNKNOWN);
        return grows || (written != null && !written.isBefore(replication.received()));
    }
}
