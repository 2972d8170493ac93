package dev.tutti.core.galera.care;

import dev.tutti.core.galera.care.Care.NodeReason;
import dev.tutti.core.galera.care.Care.Occasion;
import dev.tutti.core.galera.care.Care.OfNode;
import dev.tutti.core.galera.care.Care.Reason;
import dev.tutti.core.galera.model.GaleraSight;
import dev.tutti.core.galera.model.GaleraStatus;
import dev.tutti.core.galera.model.NodeSight;
import dev.tutti.core.galera.model.NodeSight.Life;
import dev.tutti.core.galera.plan.Folder;
import dev.tutti.core.galera.plan.GaleraPlan;
import dev.tutti.core.galera.plan.GaleraRefusal;
import dev.tutti.core.galera.plan.GaleraStep;
import dev.tutti.core.galera.plan.NeedsConfirmation;
import dev.tutti.core.galera.plan.RecoveryRequest;
import dev.tutti.core.galera.plan.Request;
import dev.tutti.core.galera.transfer.TransferForecast;
import dev.tutti.core.model.Address;
import dev.tutti.core.policy.Mode;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Decides what is done about a cluster without anybody being asked: one thing at a time, and only what is certain.
 *
 * <p>It never stops a node that serves, never takes over what somebody did in an orderly way, and never starts a node that
 * would be overwritten. What it leaves, it leaves with the reason.
 */
public final class CareGiver {
    private final GaleraSight sight;
    private final Remembered remembered;
    private final CarePolicy policy;
    private final RecoveryRequest terms;
    private final Instant now;

    private CareGiver(
            GaleraSight sight, Remembered remembered, CarePolicy policy, RecoveryRequest terms, Instant now) {
        this.sight = sight;
        this.remembered = remembered;
        this.policy = policy;
        this.terms = terms;
        this.now = now;
    }

    /** @param terms what recoveries are asked with: costs and nodes in use; nothing accepted */
    public static Care decide(
            GaleraSight sight, Remembered remembered, CarePolicy policy, RecoveryRequest terms, Instant now) {
        return new CareGiver(sight, remembered, policy, terms, now).decide();
    }

    private Care decide() {
        return sight.primaries().size() == 1 ? missing() : outage();
    }

    // ---- nobody is primary, or two are

    private Care outage() {
        if (policy.recovery() == Mode.OFF) {
            return new Care.Leaves(new Reason.SwitchedOff());
        }
        List<Address> unseen = withoutPosition(sight.living(Life.DOWN));
        if (!unseen.isEmpty()) {
            return new Care.FindPositions(unseen);
        }
        Request.Recover recover = new Request.Recover(null, null);
        Instant served = since().plus(terms.awaitPrimary());
        boolean waited = !now.isBefore(served);
        return switch (Request.plan(recover, sight, waited ? terms.afterWaiting() : terms)) {
            case GaleraRefusal refusal -> new Care.Leaves(new Reason.Refused(refusal));
            case NeedsConfirmation question -> patience().orElseGet(
                    () -> new Care.Leaves(new Reason.Asks(question.concerns())));
            case GaleraPlan plan when policy.recovery() == Mode.BY_HAND -> new Care.Leaves(new Reason.ByHand());
            case GaleraPlan plan when allStoppedInOrder() -> new Care.Leaves(new Reason.StoppedInOrder());
            // In the moment of a crash some still seem to run; and who runs may find the others by itself.
            case GaleraPlan plan when !waited && onlyWaits(plan) ->
                new Care.Leaves(new Reason.Patience(served));
            case GaleraPlan plan when remembered.recoveries() >= policy.attempts() ->
                new Care.Leaves(new Reason.TriedOften(remembered.recoveries()));
            case GaleraPlan plan -> patience().orElseGet(() -> new Care.Act(recover, Occasion.TOTAL_OUTAGE, waited));
        };
    }

    private Instant since() {
        return Objects.requireNonNullElse(remembered.outageSince(), now);
    }

    /** Living nodes are left alone for a while, unless all that they could wait for is known to be dead. */
    private Optional<Care> patience() {
        List<NodeSight> living = sight.living(Life.WITHOUT_QUORUM);
        boolean mayFindMore = !living.isEmpty()
                && (!sight.cluster().arbitrators().isEmpty()
                        || sight.nodes().stream().anyMatch(node -> node.life() != Life.DOWN && !seesAll(living, node)));
        Instant until = since().plus(policy.patience());
        return mayFindMore && now.isBefore(until)
                ? Optional.of(new Care.Leaves(new Reason.Patience(until)))
                : Optional.empty();
    }

    /** Whether the node lives and is in one group with all that live: then it has nobody left to find. */
    private static boolean seesAll(List<NodeSight> living, NodeSight node) {
        return living.contains(node)
                && node.answered().filter(status -> status.view().size() >= living.size()).isPresent();
    }

    private static boolean onlyWaits(GaleraPlan plan) {
        return plan.steps().allMatch(step -> step instanceof GaleraStep.AwaitPrimary);
    }

    private boolean allStoppedInOrder() {
        return sight.nodes().stream().allMatch(CareGiver::stoppedInOrder);
    }

    private static boolean stoppedInOrder(NodeSight node) {
        return node.life() == Life.DOWN && folder(node) instanceof Folder.Clean;
    }

