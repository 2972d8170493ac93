package dev.tutti.core.galera.plan;

import dev.tutti.core.galera.model.Grastate;
import dev.tutti.core.galera.model.NodeSight;
import dev.tutti.core.galera.plan.GaleraPlan.Stage;

import java.util.ArrayList;
import java.util.List;

/** What comes before a cluster is begun at one node: that nobody else can begin one. */
final class Beginning {
    private Beginning() {}

    /** The stages that keep all others from running and from beginning a cluster of their own. */
    static List<Stage> alone(List<NodeSight> others) {
        List<Stage> stages = new ArrayList<>();
        List<GaleraStep> keep = new ArrayList<>();
        List<GaleraStep> flags = new ArrayList<>();
        for (NodeSight node : others) {
            keep.add(new GaleraStep.FenceNode(node.address()));
            if (flagged(node)) {
                flags.add(new GaleraStep.ClearSafe(node.address()));
            }
        }
        if (!keep.isEmpty()) {
            stages.add(new Stage("see that nobody else starts by itself", true, true, keep));
        }
        if (!flags.isEmpty()) {
            stages.add(new Stage("take back the permission to bootstrap from all others", true, true, flags));
        }
        return stages;
    }

    /** Whether its grastate.dat permits a bootstrap. */
    static boolean flagged(NodeSight node) {
        return node.hostAnswered().flatMap(host -> host.grastate().read()).filter(Grastate.Read::safeToBootstrap).isPresent();
    }
}
