package dev.tutti.core.galera.plan;

import dev.tutti.core.galera.model.Bootstrap;
import dev.tutti.core.galera.model.GaleraPosition;
import dev.tutti.core.galera.model.GaleraSight;
import dev.tutti.core.galera.model.NodeSight;
import dev.tutti.core.galera.model.NodeSight.Life;
import dev.tutti.core.galera.model.Uuids;
import dev.tutti.core.galera.plan.GaleraPlan.Goal;
import dev.tutti.core.galera.plan.GaleraPlan.Stage;
import dev.tutti.core.model.Address;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Plans a cluster that has never been: each described node is down by its agent's word, and none has data of a cluster.
 *
 * <p>It begins at a node that has a server's data: over an empty folder a server does not come up, as it finds no system tables
 * (measured with MariaDB 10.11.19: "Can't open and lock privilege tables"). The others get everything from it; data that they
 * have are saved first.
 */
public final class NewClusterPlanner {
    private final GaleraSight sight;
    private final RecoveryRequest request;

    private NewClusterPlanner(GaleraSight sight, RecoveryRequest request) {
        this.sight = sight;
        this.request = request;
    }

    /** @param first the node to begin with; null for the only one that has data */
    public static GaleraPlanned plan(GaleraSight sight, @Nullable Address first, RecoveryRequest request) {
        if (first != null && sight.of(first).isEmpty()) {
            return new GaleraRefusal.UnknownNode(first);
        }
        return new NewClusterPlanner(sight, request).plan(first);
    }

    private GaleraPlanned plan(@Nullable Address first) {
        List<NodeSight> primary = sight.living(Life.PRIMARY);
        if (!primary.isEmpty()) {
            return new GaleraRefusal.ClusterExists(primary.stream().map(NodeSight::address).toList());
        }
        List<Obstacle> obstacles = sight.nodes().stream().flatMap(node -> obstacle(node, first).stream()).toList();
        if (!obstacles.isEmpty()) {
            return new GaleraRefusal.NotNew(obstacles);
        }
        List<NodeSight> able = sight.nodes().stream()
                .filter(node -> folder(node) instanceof Folder.NeverJoined && !quarantined(node))
                .filter(node -> first == null || node.address().equals(first))
                .toList();
        if (able.isEmpty()) {
            return new GaleraRefusal.NoServerData(Optional.ofNullable(first).stream().toList());
        }
        if (able.size() > 1) {
            return new GaleraRefusal.SeveralHaveData(able.stream().map(NodeSight::address).toList());
        }
        return request.asked(begin(able.getFirst()), concerns());
    }

    private static Folder folder(NodeSight node) {
        return RecoveryPlanner.folder(node);
    }

    private boolean quarantined(NodeSight node) {
        return sight.journal().quarantined().contains(node.address());
    }

    private Optional<Obstacle> obstacle(NodeSight node, @Nullable Address first) {
        Address address = node.address();
        return switch (node.life()) {
            case UNKNOWN -> Optional.of(new Obstacle.Silent(address, node.silence()));
            case PRIMARY, WITHOUT_QUORUM, NOT_SERVING -> Optional.of(new Obstacle.Runs(address));
            case DOWN -> switch (folder(node)) {
                case Folder.Clean clean -> Optional.of(new Obstacle.HasHistory(address, clean.at()));
                case Folder.Crashed crashed -> Optional.of(new Obstacle.HasHistory(address, crashed.at()));
                case Folder.Tainted tainted -> Optional.of(new Obstacle.HasHistory(address, tainted.at()));
                case Folder.Broken broken -> Optional.of(new Obstacle.Unreadable(address, broken.why()));
                case Folder.NotLookedAt unseen -> Optional.of(new Obstacle.NotLookedAt(address));
                case Folder.Empty empty -> setAside(node, first);
                case Folder.NeverJoined never -> setAside(node, first);
            };
        };
    }

    private Optional<Obstacle> setAside(NodeSight node, @Nullable Address first) {
        return quarantined(node) && node.address().equals(first)
                ? Optional.of(new Obstacle.SetAside(node.address()))
                : Optional.empty();
    }

    /** Nodes may have been emptied of what a cluster had. */
    private List<Concern> concerns() {
        Concern earlier = RecoveryPlanner.earlierBootstrap(sight);
        return Stream.concat(
                        sight.journal().nodes().values().stream()
                                .map(known -> known.position().group())
                                .filter(group -> !Uuids.isZero(group))
                                .distinct()
                                .sorted()
                                .map(group -> new Concern.HistoryGivenUp(group, sight.journal().highest(group))),
                        Optional.ofNullable(earlier).stream())
                .toList();
    }

    private GaleraPlan begin(NodeSight first) {
        Address address = first.address();
        Bootstrap identity = new Bootstrap(sight.cluster().name(), address, GaleraPosition.UNKNOWN);
        List<NodeSight> others = sight.nodes().stream().filter(node -> !node.address().equals(address)).toList();
        List<Stage> stages = new ArrayList<>(Beginning.alone(others));
        List<GaleraStep> begin = new ArrayList<>();
        Joining.discardView(first).ifPresent(begin::add);
        if (first.hostAnswered().flatMap(host -> host.grastate().read()).isPresent() && !Beginning.flagged(first)) {
            // Without a grastate.dat Galera needs no permission, and there is no file to write it into.
            begin.add(new GaleraStep.MarkSafe(address, GaleraPosition.UNKNOWN));
        }
        begin.add(new GaleraStep.BootstrapNew(address, GaleraPosition.UNKNOWN, identity));
        begin.add(new GaleraStep.AwaitPrimary(address, request.awaitPrimary()));
        stages.add(new Stage("begin at " + address, false, true, begin));
        stages.add(new Stage(
                "see that there is a history", false, true, List.of(new GaleraStep.VerifyNewHistory(address))));
        List<Left> left = new ArrayList<>();
        List<Address> joined = new ArrayList<>();
        for (NodeSight node : others) {
            if (quarantined(node)) {
                left.add(new Left(node.address(), Left.Why.QUARANTINED));
                continue;
            }
            stages.add(Joining.stage(
                    node, joins(node), new GaleraStep.JoinNode(node.address(), GaleraPosition.UNKNOWN, "", null)));
            joined.add(node.address());
        }
        stages.add(new Stage("compare what they have", false, false, List.of(Joining.compare(address, joined))));
        return new GaleraPlan(
                new Goal.NewCluster(sight.cluster().name(), address), stages, identity, false, left, List.of());
    }

    private static Joining.Verdict.Joins joins(NodeSight node) {
        return new Joining.Verdict.Joins(
                GaleraPosition.UNKNOWN,
                folder(node) instanceof Folder.NeverJoined ? Optional.of(Left.Why.OTHER_HISTORY) : Optional.empty());
    }
}
