package dev.tutti.core.plan;

import dev.tutti.core.fleet.FleetState;
import dev.tutti.core.fleet.Watched;
import dev.tutti.core.model.Address;
import dev.tutti.core.model.Replication;
import dev.tutti.core.model.ServerStatus;
import dev.tutti.core.plan.Plan.Goal;
import dev.tutti.core.policy.Policy;
import dev.tutti.core.policy.Promotion;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds a new source for each replica of a dead intermediate. */
public final class RescuePlanner {
    private RescuePlanner() {}

    /** Each replica first applies what it has, then goes below the best server that it can be matched to. */
    public static Planned plan(FleetState fleet, Address dead, Policy policy) {
        List<Watched> replicas = fleet.replicasOf(dead).stream().filter(Watched::answering).toList();
        if (replicas.isEmpty()) {
            return new Refusal.NoReplicas(dead);
        }
        List<Step> drains = new ArrayList<>();
        List<Step> moves = new ArrayList<>();
        List<String> objections = new ArrayList<>();
        for (Watched replica : replicas) {
            List<Address> targets = targetsFor(fleet, dead, replica, policy.promotion(), objections);
            if (!targets.isEmpty()) {
                drains.add(new Step.Drain(replica.address(), policy.drainDeadline()));
                moves.add(new Step.Repoint(replica.address(), targets, new Place.ByMatching()));
            }
        }
        if (moves.isEmpty()) {
            return new Refusal.NobodyToGoTo(dead, objections);
        }
        return Plan.of(
                new Goal.Rescue(dead),
                List.of(new Stage("drain", true, false, drains), new Stage("move the replicas", true, false, moves)));
    }

    /** A sibling of the dead one in the replica's site, else the grandparent, else anybody else of the chain. */
    static List<Address> targetsFor(
            FleetState fleet, Address dead, Watched replica, Promotion promotion, List<String> objections) {
        ServerStatus status = replica.status();
        if (status == null) {
            return List.of();
        }
        Address grandparent = fleet.server(dead).flatMap(Watched::source).orElse(dead);
        Set<Address> below = Stream.concat(
                        Stream.of(replica.address(), dead),
                        fleet.descendantsOf(replica.address()).stream().map(Watched::address))
                .collect(Collectors.toSet());
        Comparator<Watched> nearestFirst = Comparator.<Watched>comparingInt(target ->
                        rank(fleet, target, grandparent, promotion.sameSite(target.address(), replica.address())))
                .thenComparing(Watched::address);
        List<Address> targets = new ArrayList<>();
        Address root = fleet.rootOf(grandparent);
        fleet.servers().values()
                .filter(target -> fleet.rootOf(target.address()).equals(root)
                        || (target.chain().equals(replica.chain()) && takesWritesAtTheTop(fleet, target)))
                .filter(target -> !below.contains(target.address()))
                .sorted(nearestFirst)
                .forEach(target -> {
                    ServerStatus candidate = target.status();
                    if (candidate == null || !target.answering()) {
                        objections.add(target.address() + " does not answer");
                        return;
                    }
                    if (candidate.replicating().filter(Replication::filtered).isPresent()) {
                        objections.add(target.address() + " has replication filters");
                        return;
                    }
                    if (!candidate.replicating().map(Replication::healthy).orElse(true)) {
                        objections.add(target.address() + " does not replicate itself");
                        return;
                    }
                    status.objectionToReplicateFrom(candidate).ifPresentOrElse(objections::add, () ->
                            targets.add(target.address()));
                });
        return targets;
    }

    /** After a failover the chain goes on below another root; a fenced former primary of the chain is no such root. */
    private static boolean takesWritesAtTheTop(FleetState fleet, Watched target) {
        return fleet.server(fleet.rootOf(target.address()))
                .filter(Watched::answering)
                .flatMap(Watched::lastStatus)
                .filter(top -> top.replication() == null && !top.readOnly())
                .isPresent();
    }

    private static int rank(FleetState fleet, Watched target, Address grandparent, boolean sameSite) {
        boolean sibling = target.source().filter(grandparent::equals).isPresent();
        boolean isGrandparent = target.address().equals(grandparent);
        if (sibling && sameSite) {
            return 0;
        }
        if (isGrandparent) {
            return 1;
        }
        return sibling ? 2 : fleet.ancestry(target.address()).size() + 2;
    }
}
