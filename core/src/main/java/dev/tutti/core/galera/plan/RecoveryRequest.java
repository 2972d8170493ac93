package dev.tutti.core.galera.plan;

import dev.tutti.core.galera.transfer.Cost;
import dev.tutti.core.model.Address;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * What a recovery is asked with.
 *
 * @param accepted what a person has agreed to, word for word; empty when nobody was asked
 * @param history the history that a person wants to go on with; null to go by the journal
 * @param base the node that a person wants to begin with; null to take the one that has most
 * @param waited whether nodes that run and do not serve were given {@code awaitPrimary} to find each other already
 * @param costs what a full transfer to each node costs; absent where it is not known
 * @param inUse nodes that clients are sent to
 * @param awaitPrimary how long nodes may take to form a primary component: 2.8 s was measured with four; a lone joiner gives up
 *     by itself after 34 s
 */
public record RecoveryRequest(
        Set<Concern> accepted,
        @Nullable UUID history,
        @Nullable Address base,
        boolean waited,
        Map<Address, Cost> costs,
        Set<Address> inUse,
        Duration awaitPrimary) {
    public static final Duration USUAL_WAIT = Duration.ofSeconds(30);

    public RecoveryRequest {
        accepted = Set.copyOf(accepted);
        costs = Map.copyOf(costs);
        inUse = Set.copyOf(inUse);
    }

    /** Nobody agreed to anything, and nothing was waited for. */
    public static RecoveryRequest byItself() {
        return new RecoveryRequest(Set.of(), null, null, false, Map.of(), Set.of(), USUAL_WAIT);
    }

    public RecoveryRequest accepting(Set<Concern> concerns) {
        return new RecoveryRequest(concerns, history, base, waited, costs, inUse, awaitPrimary);
    }

    public RecoveryRequest afterWaiting() {
        return new RecoveryRequest(accepted, history, base, true, costs, inUse, awaitPrimary);
    }

    public RecoveryRequest withWishes(@Nullable UUID wanted, @Nullable Address beginAt) {
        return new RecoveryRequest(accepted, wanted, beginAt, waited, costs, inUse, awaitPrimary);
    }

    public RecoveryRequest withHistory(UUID wanted) {
        return new RecoveryRequest(accepted, wanted, base, waited, costs, inUse, awaitPrimary);
    }

    public RecoveryRequest beginningAt(Address node) {
        return new RecoveryRequest(accepted, history, node, waited, costs, inUse, awaitPrimary);
    }

    Cost costOf(Address joiner) {
        return costs.getOrDefault(joiner, new Cost(-1, Map.of(), Cost.USUAL_START, false));
    }

    /** The plan if a person agreed to all that speaks against it, otherwise the question. */
    GaleraPlanned asked(GaleraPlan plan, List<Concern> concerns) {
        List<Concern> open = concerns.stream().filter(concern -> !accepted.contains(concern)).distinct().toList();
        return open.isEmpty() ? plan : new NeedsConfirmation(plan, open);
    }
}
