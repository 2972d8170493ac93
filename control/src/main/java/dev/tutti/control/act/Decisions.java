package dev.tutti.control.act;

import dev.tutti.control.session.SessionException;
import dev.tutti.core.dialect.UnexpectedAnswerException;
import dev.tutti.core.engine.EngineState;
import dev.tutti.core.model.Address;
import dev.tutti.core.model.Coordinates;
import dev.tutti.core.model.ServerStatus;
import dev.tutti.core.plan.FailoverPlanner;
import dev.tutti.core.plan.Plan;
import dev.tutti.core.plan.Plan.Open;
import dev.tutti.core.plan.Planned;
import dev.tutti.core.plan.Refusal;
import dev.tutti.core.plan.SwitchoverPlanner;
import dev.tutti.core.policy.Policy;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/** Has what a plan left open decided, on looks that are taken for it. For one recovery, on its thread. */
final class Decisions {
    private static final Logger log = LoggerFactory.getLogger(Decisions.class);

    private final Performer performer;
    private final Supplier<EngineState> state;
    private final Policy policy;
    private volatile @Nullable Coordinates handedOver;

    Decisions(Performer performer, Supplier<EngineState> state, Policy policy) {
        this.performer = performer;
        this.state = state;
        this.policy = policy;
    }

    Planned decide(Open open) throws InterruptedException {
        return switch (open) {
            case Open.Nothing nothing -> throw new IllegalArgumentException("nothing is open");
            case Open.ChoosePrimary choose ->
                FailoverPlanner.decide(choose, looks(choose.replicas()), state.get().fleet(), policy);
            case Open.HandOver next -> handOver(next);
            case Open.ContinueLog next -> FailoverPlanner.decide(next, looks(next.readers()), state.get().fleet());
        };
    }

    /** Where the log of a living primary ended when its successor had all of it; null before that was seen. */
    @Nullable Coordinates handedOver() {
        return handedOver;
    }

    private Planned handOver(Open.HandOver open) throws InterruptedException {
        List<Address> asked = new ArrayList<>(open.replicas());
        asked.add(open.primary());
        asked.add(open.successor());
        List<ServerStatus> fresh = looks(asked);
        try {
            Planned planned = SwitchoverPlanner.decide(open, fresh, performer.link(open.successor()));
            handedOver = planned instanceof Plan ? endOf(open.primary(), fresh) : null;
            return planned;
        } catch (SessionException e) {
            return new Refusal.NoSwitchover(open.primary(), String.valueOf(e.getMessage()));
        }
    }

    private static @Nullable Coordinates endOf(Address server, List<ServerStatus> fresh) {
        return fresh.stream()
                .filter(status -> status.address().equals(server))
                .findFirst()
                .map(ServerStatus::written)
                .orElse(null);
    }

    /** Those that answer, as they are now. */
    private List<ServerStatus> looks(List<Address> servers) throws InterruptedException {
        List<Callable<@Nullable ServerStatus>> looks = new ArrayList<>();
        for (Address server : servers) {
            looks.add(() -> lookOrNull(server));
        }
        List<ServerStatus> fresh = new ArrayList<>();
        for (ServerStatus status : Parallel.all(looks)) {
            if (status != null) {
                fresh.add(status);
            }
        }
        return fresh;
    }

    private @Nullable ServerStatus lookOrNull(Address server) {
        try {
            return performer.look(server);
        } catch (SessionException | UnexpectedAnswerException | IllegalArgumentException e) {
            log.warn("a decision is taken without {}: {}", server, e.getMessage());
            return null;
        }
    }
}
