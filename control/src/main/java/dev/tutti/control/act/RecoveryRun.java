package dev.tutti.control.act;

import dev.tutti.control.act.StepResult.Done;
import dev.tutti.control.act.StepResult.Failed;
import dev.tutti.control.notify.Hooks;
import dev.tutti.control.notify.Moment;
import dev.tutti.control.record.DecisionLog;
import dev.tutti.control.record.JournalException;
import dev.tutti.control.record.Recovery;
import dev.tutti.control.record.Recovery.StepRecord;
import dev.tutti.control.record.Recovery.StepState;
import dev.tutti.core.explain.Sentences;
import dev.tutti.core.model.Address;
import dev.tutti.core.plan.Plan;
import dev.tutti.core.plan.Plan.Goal;
import dev.tutti.core.plan.Plan.Open;
import dev.tutti.core.plan.Planned;
import dev.tutti.core.plan.Refusal;
import dev.tutti.core.plan.Stage;
import dev.tutti.core.plan.Step;
import dev.tutti.core.policy.Policy;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/**
 * Executes one plan from its beginning to its end, on the thread that calls {@link #run}; steps of a parallel stage run on
 * virtual threads of their own.
 *
 * <p>Journals before and after each step. Stops at the first surprise in a vital stage, and takes back what the plan has
 * done so far as long as no server's role has changed. In other stages a failure concerns its server alone, which is then
 * reported as lost.
 */
final class RecoveryRun {
    private static final Logger log = LoggerFactory.getLogger(RecoveryRun.class);

    private final DecisionLog journal;
    private final Performer performer;
    private final Hooks hooks;
    private final Policy policy;
    private final InstantSource clock;
    private final Consumer<Recovery> published;
    private final RightToAct rights;
    private final Decisions decisions;
    private final Consumer<Recovery> settled;
    private final List<Thread> beside = new ArrayList<>();
    private Recovery recovery;
    private boolean roleChanged;

    /** @param settled told at most once, that the goal is reached: what still goes on then changes no server */
    RecoveryRun(Recovery recovery, Recoveries.Parts parts, Consumer<Recovery> settled) {
        this.recovery = recovery;
        this.settled = settled;
        this.journal = parts.journal();
        this.performer = parts.performer();
        this.rights = new RightToAct(parts.performer(), parts.state());
        this.hooks = parts.hooks();
        this.policy = parts.policy().with(parts.clients().led());
        this.decisions = new Decisions(parts.performer(), parts.state(), policy);
        this.clock = parts.clock();
        this.published = parts.published();
    }

