package dev.tutti.control.galera;

import dev.tutti.control.record.Recovery;
import dev.tutti.control.record.Recovery.StepRecord;
import dev.tutti.control.record.Recovery.StepState;
import dev.tutti.core.explain.Sentences;
import dev.tutti.core.explain.SplitOffSentences;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What a request about a cluster came to, in a sentence. Stateless. */
final class ClusterOutcomes {
    private ClusterOutcomes() {}

    static String of(Recovery recovery) {
        List<StepRecord> done =
                recovery.steps().stream().filter(step -> step.state() == StepState.DONE).toList();
        Instant from = recovery.suspectedAt();
        Instant commits = recovery.writableAt();
        List<String> told = new ArrayList<>();
        if (commits != null) {
            told.add(recovery.chain() + " commits again" + (from == null ? "" : ", " + Sentences.of(Duration.between(from, commits))
                    + " after the first sign"));
        }
        done.stream()
                .filter(step -> step.kind().equals("join_node"))
                .map(step -> step.server() + " " + step.detail())
                .forEach(told::add);
        recovery.splitOff().stream().map(SplitOffSentences::of).forEach(told::add);
        if (told.isEmpty()) {
            told.add(done.isEmpty() ? "nothing was to be done" : String.valueOf(done.getLast().detail()));
        }
        return String.join("; ", told)
                + (recovery.lost().isEmpty() ? "" : "; left behind: " + recovery.lost().stream()
                        .map(Recovery.Lost::server)
                        .distinct()
                        .collect(Collectors.joining(", ")));
    }
}
