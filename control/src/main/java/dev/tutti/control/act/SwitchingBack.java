package dev.tutti.control.act;

import dev.tutti.control.act.StepResult.Done;
import dev.tutti.control.act.StepResult.Failed;
import dev.tutti.control.record.Recovery;
import dev.tutti.control.record.Recovery.StepState;
import dev.tutti.control.session.SessionException;
import dev.tutti.core.dialect.UnexpectedAnswerException;
import dev.tutti.core.model.Address;
import dev.tutti.core.model.Coordinates;
import dev.tutti.core.model.Link;
import dev.tutti.core.model.ServerStatus;
import dev.tutti.core.plan.Place;
import dev.tutti.core.plan.Plan;
import dev.tutti.core.plan.Plan.Goal;
import dev.tutti.core.plan.Step;
import org.jspecify.annotations.Nullable;

import java.util.Optional;

/**
 * Takes back a switchover that failed before its successor accepted writes: the primary accepts writes again, and the successor
 * replicates from it.
 *
 * <p>Invariant: the primary is made writable only when it is certain that the successor is not. A successor that was told to
 * accept writes and has not confirmed is first told, and seen, to accept none; so is one of which the journal of another process
 * does not say that it was told, since a failover and a switchover go on when the journal fails.
 */
final class SwitchingBack {
    private final Recovery recovery;
    private final Performer performer;
    private final Address primary;
    private final Address successor;

    private final boolean mayHaveBeenTold;

    private SwitchingBack(Recovery recovery, Performer performer, Goal.Switchover goal, boolean fromJournal) {
        this.recovery = recovery;
        this.performer = performer;
        this.primary = goal.primary();
        this.successor = goal.successor();
        this.mayHaveBeenTold = begun("make_writable") || (fromJournal && begun("forget_source"));
    }

    /** What it came to, as the end of a sentence; empty when nothing had been done to a server. */
    static String of(Recovery recovery, Performer performer) {
        return of(recovery, performer, false);
    }

    /** The same for a switchover of a former process, of which only the journal tells. */
    static String ofFormer(Recovery recovery, Performer performer) {
        return of(recovery, performer, true);
    }

    private static String of(Recovery recovery, Performer performer, boolean fromJournal) {
        Plan plan = recovery.plan();
        return plan != null && plan.goal() instanceof Goal.Switchover goal
                ? new SwitchingBack(recovery, performer, goal, fromJournal).undo()
                : "";
    }

    private String undo() {
        if (!begun("stop_writes")) {
            return "";
        }
        if (mayHaveBeenTold && performer.perform(new Step.MakeReadOnly(successor)) instanceof Failed failed) {
            return ". " + successor + " may have been told to accept writes (" + failed.detail() + "): " + primary
                    + " stays read-only, and a person has to decide which of the two takes them";
        }
        // Where its log ends before anybody writes again: there the successor stands.
        @Nullable Coordinates end = look(primary).map(ServerStatus::written).orElse(null);
        StepResult writable = performer.perform(new Step.MakeWritable(primary));
        // Also when the primary has died meanwhile: a replica that is stopped could not testify to that.
        String replicates = begun("drain") || begun("catch_up") ? putBack(end) : "";
        return writable instanceof Done
                ? ". " + primary + " accepts writes again" + replicates
                : ". " + primary + " could not be told to accept writes again (" + writable.detail()
                        + "), which a person has to do unless it has died and is replaced" + replicates;
    }

    private boolean begun(String kind) {
        return recovery.steps().stream()
                .anyMatch(step -> step.kind().equals(kind)
                        && (step.state() == StepState.RUNNING
                                || step.state() == StepState.DONE
                                || step.state() == StepState.FAILED));
    }

    private Optional<ServerStatus> look(Address server) {
        try {
            return Optional.of(performer.look(server));
        } catch (SessionException | UnexpectedAnswerException e) {
            return Optional.empty();
        }
    }

    private String putBack(@Nullable Coordinates end) {
        Optional<ServerStatus> seen = look(successor);
        boolean forgot = seen.filter(status -> status.replication() == null).isPresent();
        StepResult back = forgot ? follow(end) : performer.startAgain(successor);
        return back instanceof Done
                ? ", and " + successor + " replicates from it"
                : ", but " + successor + " does not replicate from it: " + back.detail();
    }

    private StepResult follow(@Nullable Coordinates end) {
        Optional<Step.Follow> planned = Optional.ofNullable(recovery.plan()).stream()
                .flatMap(plan -> plan.stages().stream())
                .flatMap(stage -> stage.steps().stream())
                .filter(step -> step instanceof Step.Follow)
                .map(Step.Follow.class::cast)
                .findFirst();
        boolean byGtid = planned.filter(step -> step.place() instanceof Place.ByGtid).isPresent();
        if (!byGtid && end == null) {
            return new Failed(successor, "where the log of " + primary + " ended is not known");
        }
        return performer.perform(new Step.Follow(
                successor,
                primary,
                byGtid || end == null ? new Place.ByGtid() : new Place.Identical(end),
                planned.map(Step.Follow::link).orElse(Link.UNKNOWN)));
    }
}
