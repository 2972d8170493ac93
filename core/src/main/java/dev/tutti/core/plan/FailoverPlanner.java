package dev.tutti.core.plan;

import dev.tutti.core.fleet.FleetState;
import dev.tutti.core.fleet.Watched;
import dev.tutti.core.model.Address;
import dev.tutti.core.model.Coordinates;
import dev.tutti.core.model.Replication;
import dev.tutti.core.model.ServerStatus;
import dev.tutti.core.plan.Plan.Goal;
import dev.tutti.core.plan.Plan.Open;
import dev.tutti.core.plan.PrimaryChoice.Chosen;
import dev.tutti.core.policy.Policy;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Plans how another server takes over from a dead primary.
 *
 * <p>In two parts, because whom to promote is only certain when everything received is applied: first the replicas drain;
 * then, on their fresh status, {@link PrimaryChoice} chooses and the rest is planned. Nothing that changes a server's
 * role happens before the choice.
 */
public final class FailoverPlanner {
    private FailoverPlanner() {}

    /** The first part, with a forecast of the second. */
    public static Planned plan(FleetState fleet, Address dead, Policy policy, boolean acceptLoss) {
        if (ContinuationPlanner.concerns(fleet, dead)) {
            return ContinuationPlanner.plan(fleet, dead, policy, acceptLoss);
        }
        List<ServerStatus> replicas = fleet.replicasOf(dead).stream()
                .filter(Watched::answering)
                .flatMap(replica -> replica.lastStatus().stream())
                .toList();
        if (replicas.isEmpty()) {
            return new Refusal.NoReplicas(dead);
        }
        List<Address> addresses = replicas.stream().map(ServerStatus::address).toList();
        List<Address> orphans = orphansBelow(dead, fleet);
        List<Step> drains = Stream.concat(addresses.stream(), orphans.stream())
                .<Step>map(address -> new Step.Drain(address, policy.drainDeadline()))
                .toList();
        Open.ChoosePrimary open = new Open.ChoosePrimary(
                dead, addresses, orphans, policy.drainDeadline(), acceptLoss, Telling.deadline(fleet, dead, policy));
        List<Stage> forecast = afterDrain(open, dead, replicas, fleet, policy) instanceof Plan plan
                ? plan.stages()
                : List.of();
        return new Plan(
                new Goal.Failover(dead),
                List.of(new Stage("apply what was received", true, false, drains)),
                open,
                forecast);
    }

    /**
     * The replicas that answer of intermediates that do not, below the dead primary. What a living intermediate's replicas
     * have, the intermediate has; what a dead one passed on before it died, perhaps nobody else has. A replica that logs
     * nothing cannot be compared, nor can it pass anything on.
     */
    static List<Address> orphansBelow(Address dead, FleetState fleet) {
        return fleet.descendantsOf(dead).stream()
                .filter(server -> server.source()
                        .filter(source -> !source.equals(dead))
                        .flatMap(fleet::server)
                        .filter(source -> !source.answering())
                        .isPresent())
                .filter(FailoverPlanner::canTellWhatItHas)
                .map(Watched::address)
                .toList();
    }

    private static boolean canTellWhatItHas(Watched server) {
        return server.answering()
                && server.lastStatus()
                        .filter(ServerStatus::logsReplicaUpdates)
                        .flatMap(ServerStatus::replicating)
                        .filter(replication -> !replication.filtered() && replication.applierError() == 0)
                        .isPresent();
    }

    /** The second part, on the status that the replicas showed after draining. */
    public static Planned decide(Open.ChoosePrimary open, List<ServerStatus> fresh, FleetState fleet, Policy policy) {
        if (ContinuationPlanner.concerns(fleet, open.deadPrimary())) {
            return ContinuationPlanner.decide(open, fresh, fleet, policy);
        }
        List<Address> orphaned = orphanedMeanwhile(open, fresh, fleet);
        Open.ChoosePrimary known = new Open.ChoosePrimary(
                open.deadPrimary(),
                open.replicas(),
                Stream.concat(open.orphans().stream(), orphaned.stream()).toList(),
                open.drainDeadline(),
                open.acceptLoss(),
                open.tellDeadline());
        Planned rest = afterDrain(known, open.deadPrimary(), fresh, fleet, policy);
        if (orphaned.isEmpty() || !(rest instanceof Plan plan)) {
            return rest;
        }
        List<Stage> stages = new ArrayList<>();
        stages.add(new Stage(
                "apply what was received",
                true,
                false,
                orphaned.stream().<Step>map(orphan -> new Step.Drain(orphan, open.drainDeadline())).toList()));
        stages.addAll(plan.stages());
        return new Plan(plan.goal(), stages, plan.open(), plan.forecast());
    }

