package dev.tutti.control.galera;

import dev.tutti.control.act.StepResult;
import dev.tutti.control.act.StepResult.Done;
import dev.tutti.control.act.StepResult.Failed;
import dev.tutti.control.act.Waiting;
import dev.tutti.control.agents.AgentAction;
import dev.tutti.control.agents.AgentException;
import dev.tutti.control.agents.AgentReport;
import dev.tutti.control.agents.AgentWatch;
import dev.tutti.control.agents.Agents;
import dev.tutti.control.agents.Order;
import dev.tutti.core.explain.GaleraPlanSentences;
import dev.tutti.core.explain.GaleraSentences;
import dev.tutti.core.galera.model.GaleraPosition;
import dev.tutti.core.galera.model.GaleraSight;
import dev.tutti.core.galera.model.GaleraStatus;
import dev.tutti.core.galera.model.LogCause;
import dev.tutti.core.galera.model.NodeSight;
import dev.tutti.core.galera.model.Recovered;
import dev.tutti.core.galera.plan.Donors;
import dev.tutti.core.galera.plan.GaleraStep;
import dev.tutti.core.galera.transfer.DonorChoice;
import dev.tutti.core.galera.transfer.TransferForecast;
import dev.tutti.core.model.Address;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Lets stopped nodes join: with their position, looked for again; with donors that can give now; never when the forecast has become
 * worse. A transfer that moves is never cut short. Thread safe.
 */
final class Joins {
    private static final Duration ORDER = Duration.ofMinutes(6);

    /** Until a new process has written that it starts, its log tells of the one before. */
    private static final Duration FIRST_LINES = Duration.ofSeconds(5);
    /** Members that change their view are in no primary component for a moment. */
    private static final Duration NO_PRIMARY = Duration.ofSeconds(3);

    private final Agents agents;
    private final ClusterWatch watch;
    private final ClusterMemory memory;
    private final LinkMeter links;
    private final Duration withoutProgress;

    /** @param withoutProgress how long a joiner may take without any progress */
    Joins(Agents agents, ClusterWatch watch, ClusterMemory memory, LinkMeter links, Duration withoutProgress) {
        this.agents = agents;
        this.watch = watch;
        this.memory = memory;
        this.links = links;
        this.withoutProgress = withoutProgress;
    }

    static AgentWatch agent(Agents agents, Address server) throws AgentException {
        Optional<AgentWatch> agent = agents.beside(server);
        if (agent.isEmpty()) {
            throw AgentWatch.none(server);
        }
        return agent.get();
    }

    /** Whatever keeps it down on behalf of a plan is taken away. */
    void unfence(AgentWatch agent) throws AgentException, InterruptedException {
        if (agent.newest().filter(AgentReport::fenced).isPresent()) {
            AgentAction action = agent.perform(agent.newId("unfence"), Order.Plain.UNFENCE, ORDER);
            if (!action.done()) {
                throw AgentWatch.failed(agent, "unfence", action);
            }
        }
    }

    /** What is surprising about a stopped node that is believed to be at a position; empty when it is there or further. */
    Optional<String> notAt(AgentWatch agent, GaleraPosition position) throws InterruptedException {
        Recovered recovered = agent.recovered() instanceof Recovered.Found found ? found : agent.findPosition(ORDER);
        return switch (recovered) {
            case Recovered.Found(GaleraPosition at) when at.sameHistory(position) && at.seqno() >= position.seqno() ->
                Optional.empty();
            case Recovered.Found(GaleraPosition at) ->
                Optional.of("its data are at " + at + ", and not at " + position + " as when this was planned");
            case Recovered.Failed failed -> Optional.of("its position cannot be found any more: " + failed.detail());
            case Recovered.Nothing nothing -> Optional.of("its data show no position any more");
            case Recovered.NotTried untried -> Optional.of("its position could not be looked for");
        };
    }

