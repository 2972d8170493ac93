package dev.tutti.control.galera;

import dev.tutti.control.record.Recovery.StepRecord;
import dev.tutti.control.record.Recovery.StepState;
import dev.tutti.core.explain.GaleraPlanSentences;
import dev.tutti.core.galera.plan.GaleraPlan;
import dev.tutti.core.galera.plan.GaleraStep;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Turns the steps of plans for clusters into the records that the journal keeps of them. Stateless. */
public final class GaleraSteps {
    private GaleraSteps() {}

    static List<StepRecord> waiting(GaleraPlan plan, int firstNumber) {
        List<StepRecord> records = new ArrayList<>();
        int number = firstNumber;
        for (GaleraPlan.Stage stage : plan.stages()) {
            for (GaleraStep step : stage.steps()) {
                records.add(new StepRecord(
                        number++,
                        stage.title(),
                        step.server().toString(),
                        kind(step),
                        GaleraPlanSentences.of(step),
                        StepState.WAITING,
                        null,
                        null,
                        null,
                        null));
            }
        }
        return records;
    }

    /** The name of a case as programs see it. */
    public static String kind(Object value) {
        return value.getClass().getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    }
}
