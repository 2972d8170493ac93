package dev.tutti.control.act;

import dev.tutti.control.record.Recovery.StepRecord;
import dev.tutti.control.record.Recovery.StepState;
import dev.tutti.core.explain.Sentences;
import dev.tutti.core.plan.Stage;
import dev.tutti.core.plan.Step;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Turns the steps of plans into the records that the journal keeps of them. */
final class Steps {
    private Steps() {}

    static List<StepRecord> waiting(List<Stage> stages, int firstNumber) {
        List<StepRecord> records = new ArrayList<>();
        int number = firstNumber;
        for (Stage stage : stages) {
            for (Step step : stage.steps()) {
                records.add(new StepRecord(
                        number++,
                        stage.title(),
                        step.server().toString(),
                        kind(step),
                        Sentences.of(step),
                        StepState.WAITING,
                        null,
                        null,
                        null,
                        null));
            }
        }
        return records;
    }

    static String kind(Step step) {
        return step.getClass().getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    }
}
