package dev.tutti.core.plan;

import dev.tutti.core.fleet.FleetState;
import dev.tutti.core.fleet.Watched;
import dev.tutti.core.model.Address;
import dev.tutti.core.model.Coordinates;
import dev.tutti.core.model.Link;
import dev.tutti.core.model.Replication;
import dev.tutti.core.model.ServerStatus;
import dev.tutti.core.plan.Plan.Goal;
import dev.tutti.core.plan.Plan.Open;
import dev.tutti.core.policy.Policy;
import dev.tutti.core.policy.Promotion;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Plans how a replica takes the writes from a living primary, and the primary becomes its replica.
 *
 * <p>In two parts. First clients are let go, the primary stops writing, and the successor applies everything: all of that can be
 * undone. Then, on fresh status that shows both to hold the same, the successor is made writable and everybody is put below it.
 *
 * <p>Invariants: nobody is made writable before the primary is read-only and the successor has applied its log to the end; that
 * end is where everybody goes on, so that nothing acknowledged is lost and nothing is applied twice.
 */
public final class SwitchoverPlanner {
    /**
     * How far a successor may be behind, and how long it may take to apply the rest: for so long nobody can write. Ten
     * seconds are what clients with a connection timeout of common length bear without an error.
     */
    public static final Duration CATCH_UP = Duration.ofSeconds(10);

    /** How long a primary may take to become read-only once the connections of its clients are ended. */
    private static final Duration STOP = Duration.ofSeconds(10);

    private SwitchoverPlanner() {}

    /**
     * What is known when it is planned.
     *
     * @param inDowntime servers in downtime
     * @param changing servers that a recovery is at work on
     */
    public record Situation(FleetState fleet, Set<Address> inDowntime, Set<Address> changing) {
        public Situation {
            inDowntime = Set.copyOf(inDowntime);
            changing = Set.copyOf(changing);
        }
    }

    /**
     * The first part, with a forecast of the second.
     *
     * @param wanted who is to take the writes; null for the best replica
     * @param drain how long clients get to end what they have begun
     */
    public static Planned plan(
            Situation situation, Address primary, @Nullable Address wanted, Policy policy, Duration drain) {
        FleetState fleet = situation.fleet();
        Optional<String> trouble = trouble(situation, primary);
        if (trouble.isPresent()) {
            return new Refusal.NoSwitchover(primary, trouble.get());
        }
        List<ServerStatus> replicas = fleet.replicasOf(primary).stream()
                .flatMap(replica -> replica.lastStatus().stream())
                .toList();
        ServerStatus old = fleet.server(primary).flatMap(Watched::lastStatus).orElseThrow();
        List<Refusal.Objection> objections = new ArrayList<>();
        List<ServerStatus> fit = new ArrayList<>();
        for (ServerStatus replica : replicas) {
            if (wanted == null || wanted.equals(replica.address())) {
                objectionTo(replica, old, replicas, situation, policy.promotion()).ifPresentOrElse(
                        reason -> objections.add(new Refusal.Objection(replica.address(), reason)), () -> fit.add(replica));
            }
        }
        if (fit.isEmpty()) {
            return wanted != null && objections.isEmpty()
                    ? new Refusal.NoSwitchover(primary, wanted + " is no replica of it that reads its log directly")
                    : new Refusal.NoCandidate(primary, objections);
        }
        ServerStatus successor = fit.stream().min(best(old, replicas, fleet, policy.promotion())).orElseThrow();
        return planned(old, successor, replicas, fleet, policy, drain);
    }

