package dev.tutti.control.act;

import dev.tutti.control.session.SessionException;
import dev.tutti.core.dialect.UnexpectedAnswerException;
import dev.tutti.core.engine.EngineState;
import dev.tutti.core.fleet.Watched;
import dev.tutti.core.model.Address;
import dev.tutti.core.model.Coordinates;
import dev.tutti.core.model.ServerStatus;
import dev.tutti.core.plan.Place;
import dev.tutti.core.plan.Plan.Goal;
import dev.tutti.core.plan.Step;
import org.jspecify.annotations.Nullable;

import java.util.function.Supplier;

/** The right to act, checked again before each change of a role. For one recovery, any thread. */
final class RightToAct {
    private final Performer performer;
    private final Supplier<EngineState> state;

    RightToAct(Performer performer, Supplier<EngineState> state) {
        this.performer = performer;
        this.state = state;
    }

    /**
     * Why a step is not done after all; null when it may be.
     *
     * @param end where the log of a living primary ended when its successor was seen to have all of it; null when that is not
     *     known
     */
    @Nullable String objection(Step step, @Nullable Goal goal, @Nullable Coordinates end) {
        boolean changesRole = step instanceof Step.ForgetSource
                || step instanceof Step.MakeWritable
                || (step instanceof Step.Repoint repoint && repoint.place() instanceof Place.Continuation);
        if (!changesRole) {
            return null;
        }
        return switch (goal) {
            case Goal.Failover failover -> dead(failover.deadPrimary());
            case Goal.Switchover change -> stopped(change.primary(), end);
            case null, default -> null;
        };
    }

    /** The dead must still be dead. */
    private @Nullable String dead(Address primary) {
        return state.get().fleet().server(primary).filter(Watched::answering).isPresent()
                ? "the primary " + primary + " answers again: nobody else is made writable"
                : null;
    }

    /** The living must have stopped, and written nothing since. */
    private @Nullable String stopped(Address primary, @Nullable Coordinates end) {
        ServerStatus seen;
        try {
            seen = performer.look(primary);
        } catch (SessionException | UnexpectedAnswerException e) {
            return "whether " + primary + " still accepts no writes cannot be told: " + e.getMessage();
        }
        if (!seen.readOnly()) {
            return primary + " accepts writes again: nobody else is made writable";
        }
        return end == null || end.equals(seen.written())
                ? null
                : "something was written on " + primary + " since it was told to accept no writes: its log ended at " + end
                        + " and ends at " + seen.written();
    }
}
