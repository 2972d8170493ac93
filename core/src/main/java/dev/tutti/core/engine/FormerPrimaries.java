package dev.tutti.core.engine;

import dev.tutti.core.diagnosis.Diagnosis.FormerPrimaryReturned;
import dev.tutti.core.engine.Decision.About;
import dev.tutti.core.engine.Decision.Verdict;
import dev.tutti.core.fleet.Watched;
import dev.tutti.core.model.Address;
import dev.tutti.core.model.ServerStatus;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What becomes of a primary that was replaced and answers again. */
final class FormerPrimaries {
    /** A fence takes milliseconds; one that did not hold is tried again, but a person who undoes it is not fought with. */
    private static final Duration FENCE_AGAIN = Duration.ofMinutes(1);

    private FormerPrimaries() {}

    /** A second primary, and what is done about it. */
    record Rival(Decision decision, Command.Fence fence) {}

    /** Somebody made a former primary the source of the one that had replaced it: it is no rival, it is the primary. */
    static EngineState again(EngineState state, Address former, Address replacedBy) {
        return replacedBy.equals(state.replacedBy().get(former))
                        && state.fleet().server(former).filter(Watched::answering).isPresent()
                ? state.withReplacedBy(Maps.without(state.replacedBy(), former))
                : state;
    }

    /** One that replicates and takes no writes is no rival any more. */
    static EngineState replicaAgain(EngineState state, ServerStatus status) {
        return status.readOnly() && status.replicating().isPresent()
                ? state.withReplacedBy(Maps.without(state.replacedBy(), status.address()))
                : state;
    }

    /** The decision to fence one that accepts writes beside the server that took over from it. */
    static Optional<Rival> rival(EngineState state, ServerStatus status, Instant now) {
        Address address = status.address();
        Address replacedBy = state.replacedBy().get(address);
        if (replacedBy == null || status.readOnly()) {
            return Optional.empty();
        }
        // The journal knows who took over once; whether that still holds is not known before that one was seen.
        Optional<Watched> successor = state.fleet()
                .server(replacedBy)
                .filter(server -> server.status() != null
                        && !state.fleet().ancestry(replacedBy).contains(address));
        boolean justFenced = state.latest()
                .get(address)
                .filter(decision -> decision.about() instanceof About.Concluded concluded
                        && concluded.diagnosis() instanceof FormerPrimaryReturned
                        && now.isBefore(decision.at().plus(FENCE_AGAIN)))
                .isPresent();
        return justFenced
                ? Optional.empty()
                : successor.map(server -> new Rival(
                        new Decision(
                                now,
                                server.chain(),
                                address,
                                new About.Concluded(new FormerPrimaryReturned(address, replacedBy, true)),
                                new Verdict.Recovering()),
                        new Command.Fence(address, replacedBy, server.chain())));
    }
}
