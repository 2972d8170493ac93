package dev.tutti.control.record;

import dev.tutti.core.galera.split.SplitOff;
import dev.tutti.core.plan.Plan;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * One execution of a plan, as the journal keeps it and everybody sees it. Immutable; each change is a new value.
 *
 * @param id number in the journal, from 1; 0 before it is journalled
 * @param by {@code tutti} or who asked for it
 * @param reason why, in a sentence
 * @param outcome what it came to, in a sentence; null while it runs
 * @param promoted who takes the writes now; null when nobody was promoted
 * @param suspectedAt when the first sign was noticed; null for plans that a person asked for
 * @param writableAt when another server accepted writes
 * @param settledAt when every replica that could be kept replicated again
 * @param splitOff what sides of a split brain had that were given up
 * @param plan the part of the plan that is decided; what an interrupted recovery is finished by
 */
public record Recovery(
        long id,
        Kind kind,
        String subject,
        String chain,
        State state,
        String by,
        Instant began,
        @Nullable Instant ended,
        String reason,
        @Nullable String outcome,
        @Nullable String promoted,
        @Nullable Instant suspectedAt,
        @Nullable Instant decidedAt,
        @Nullable Instant writableAt,
        @Nullable Instant settledAt,
        List<Testimony> witnesses,
        List<StepRecord> steps,
        List<Lost> lost,
        @Nullable Acknowledgement acknowledged,
        @Nullable Plan plan,
        List<SplitOff> splitOff) {

    public Recovery {
        witnesses = List.copyOf(witnesses);
        steps = List.copyOf(steps);
        lost = List.copyOf(lost);
        // Older journals say nothing of it.
        splitOff = splitOff == null ? List.of() : List.copyOf(splitOff);
    }

    public enum Kind {
        FAILOVER,
        RESCUE,
        RELOCATE,
        FENCE,
        SWITCHOVER,
        GALERA_RECOVER,
        GALERA_HEAL,
        GALERA_FENCE,
        GALERA_WEIGHTS,
        GALERA_ROLLING,
        GALERA_BOOTSTRAP,
        GALERA_RESYNC,
        GALERA_RESTART,
        GALERA_QUARANTINE,
        GALERA_RELEASE,
        GALERA_DESYNC;

        /** Whether it concerns a write/write cluster, and no chain. */
        public boolean galera() {
            return switch (this) {
                case FAILOVER, RESCUE, RELOCATE, FENCE, SWITCHOVER -> false;
                case GALERA_RECOVER, GALERA_HEAL, GALERA_FENCE, GALERA_WEIGHTS, GALERA_ROLLING, GALERA_BOOTSTRAP,
                        GALERA_RESYNC, GALERA_RESTART, GALERA_QUARANTINE, GALERA_RELEASE, GALERA_DESYNC -> true;
            };
        }
    }

    public enum State {
        RUNNING,
        SUCCEEDED,
        FAILED,
        REFUSED,
        /** This process ended while it ran, and it was not finished by the next. */
        INTERRUPTED
    }

    public enum StepState {
        WAITING,
        RUNNING,
        DONE,
        FAILED,
        SKIPPED
    }

    /** What one replica said of the dead server. */
    public record Testimony(String replica, Instant at, String says, int error, String sentence) {}

    /**
     * One step and how it went.
     *
     * @param warning what people have to know although it is done; null when there is nothing, and in older journals
     */
    public record StepRecord(
            int number,
            String stage,
            String server,
            String kind,
            String sentence,
            StepState state,
            @Nullable Instant began,
            @Nullable Instant ended,
            @Nullable String detail,
            @Nullable String warning) {
        public StepRecord begun(Instant at) {
            return new StepRecord(number, stage, server, kind, sentence, StepState.RUNNING, at, null, null, null);
        }

        public StepRecord ended(StepState newState, @Nullable String newDetail, Instant at) {
            return ended(newState, newDetail, null, at);
        }

        public StepRecord ended(
                StepState newState, @Nullable String newDetail, @Nullable String newWarning, Instant at) {
            return new StepRecord(number, stage, server, kind, sentence, newState, began, at, newDetail, newWarning);
        }
    }

    public record Lost(String server, String reason) {}

    public record Acknowledgement(String by, String comment, Instant at) {}

    public Recovery withId(long newId) {
        return new Recovery(
                newId, kind, subject, chain, state, by, began, ended, reason, outcome, promoted, suspectedAt, decidedAt,
                writableAt, settledAt, witnesses, steps, lost, acknowledged, plan, splitOff);
    }

    public Recovery withSteps(List<StepRecord> newSteps) {
        return new Recovery(
                id, kind, subject, chain, state, by, began, ended, reason, outcome, promoted, suspectedAt, decidedAt,
                writableAt, settledAt, witnesses, newSteps, lost, acknowledged, plan, splitOff);
    }

    public Recovery withPlan(Plan newPlan) {
        return new Recovery(
                id, kind, subject, chain, state, by, began, ended, reason, outcome, promoted, suspectedAt, decidedAt,
                writableAt, settledAt, witnesses, steps, lost, acknowledged, newPlan, splitOff);
    }

    public Recovery withPromoted(String server, Instant at) {
        return new Recovery(
                id, kind, subject, chain, state, by, began, ended, reason, outcome, server, suspectedAt, decidedAt, at,
                settledAt, witnesses, steps, lost, acknowledged, plan, splitOff);
    }

    public Recovery withSettled(Instant at) {
        return new Recovery(
                id, kind, subject, chain, state, by, began, ended, reason, outcome, promoted, suspectedAt, decidedAt,
                writableAt, at, witnesses, steps, lost, acknowledged, plan, splitOff);
    }

    public Recovery withLost(Lost server) {
        List<Lost> longer = new ArrayList<>(lost);
        longer.add(server);
        return new Recovery(
                id, kind, subject, chain, state, by, began, ended, reason, outcome, promoted, suspectedAt, decidedAt,
                writableAt, settledAt, witnesses, steps, longer, acknowledged, plan, splitOff);
    }

    public Recovery withSplitOff(SplitOff side) {
        List<SplitOff> longer = new ArrayList<>(splitOff);
        longer.add(side);
        return new Recovery(
                id, kind, subject, chain, state, by, began, ended, reason, outcome, promoted, suspectedAt, decidedAt,
                writableAt, settledAt, witnesses, steps, lost, acknowledged, plan, longer);
    }

    public Recovery ended(State newState, String newOutcome, Instant at) {
        return new Recovery(
                id, kind, subject, chain, newState, by, began, at, reason, newOutcome, promoted, suspectedAt, decidedAt,
                writableAt, settledAt, witnesses, steps, lost, acknowledged, plan, splitOff);
    }

    public Recovery acknowledged(Acknowledgement acknowledgement) {
        return new Recovery(
                id, kind, subject, chain, state, by, began, ended, reason, outcome, promoted, suspectedAt, decidedAt,
                writableAt, settledAt, witnesses, steps, lost, acknowledgement, plan, splitOff);
    }
}