    StepResult join(GaleraStep.JoinNode step) throws AgentException, InterruptedException {
        AgentWatch agent = agent(agents, step.server());
        if (step.position().known()) {
            Optional<String> surprise = notAt(agent, step.position());
            if (surprise.isPresent()) {
                return new Failed(step.server(), surprise.get());
            }
        }
        GaleraPosition at = step.position().known() && agent.recovered() instanceof Recovered.Found(GaleraPosition found)
                ? found
                : step.position();
        Optional<DonorChoice> choice = choose(step, at);
        if (choice.isEmpty()) {
            return new Failed(step.server(), "there is not exactly one primary component to join");
        }
        Optional<String> worse = worse(step.forecast(), choice.get().forecast());
        if (worse.isPresent()) {
            return new Failed(step.server(), worse.get());
        }
        unfence(agent);
        StepResult first = start(step, at, agent, choice.get());
        boolean brokeOff = first instanceof Failed
                && choice.get().forecast() instanceof TransferForecast.Full
                && agent.newest()
                        .filter(report -> report.process().state().equals("not_running") && !fullDisk(report))
                        .isPresent();
        if (!brokeOff) {
            return first;
        }
        // Half a copy of what the cluster has anyway: it is begun anew, from another donor if there is one.
        Optional<DonorChoice> again = choose(new GaleraStep.JoinNode(step.server(), GaleraPosition.UNKNOWN, "", null),
                GaleraPosition.UNKNOWN);
        return again.isEmpty()
                ? first
                : switch (start(step, GaleraPosition.UNKNOWN, agent, again.get())) {
                    case Done done -> new Done(first.detail() + "; tried again: " + done.detail());
                    case Failed failed -> new Failed(step.server(), first.detail() + "; tried again: " + failed.detail());
                };
    }

    /** Another donor would send as much. */
    private static boolean fullDisk(AgentReport report) {
        return report.causes().stream().anyMatch(cause -> cause.kind() == LogCause.Kind.DISK_FULL);
    }

    private Optional<DonorChoice> choose(GaleraStep.JoinNode step, GaleraPosition at) throws InterruptedException {
        List<String> preferred = step.donors().isEmpty()
                ? memory.record().donors().getOrDefault(step.server(), List.of())
                : names(step.donors());
        ClusterState now = watch.fresh(true);
        Optional<DonorChoice> choice = chosen(now, step.server(), at, preferred);
        if (choice.filter(made -> made.forecast() instanceof TransferForecast.Full).isPresent()
                && links.refresh(step.server(), LinkMeter.BEGINNING)) {
            return chosen(watch.state(), step.server(), at, preferred);
        }
        return choice;
    }

    private Optional<DonorChoice> chosen(ClusterState now, Address joiner, GaleraPosition at, List<String> preferred) {
        return Donors.now(
                Objects.requireNonNull(now.sight()), joiner, at, preferred, Terms.of(now, memory.record(), agents));
    }

    private static List<String> names(String donors) {
        return Arrays.stream(donors.split(",")).filter(name -> !name.isBlank()).toList();
    }

    private static Optional<String> worse(
            @org.jspecify.annotations.Nullable TransferForecast planned, TransferForecast now) {
        return switch (now) {
            case TransferForecast.Incremental incremental -> Optional.empty();
            case TransferForecast.Full full when planned == null || planned.mayBeFull() -> Optional.empty();
            case TransferForecast.Full full -> Optional.of("it was to get only what it lacks, and now "
                    + GaleraPlanSentences.of(full) + ": ask for it again if that is wanted");
            case TransferForecast.Waits waits -> Optional.of(GaleraPlanSentences.of(waits));
            case TransferForecast.AbortsUnknownDonor unknown -> Optional.of(GaleraPlanSentences.of(unknown));
            case TransferForecast.AbortsAhead ahead -> Optional.of(GaleraPlanSentences.of(ahead));
        };
    }

    private StepResult start(GaleraStep.JoinNode step, GaleraPosition at, AgentWatch agent, DonorChoice choice)
            throws AgentException, InterruptedException {
        boolean overwritten = choice.forecast() instanceof TransferForecast.Full;
        if (choice.forecast() instanceof TransferForecast.Full full) {
            agent.transferOf(Terms.bytesOf(watch.state().layout().cluster().named(full.donor()), agents));
        }
        long began = System.nanoTime();
        AgentAction started = agent.perform(
                agent.newId("start"),
                // Not until it is up: what it waits for is judged here.
                new Order.Start(names(choice.donors()), overwritten && !step.position().known(), false),
                ORDER);
        return started.done()
                ? stoppedUnlessSynced(awaitSynced(step, at, agent, choice.forecast(), began), agent)
                : new Failed(step.server(), started.message());
    }

    /**
     * A joiner that does not get on serves nobody, and would join at some moment that nobody expects any more. It is not asked to end
     * in order: in this state a server does not hear that for minutes, and it has nothing that a crash could cost.
     */
    private StepResult stoppedUnlessSynced(StepResult result, AgentWatch agent)
            throws AgentException, InterruptedException {
        boolean runs = agent.newest().filter(report -> report.process().state().equals("running")).isPresent();
        if (!(result instanceof Failed failed) || !runs) {
            return result;
        }
        memory.change(record -> record.withOurs(failed.server(), true), false);
        return new Failed(failed.server(), failed.detail() + (end(agent).done() ? "; it was stopped again" : "; it still runs"));
    }

