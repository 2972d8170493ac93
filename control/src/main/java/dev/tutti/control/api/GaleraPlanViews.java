package dev.tutti.control.api;

import dev.tutti.control.api.GaleraShapes.GaleraConcern;
import dev.tutti.control.api.GaleraShapes.GaleraLeft;
import dev.tutti.control.api.GaleraShapes.GaleraPlanView;
import dev.tutti.control.api.GaleraShapes.GaleraStage;
import dev.tutti.control.api.GaleraShapes.GaleraStepView;
import dev.tutti.control.galera.ClusterWork;
import dev.tutti.core.explain.GaleraPlanSentences;
import dev.tutti.core.galera.model.GaleraCluster;
import dev.tutti.core.galera.model.GaleraNode;
import dev.tutti.core.galera.plan.Concern;
import dev.tutti.core.galera.plan.GaleraPlan;
import dev.tutti.core.galera.plan.GaleraStep;
import dev.tutti.core.model.Address;

import java.util.List;

/** Plans for clusters in the API's shape. */
final class GaleraPlanViews {
    private GaleraPlanViews() {}

    static GaleraPlanView of(GaleraCluster cluster, GaleraPlan plan, List<Concern> concerns) {
        return new GaleraPlanView(
                cluster.name(),
                Views.snake(plan.goal().getClass().getSimpleName()),
                GaleraPlanSentences.of(plan.goal()),
                plan.stages().stream()
                        .map(stage -> new GaleraStage(
                                stage.title(), stage.parallel(), stage.vital(),
                                stage.steps().stream().map(step -> of(cluster, step)).toList()))
                        .toList(),
                plan.again(),
                plan.bootstrap() == null ? null : plan.bootstrap().from() + " at " + name(cluster, plan.bootstrap().node()),
                plan.left().stream()
                        .map(left -> new GaleraLeft(name(cluster, left.node()), GaleraPlanSentences.of(left)))
                        .toList(),
                plan.notes().stream().map(GaleraPlanSentences::of).toList(),
                concerns.stream()
                        .map(concern -> new GaleraConcern(
                                ClusterWork.id(concern),
                                Views.snake(concern.getClass().getSimpleName()),
                                GaleraPlanSentences.of(concern)))
                        .toList());
    }

    private static GaleraStepView of(GaleraCluster cluster, GaleraStep step) {
        return new GaleraStepView(
                name(cluster, step.server()),
                step.server().toString(),
                Views.snake(step.getClass().getSimpleName()),
                GaleraPlanSentences.of(step),
                GaleraPlanSentences.precondition(step),
                GaleraPlanSentences.verification(step),
                GaleraPlanSentences.undo(step));
    }

    private static String name(GaleraCluster cluster, Address node) {
        return cluster.node(node).map(GaleraNode::name).orElse(node.toString());
    }
}