    /** The replicas of those that answered when the failover began and do not now: intermediates that die a moment later. */
    private static List<Address> orphanedMeanwhile(Open.ChoosePrimary open, List<ServerStatus> fresh, FleetState fleet) {
        Set<Address> answered = fresh.stream().map(ServerStatus::address).collect(Collectors.toSet());
        return open.replicas().stream()
                .filter(replica -> !answered.contains(replica))
                .flatMap(replica -> fleet.replicasOf(replica).stream())
                .filter(FailoverPlanner::canTellWhatItHas)
                .map(Watched::address)
                .filter(orphan -> !open.orphans().contains(orphan))
                .toList();
    }

    /** The third part, where Binlog Servers store the dead primary's log: on what its readers show when it has advanced. */
    public static Planned decide(Open.ContinueLog open, List<ServerStatus> fresh, FleetState fleet) {
        return ContinuationPlanner.decide(open, fresh, fleet);
    }

    private static Planned afterDrain(
            Open.ChoosePrimary open, Address dead, List<ServerStatus> replicas, FleetState fleet, Policy policy) {
        return switch (PrimaryChoice.choose(dead, replicas, fleet, policy.promotion(), open.acceptLoss())) {
            case Chosen chosen -> new Plan(
                    new Goal.Failover(dead), stages(chosen, replicas, open), new Open.Nothing(), List.of());
            case PrimaryChoice.Nobody nobody -> nobody.why();
        };
    }

    static List<Stage> stages(Chosen chosen, List<ServerStatus> replicas, Open.ChoosePrimary open) {
        Address promoted = chosen.promoted().address();
        List<Stage> stages = new ArrayList<>();
        Optional<ServerStatus> holder = chosen.levelFrom();
        if (holder.isPresent()) {
            Address from = holder.get().address();
            stages.add(Gathering.from(
                    from,
                    promoted,
                    Place.of(chosen.promoted()),
                    "level " + promoted + " with " + from,
                    open.drainDeadline()));
        }
        Gathering.ofOrphans(open.orphans(), promoted, open.drainDeadline(), open.acceptLoss()).ifPresent(stages::add);
        stages.add(new Stage(
                "promote " + promoted,
                false,
                true,
                List.of(
                        new Step.StopReplication(promoted),
                        new Step.ForgetSource(promoted),
                        new Step.MakeWritable(promoted))));
        Telling.of(promoted, open.tellDeadline()).ifPresent(stages::add);
        boolean mayGrow = holder.isPresent() || !open.orphans().isEmpty();
        List<Step> moves = new ArrayList<>();
        for (ServerStatus replica : replicas) {
            if (!replica.address().equals(promoted)) {
                Place place = mayGrow ? Place.of(replica) : placeOf(replica, chosen.promoted());
                moves.add(new Step.Repoint(replica.address(), List.of(promoted), place));
            }
        }
        if (!moves.isEmpty()) {
            stages.add(new Stage("move the other replicas below " + promoted, true, false, moves));
        }
        return stages;
    }

    /**
     * A replica that has applied exactly as much of the dead primary's log as the promoted one stands where the promoted
     * one's own log ended then: no search is needed.
     */
    private static Place placeOf(ServerStatus replica, ServerStatus promoted) {
        Coordinates written = promoted.written();
        Coordinates replicaAt = drainedAt(replica);
        boolean byGtid = Place.of(replica) instanceof Place.ByGtid;
        return !byGtid && written != null && replicaAt != null && replicaAt.equals(drainedAt(promoted))
                ? new Place.Identical(written)
                : Place.of(replica);
    }

    private static @Nullable Coordinates drainedAt(ServerStatus status) {
        Replication replication = status.replication();
        return replication != null && replication.drained() ? replication.applied() : null;
    }
}