    /**
     * Ends a server that serves nobody. By force: one that waits for others does not listen to who asks it to stop, for as long
     * as it waits.
     */
    static AgentAction end(AgentWatch agent) throws AgentException, InterruptedException {
        AgentAction fenced = agent.perform(agent.newId("fence"), Order.Plain.FENCE, ORDER);
        return fenced.done() ? agent.perform(agent.newId("unfence"), Order.Plain.UNFENCE, ORDER) : fenced;
    }

    private StepResult awaitSynced(
            GaleraStep.JoinNode step, GaleraPosition at, AgentWatch agent, TransferForecast forecast, long began)
            throws InterruptedException {
        Waiting waiting = Waiting.atMost(withoutProgress);
        long primaryAt = System.nanoTime();
        String last = "";
        do {
            GaleraSight sight = Objects.requireNonNull(watch.fresh(false).sight());
            Optional<AgentReport> report = agent.newest();
            Optional<GaleraStatus> status = sight.of(step.server()).flatMap(NodeSight::answered);
            if (status.filter(GaleraStatus::synced).isPresent()) {
                Duration took = Duration.ofNanos(System.nanoTime() - began);
                agent.ask();
                boolean full = agent.newest()
                        .map(AgentReport::galera)
                        .filter(files -> files.gotEverything(at))
                        .isPresent();
                return synced(step, status.get(), full, forecast, took);
            }
            if (report.filter(seen -> seen.process().state().equals("not_running")).isPresent()) {
                return new Failed(step.server(), "it ended while it joined" + causes(report.get()));
            }
            Optional<String> another = report.flatMap(this::ofAnotherCluster);
            if (System.nanoTime() - began > FIRST_LINES.toNanos() && another.isPresent()) {
                return new Failed(step.server(), another.get());
            }
            if (!sight.primaries().isEmpty() || !lostQuorum(sight)) {
                primaryAt = System.nanoTime();
            } else if (System.nanoTime() - primaryAt > NO_PRIMARY.toNanos()) {
                return new Failed(step.server(), "the others lost their quorum while it joined: there is nobody left to join");
            }
            String now = progress(report, status);
            if (!now.equals(last)) {
                last = now;
                waiting = Waiting.atMost(withoutProgress);
            }
        } while (waiting.more());
        return new Failed(step.server(), "it joined without any progress for " + withoutProgress.toSeconds() + " s"
                + agent.newest().map(Joins::causes).orElse(""));
    }

    /** The members turn it away by the name of its cluster, and will do so for ever; who dialled whom decides which side logs it. */
    private Optional<String> ofAnotherCluster(AgentReport report) {
        String ours = watch.state().name();
        String theirs = report.galera() == null ? null : report.galera().connectsTo();
        if (theirs != null && !theirs.equals(ours)) {
            return Optional.of("it is of another cluster: its wsrep_cluster_name is " + theirs + ", and the others' is " + ours);
        }
        return report.causes().stream().anyMatch(cause -> cause.kind() == LogCause.Kind.WRONG_CLUSTER)
                ? Optional.of("it is of another cluster" + causes(report))
                : Optional.empty();
    }

    /** Whether somebody says so: silence is no evidence. */
    private static boolean lostQuorum(GaleraSight sight) {
        return !sight.living(NodeSight.Life.WITHOUT_QUORUM).isEmpty();
    }

    /** Anything that moves: bytes that arrived, transactions that were applied, another state. */
    private static String progress(Optional<AgentReport> report, Optional<GaleraStatus> status) {
        return report.map(seen -> Long.toString(seen.data().bytes())).orElse("") + " "
                + status.map(seen -> seen.comment() + " " + seen.at() + " " + seen.flow().receiveQueue()).orElse("");
    }

    private static StepResult synced(
            GaleraStep.JoinNode step, GaleraStatus status, boolean full, TransferForecast forecast, Duration took) {
        if (!status.at().group().equals(status.view().clusterUuid())) {
            return new Failed(step.server(), "it is Synced with the history " + status.at().group() + ", and the cluster's is "
                    + status.view().clusterUuid());
        }
        boolean foretold = forecast instanceof TransferForecast.Full;
        return new Done("Synced after " + String.format(Locale.ROOT, "%.1f", took.toMillis() / 1000.0) + " s, by "
                + (full ? "a full transfer" : "what it lacked (IST)")
                + (foretold == full ? ", as foretold" : ", though the other was foretold"));
    }

    private static String causes(AgentReport report) {
        List<LogCause> causes = report.causes();
        return causes.isEmpty()
                ? ""
                : ": " + causes.stream().map(GaleraSentences::of).distinct().collect(Collectors.joining("; "));
    }
}
