package dev.tutti.core.galera.plan;

import dev.tutti.core.galera.model.Bootstrap;
import dev.tutti.core.galera.model.GaleraSight;
import dev.tutti.core.galera.model.NodeSight;
import dev.tutti.core.galera.model.NodeSight.Life;
import dev.tutti.core.galera.model.Uuids;
import dev.tutti.core.galera.plan.GaleraPlan.Goal;
import dev.tutti.core.galera.plan.GaleraPlan.Stage;
import dev.tutti.core.galera.transfer.Group;
import dev.tutti.core.model.Address;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Plans how a Galera cluster comes back.
 *
 * <p>What it holds to, whatever it is shown: where any node is primary, the others only join. Silence is not death: a node of
 * which nothing is known is a question to a person. No bootstrap leaves out a transaction that a node may have, without asking.
 * A plan orders one bootstrap or none. Nothing is overwritten that the cluster does not have, unless it is saved first.
 */
public final class RecoveryPlanner {
    private RecoveryPlanner() {}

    public static GaleraPlanned plan(GaleraSight sight, RecoveryRequest request) {
        List<List<NodeSight>> primaries = sight.primaries();
        if (primaries.size() > 1) {
            return new GaleraRefusal.SplitBrain(
                    primaries.stream().map(side -> side.stream().map(NodeSight::address).toList()).toList());
        }
        if (primaries.size() == 1) {
            return rejoin(sight, primaries.getFirst(), request);
        }
        for (NodeSight node : sight.nodes()) {
            if (node.life() != Life.DOWN && node.hostAnswered().filter(host -> host.transfer() != null).isPresent()) {
                return new GaleraRefusal.TransferUnderWay(node.address());
            }
        }
        List<NodeSight> notServing = sight.living(Life.NOT_SERVING);
        if (!notServing.isEmpty() && !request.waited()) {
            // Nodes that were in one view find each other by themselves, and must not be disturbed at it.
            return await(sight, notServing, request);
        }
        List<NodeSight> unseen = sight.living(Life.DOWN).stream()
                .filter(node -> folder(node) instanceof Folder.NotLookedAt)
                .toList();
        if (!unseen.isEmpty()) {
            return new GaleraRefusal.PositionMissing(unseen.stream().map(NodeSight::address).toList());
        }
        if (!notServing.isEmpty()) {
            return stopThose(sight, notServing, request);
        }
        return sight.living(Life.WITHOUT_QUORUM).isEmpty()
                ? ColdStart.plan(sight, request)
                : Revival.plan(sight, request);
    }

    /** What the data folders of the nodes that do not run are worth. */
    static Map<Address, Folder> folders(GaleraSight sight) {
        Map<Address, Folder> folders = new HashMap<>();
        sight.living(Life.DOWN).forEach(node -> folders.put(node.address(), folder(node)));
        return folders;
    }

    static Folder folder(NodeSight node) {
        return node.hostAnswered().map(Folder::of).orElse(new Folder.NotLookedAt());
    }

    private static GaleraPlan await(GaleraSight sight, List<NodeSight> notServing, RecoveryRequest request) {
        List<GaleraStep> steps = new ArrayList<>();
        notServing.forEach(node -> steps.add(new GaleraStep.AwaitPrimary(node.address(), request.awaitPrimary())));
        Stage wait = new Stage("wait whether they find each other by themselves", true, false, steps);
        return new GaleraPlan(new Goal.Recover(sight.cluster().name()), List.of(wait), null, true, List.of(), List.of());
    }

    /**
     * Nodes that run and serve nobody, as one of their last view does not come back: they stay so for ever, and their positions
     * can only be known once they are stopped.
     */
    static GaleraPlanned stopThose(GaleraSight sight, List<NodeSight> running, RecoveryRequest request) {
        List<GaleraStep> steps = new ArrayList<>();
        running.forEach(node -> steps.add(new GaleraStep.StopNode(node.address())));
        Stage stop = new Stage("stop who runs and serves nobody, to see what each has", true, true, steps);
        GaleraPlan plan = new GaleraPlan(
                new Goal.Recover(sight.cluster().name()), List.of(stop), null, true, List.of(), List.of());
        List<Concern> concerns = new ArrayList<>();
        // One of the silent may be primary and about to take these in.
        sight.living(Life.UNKNOWN).forEach(node -> concerns.add(new Concern.Unaccounted(node.address(), node.silence())));
        return request.asked(plan, concerns);
    }

    private static GaleraPlanned rejoin(GaleraSight sight, List<NodeSight> component, RecoveryRequest request) {
        Group group = Joining.group(sight, component);
        if (group.uuid().equals(Uuids.ZERO)) {
            return new GaleraRefusal.StartedWithoutPositions(component.stream().map(NodeSight::address).toList());
        }
        return new Rejoining(sight, request, group).plan();
    }

    /** The question whether an earlier bootstrap took place, where its node does not say. */
    static @Nullable Concern earlierBootstrap(GaleraSight sight) {
        Bootstrap earlier = sight.journal().bootstrap();
        if (earlier == null) {
            return null;
        }
        boolean accounted = sight.of(earlier.node())
                .filter(node -> node.life() == Life.DOWN || node.life() == Life.WITHOUT_QUORUM)
                .isPresent();
        return accounted ? null : new Concern.BootstrapUnderWay(earlier.node());
    }
}
