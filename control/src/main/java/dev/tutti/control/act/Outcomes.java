package dev.tutti.control.act;

import dev.tutti.control.record.Recovery;
import dev.tutti.control.record.Recovery.StepState;
import dev.tutti.core.explain.Sentences;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.Collectors;

/** What a recovery came to, in a sentence. */
final class Outcomes {
    private Outcomes() {}

    static String of(Recovery recovery) {
        String what = switch (recovery.kind()) {
            case FAILOVER -> recovery.promoted() + " takes the writes" + after(recovery, recovery.writableAt());
            case RESCUE -> replicating(recovery) + " again" + after(recovery, recovery.settledAt());
            case SWITCHOVER -> recovery.promoted() + " takes the writes" + stoodStill(recovery);
            case RELOCATE, FENCE -> recovery.steps().getLast().detail();
            default -> throw new IllegalArgumentException(recovery.kind() + " is of a cluster, and of no chain");
        };
        return what + lost(recovery) + warnings(recovery);
    }

    /** How long nobody could write; clients that were sent away before had to wait longer. */
    private static String stoodStill(Recovery recovery) {
        Instant writable = recovery.writableAt();
        return recovery.steps().stream()
                .filter(step -> step.kind().equals("stop_writes"))
                .map(Recovery.StepRecord::began)
                .filter(began -> began != null && writable != null)
                .findFirst()
                .map(began -> "; nobody could write for " + Sentences.of(Duration.between(began, writable)))
                .orElse("");
    }

    private static String after(Recovery recovery, @org.jspecify.annotations.Nullable Instant reached) {
        Instant from = recovery.suspectedAt();
        return reached == null || from == null
                ? ""
                : ", " + Sentences.of(Duration.between(from, reached)) + " after the first sign";
    }

    private static String replicating(Recovery recovery) {
        long done = recovery.steps().stream()
                .filter(step -> step.kind().equals("repoint") && step.state() == StepState.DONE)
                .count();
        return done + (done == 1 ? " replica replicates" : " replicas replicate");
    }

    private static String warnings(Recovery recovery) {
        String all = recovery.steps().stream()
                .map(Recovery.StepRecord::warning)
                .filter(warning -> warning != null)
                .collect(Collectors.joining("; "));
        return all.isEmpty() ? "" : ". Warning: " + all;
    }

    private static String lost(Recovery recovery) {
        return recovery.lost().isEmpty()
                ? ""
                : "; lost: " + String.join(", ", recovery.lost().stream().map(Recovery.Lost::server).toList());
    }
}
