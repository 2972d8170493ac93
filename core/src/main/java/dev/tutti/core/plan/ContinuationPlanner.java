package dev.tutti.core.plan;

import dev.tutti.core.fleet.FleetState;
import dev.tutti.core.fleet.Logs;
import dev.tutti.core.fleet.Watched;
import dev.tutti.core.model.Address;
import dev.tutti.core.model.BinlogServer;
import dev.tutti.core.model.Coordinates;
import dev.tutti.core.model.Replication;
import dev.tutti.core.model.ServerStatus;
import dev.tutti.core.plan.Plan.Goal;
import dev.tutti.core.plan.Plan.Open;
import dev.tutti.core.plan.PrimaryChoice.Chosen;
import dev.tutti.core.policy.Policy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Plans how another server takes over from a dead primary whose log Binlog Servers store.
 *
 * <p>In three parts. First everybody is cut off from the dead primary and applies what it has received. Then, on fresh status,
 * the Binlog Servers are levelled with the one that has most, a replica is chosen and levelled with them by identical
 * coordinates, and its log is advanced past their last file. Last, on that file's name, the replica is promoted and the Binlog
 * Servers go on with its log from the beginning of that file: replicas below them see a rotation and stay where they are.
 *
 * <p>Invariants: only a Binlog Server that has the old log to its very end goes on with the new one, and the new one goes on
 * exactly there, so that nobody below reads across a gap; what an ordinary replica has beyond the Binlog Servers reaches the
 * chosen one after its log was advanced, and through it everybody. Where no replica can be at that very end, promotion goes
 * by Pseudo-GTID, and the Binlog Servers are given up with their reason.
 */
final class ContinuationPlanner {
    private ContinuationPlanner() {}

    /** Whether there are Binlog Servers below it, as last seen. */
    static boolean concerns(FleetState fleet, Address dead) {
        return fleet.descendantsOf(dead).stream()
                .anyMatch(server -> server.lastStatus().filter(ServerStatus::storesOnly).isPresent());
    }

    // ---- first part: nobody gets anything more, everybody applies what it has ---------------------------------------

    static Planned plan(FleetState fleet, Address dead, Policy policy, boolean acceptLoss) {
        List<ServerStatus> readers = Logs.readersOf(fleet, dead).stream()
                .filter(Watched::answering)
                .flatMap(reader -> reader.lastStatus().stream())
                .toList();
        if (readers.isEmpty()) {
            return new Refusal.NoReplicas(dead);
        }
        List<Address> orphans = orphansBelow(dead, fleet);
        List<Step> steps = new ArrayList<>();
        readers.stream()
                .filter(reader -> sourceIsGone(fleet, reader, dead))
                .flatMap(reader -> cutOff(reader, policy).stream())
                .forEach(steps::add);
        orphans.stream()
                .flatMap(orphan -> fleet.server(orphan).flatMap(Watched::lastStatus).stream())
                .flatMap(orphan -> cutOff(orphan, policy).stream())
                .forEach(steps::add);
        Open.ChoosePrimary open = new Open.ChoosePrimary(
                dead,
                readers.stream().map(ServerStatus::address).toList(),
                orphans,
                policy.drainDeadline(),
                acceptLoss,
                Telling.deadline(fleet, dead, policy));
        List<Stage> forecast = new ArrayList<>();
        if (decide(open, readers, fleet, policy) instanceof Plan further) {
            forecast.addAll(further.stages());
            forecast.addAll(further.forecast());
        }
        return new Plan(
                new Goal.Failover(dead),
                List.of(new Stage("cut off from " + dead + ", apply what was received", true, false, steps)),
                open,
                forecast);
    }

    private static boolean sourceIsGone(FleetState fleet, ServerStatus reader, Address dead) {
        return source(reader)
                .filter(source -> source.equals(dead) || fleet.server(source).filter(Watched::answering).isEmpty())
                .isPresent();
    }

    /** A Binlog Server has nothing to apply. One whose log is not certain to be the dead primary's is left alone. */
    private static Optional<Step> cutOff(ServerStatus server, Policy policy) {
        BinlogServer stores = server.binlogServer();
        if (stores == null) {
            return Optional.of(new Step.Drain(server.address(), policy.drainDeadline()));
        }
        return stores.copies() ? Optional.of(new Step.StopReplication(server.address())) : Optional.empty();
    }

    /** Those of dead intermediates, with Binlog Servers that store a dead intermediate's log; not who reads the primary's. */
    private static List<Address> orphansBelow(Address dead, FleetState fleet) {
        return FailoverPlanner.orphansBelow(dead, fleet).stream()
                .filter(orphan -> Logs.readBy(fleet, orphan).filter(dead::equals).isEmpty())
                .toList();
    }

    // ---- second part: whom, and level with whom ------------------------------------------------------------------------

