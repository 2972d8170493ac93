package dev.tutti.core.engine;

import dev.tutti.core.model.Address;

import java.util.ArrayList;
import java.util.List;

/** What is remembered of recoveries. */
final class PastRecoveries {
    private PastRecoveries() {}

    static EngineState began(EngineState state, Event.RecoveryBegan began) {
        return state.withInProgress(Maps.with(state.inProgress(), began.subject(), began.at()))
                .withPast(new PastRecovery(
                        began.subject(), began.chain(), began.primary(), null, began.at(), false));
    }

    static EngineState promoted(EngineState state, Address subject, Address promoted) {
        List<PastRecovery> past = new ArrayList<>(state.past());
        for (int i = past.size() - 1; i >= 0; i--) {
            PastRecovery recovery = past.get(i);
            if (recovery.subject().equals(subject)) {
                past.set(i, new PastRecovery(
                        subject, recovery.chain(), recovery.primary(), promoted, recovery.began(),
                        recovery.acknowledged()));
                break;
            }
        }
        return replaced(state, subject, promoted).withPast(past);
    }

    static EngineState acknowledged(EngineState state, String chain) {
        return state.withPast(state.past().stream()
                .map(recovery -> recovery.chain().equals(chain)
                        ? new PastRecovery(
                                recovery.subject(), recovery.chain(), recovery.primary(), recovery.promoted(),
                                recovery.began(), true)
                        : recovery)
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
