package dev.tutti.core.galera.plan;

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
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Plans for nodes that live and do not agree: without quorum, or with too much of it. */
public final class HealPlanner {
    private HealPlanner() {}

    /** Makes living nodes without quorum primary again. Where none lives, that is a recovery. */
    public static GaleraPlanned heal(GaleraSight sight, RecoveryRequest request) {
        if (sight.primaries().size() == 1) {
            return new GaleraRefusal.NothingToDo();
        }
        return sight.primaries().isEmpty() && sight.living(Life.WITHOUT_QUORUM).isEmpty()
                ? new GaleraRefusal.NoPrimary()
                : RecoveryPlanner.plan(sight, request);
    }

    /**
     * Stops every side of a split brain but one. What the others committed since the split stays in their folders; they are set
     * aside, since their numbers mean other transactions than the same numbers on the side that is kept.
     *
     * @param keep a node of the side that goes on
     */
    public static GaleraPlanned fenceOthers(GaleraSight sight, Address keep, RecoveryRequest request) {
        List<List<NodeSight>> sides = sight.primaries();
        if (sides.size() < 2) {
            return new GaleraRefusal.NothingToDo();
        }
        Optional<List<NodeSight>> kept = sides.stream()
                .filter(side -> side.stream().anyMatch(node -> node.address().equals(keep)))
                .findFirst();
        if (kept.isEmpty()) {
            return new GaleraRefusal.NotSynced(keep, "in no primary component");
        }
        List<Stage> stages = new ArrayList<>();
        List<Concern> concerns = new ArrayList<>();
        List<Left> left = new ArrayList<>();
        List<Address> fenced = new ArrayList<>();
        List<GaleraStep> lists = new ArrayList<>();
        List<Address> goesOn = kept.get().stream().map(NodeSight::address).toList();
        for (List<NodeSight> side : sides) {
            if (side.equals(kept.get())) {
                continue;
            }
            List<Address> addresses = side.stream().map(NodeSight::address).toList();
            concerns.add(new Concern.SideGivenUp(addresses, highest(side)));
            addresses.forEach(node -> left.add(new Left(node, Left.Why.SPLIT_OFF)));
            fenced.addAll(addresses);
            lists.add(new GaleraStep.ListSplitOff(addresses, goesOn));
        }
        stages.add(stage("journal that their data differ", fenced.stream().<GaleraStep>map(GaleraStep.Quarantine::new)));
        stages.add(stage("send nobody there", fenced.stream().<GaleraStep>map(GaleraStep.TakeOutOfRotation::new)));
        stages.add(stage("stop them", fenced.stream().<GaleraStep>map(GaleraStep.FenceNode::new)));
        stages.add(stage(
                "keep what they committed",
                fenced.stream().<GaleraStep>map(node -> new GaleraStep.SaveDataFolder(node, Left.Why.SPLIT_OFF))));
        stages.add(new Stage("list what they committed", false, false, lists));
        GaleraPlan plan = new GaleraPlan(
                new Goal.FenceSide(sight.cluster().name(), fenced), stages, null, false, left, List.of());
        return request.asked(plan, concerns);
    }

    private static Stage stage(String title, Stream<GaleraStep> steps) {
        return new Stage(title, true, true, steps.toList());
    }

    private static GaleraPosition highest(List<NodeSight> side) {
        return side.stream()
                .flatMap(node -> node.answered().map(GaleraStatus::at).stream())
                .max(Comparator.comparingLong(GaleraPosition::seqno))
                .orElse(GaleraPosition.UNKNOWN);
    }
}
