package dev.tutti.control.act;

import dev.tutti.control.act.StepResult.Failed;
import dev.tutti.control.record.Recovery.StepRecord;
import dev.tutti.control.record.Recovery.StepState;
import dev.tutti.core.explain.Sentences;
import dev.tutti.core.model.Address;
import dev.tutti.core.plan.Step;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Takes back what a recovery has done to servers as long as no server's role has changed: whoever was stopped replicates
 * again from where it did. Without that nobody could testify to the death any more, and no further recovery would follow.
 */
final class TakingBack {
    private TakingBack() {}

    /** What it came to, as the end of a sentence; empty when nothing had been stopped. */
    static String of(List<StepRecord> steps, Performer performer) {
        Set<Address> receivers = new LinkedHashSet<>();
        Set<Address> both = new LinkedHashSet<>();
        for (StepRecord step : steps) {
            boolean begun = step.state() == StepState.RUNNING
                    || step.state() == StepState.DONE
                    || step.state() == StepState.FAILED;
            Address server = Address.parse(step.server());
            if (begun && step.kind().equals("drain")) {
                receivers.add(server);
            } else if (begun && step.kind().equals("stop_replication")) {
                both.add(server);
            } else if (step.kind().equals("repoint") && step.state() == StepState.RUNNING) {
                both.add(server);
            }
        }
        if (receivers.isEmpty() && both.isEmpty()) {
            return "";
        }
        List<Address> notBack = new ArrayList<>();
        for (Address server : both) {
            startBoth(server, performer, notBack);
        }
        receivers.removeAll(both);
        for (Address server : receivers) {
            if (performer.perform(new Step.ResumeReceiving(server)) instanceof Failed) {
                notBack.add(server);
            }
        }
        return notBack.isEmpty()
                ? ". The receivers that were stopped run again"
                : ". Replication on " + Sentences.list(notBack) + " is stopped and could not be started again";
    }

    /** The receiver of a dead source never connects, so only the statements' success counts. */
    private static void startBoth(Address server, Performer performer, List<Address> notBack) {
        if (performer.startAgain(server) instanceof Failed) {
            notBack.add(server);
        }
    }
}