    private static Planned planned(
            ServerStatus old,
            ServerStatus successor,
            List<ServerStatus> replicas,
            FleetState fleet,
            Policy policy,
            Duration drain) {
        Address primary = old.address();
        Address name = successor.address();
        Duration tell = Telling.deadline(fleet, primary, policy);
        List<Stage> stages = new ArrayList<>();
        if (tell != null) {
            stages.add(new Stage("let clients go", false, true, List.of(new Step.LetClientsGo(primary, tell))));
        }
        if (drain.isPositive()) {
            stages.add(new Stage("wait for clients", false, false, List.of(new Step.AwaitClients(primary, drain))));
        }
        stages.add(new Stage("stop the writes", false, true, List.of(new Step.StopWrites(primary, STOP))));
        stages.add(new Stage(
                name + " gets everything",
                false,
                true,
                List.of(new Step.CatchUp(name, primary, CATCH_UP), new Step.Drain(name, CATCH_UP))));
        List<Address> others =
                replicas.stream().map(ServerStatus::address).filter(address -> !address.equals(name)).toList();
        Open.HandOver open = new Open.HandOver(primary, name, others, tell);
        Coordinates written = successor.written();
        return new Plan(
                new Goal.Switchover(primary, name),
                stages,
                open,
                written == null ? List.of() : handOver(open, successor, written, replicas, Link.UNKNOWN));
    }

    // ---- whether, and whom -------------------------------------------------------------------------------------------

    private static Optional<String> trouble(Situation situation, Address primary) {
        FleetState fleet = situation.fleet();
        Optional<Watched> known = fleet.server(primary);
        if (known.isEmpty() || !known.get().answering() || known.get().status() == null) {
            return Optional.of("it does not answer");
        }
        if (known.flatMap(Watched::source).isPresent()) {
            return Optional.of("it replicates from another server");
        }
        if (known.flatMap(Watched::lastStatus).filter(ServerStatus::readOnly).isPresent()) {
            return Optional.of("it accepts no writes");
        }
        for (Watched member : membersOf(fleet, primary)) {
            Optional<String> own = trouble(member, primary, situation);
            if (own.isPresent()) {
                return own;
            }
        }
        return fleet.replicasOf(primary).isEmpty() ? Optional.of("it has no replica") : Optional.empty();
    }

    private static List<Watched> membersOf(FleetState fleet, Address primary) {
        String chain = fleet.server(primary).map(Watched::chain).orElse("");
        return fleet.servers()
                .values()
                .filter(server -> server.chain().equals(chain))
                .sorted(Comparator.comparing(Watched::address))
                .toList();
    }

    /** A planned change waits until the chain is whole; whoever is missing could not be brought along. */
    private static Optional<String> trouble(Watched member, Address primary, Situation situation) {
        Address name = member.address();
        if (situation.changing().contains(name)) {
            return Optional.of(name + " is being recovered or changed");
        }
        if (!member.answering()) {
            return Optional.of(name + " does not answer");
        }
        ServerStatus status = member.lastStatus().orElse(null);
        if (status == null || name.equals(primary)) {
            return Optional.empty();
        }
        if (status.storesOnly()) {
            return Optional.of("the Binlog Server " + name + " stores its log, and only a failover lets it go on with another");
        }
        Replication replication = status.replication();
        return replication != null && replication.healthy()
                ? Optional.empty()
                : Optional.of(name + " does not replicate");
    }

    private static Optional<String> objectionTo(
            ServerStatus replica,
            ServerStatus old,
            List<ServerStatus> replicas,
            Situation situation,
            Promotion promotion) {
        Replication replication = replica.replication();
        if (replication == null) {
            return Optional.of("it replicates from nobody");
        }
        if (situation.inDowntime().contains(replica.address())) {
            return Optional.of("it is in downtime");
        }
        if (!replica.readOnly()) {
            return Optional.of("it accepts writes, so that it may have some of its own");
        }
        return PrimaryChoice.unfit(replica, replication, old.address(), promotion)
                .or(() -> delayed(replica, replication, old.address(), situation.fleet()))
                .or(() -> replicas.stream()
                        .filter(other -> !other.address().equals(replica.address()))
                        .flatMap(other -> other.objectionToReplicateFrom(replica).stream())
                        .findFirst())
                .or(() -> old.objectionToReplicateFrom(replica));
    }

