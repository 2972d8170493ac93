package dev.tutti.control.act;

import dev.tutti.core.engine.EngineState;
import dev.tutti.core.model.Address;
import dev.tutti.core.plan.FailoverPlanner;
import dev.tutti.core.plan.Planned;
import dev.tutti.core.plan.Refusal;
import dev.tutti.core.plan.RescuePlanner;
import dev.tutti.core.plan.SwitchoverPlanner;
import dev.tutti.core.policy.Policy;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Plans on what is known now. Thread safe. */
public final class Planning {
    private final Recoveries.Parts parts;

    Planning(Recoveries.Parts parts) {
        this.parts = parts;
    }

    /** What people configured, with the chains that names lead to now. */
    public Policy policy() {
        return parts.policy().with(parts.clients().led());
    }

    /** For a dead server. */
    public Planned recovery(Address subject, boolean primary, boolean acceptLoss) {
        EngineState state = parts.state().get();
        return primary
                ? FailoverPlanner.plan(state.fleet(), subject, policy(), acceptLoss)
                : RescuePlanner.plan(state.fleet(), subject, parts.policy());
    }

    /** For another server that takes a living primary's writes; see {@link Recoveries#switchover}. */
    public Planned switchover(Address primary, @Nullable Address wanted, Duration drain) {
        if (!parts.performer().mayFollow()) {
            return new Refusal.NoSwitchover(primary, "it could not replicate from another server, as no account for replication is"
                    + " configured: set fleet.replication_user and its password");
        }
        EngineState state = parts.state().get();
        Instant now = parts.clock().instant();
        Set<Address> inDowntime = state.downtimes().entrySet().stream()
                .filter(downtime -> downtime.getValue().until().isAfter(now))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        return SwitchoverPlanner.plan(
                new SwitchoverPlanner.Situation(state.fleet(), inDowntime, state.inProgress().keySet()),
                primary,
                wanted,
                policy(),
                drain);
    }
}
