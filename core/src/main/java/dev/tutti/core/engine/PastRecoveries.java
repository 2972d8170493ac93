package dev.tutti.core.engine;

import dev.tutti.core.model.Address;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** What is remembered of recoveries. */
final class PastRecoveries {
    private PastRecoveries() {}

    static EngineState began(EngineState state, Event.RecoveryBegan began) {
        return state.withInProgress(Maps.with(state.inProgress(), began.subject(), began.at()))
                .withPast(new PastRecovery(
                        began.subject(), began.chain(), began.primary(), null, began.at(), false));
    }

    static EngineState promoted(EngineState state, Address subject, Address promoted) {
        return replaced(state, subject, promoted).withPast(changed(state, subject, past -> past.promoted(promoted)));
    }

    static EngineState ended(EngineState state, Address subject, Instant at) {
        return state.withPast(changed(state, subject, past -> past.counts() && past.ended() == null ? past.endedAt(at) : past));
    }

    /** The newest of this server, changed. */
    private static List<PastRecovery> changed(
            EngineState state, Address subject, UnaryOperator<PastRecovery> change) {
        List<PastRecovery> past = new ArrayList<>(state.past());
        for (int i = past.size() - 1; i >= 0; i--) {
            if (past.get(i).subject().equals(subject)) {
                past.set(i, change.apply(past.get(i)));
                break;
            }
        }
        return past;
    }

    static EngineState acknowledged(EngineState state, String chain) {
        return state.withPast(state.past().stream()
                .map(recovery -> recovery.chain().equals(chain) ? recovery.noted() : recovery)
                .toList());
    }

    static EngineState remembered(EngineState state, PastRecovery recovery) {
        EngineState known = state.withPast(recovery);
        Address promoted = recovery.promoted();
        return promoted == null ? known : replaced(known, recovery.subject(), promoted);
    }

    private static EngineState replaced(EngineState state, Address former, Address by) {
        return state.withReplacedBy(Maps.with(Maps.without(state.replacedBy(), by), former, by));
    }
}
