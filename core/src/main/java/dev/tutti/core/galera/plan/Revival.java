package dev.tutti.core.galera.plan;

import dev.tutti.core.galera.model.Bootstrap;
import dev.tutti.core.galera.model.GaleraPosition;
import dev.tutti.core.galera.model.GaleraSight;
import dev.tutti.core.galera.model.GaleraStatus;
import dev.tutti.core.galera.model.NodeSight;
import dev.tutti.core.galera.model.NodeSight.Life;
import dev.tutti.core.galera.plan.GaleraPlan.Goal;
import dev.tutti.core.galera.plan.GaleraPlan.Stage;
import dev.tutti.core.model.Address;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Makes living nodes without quorum primary again, in place: caches and connections stay. */
final class Revival {
    private final GaleraSight sight;
    private final RecoveryRequest request;
    private final Map<Address, Folder> folders;

    private Revival(GaleraSight sight, RecoveryRequest request) {
        this.sight = sight;
        this.request = request;
        this.folders = RecoveryPlanner.folders(sight);
    }

    /** Whether the node is out of the group for good: it aborted or was voted out, and must not be made primary. */
    static boolean thrownOut(NodeSight node) {
        return node.answered().filter(GaleraStatus::thrownOut).isPresent();
    }

    static GaleraPlanned plan(GaleraSight sight, RecoveryRequest request) {
        return new Revival(sight, request).plan();
    }

    private GaleraPlanned plan() {
        List<NodeSight> living = sight.living(Life.WITHOUT_QUORUM);
        List<NodeSight> able = living.stream()
                .filter(node -> !thrownOut(node) && !sight.journal().quarantined().contains(node.address()))
                .filter(node -> at(node).known())
                .toList();
        Map<Address, GaleraPosition> shown = new HashMap<>();
        living.forEach(node -> shown.put(node.address(), at(node)));
        folders.forEach((node, folder) -> folder.shown().ifPresent(at -> shown.put(node, at)));
        Optional<History> history = History.of(sight, shown, request.history());
        Optional<List<NodeSight>> best = history.flatMap(ruling -> groups(able).stream()
                .filter(group -> group.stream().allMatch(node -> at(node).group().equals(ruling.group())))
                .max(Comparator.comparingLong(Revival::highest)
                        .thenComparingInt(Revival::weight)
                        .thenComparing(group -> group.getFirst().address(), Comparator.reverseOrder())));
        if (history.isEmpty() || best.isEmpty() || stoppedHasMore(highest(best.get()), history.get())) {
            // The living ones lack what a stopped one has, or are of no use: what each has is compared when all stand still.
            return RecoveryPlanner.stopThose(sight, living, request);
        }
        NodeSight where = best.get().stream().max(Comparator.comparingLong(node -> at(node).seqno())).orElseThrow();
        List<Concern> concerns = new ArrayList<>(history.get().concerns());
        concerns.addAll(concerns(where, shown));
        return request.asked(revive(where, best.get()), concerns);
    }

    private static GaleraPosition at(NodeSight node) {
        return node.answered().map(GaleraStatus::at).orElse(GaleraPosition.UNKNOWN);
    }

    private static long highest(List<NodeSight> group) {
        return group.stream().mapToLong(node -> at(node).seqno()).max().orElse(-1);
    }

    private static int weight(List<NodeSight> group) {
        return group.stream().mapToInt(node -> node.node().weight()).sum();
    }

    /** Whether a node that could be started has transactions that no living one has. */
    private boolean stoppedHasMore(long highest, History history) {
        return folders.values().stream()
                .flatMap(folder -> folder.usable().stream())
                .anyMatch(at -> at.group().equals(history.group()) && at.seqno() > highest);
    }

    /**
     * Who is with whom. Nodes that name common members are together; nodes that name nobody are when there are exactly as many
     * of them as their group is said to have.
     */
    private static List<List<NodeSight>> groups(List<NodeSight> able) {
        List<List<NodeSight>> groups = new ArrayList<>();
        Map<Integer, List<NodeSight>> unnamed = new HashMap<>();
        for (NodeSight node : able) {
            Set<Address> members = members(node);
            if (members.isEmpty()) {
                unnamed.computeIfAbsent(size(node), size -> new ArrayList<>()).add(node);
                continue;
            }
            List<NodeSight> merged = new ArrayList<>();
            groups.removeIf(group -> group.stream().anyMatch(other -> members(other).stream().anyMatch(members::contains))
                    && merged.addAll(group));
            merged.add(node);
            groups.add(merged);
        }
        unnamed.forEach((size, nodes) -> {
            if (nodes.size() == size) {
                groups.add(nodes);
            } else {
                nodes.forEach(node -> groups.add(List.of(node)));
            }
        });
        return groups;
    }

    private static Set<Address> members(NodeSight node) {
        return new TreeSet<>(node.answered().map(status -> status.view().members()).orElse(List.of()));
    }

    private static int size(NodeSight node) {
        return node.answered().map(status -> status.view().size()).orElse(0);
    }

    private List<Concern> concerns(NodeSight where, Map<Address, GaleraPosition> shown) {
        GaleraPosition from = at(where);
        List<Concern> concerns = new ArrayList<>();
        long known = sight.journal().highest(from.group());
        if (known > from.seqno()) {
            concerns.add(new Concern.TransactionsLost(from.group(), known, from.seqno()));
        }
        sight.nodes().stream().map(NodeSight::address).filter(shown::containsKey).forEach(node -> {
            GaleraPosition at = shown.getOrDefault(node, GaleraPosition.UNKNOWN);
            if (at.group().equals(from.group()) && at.seqno() > from.seqno()) {
                concerns.add(new Concern.Surplus(node, at, at.seqno() - from.seqno()));
            }
        });
        concerns.addAll(Unaccounted.silent(sight, from.group(), from.seqno()));
        concerns.addAll(Unaccounted.unreadable(sight, folders, from.group(), from.seqno()));
        Concern earlier = RecoveryPlanner.earlierBootstrap(sight);
        if (earlier != null) {
            concerns.add(earlier);
        }
        return concerns;
    }

    private GaleraPlan revive(NodeSight where, List<NodeSight> group) {
        GaleraPosition from = at(where);
        Bootstrap identity = new Bootstrap(sight.cluster().name(), where.address(), from);
        List<Stage> stages = new ArrayList<>();
        List<GaleraStep> fences = new ArrayList<>();
        List<Left> left = new ArrayList<>();
        for (NodeSight node : sight.nodes()) {
            if (node.life() == Life.UNKNOWN) {
                left.add(new Left(node.address(), Left.Why.SILENT));
            } else if (!group.contains(node)) {
                fences.add(new GaleraStep.FenceNode(node.address()));
            }
        }
        if (!fences.isEmpty()) {
            stages.add(new Stage("see that nobody else becomes primary", true, true, fences));
        }
        stages.add(new Stage(
                "make the group of " + where.address() + " primary",
                false,
                true,
                List.of(new GaleraStep.PcBootstrap(where.address(), identity))));
        stages.add(new Stage(
                "wait until its members are in",
                true,
                true,
                group.stream()
                        .<GaleraStep>map(node -> new GaleraStep.AwaitPrimary(node.address(), request.awaitPrimary()))
                        .toList()));
        stages.add(new Stage(
                "see that the history is the same",
                false,
                true,
                List.of(new GaleraStep.VerifyUuid(where.address(), from.group(), from.seqno()))));
        return new GaleraPlan(
                new Goal.Heal(sight.cluster().name()), stages, identity, !fences.isEmpty(), left, List.of());
    }
}
