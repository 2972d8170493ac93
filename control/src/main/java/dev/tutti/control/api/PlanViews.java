package dev.tutti.control.api;

import dev.tutti.control.api.Shapes.LostView;
import dev.tutti.control.api.Shapes.PlanView;
import dev.tutti.control.api.Shapes.StageView;
import dev.tutti.control.api.Shapes.StepView;
import dev.tutti.core.explain.Sentences;
import dev.tutti.core.plan.Plan;
import dev.tutti.core.plan.Stage;

import java.util.List;

/** Plans in the API's shape. */
public final class PlanViews {
    private PlanViews() {}

    public static PlanView of(Plan plan) {
        return new PlanView(
                Views.snake(plan.goal().getClass().getSimpleName()),
                Sentences.of(plan.goal()),
                stages(plan.stages()),
                stages(plan.forecast()),
                plan.lost().stream()
                        .map(lost -> new LostView(lost.server().toString(), lost.reason()))
                        .toList());
    }

    private static List<StageView> stages(List<Stage> stages) {
        return stages.stream()
                .map(stage -> new StageView(
                        stage.title(),
                        stage.parallel(),
                        stage.steps().stream()
                                .map(step -> new StepView(
                                        step.server().toString(),
                                        Views.snake(step.getClass().getSimpleName()),
                                        Sentences.of(step),
                                        Sentences.precondition(step),
                                        Sentences.verification(step),
                                        Sentences.undo(step)))
                                .toList()))
                .toList();
    }
}