    private static Folder folder(NodeSight node) {
        return node.hostAnswered().map(Folder::of).orElse(new Folder.NotLookedAt());
    }

    private static List<Address> withoutPosition(List<NodeSight> nodes) {
        return nodes.stream()
                .filter(node -> folder(node) instanceof Folder.NotLookedAt)
                .map(NodeSight::address)
                .toList();
    }

    // ---- one group is primary, and somebody may be missing

    private Care missing() {
        List<NodeSight> away =
                sight.nodes().stream().filter(node -> node.life() != Life.PRIMARY).toList();
        if (away.isEmpty()) {
            return new Care.Calm();
        }
        List<OfNode> left = new ArrayList<>();
        List<NodeSight> startable = new ArrayList<>();
        for (NodeSight node : away) {
            Optional<NodeReason> objection = objection(node);
            objection.ifPresentOrElse(why -> left.add(new OfNode(node.address(), why)), () -> startable.add(node));
        }
        List<Address> unseen = withoutPosition(startable);
        if (!unseen.isEmpty()) {
            return new Care.FindPositions(unseen);
        }
        if (!startable.isEmpty() && (deadAreCounted() || voteInDoubt())) {
            startable.forEach(node -> left.add(new OfNode(node.address(), new NodeReason.StillCounted())));
            return new Care.LeavesNodes(left);
        }
        for (NodeSight node : startable) {
            Request.Resync resync = new Request.Resync(node.address(), List.of());
            Optional<NodeReason> objection = started(node, resync);
            if (objection.isEmpty()) {
                return new Care.Act(resync, Occasion.NODE_CRASHED, false);
            }
            left.add(new OfNode(node.address(), objection.get()));
        }
        return new Care.LeavesNodes(left);
    }

    /**
     * Whether the others count more members than live or may live. Whoever is started then is met by members that are about to
     * change their view, forgotten with the dead one, and let in half a dozen seconds later than one that comes after it.
     */
    private boolean deadAreCounted() {
        int alive = component().size() + sight.cluster().arbitrators().size();
        long mayLive = sight.nodes().stream()
                .filter(node -> node.life() != Life.PRIMARY && node.life() != Life.DOWN)
                .count();
        return counted() > alive + mayLive;
    }

    /**
     * In the moment of several deaths the others still count the dead and call themselves primary. Whoever is started then waits
     * for a component that is about to stop. By members, as weights set at runtime are not known of the dead; where the vote
     * holds, the next view is smaller, and this costs the time until then.
     */
    private boolean voteInDoubt() {
        int counted = counted();
        int living = component().size() + Math.min(sight.cluster().arbitrators().size(), counted - component().size());
        return 2 * living <= counted;
    }

    private List<NodeSight> component() {
        return sight.primaries().getFirst();
    }

    private int counted() {
        return component().stream()
                .flatMap(node -> node.answered().stream())
                .mapToInt(status -> status.view().size())
                .max()
                .orElse(0);
    }

    /** What keeps a node from being started, before its position is known. */
    private Optional<NodeReason> objection(NodeSight node) {
        if (remembered.leftAlone().contains(node.address())) {
            return Optional.of(new NodeReason.InDowntime());
        }
        if (sight.journal().quarantined().contains(node.address())) {
            return Optional.of(new NodeReason.Quarantined());
        }
        return switch (node.life()) {
            case UNKNOWN -> Optional.of(new NodeReason.NobodySays());
            case PRIMARY, NOT_SERVING -> Optional.of(new NodeReason.Runs());
            case WITHOUT_QUORUM -> Optional.of(node.answered()
                    .filter(GaleraStatus::thrownOut)
                    .<NodeReason>map(status -> new NodeReason.ThrownOut(status.comment()))
                    .orElseGet(NodeReason.Runs::new));
            case DOWN -> switch (policy.restart()) {
                case OFF -> Optional.of(new NodeReason.SwitchedOff());
                case BY_HAND -> Optional.of(new NodeReason.ByHand());
                case AUTOMATIC -> {
                    int times = remembered.attempts().getOrDefault(node.address(), 0);
                    Instant until = remembered.notBefore().getOrDefault(node.address(), Instant.MIN);
                    yield times >= policy.attempts()
                            ? Optional.of(new NodeReason.TriedOften(times))
                            : Optional.of(until).filter(now::isBefore).map(NodeReason.TriedJustNow::new);
                }
            };
        };
    }

    /** What keeps a node from being started, once its position is known. */
    private Optional<NodeReason> started(NodeSight node, Request.Resync resync) {
        if (stoppedInOrder(node) && !remembered.ours().contains(node.address())) {
            return Optional.of(new NodeReason.StoppedInOrder());
        }
        return switch (Request.plan(resync, sight, terms)) {
            case GaleraRefusal refusal -> Optional.of(new NodeReason.Refused(refusal));
            case NeedsConfirmation question -> Optional.of(new NodeReason.Asks(question.concerns()));
            case GaleraPlan plan -> plan.steps()
                    .flatMap(step -> full(step).stream())
                    .findFirst()
                    .map(NodeReason.NotIncremental::new);
        };
    }

    private static Optional<TransferForecast> full(GaleraStep step) {
        return step instanceof GaleraStep.JoinNode join
                        && join.forecast() != null
                        && !(join.forecast() instanceof TransferForecast.Incremental)
                ? Optional.of(join.forecast())
                : Optional.empty();
    }
}