    static Planned decide(Open.ChoosePrimary open, List<ServerStatus> fresh, FleetState fleet, Policy policy) {
        Stores stores = Stores.of(open.deadPrimary(), fresh, fleet);
        Optional<ServerStatus> leader = stores.leader();
        List<ServerStatus> candidates = leader
                .map(most -> stores.candidates(most, policy.promotion()))
                .orElse(List.of());
        if (leader.isEmpty() || candidates.isEmpty()) {
            return byMatching(open, stores, leader, policy, open.acceptLoss());
        }
        Coordinates end = Stores.end(leader.get());
        Optional<String> tooOld = PrimaryChoice.tooFarBehind(leader.get(), open.deadPrimary(), fleet, policy.promotion());
        if (tooOld.isPresent() && !open.acceptLoss() && stores.beyond(end).findAny().isEmpty()) {
            return new Refusal.NoCandidate(
                    open.deadPrimary(), List.of(new Refusal.Objection(leader.get().address(), tooOld.get())));
        }
        for (ServerStatus candidate : candidates) {
            if (loss(stores, candidate, end).isEmpty()) {
                return continuing(open, stores, leader.get(), candidate);
            }
        }
        // Keeping what was received is worth more than keeping the Binlog Servers.
        return byMatching(open, stores, leader, policy, false) instanceof Plan withoutLoss
                ? withoutLoss
                : withLoss(open, stores, leader.get(), candidates.getFirst());
    }

    private static Planned withLoss(
            Open.ChoosePrimary open, Stores stores, ServerStatus leader, ServerStatus chosen) {
        Optional<ServerStatus> most = loss(stores, chosen, Stores.end(leader));
        return open.acceptLoss() || most.isEmpty()
                ? continuing(open, stores, leader, chosen)
                : new Refusal.WouldLose(
                        chosen.address(),
                        holder(stores, chosen, Stores.end(leader)).map(PrimaryChoice::held).orElse(Stores.end(leader)),
                        most.get().address(),
                        PrimaryChoice.held(most.get()),
                        PrimaryChoice.cannotGive(most.get(), chosen).orElse("it has not applied all that it received"));
    }

    /** Who has more than the candidate would have in the end. */
    private static Optional<ServerStatus> loss(Stores stores, ServerStatus candidate, Coordinates end) {
        Coordinates gets = holder(stores, candidate, end).map(PrimaryChoice::held).orElse(end);
        return stores.beyond(gets).findFirst();
    }

    /** Who can give the candidate most beyond the Binlog Servers. */
    private static Optional<ServerStatus> holder(Stores stores, ServerStatus candidate, Coordinates end) {
        return stores.beyond(end)
                .filter(server -> PrimaryChoice.cannotGive(server, candidate).isEmpty())
                .findFirst();
    }

    private static Plan continuing(
            Open.ChoosePrimary open, Stores stores, ServerStatus leader, ServerStatus chosen) {
        Coordinates end = Stores.end(leader);
        Open.ContinueLog next = new Open.ContinueLog(
                open.deadPrimary(),
                chosen.address(),
                open.replicas(),
                leader.address(),
                holder(stores, chosen, end).map(ServerStatus::address).orElse(null),
                end,
                open.orphans(),
                open.drainDeadline(),
                open.acceptLoss(),
                open.tellDeadline());
        long beyond = stores.lastFileNumber();
        return new Plan(
                new Goal.Failover(open.deadPrimary()),
                Levelling.stages(stores, leader, chosen, beyond, open.drainDeadline()),
                next,
                Joining.forecast(next, stores, chosen, beyond));
    }

    /** No replica can be where the Binlog Servers' log ends: their log cannot be continued without a gap. */
    private static Planned byMatching(
            Open.ChoosePrimary open,
            Stores stores,
            Optional<ServerStatus> leader,
            Policy policy,
            boolean acceptLoss) {
        List<ServerStatus> compared = stores.all().stream().map(stores::asDirect).toList();
        return switch (PrimaryChoice.choose(
                open.deadPrimary(), compared, stores.fleet(), policy.promotion(), acceptLoss)) {
            case PrimaryChoice.Nobody nobody -> nobody.why();
            case Chosen chosen -> {
                List<ServerStatus> ordinary = stores.readers().stream().map(stores::asDirect).toList();
                List<Plan.Lost> lost = stores.all().stream()
                        .filter(ServerStatus::storesOnly)
                        .map(store -> new Plan.Lost(store.address(), whyNot(store, chosen, leader)))
                        .toList();
                yield Plan.of(new Goal.Failover(open.deadPrimary()), FailoverPlanner.stages(chosen, ordinary, open), lost);
            }
        };
    }

    private static String whyNot(ServerStatus store, Chosen chosen, Optional<ServerStatus> leader) {
        String name = chosen.promoted().address().toString();
        return leader.isEmpty()
                ? Joining.NOT_KNOWN
                : "its log ends at " + store.written() + ", and no replica stood exactly there whose log could go on from it: "
                        + name + " has more";
    }

    // ---- third part: the file is known ------------------------------------------------------------------------------------

    static Planned decide(Open.ContinueLog open, List<ServerStatus> fresh, FleetState fleet) {
        Optional<ServerStatus> promoted = fresh.stream()
                .filter(server -> server.address().equals(open.promoted()))
                .findFirst();
        Coordinates written = promoted.map(ServerStatus::written).orElse(null);
        if (written == null) {
            return new Refusal.NotAnswering(open.promoted());
        }
        Coordinates at = new Coordinates(written.file(), Coordinates.FIRST_POSITION);
        return Joining.plan(open, Stores.of(open.deadPrimary(), fresh, fleet), at);
    }

    private static Optional<Address> source(ServerStatus server) {
        return server.replicating().map(Replication::source);
    }

    /** For orders of preference: those that are nearest to a state come first. */
    static <T> Comparator<T> first(java.util.function.Predicate<T> preferred) {
        return Comparator.comparing(server -> !preferred.test(server));
    }
}
