package dev.tutti.core.plan;

import dev.tutti.core.fleet.FleetState;
import dev.tutti.core.model.Address;
import dev.tutti.core.model.BinlogServer;
import dev.tutti.core.model.Coordinates;
import dev.tutti.core.model.Replication;
import dev.tutti.core.model.ServerStatus;
import dev.tutti.core.plan.Refusal.Objection;
import dev.tutti.core.policy.Promotion;
import dev.tutti.core.policy.Promotion.Preference;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Chooses which replica of a dead primary takes over.
 *
 * <p>Invariants: nothing that a reachable replica has received is given up without a person having accepted it; nobody
 * with received and unapplied transactions is chosen; certainty about who has most, or nobody. All candidates replicated
 * from the same server, so that their coordinates in its log compare exactly.
 */
public final class PrimaryChoice {
    private PrimaryChoice() {}

    /** What the choice comes to. */
    public sealed interface Choice {}

    /**
     * This one.
     *
     * @param holder a replica with more than the promoted one, from which it gets the rest first; null when it has most
     * @param reason why this one, in a phrase for people
     */
    public record Chosen(ServerStatus promoted, @Nullable ServerStatus holder, String reason) implements Choice {
        public Optional<ServerStatus> levelFrom() {
            return Optional.ofNullable(holder);
        }
    }

    public record Nobody(Refusal why) implements Choice {}

    /**
     * Chooses among the replicas of the dead primary.
     *
     * @param replicas their status after draining, only those that could be asked
     * @param acceptLoss whether a person accepted that what an ineligible replica has more is lost
     */
    public static Choice choose(
            Address dead, List<ServerStatus> replicas, FleetState fleet, Promotion promotion, boolean acceptLoss) {
        List<Objection> objections = new ArrayList<>();
        List<ServerStatus> eligible = new ArrayList<>();
        for (ServerStatus replica : replicas) {
            Optional<String> objection = objectionTo(replica, dead, promotion)
                    .or(() -> acceptLoss ? Optional.empty() : tooFarBehind(replica, dead, fleet, promotion));
            objection.ifPresentOrElse(
                    reason -> objections.add(new Objection(replica.address(), reason)), () -> eligible.add(replica));
        }
        if (eligible.isEmpty()) {
            return new Nobody(new Refusal.NoCandidate(dead, objections));
        }
        Coordinates most = eligible.stream().map(PrimaryChoice::applied).max(Comparator.naturalOrder()).orElseThrow();
        Comparator<ServerStatus> best = Comparator.<ServerStatus, Preference>comparing(
                        candidate -> promotion.preferenceFor(candidate.address()))
                .thenComparing(applied(most))
                .thenComparing(candidate -> !promotion.sameSite(candidate.address(), dead))
                .thenComparingInt(candidate -> -followers(candidate, replicas))
                .thenComparingInt(candidate -> -fleet.replicasOf(candidate.address()).size())
                .thenComparing(ServerStatus::address);
        List<ServerStatus> inOrder = eligible.stream().sorted(best).toList();
        List<ServerStatus> comparable = replicas.stream()
                .filter(replica -> replicatesFrom(replica, dead))
                .toList();
        return withoutLossTo(comparable, inOrder, most, promotion)
                .<Choice>map(chosen -> chosen)
                .orElseGet(() -> withLoss(comparable, inOrder, most, promotion, objections, acceptLoss));
    }

    /** The best that has everything that these replicas hold, or can get it from one of them. */
    private static Optional<Chosen> withoutLossTo(
            List<ServerStatus> replicas, List<ServerStatus> inOrder, Coordinates most, Promotion promotion) {
        Coordinates mostHeld = replicas.stream().map(PrimaryChoice::held).max(Comparator.naturalOrder()).orElse(most);
        for (ServerStatus candidate : inOrder) {
            if (applied(candidate).compareTo(mostHeld) >= 0) {
                return Optional.of(new Chosen(candidate, null, reason(candidate, inOrder, most, promotion)));
            }
            Optional<ServerStatus> holder = replicas.stream()
                    .filter(replica -> held(replica).compareTo(mostHeld) >= 0 && cannotGive(replica, candidate).isEmpty())
                    .findFirst();
            if (holder.isPresent()) {
                return Optional.of(new Chosen(
                        candidate,
                        holder.get(),
                        "preferred, after it has got from " + holder.get().address() + " what that has more"));
            }
        }
        return Optional.empty();
    }

