package dev.tutti.control;

import dev.tutti.control.act.Recoveries;
import dev.tutti.control.record.DecisionLog;
import dev.tutti.control.record.JournalException;
import dev.tutti.control.record.Recovery;
import dev.tutti.control.record.Recovery.StepRecord;
import dev.tutti.control.record.Recovery.StepState;
import dev.tutti.core.engine.EngineState;
import dev.tutti.core.engine.Event;
import dev.tutti.core.fleet.Watched;
import dev.tutti.core.model.Address;
import dev.tutti.core.plan.Place;
import dev.tutti.core.plan.Plan;
import dev.tutti.core.plan.Plan.Goal;
import dev.tutti.core.plan.Stage;
import dev.tutti.core.plan.Step;
import dev.tutti.core.policy.Policy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Settles recoveries that a former process of this control plane left unfinished.
 *
 * <p>A failover that had chosen its new primary and begun to change its role is finished: its chain has no primary
 * otherwise. Anything that had not changed a role is reported as interrupted; if the death still stands, fresh evidence
 * leads to a new recovery. Nothing is repeated blindly: every step checks on the server whether it is still to be done.
 */
final class Interrupted {
    private static final Logger log = LoggerFactory.getLogger(Interrupted.class);

    /** How long the servers concerned get to be seen once before it is decided without them. */
    private static final Duration FIRST_LOOKS = Duration.ofSeconds(10);

    private final DecisionLog journal;
    private final List<Recovery> unfinished;
    private final List<Recovery> ofClusters;
    private final Consumer<Event> events;
    private final Recoveries recoveries;
    private final Supplier<EngineState> state;
    private final InstantSource clock;
    private final Policy policy;

    Interrupted(
            DecisionLog journal,
            Recoveries recoveries,
            Supplier<EngineState> state,
            InstantSource clock,
            Policy policy,
            Consumer<Event> events) {
        this.journal = journal;
        List<Recovery> all = journal.unfinished();
        this.unfinished = all.stream().filter(recovery -> !recovery.kind().galera()).toList();
        this.ofClusters = all.stream().filter(recovery -> recovery.kind().galera()).toList();
        this.events = events;
        this.recoveries = recoveries;
        this.state = state;
        this.clock = clock;
        this.policy = policy;
    }

    /**
     * Keeps the engine from starting further recoveries of the servers concerned until theirs are settled: to it, two
     * failovers of one primary would look like one. To be called before the engine runs.
     */
    void announce() {
        for (Recovery recovery : unfinished) {
            if (replacesAServer(recovery)) {
                // One that had changed nothing must not count for anti-flapping either: it is to be done anew.
                events.accept(Recoveries.began(recovery, roleChanged(recovery) ? recovery.began() : Instant.EPOCH));
            }
        }
    }

    private static boolean replacesAServer(Recovery recovery) {
        return ofADeath(recovery) || recovery.kind() == Recovery.Kind.SWITCHOVER;
    }

    private static boolean ofADeath(Recovery recovery) {
        return recovery.kind() == Recovery.Kind.FAILOVER || recovery.kind() == Recovery.Kind.RESCUE;
    }

    void settle() {
        // The same situation leads to the same plan again, and an order that was given is known to the agents by its name.
        ofClusters.forEach(recovery -> close(recovery, "the control plane ended while it ran; what is still to be done follows"
                + " from a fresh look"));
        for (Recovery recovery : unfinished) {
            Thread.ofVirtual().name("settle " + recovery.id()).start(() -> settle(recovery));
        }
    }

    private void settle(Recovery recovery) {
        if (recovery.kind() == Recovery.Kind.SWITCHOVER) {
            settleSwitchover(recovery);
            return;
        }
        Plan plan = recovery.plan();
        Optional<Address> promoted = plan == null ? Optional.empty() : promotedBy(plan);
        if (plan == null || promoted.isEmpty() || !roleChanged(recovery)) {
            end(recovery, "the control plane ended while it ran; no server's role had changed. If the death still stands,"
                    + " a new recovery follows from fresh evidence");
            return;
        }
        Address dead = ((Goal.Failover) plan.goal()).deadPrimary();
        if (!seenOnce(promoted.get())) {
            end(recovery, "the control plane ended while it ran, and " + promoted.get()
                    + ", which was to take over, does not answer: a person has to decide");
            return;
        }
        if (state.get().fleet().server(dead).filter(Watched::answering).isPresent()) {
            end(recovery, "the control plane ended while it ran, and the former primary " + dead
                    + " answers again: a person has to decide which of the two takes the writes");
            return;
        }
        Plan rest = rest(recovery, plan, promoted.get());
        log.warn("recovery {} was interrupted and is finished now", recovery.id());
        recoveries.resume(recovery, rest);
    }

