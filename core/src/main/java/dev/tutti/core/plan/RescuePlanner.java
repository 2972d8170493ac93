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
        if (ReaderRescue.concerns(fleet, dead)) {
            return ReaderRescue.plan(fleet, dead, policy);
        }
        List<Watched> replicas = fleet.replicasOf(dead).stream().filter(Watched::answering).toList();
        if (replicas.isEmpty()) {
            return new Refusal.NoReplicas(dead);
        }
        List<Step> drains = new ArrayList<>();
        List<Step> moves = new ArrayList<>();
        List<String> allObjections = new ArrayList<>();
        List<Plan.Lost> lost = new ArrayList<>();
        for (Watched replica : replicas) {
            List<String> objections = new ArrayList<>();
            List<Address> targets = targetsFor(fleet, dead, replica, policy.promotion(), objections);
            allObjections.addAll(objections);
            if (targets.isEmpty() && takesTheWrites(fleet, dead, replica)) {
                continue;
            }
            if (targets.isEmpty()) {
                lost.add(new Plan.Lost(
                        replica.address(), objections.isEmpty()
                                ? "its chain has no other server"
                                : "no server can take it (" + String.join("; ", objections) + ")"));
            } else {
                drains.add(new Step.Drain(replica.address(), policy.drainDeadline()));
                moves.add(new Step.Repoint(
                        replica.address(), targets, replica.lastStatus().map(Place::of).orElseGet(Place.ByMatching::new)));
            }
        }
        if (moves.isEmpty()) {
            return new Refusal.NobodyToGoTo(dead, allObjections);
        }
        return Plan.of(
                new Goal.Rescue(dead),
                List.of(new Stage("drain", true, false, drains), new Stage("move the replicas", true, false, moves)),
                lost);
    }

    /** A sibling of the dead one in the replica's site, else the grandparent, else anybody else of the chain. */
    static List<Address> targetsFor(
            FleetState fleet, Address dead, Watched replica, Promotion promotion, List<String> objections) {
        ServerStatus status = replica.status();
        if (status == null || status.replication() == null) {
            return List.of();
        }
        if (status.replication().filtered()) {
            objections.add(replica.address() + " has replication filters: its log cannot be compared with certainty");
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
        List<Watched> chain = chainOf(fleet, grandparent, replica);
        boolean hasWritablePrimary = chain.stream().anyMatch(target -> isPrimary(target, false));
        chain.stream()
                .filter(target -> !below.contains(target.address()))
                .sorted(nearestFirst)
                .forEach(target -> {
                    ServerStatus candidate = target.status();
                    if (candidate == null || !target.answering()) {
                        objections.add(target.address() + " does not answer");
                        return;
                    }
                    if (candidate.binlogServer() != null && !candidate.binlogServer().limitsKnown()) {
                        objections.add("what coordinates " + target.address() + " takes is not known");
                        return;
                    }
                    if (hasWritablePrimary && isPrimary(target, true)) {
                        objections.add(target.address() + " is a former primary");
                        return;
                    }
                    if (candidate.replicating().filter(Replication::filtered).isPresent()) {
                        objections.add(target.address() + " has replication filters");
                        return;
                    }
                    boolean throughDead = fleet.ancestry(target.address()).contains(dead);
                    if (throughDead && !takesTheWrites(fleet, dead, target)) {
                        objections.add(target.address() + " replicates from " + dead + " itself");
                        return;
                    }
                    if (!throughDead && !candidate.replicating().map(Replication::healthy).orElse(true)) {
                        objections.add(target.address() + " does not replicate itself");
                        return;
                    }
                    status.objectionToReplicateFrom(candidate).ifPresentOrElse(objections::add, () ->
                            targets.add(target.address()));
                });
        return targets;
    }

    /** Everything below the primary, and what bears the chain's name: after a failover the two differ. */
    private static List<Watched> chainOf(FleetState fleet, Address grandparent, Watched replica) {
        Address root = fleet.rootOf(grandparent);
        Set<Address> below =
                fleet.descendantsOf(root).stream().map(Watched::address).collect(Collectors.toSet());
        return fleet.servers()
                .values()
                .filter(server -> server.address().equals(root)
                        || below.contains(server.address())
                        || server.chain().equals(replica.chain()))
                .toList();
    }

    private static boolean isPrimary(Watched server, boolean readOnly) {
        return server.answering()
                && server.lastStatus()
                        .filter(status -> status.replication() == null && status.readOnly() == readOnly)
                        .isPresent();
    }

    /** The dead one's co-primary, which lost nothing but what the dead one would have sent it. */
    private static boolean takesTheWrites(FleetState fleet, Address dead, Watched target) {
        return fleet.server(dead).flatMap(Watched::source).filter(target.address()::equals).isPresent()
                && target.lastStatus().filter(status -> !status.readOnly()).isPresent();
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