    /** Only what no eligible replica has is given up, and only by a person. */
    private static Choice withLoss(
            List<ServerStatus> replicas,
            List<ServerStatus> inOrder,
            Coordinates most,
            Promotion promotion,
            List<Objection> objections,
            boolean acceptLoss) {
        ServerStatus holder = replicas.stream().max(Comparator.comparing(PrimaryChoice::held)).orElseThrow();
        Optional<Chosen> least = withoutLossTo(inOrder, inOrder, most, promotion);
        if (acceptLoss && least.isPresent()) {
            return new Chosen(
                    least.get().promoted(),
                    least.get().holder(),
                    least.get().reason() + "; a person accepted the loss of what " + holder.address() + " has more");
        }
        ServerStatus chosen = least.map(Chosen::promoted).orElse(inOrder.getFirst());
        String why = objections.stream()
                .filter(objection -> objection.server().equals(holder.address()))
                .map(Objection::reason)
                .findFirst()
                .orElse("it is not preferred");
        return new Nobody(new Refusal.WouldLose(
                chosen.address(),
                applied(chosen),
                holder.address(),
                held(holder),
                why + cannotGive(holder, chosen).map(reason -> "; " + reason).orElse("")));
    }

    private static boolean replicatesFrom(ServerStatus replica, Address dead) {
        return replica.replicating().filter(replication -> replication.source().equals(dead)).isPresent();
    }

    private static Comparator<ServerStatus> applied(Coordinates most) {
        return Comparator.comparing(candidate -> applied(candidate).compareTo(most) < 0);
    }

    static Optional<String> cannotGive(ServerStatus holder, ServerStatus chosen) {
        BinlogServer stores = holder.binlogServer();
        if (stores != null && !stores.limitsKnown()) {
            return Optional.of("what coordinates " + stores.software() + " takes is not known");
        }
        if (!holder.replicating().map(Replication::drained).orElse(false)) {
            return Optional.of("it has not applied all that it received");
        }
        return chosen.objectionToReplicateFrom(holder);
    }

    static Optional<String> objectionTo(ServerStatus replica, Address dead, Promotion promotion) {
        if (replica.storesOnly()) {
            return Optional.of("it is a Binlog Server: it stores logs and applies nothing");
        }
        Replication replication = replica.replication();
        if (replication == null) {
            return Optional.of("it replicates from nobody any more");
        }
        if (!replication.source().equals(dead)) {
            return Optional.of("it replicates from " + replication.source() + " now");
        }
        if (replication.receiver() == Replication.Receiver.CONNECTED) {
            return Optional.of("it still receives from " + dead);
        }
        Optional<String> unfit = unfit(replica, replication, dead, promotion);
        if (unfit.isPresent()) {
            return unfit;
        }
        if (!replication.drained()) {
            return Optional.of("it has not applied all that it received (" + replication.applied() + " of "
                    + replication.received() + ")");
        }
        return Optional.empty();
    }

    /** What keeps a replica from becoming a primary whether the present one lives or not. */
    static Optional<String> unfit(ServerStatus replica, Replication replication, Address primary, Promotion promotion) {
        if (promotion.preferenceFor(replica.address()) == Preference.NEVER) {
            return Optional.of("the configuration says never to promote it");
        }
        if (!promotion.acrossSites() && !promotion.sameSite(replica.address(), primary)) {
            return Optional.of("it is in another site and promotion across sites is not allowed");
        }
        if (!replica.canFeedReplicas()) {
            return Optional.of("it does not log what it replicates (log_bin or log_slave_updates is off)");
        }
        if (replication.filtered()) {
            return Optional.of("replication filters make it lack data");
        }
        if (replication.applierError() != 0) {
            return Optional.of("its applier stopped with error " + replication.applierError());
        }
        return Optional.empty();
    }

    /** Its own word counts for nothing here: with its source gone it does not know any more. A person may decide otherwise. */
    static Optional<String> tooFarBehind(
            ServerStatus replica, Address dead, FleetState fleet, Promotion promotion) {
        return fleet.server(dead)
                .flatMap(source -> fleet.server(replica.address()).flatMap(watched -> watched.lagBehind(source)))
                .filter(lag -> lag.compareTo(promotion.maxLag()) > 0)
                .map(lag -> "it was " + lag.toSeconds() + " s behind when " + dead
                        + " was last seen alive, more than the allowed " + promotion.maxLag().toSeconds() + " s");
    }

    static int followers(ServerStatus candidate, List<ServerStatus> replicas) {
        return (int) replicas.stream()
                .filter(other -> !other.equals(candidate) && other.objectionToReplicateFrom(candidate).isEmpty())
                .count();
    }

    private static Coordinates applied(ServerStatus status) {
        return status.replicating().map(Replication::applied).orElse(new Coordinates("", 0));
    }

    static Coordinates held(ServerStatus status) {
        return status.replicating().map(Replication::holds).orElse(new Coordinates("", 0));
    }

    private static String reason(
            ServerStatus chosen, List<ServerStatus> eligible, Coordinates most, Promotion promotion) {
        long equals = eligible.stream().filter(candidate -> applied(candidate).equals(most)).count();
        String preferred = promotion.preferenceFor(chosen.address()) == Preference.PREFER ? "preferred and " : "";
        return equals == 1
                ? preferred + "most advanced of " + eligible.size()
                : preferred + "one of " + equals + " equally advanced";
    }
}