    /**
     * Once the successor accepts writes there is no way back, and the rest is done. Before, everything is taken back: the primary
     * accepts no writes meanwhile, and nobody knows whether its clients are still waiting.
     */
    private void settleSwitchover(Recovery recovery) {
        Plan plan = recovery.plan();
        if (plan == null || !(plan.goal() instanceof Goal.Switchover goal)) {
            end(recovery, "the control plane ended before it had begun");
            return;
        }
        boolean seen = seenOnce(goal.successor());
        boolean takesWrites = recovery.promoted() != null
                || (roleChanged(recovery) && seen && acceptsWrites(goal.successor()));
        if (!takesWrites) {
            seenOnce(goal.primary());
            end(recovery, "the control plane ended while it ran, before " + goal.successor() + " accepted writes");
            return;
        }
        log.warn("recovery {} was interrupted and is finished now", recovery.id());
        Recovery promoted = recovery.promoted() == null
                ? recovery.withPromoted(goal.successor().toString(), clock.instant())
                : recovery;
        Plan rest = rest(recovery, plan, goal.successor());
        List<Stage> stages = rest.stages().stream()
                .filter(stage -> stage.steps().stream().noneMatch(step -> step.server().equals(goal.successor())
                        && !(step instanceof Step.TellClients)))
                .toList();
        recoveries.resume(promoted, Plan.of(plan.goal(), stages));
    }

    private boolean acceptsWrites(Address server) {
        return state.get().fleet().server(server).flatMap(Watched::lastStatus).filter(status -> !status.readOnly()).isPresent();
    }

    private static Optional<Address> promotedBy(Plan plan) {
        return plan.goal() instanceof Goal.Failover
                ? plan.stages().stream()
                        .flatMap(stage -> stage.steps().stream())
                        .filter(step -> step instanceof Step.MakeWritable)
                        .map(Step::server)
                        .findFirst()
                : Optional.empty();
    }

    /** Whether the new primary had been told to forget its source, as far as the journal knows. */
    private static boolean roleChanged(Recovery recovery) {
        return recovery.steps().stream()
                .anyMatch(step -> step.kind().equals("forget_source")
                        && (step.state() == StepState.RUNNING || step.state() == StepState.DONE));
    }

    /**
     * The steps that are not done. Places beside the new primary are searched for anew: it may have been written to since. Where
     * its log goes on from the old one stays right for whoever stands at that one's end.
     */
    private Plan rest(Recovery recovery, Plan plan, Address promoted) {
        Set<String> done = new HashSet<>();
        for (StepRecord step : recovery.steps()) {
            if (step.state() == StepState.DONE) {
                done.add(step.kind() + " " + step.server());
            }
        }
        List<Stage> stages = new ArrayList<>();
        for (Stage stage : plan.stages()) {
            List<Step> steps = new ArrayList<>();
            for (Step step : stage.steps()) {
                String key = step.getClass().getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "_").toLowerCase(java.util.Locale.ROOT)
                        + " " + step.server();
                boolean preparation = step.server().equals(promoted)
                        && (step instanceof Step.StopReplication || step instanceof Step.Repoint || step instanceof Step.CatchUp);
                if (!done.contains(key) && !preparation) {
                    steps.add(step instanceof Step.Repoint repoint && repoint.place() instanceof Place.Identical
                            ? new Step.Repoint(repoint.server(), repoint.below(), new Place.ByMatching())
                            : step);
                }
            }
            if (!steps.isEmpty()) {
                stages.add(new Stage(stage.title(), stage.parallel(), stage.vital(), steps));
            }
        }
        return Plan.of(plan.goal(), stages);
    }

    private boolean seenOnce(Address server) {
        Instant until = clock.instant().plus(FIRST_LOOKS);
        while (clock.instant().isBefore(until)) {
            if (state.get().fleet().server(server).filter(Watched::answering).isPresent()) {
                return true;
            }
            try {
                Thread.sleep(policy.timing().reprobe());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return false;
    }

    private void end(Recovery recovery, String outcome) {
        boolean changed = roleChanged(recovery);
        boolean planned = recovery.kind() == Recovery.Kind.SWITCHOVER;
        close(recovery, outcome + (changed && !planned ? "" : recoveries.takeBack(recovery)));
        if (replacesAServer(recovery)) {
            // Where nothing had changed, its end is no failure: fresh evidence decides. Else a person does.
            events.accept(new Event.RecoveryEnded(
                    Address.parse(recovery.subject()), planned || !changed, null, clock.instant()));
        }
    }

    private void close(Recovery recovery, String told) {
        List<StepRecord> steps = recovery.steps().stream()
                .map(step -> step.state() == StepState.WAITING
                        ? step.ended(StepState.SKIPPED, "not reached", clock.instant())
                        : step)
                .toList();
        log.warn("recovery {} was interrupted: {}", recovery.id(), told);
        try {
            journal.update(recovery.withSteps(steps).ended(Recovery.State.INTERRUPTED, told, clock.instant()));
        } catch (JournalException e) {
            log.error("what became of recovery {} could not be journalled: {}", recovery.id(), e.getMessage());
        }
    }
}