    private static Optional<String> delayed(
            ServerStatus replica, Replication replication, Address primary, FleetState fleet) {
        if (replication.configuredDelay().isPositive()) {
            return Optional.of("it applies everything " + replication.configuredDelay().toSeconds() + " s late on purpose");
        }
        return fleet.server(primary)
                .flatMap(source -> fleet.server(replica.address()).flatMap(watched -> watched.lagBehind(source)))
                .or(() -> Optional.ofNullable(replication.lag()))
                .filter(lag -> lag.compareTo(CATCH_UP) > 0)
                .map(lag -> "it is " + lag.toSeconds() + " s behind, more than " + CATCH_UP.toSeconds() + " s");
    }

    private static Comparator<ServerStatus> best(
            ServerStatus old, List<ServerStatus> replicas, FleetState fleet, Promotion promotion) {
        return Comparator.<ServerStatus, Promotion.Preference>comparing(
                        replica -> promotion.preferenceFor(replica.address()))
                .thenComparing(replica -> !promotion.sameSite(replica.address(), old.address()))
                .thenComparingInt(replica -> -PrimaryChoice.followers(replica, replicas))
                .thenComparingInt(replica -> -fleet.replicasOf(replica.address()).size())
                .thenComparing(ServerStatus::address);
    }

    // ---- the second part ----------------------------------------------------------------------------------------------

    /**
     * The second part.
     *
     * @param fresh the primary, the successor and the other replicas, as they are when the writes have stopped
     * @param link how the successor is connected to the primary
     */
    public static Planned decide(Open.HandOver open, List<ServerStatus> fresh, Link link) {
        Address primary = open.primary();
        ServerStatus old = find(fresh, primary);
        ServerStatus successor = find(fresh, open.successor());
        if (old == null || successor == null) {
            return new Refusal.NotAnswering(old == null ? primary : open.successor());
        }
        if (!old.readOnly()) {
            return new Refusal.NoSwitchover(primary, "it accepts writes again");
        }
        Replication replication = successor.replication();
        Coordinates end = old.written();
        Coordinates written = successor.written();
        if (replication == null || !replication.source().equals(primary) || !successor.readOnly() || written == null) {
            return new Refusal.NoSwitchover(primary, open.successor() + " is no read-only replica of it any more");
        }
        if (!replication.drained() || !replication.applied().equals(end)) {
            return new Refusal.NoSwitchover(
                    primary, open.successor() + " has applied its log up to " + replication.applied() + ", and it ends at " + end);
        }
        List<ServerStatus> replicas =
                fresh.stream().filter(status -> open.replicas().contains(status.address())).toList();
        return Plan.of(
                new Goal.Switchover(primary, open.successor()), handOver(open, successor, written, replicas, link));
    }

    private static @Nullable ServerStatus find(List<ServerStatus> fresh, Address server) {
        return fresh.stream().filter(status -> status.address().equals(server)).findFirst().orElse(null);
    }

    private static List<Stage> handOver(
            Open.HandOver open, ServerStatus successor, Coordinates written, List<ServerStatus> replicas, Link link) {
        Address name = successor.address();
        List<Stage> stages = new ArrayList<>();
        stages.add(new Stage(
                "promote " + name,
                false,
                true,
                List.of(new Step.StopReplication(name), new Step.ForgetSource(name), new Step.MakeWritable(name))));
        Telling.of(name, open.tellDeadline()).ifPresent(stages::add);
        List<Step> moves = new ArrayList<>();
        Place own = Place.of(successor) instanceof Place.ByGtid byGtid ? byGtid : new Place.Identical(written);
        moves.add(new Step.Follow(open.primary(), name, own, link));
        replicas.stream()
                .filter(replica -> !replica.address().equals(name))
                .forEach(replica -> moves.add(
                        new Step.Repoint(replica.address(), List.of(name), placeOf(replica, successor, written))));
        stages.add(new Stage("move the others below " + name, true, false, moves));
        return stages;
    }

    /** One that has applied exactly as much of the primary's log stands where the successor's own log ends. */
    private static Place placeOf(ServerStatus replica, ServerStatus successor, Coordinates written) {
        boolean level = replica.replicating()
                .filter(Replication::drained)
                .map(Replication::applied)
                .equals(successor.replicating().map(Replication::applied));
        return level && !(Place.of(replica) instanceof Place.ByGtid) ? new Place.Identical(written) : Place.of(replica);
    }
}
