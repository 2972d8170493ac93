package dev.tutti.core.engine;

import dev.tutti.core.engine.Decision.Verdict;
import dev.tutti.core.fleet.Watched;
import dev.tutti.core.model.Address;
import dev.tutti.core.policy.Mode;
import dev.tutti.core.policy.Policy;

import java.time.Instant;
import java.util.Optional;

/** Whether a death that is certain is recovered from without a person. */
final class Gate {
    private Gate() {}

    static Optional<Verdict> reasonNotTo(
            EngineState state, Watched dead, boolean primary, Policy policy, Instant now) {
        Policy.ChainPolicy chain = policy.forChain(dead.chain());
        Mode mode = primary ? chain.primary() : chain.intermediate();
        if (mode == Mode.OFF) {
            return Optional.of(new Verdict.SwitchedOff());
        }
        if (mode == Mode.BY_HAND) {
            return Optional.of(new Verdict.ByHandOnly());
        }
        Address address = dead.address();
        Optional<EngineState.Downtime> downtime = state.downtimeOf(address, now);
        if (downtime.isPresent()) {
            return Optional.of(new Verdict.InDowntime(downtime.get().until(), downtime.get().reason()));
        }
        Instant failedAt = state.failed().get(address);
        if (failedAt != null) {
            return Optional.of(new Verdict.TriedAlready(failedAt));
        }
        return state.past().reversed().stream()
                .filter(past -> past.primary() == primary
                        && past.chain().equals(dead.chain())
                        && !past.acknowledged()
                        && past.over().plus(chain.antiFlapping()).isAfter(now)
                        && (primary || !sameMoment(state, past, address)))
                .findFirst()
                .map(past -> new Verdict.TooSoon(
                        past.subject(), past.began(), past.over().plus(chain.antiFlapping())));
    }

    /**
     * Whether another intermediate fell silent before the recovery of the first was over: they died together, and neither
     * death follows from what was done about the other. A primary that dies so soon was promoted a moment ago: what killed
     * the first may be killing its successors.
     */
    private static boolean sameMoment(EngineState state, PastRecovery past, Address dead) {
        EngineState.Suspicion suspicion = state.suspicions().get(dead);
        boolean another = !past.subject().equals(dead);
        boolean running = state.inProgress().containsKey(past.subject());
        return another && suspicion != null && (running || !suspicion.since().isAfter(past.over()));
    }
}
