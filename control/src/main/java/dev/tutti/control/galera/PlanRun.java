package dev.tutti.control.galera;

import dev.tutti.control.act.Parallel;
import dev.tutti.control.act.StepResult;
import dev.tutti.control.act.StepResult.Done;
import dev.tutti.control.act.StepResult.Failed;
import dev.tutti.control.notify.Hooks;
import dev.tutti.control.notify.Moment;
import dev.tutti.control.record.DecisionLog;
import dev.tutti.control.record.JournalException;
import dev.tutti.control.record.Recovery;
import dev.tutti.control.record.Recovery.StepRecord;
import dev.tutti.control.record.Recovery.StepState;
import dev.tutti.core.explain.GaleraPlanSentences;
import dev.tutti.core.explain.SplitOffSentences;
import dev.tutti.core.galera.plan.Concern;
import dev.tutti.core.galera.plan.GaleraPlan;
import dev.tutti.core.galera.plan.GaleraPlan.Stage;
import dev.tutti.core.galera.plan.GaleraPlanned;
import dev.tutti.core.galera.plan.GaleraRefusal;
import dev.tutti.core.galera.plan.GaleraStep;
import dev.tutti.core.galera.plan.Left;
import dev.tutti.core.galera.plan.NeedsConfirmation;
import dev.tutti.core.galera.plan.Request;
import dev.tutti.core.galera.split.SplitOff;
import dev.tutti.core.model.Address;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Carries out one request, on the thread that calls {@link #run}: plans on a fresh look, performs, and where the plan was only
 * the beginning looks and plans again, until nothing is left to do. Steps of a parallel stage run on virtual threads.
 *
 * <p>Journals before and after each step, and does nothing that it cannot journal. It ends at the first surprise in a vital
 * stage; in others a failure concerns its node alone, which is then reported as left behind.
 */
final class PlanRun {
    private static final Logger log = LoggerFactory.getLogger(PlanRun.class);

    /** Waiting, stopping, beginning, joining, and each of them twice. */
    private static final int ROUNDS = 8;

    private final Planning planning;
    private final StepPerformer performer;
    private final DecisionLog journal;
    private final Hooks hooks;
    private final InstantSource clock;
    private final Consumer<Recovery> published;
    private final Set<Concern> accepted;
    private Request request;
    private Recovery recovery;
    private boolean waited;
    private boolean anythingDone;
    private volatile @Nullable String differing;

    /** What every run of a cluster works with. */
    record Parts(
            Planning planning,
            StepPerformer performer,
            DecisionLog journal,
            Hooks hooks,
            InstantSource clock,
            Consumer<Recovery> published) {}

    /**
     * @param accepted what a person has agreed to, as it stood then
     * @param waited whether nodes that run and do not serve were given their time already
     */
    PlanRun(Recovery recovery, Request request, Set<Concern> accepted, boolean waited, Parts parts) {
        this.recovery = recovery;
        this.waited = waited;
        this.request = request;
        this.accepted = accepted;
        this.planning = parts.planning();
        this.performer = parts.performer();
        this.journal = parts.journal();
        this.hooks = parts.hooks();
        this.clock = parts.clock();
        this.published = parts.published();
    }

    /** Everything, to the end; the result has ended. */
    Recovery run() {
        try {
            String stopped = hooks.tell(Moment.BEFORE, recovery).orElse(null);
            if (stopped != null) {
                return end(Recovery.State.REFUSED, "the hook before it stopped it: " + stopped);
            }
            return follow();
        } catch (JournalException e) {
            return end(Recovery.State.FAILED, "it ended where it was, as nothing is done that cannot be journalled: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return end(Recovery.State.FAILED, "the control plane ended while it ran");
        } catch (RuntimeException e) {
            log.error("recovery {} of {}: internal error", recovery.id(), recovery.subject(), e);
            return end(Recovery.State.FAILED, "an internal error (" + e + "); the log of the control plane has it");
        }
    }

    private Recovery follow() throws InterruptedException {
        for (int round = 0; round < ROUNDS; round++) {
            GaleraPlanned planned = planning.plan(request, accepted, waited);
            switch (planned) {
                case GaleraRefusal.NothingToDo nothing when anythingDone -> {
                    return succeeded(List.of());
                }
                case GaleraRefusal refusal -> {
                    return end(anythingDone ? Recovery.State.FAILED : Recovery.State.REFUSED, GaleraPlanSentences.of(refusal));
                }
                case NeedsConfirmation question -> {
                    return end(Recovery.State.REFUSED, "a person has to agree first: " + question.concerns().stream()
                            .map(GaleraPlanSentences::of)
                            .collect(Collectors.joining("; ")));
                }
                case GaleraPlan plan -> {
                    String problem = perform(plan);
                    if (problem != null && !onlyWaited(plan)) {
                        return end(Recovery.State.FAILED, problem);
                    }
                    if (problem == null && !plan.again()) {
                        return succeeded(plan.left());
                    }
                    goOn(plan);
                }
            }
        }
        return end(Recovery.State.FAILED, "it was planned " + ROUNDS + " times and did not come to an end");
    }

    /** Nodes that were started together or waited for and did not find each other: what each has is compared then. */
    private static boolean onlyWaited(GaleraPlan plan) {
        return plan.goal() instanceof GaleraPlan.Goal.Recover
                && plan.bootstrap() == null
                && plan.steps().anyMatch(step -> step instanceof GaleraStep.AwaitPrimary)
                && plan.steps().noneMatch(step -> step instanceof GaleraStep.JoinNode);
    }

    private void goOn(GaleraPlan plan) {
        waited |= onlyWaited(plan);
        if (request instanceof Request.Heal) {
            // Who lives commits again; what is left is to bring back the others.
            request = new Request.Recover(null, null);
        }
    }

    /** Null when the plan goes on, else why it ends. */
    private @Nullable String perform(GaleraPlan plan) throws InterruptedException {
        addSteps(plan);
        for (Stage stage : plan.stages()) {
            String problem = perform(stage, plan);
            if (problem != null && stage.vital()) {
                return problem;
            }
        }
        return null;
    }

    /** The first problem of the stage; in a stage that is not vital it ends the stage's own steps only. */
    private @Nullable String perform(Stage stage, GaleraPlan plan) throws InterruptedException {
        if (!stage.parallel() || stage.steps().size() == 1) {
            for (GaleraStep step : stage.steps()) {
                String problem = performOne(step, plan, stage.vital());
                if (problem != null) {
                    return problem;
                }
            }
            return null;
        }
        List<Callable<@Nullable String>> work = new ArrayList<>();
        for (GaleraStep step : stage.steps()) {
            work.add(() -> performOne(step, plan, stage.vital()));
        }
        return Parallel.all(work).stream().filter(problem -> problem != null).findFirst().orElse(null);
    }

    private @Nullable String performOne(GaleraStep step, GaleraPlan plan, boolean vital) throws InterruptedException {
        record(step, StepState.RUNNING, null);
        StepResult result;
        try {
            result = step instanceof GaleraStep.ListSplitOff list ? listed(list) : performer.perform(step, plan);
        } catch (JournalException e) {
            result = new Failed(step.server(), "it could not be journalled, and was not done: " + e.getMessage());
        }
        switch (result) {
            case Done done -> {
                reached(step);
                record(step, StepState.DONE, done.detail());
            }
            case Failed failed -> {
                record(step, StepState.FAILED, failed.detail());
                if (step instanceof GaleraStep.CompareChecksums) {
                    differing = failed.detail();
                } else if (!vital) {
                    lose(step.server(), failed.detail());
                }
            }
        }
        return result instanceof Failed failed ? step.server() + ": " + failed.detail() : null;
    }

    private StepResult listed(GaleraStep.ListSplitOff list) throws InterruptedException {
        SplitOff found = performer.splitOff(list);
        synchronized (this) {
            recovery = recovery.withSplitOff(found);
        }
        return new Done(SplitOffSentences.of(found));
    }

    private synchronized void reached(GaleraStep step) {
        anythingDone = true;
        boolean commits = step instanceof GaleraStep.VerifyUuid
                || step instanceof GaleraStep.VerifyNewHistory
                || step instanceof GaleraStep.PcBootstrap;
        if (commits && recovery.promoted() == null) {
            recovery = recovery.withPromoted(step.server().toString(), clock.instant());
        }
    }

    private synchronized void lose(Address node, String reason) {
        recovery = recovery.withLost(new Recovery.Lost(node.toString(), reason));
        save();
    }

    private synchronized void addSteps(GaleraPlan plan) {
        List<StepRecord> steps = new ArrayList<>(recovery.steps());
        // What an earlier plan did not reach is planned anew.
        steps.replaceAll(step -> step.state() == StepState.WAITING ? notReached(step) : step);
        steps.addAll(GaleraSteps.waiting(plan, steps.size() + 1));
        recovery = recovery.withSteps(steps);
        save();
    }

    private StepRecord notReached(StepRecord step) {
        return step.ended(StepState.SKIPPED, "not reached", clock.instant());
    }

    private synchronized void record(GaleraStep step, StepState newState, @Nullable String detail) {
        Instant now = clock.instant();
        String kind = GaleraSteps.kind(step);
        List<StepRecord> steps = new ArrayList<>(recovery.steps());
        for (int i = 0; i < steps.size(); i++) {
            StepRecord known = steps.get(i);
            boolean open = known.state() == StepState.WAITING || known.state() == StepState.RUNNING;
            if (open && known.kind().equals(kind) && known.server().equals(step.server().toString())) {
                steps.set(i, newState == StepState.RUNNING ? known.begun(now) : known.ended(newState, detail, now));
                break;
            }
        }
        recovery = recovery.withSteps(steps);
        save();
    }

    private synchronized void save() {
        journal.update(recovery);
        published.accept(recovery);
    }

    private Recovery succeeded(List<Left> left) {
        left.stream()
                .filter(one -> one.why() != Left.Why.JOINS_BY_ITSELF && one.why() != Left.Why.TRANSFER_UNDER_WAY)
                .forEach(one -> lose(one.node(), GaleraPlanSentences.of(one)));
        synchronized (this) {
            recovery = recovery.withSettled(clock.instant());
        }
        if (request instanceof Request.Resync resync && !recovery.by().equals("tutti")) {
            performer.lookedAfter(resync.node());
        }
        String difference = differing;
        return difference == null
                ? end(Recovery.State.SUCCEEDED, ClusterOutcomes.of(recovery))
                : end(Recovery.State.FAILED, difference + "; " + ClusterOutcomes.of(recovery));
    }

    private synchronized Recovery end(Recovery.State newState, String outcome) {
        List<StepRecord> steps = new ArrayList<>(recovery.steps());
        steps.replaceAll(step -> step.state() == StepState.WAITING ? notReached(step) : step);
        recovery = recovery.withSteps(steps).ended(newState, outcome, clock.instant());
        try {
            journal.update(recovery);
        } catch (JournalException e) {
            log.error("the end of recovery {} could not be journalled: {}", recovery.id(), e.getMessage());
        }
        published.accept(recovery);
        return recovery;
    }
}