    /** Everything, to the end; the result has ended. */
    Recovery run(Plan plan) {
        try {
            addSteps(plan);
            if (recovery.kind() != Recovery.Kind.RELOCATE) {
                String stopped = hooks.tell(Moment.BEFORE, recovery).orElse(null);
                if (stopped != null) {
                    return end(Recovery.State.REFUSED, "the hook before it stopped it: " + stopped);
                }
            }
            return follow(plan);
        } catch (JournalException e) {
            log.error("recovery {} of {}: {}", recovery.id(), recovery.subject(), e.getMessage());
            return roleChanged
                    ? endUnjournalled("it went on to its end, but the journal could not be written")
                    : takeBackAnd(Recovery.State.FAILED, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return endUnjournalled("interrupted");
        } catch (RuntimeException e) {
            return internalError(e);
        }
    }

    /** A defect of ours must not leave servers half changed, nor the engine waiting for an end that never comes. */
    private Recovery internalError(RuntimeException e) {
        log.error("recovery {} of {}: internal error", recovery.id(), recovery.subject(), e);
        return takeBackAnd(Recovery.State.FAILED, "an internal error (" + e + "); the log of the control plane has it");
    }

    /** Finishes what a former process left: the steps of the decided plan that are not done. */
    Recovery resume(Plan plan) {
        roleChanged = true;
        try {
            return follow(plan);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return endUnjournalled("interrupted");
        } catch (RuntimeException e) {
            return internalError(e);
        }
    }

    private Recovery follow(Plan plan) throws InterruptedException {
        for (Stage stage : plan.stages()) {
            String problem = stage.beside() ? performBeside(stage) : perform(stage);
            if (problem != null) {
                return takeBackAnd(Recovery.State.FAILED, problem);
            }
        }
        return plan.open() instanceof Open.Nothing ? settled() : goOn(decisions.decide(plan.open()));
    }

    private Recovery goOn(Planned rest) throws InterruptedException {
        return switch (rest) {
            case Plan further -> {
                addSteps(further);
                yield follow(further);
            }
            case Refusal refusal -> takeBackAnd(Recovery.State.REFUSED, Sentences.of(refusal));
        };
    }

    /** What changes no server is not waited for before the recovery's end. */
    private @Nullable String performBeside(Stage stage) {
        for (Step step : stage.steps()) {
            beside.add(Thread.ofVirtual().name("beside recovery " + recovery.id()).start(() -> {
                try {
                    performOne(stage, step);
                } catch (RuntimeException e) {
                    log.error("recovery {}: {} ended with an internal error", recovery.id(), Steps.kind(step), e);
                    record(step, StepState.FAILED, "an internal error (" + e + ")", null);
                }
            }));
        }
        return null;
    }

    /** Null when the plan goes on, else why it ends. */
    private @Nullable String perform(Stage stage) throws InterruptedException {
        if (!stage.parallel() || stage.steps().size() == 1) {
            for (Step step : stage.steps()) {
                String problem = performOne(stage, step);
                if (problem != null && stage.vital()) {
                    return problem;
                }
            }
            return null;
        }
        List<Callable<@Nullable String>> work = new ArrayList<>();
        for (Step step : stage.steps()) {
            work.add(() -> performOne(stage, step));
        }
        List<@Nullable String> problems = Parallel.all(work);
        return stage.vital() ? problems.stream().filter(problem -> problem != null).findFirst().orElse(null) : null;
    }

    private @Nullable String performOne(Stage stage, Step step) {
        String objection = rights.objection(step, planGoal(), decisions.handedOver());
        if (objection != null) {
            record(step, StepState.FAILED, objection, null);
            return objection;
        }
        record(step, StepState.RUNNING, "", null);
        StepResult result = performer.perform(step);
        switch (result) {
            case Done done -> done(step, done);
            case Failed failed -> {
                record(step, StepState.FAILED, failed.detail(), null);
                if (!stage.vital() && (step instanceof Step.Repoint || step instanceof Step.Follow)) {
                    lose(step.server(), failed.detail());
                }
            }
        }
        return result instanceof Failed failed ? failed.detail() : null;
    }

    private @Nullable Goal planGoal() {
        Plan plan = recovery.plan();
        return plan == null ? null : plan.goal();
    }

    private synchronized void done(Step step, Done done) {
        if (step instanceof Step.ForgetSource) {
            roleChanged = true;
        }
        Instant now = clock.instant();
        if (step instanceof Step.MakeWritable) {
            recovery = recovery.withPromoted(step.server().toString(), now);
        }
        record(step, StepState.DONE, done.detail(), done.warning());
    }

    private synchronized void lose(Address server, String reason) {
        recovery = recovery.withLost(new Recovery.Lost(server.toString(), reason));
        save();
    }

    private synchronized void addSteps(Plan plan) {
        List<StepRecord> steps = new ArrayList<>(recovery.steps());
        steps.addAll(Steps.waiting(plan.stages(), steps.size() + 1));
        recovery = recovery.withSteps(steps).withPlan(plan);
        save();
    }

    private synchronized void record(Step step, StepState newState, String detail, @Nullable String warning) {
        Instant now = clock.instant();
        String kind = Steps.kind(step);
        List<StepRecord> steps = new ArrayList<>(recovery.steps());
        for (int i = steps.size() - 1; i >= 0; i--) {
            StepRecord known = steps.get(i);
            boolean open = known.state() == StepState.WAITING || known.state() == StepState.RUNNING;
            if (open && known.kind().equals(kind) && known.server().equals(step.server().toString())) {
                steps.set(i, newState == StepState.RUNNING ? known.begun(now) : known.ended(newState, detail, warning, now));
                break;
            }
        }
        recovery = recovery.withSteps(steps);
        save();
    }

    private synchronized void save() {
        if (roleChanged) {
            try {
                journal.update(recovery);
            } catch (JournalException e) {
                // Half a failover is worse than an unjournalled one: go on, say so, keep it in memory.
                log.error("recovery {} goes on without its journal: {}", recovery.id(), e.getMessage());
            }
        } else {
            journal.update(recovery);
        }
        published.accept(recovery);
    }

    private Recovery settled() throws InterruptedException {
        Plan plan = recovery.plan();
        if (plan != null) {
            plan.lost().forEach(lost -> lose(lost.server(), lost.reason()));
        }
        synchronized (this) {
            recovery = recovery.withSettled(clock.instant());
        }
        boolean nothingKept = recovery.kind() == Recovery.Kind.RESCUE
                && recovery.steps().stream()
                        .filter(step -> step.kind().equals("repoint"))
                        .noneMatch(step -> step.state() == StepState.DONE);
        if (nothingKept) {
            return takeBackAnd(Recovery.State.FAILED, "no replica could be put below another server");
        }
        if (!beside.isEmpty()) {
            save();
        }
        settled.accept(recovery);
        awaitBeside();
        return end(Recovery.State.SUCCEEDED, Outcomes.of(recovery));
    }

    private void awaitBeside() throws InterruptedException {
        for (Thread thread : beside) {
            thread.join();
        }
    }

    private Recovery takeBackAnd(Recovery.State newState, String why) {
        if (recovery.kind() == Recovery.Kind.SWITCHOVER && recovery.promoted() == null) {
            return end(newState, why + SwitchingBack.of(recovery, performer) + clientsBack());
        }
        return end(newState, why + (roleChanged ? "" : TakingBack.of(recovery.steps(), performer)));
    }

    /** The names follow as soon as the engine knows that nobody is being replaced any more. */
    private String clientsBack() {
        settled.accept(recovery);
        Address primary = Address.parse(recovery.subject());
        boolean sentAway = recovery.steps().stream()
                .anyMatch(step -> step.kind().equals("let_clients_go") && step.began() != null);
        if (!sentAway) {
            return "";
        }
        StepResult told = performer.perform(new Step.TellClients(primary, policy.clients().deadline()));
        String warning = told instanceof Done done ? done.warning() : null;
        return ". " + told.detail() + (warning == null ? "" : ". Warning: " + warning);
    }

    private synchronized Recovery end(Recovery.State newState, String outcome) {
        List<StepRecord> steps = new ArrayList<>();
        for (StepRecord step : recovery.steps()) {
            steps.add(step.state() == StepState.WAITING
                    ? step.ended(StepState.SKIPPED, "not reached", clock.instant())
                    : step);
        }
        recovery = recovery.withSteps(steps).ended(newState, outcome, clock.instant());
        try {
            journal.update(recovery);
        } catch (JournalException e) {
            log.error("the end of recovery {} could not be journalled: {}", recovery.id(), e.getMessage());
        }
        published.accept(recovery);
        return recovery;
    }

    private Recovery endUnjournalled(String outcome) {
        return end(Recovery.State.FAILED, outcome);
    }
}
