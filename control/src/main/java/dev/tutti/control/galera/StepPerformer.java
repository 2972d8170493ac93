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
import dev.tutti.control.record.ClusterRecord;
import dev.tutti.control.session.SessionException;
import dev.tutti.core.explain.SplitOffSentences;
import dev.tutti.core.galera.model.Bootstrap;
import dev.tutti.core.galera.model.GaleraPosition;
import dev.tutti.core.galera.model.GaleraSight;
import dev.tutti.core.galera.model.GaleraStatus;
import dev.tutti.core.galera.model.Grastate;
import dev.tutti.core.galera.model.NodeSight;
import dev.tutti.core.galera.model.NodeSight.Life;
import dev.tutti.core.galera.plan.GaleraPlan;
import dev.tutti.core.galera.plan.GaleraStep;
import dev.tutti.core.galera.split.SplitOff;
import dev.tutti.core.model.Address;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Performs one step of a plan: checks its precondition again, acts, and verifies. Blocks its caller until that is done or has
 * failed. Thread safe.
 */
final class StepPerformer {
    /** An agent's own deadlines end what it does, and tell why; these are only for an agent that ends nothing. */
    private static final Duration ORDER = Duration.ofMinutes(6);

    private static final Duration SAVE = Duration.ofHours(3);
    private static final Duration COMMAND = Duration.ofHours(1);
    private static final Duration SETTLES = Duration.ofSeconds(10);
    private static final Duration CONNECT = Duration.ofSeconds(1);

    private final Agents agents;
    private final ClusterWatch watch;
    private final ClusterMemory memory;
    private final GaleraSql sql;
    private final Joins joins;
    private final RowComparison comparison;
    private final Duration drain;
    private final SplitOffLister splitOff;

    /** Where data folders were saved last. */
    private final Map<Address, String> saved = new ConcurrentHashMap<>();

    /** @param drain how long load balancers get to notice that a node was taken out of rotation */
    StepPerformer(
            Agents agents,
            ClusterWatch watch,
            ClusterMemory memory,
            GaleraSql sql,
            Joins joins,
            RowComparison comparison,
            Duration drain) {
        this.agents = agents;
        this.watch = watch;
        this.memory = memory;
        this.sql = sql;
        this.joins = joins;
        this.comparison = comparison;
        this.drain = drain;
        this.splitOff = new SplitOffLister(agents, watch, memory);
    }

    /** @param plan which the step belongs to */
    StepResult perform(GaleraStep step, GaleraPlan plan) throws InterruptedException {
        try {
            return switch (step) {
                case GaleraStep.FenceNode fence -> fence(fence.server());
                case GaleraStep.StopNode stop -> stop(stop.server());
                case GaleraStep.SaveDataFolder save -> save(save.server(), plan);
                case GaleraStep.DiscardView discard -> order(discard.server(), Order.Plain.DISCARD_VIEW, ORDER);
                case GaleraStep.ClearSafe clear -> order(clear.server(), Order.Plain.CLEAR_SAFE, ORDER);
                case GaleraStep.MarkSafe mark -> markSafe(mark);
                case GaleraStep.StartWithPosition start -> start(start);
                case GaleraStep.BootstrapNew bootstrap -> bootstrap(bootstrap, plan);
                case GaleraStep.PcBootstrap bootstrap -> inPlace(bootstrap);
                case GaleraStep.AwaitPrimary await -> awaitPrimary(await.server(), await.deadline());
                case GaleraStep.VerifyUuid verify -> verify(verify);
                case GaleraStep.VerifyNewHistory verify -> verifyNew(verify.server());
                case GaleraStep.JoinNode join -> joins.join(join);
                case GaleraStep.TakeOutOfRotation out -> rotation(out.server(), true);
                case GaleraStep.PutIntoRotation in -> rotation(in.server(), false);
                case GaleraStep.Quarantine quarantine -> quarantine(quarantine.server(), true);
                case GaleraStep.Release release -> quarantine(release.server(), false);
                case GaleraStep.SetDesync desync -> desync(desync);
                case GaleraStep.SetWeight weight -> weight(weight);
                case GaleraStep.RunCommand run -> run(run);
                case GaleraStep.ListSplitOff list -> new Done(SplitOffSentences.of(splitOff(list)));
                case GaleraStep.CompareChecksums compare -> comparison.compare(compare.nodes());
            };
        } catch (AgentException | SessionException e) {
            return new Failed(step.server(), String.valueOf(e.getMessage()));
        }
    }

    /** What a side has that was given up. */
    SplitOff splitOff(GaleraStep.ListSplitOff list) throws InterruptedException {
        return splitOff.list(list, saved);
    }

    private AgentWatch agent(Address server) throws AgentException {
        return Joins.agent(agents, server);
    }

    private StepResult order(Address server, Order order, Duration limit) throws AgentException, InterruptedException {
        AgentWatch agent = agent(server);
        return ended(server, agent.perform(agent.newId(order.kind()), order, limit));
    }

    private static StepResult ended(Address server, AgentAction action) {
        return action.done() ? new Done(action.message()) : new Failed(server, action.message());
    }

    // ---- stopping

    private StepResult fence(Address server) throws AgentException, InterruptedException {
        memory.change(record -> record.withOurs(server, true), false);
        StepResult fenced = order(server, Order.Plain.FENCE, ORDER);
        Optional<AgentReport> report = agent(server).newest();
        return fenced instanceof Done && report.filter(seen -> seen.fenced() && stopped(seen)).isEmpty()
                ? new Failed(server, "its agent does not say that it is down and kept down")
                : fenced;
    }

    /** A server that somebody can connect to may serve clients, though it did not answer us: it is not stopped for that. */
    private StepResult stop(Address server) throws AgentException, InterruptedException {
        Optional<NodeSight> seen = sight(watch.fresh(true)).of(server);
        if (seen.filter(node -> node.life() == Life.NOT_SERVING).isPresent() && listens(server)) {
            return new Failed(server, "it takes connections, though it did not answer: it is not stopped, as it may serve others");
        }
        memory.change(record -> record.withOurs(server, true), false);
        StepResult result = seen.filter(node -> node.life() == Life.NOT_SERVING).isPresent()
                ? ended(server, Joins.end(agent(server)))
                : order(server, Order.Plain.STOP, ORDER);
        return result instanceof Done && agent(server).newest().filter(StepPerformer::stopped).isEmpty()
                ? new Failed(server, "its agent does not say that no process runs")
                : result;
    }

    private static boolean stopped(AgentReport report) {
        return report.process().state().equals("not_running");
    }

    private static boolean listens(Address server) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(server.host(), server.port()), (int) CONNECT.toMillis());
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Renamed where everything comes anew; otherwise a copy, as the data are needed. */
    private StepResult save(Address server, GaleraPlan plan) throws AgentException, InterruptedException {
        boolean rebuilt = plan.steps()
                .anyMatch(step -> step instanceof GaleraStep.JoinNode join
                        && join.server().equals(server)
                        && !join.position().known());
        AgentWatch agent = agent(server);
        Order order = new Order.SaveData(rebuilt ? "rename" : "auto");
        AgentAction action = agent.perform(agent.newId(order.kind()), order, SAVE);
        if (action.done()) {
            saved.put(server, action.detail("folder"));
        }
        return action.done()
                ? new Done("kept in " + action.detail("folder") + " (" + action.message() + ")")
                : new Failed(server, action.message());
    }

    // ---- starting

    private StepResult markSafe(GaleraStep.MarkSafe mark) throws AgentException, InterruptedException {
        List<Address> others = new ArrayList<>();
        for (AgentWatch other : agents.all()) {
            boolean ours = sight(watch.state()).of(other.server()).isPresent();
            if (ours && !other.server().equals(mark.server()) && flagged(other) && stoppedNow(other)) {
                others.add(other.server());
            }
        }
        if (!others.isEmpty()) {
            return new Failed(mark.server(), "grastate.dat of " + others.getFirst() + " permits a bootstrap as well");
        }
        AgentWatch agent = agent(mark.server());
        boolean vouched = grastate(agent) instanceof Grastate.Read read && read.position().sameHistory(mark.position());
        return order(mark.server(), new Order.MarkSafe(mark.position(), !vouched), ORDER);
    }

    private static boolean flagged(AgentWatch agent) {
        return grastate(agent) instanceof Grastate.Read read && read.safeToBootstrap();
    }

    private static boolean stoppedNow(AgentWatch agent) {
        return agent.newest().filter(StepPerformer::stopped).isPresent();
    }

    private static Grastate grastate(AgentWatch agent) {
        return agent.newest()
                .map(AgentReport::galera)
                .map(AgentReport.Galera::grastate)
                .orElse(new Grastate.Missing());
    }

    private StepResult start(GaleraStep.StartWithPosition start) throws AgentException, InterruptedException {
        AgentWatch agent = agent(start.server());
        Optional<String> surprise = joins.notAt(agent, start.position());
        if (surprise.isPresent()) {
            return new Failed(start.server(), surprise.get());
        }
        joins.unfence(agent);
        return order(start.server(), new Order.Start(List.of(), false, false), ORDER);
    }

    private StepResult bootstrap(GaleraStep.BootstrapNew step, GaleraPlan plan) throws AgentException, InterruptedException {
        AgentWatch agent = agent(step.server());
        Optional<String> known = bootstrapUnderWay(agent, step.identity());
        if (known.isEmpty()) {
            Optional<String> objection = objection(plan);
            if (objection.isPresent()) {
                return new Failed(step.server(), objection.get());
            }
            joins.unfence(agent);
        }
        ClusterRecord record = memory.change(now -> now.withBootstrap(step.identity()), true);
        String id = known.orElseGet(() -> bootstrapId(step.identity(), record));
        AgentAction action = agent.perform(id, new Order.Bootstrap(step.position(), false), ORDER);
        if (action.done()) {
            return new Done(action.message());
        }
        if (action.state().equals("refused")) {
            memory.change(ClusterRecord::bootstrapEnded, true);
        }
        return new Failed(step.server(), action.message());
    }

    /** The same bootstrap, ordered before this process began and not ended: it is followed, and no second one is ordered. */
    private Optional<String> bootstrapUnderWay(AgentWatch agent, Bootstrap identity) throws AgentException, InterruptedException {
        ClusterRecord record = memory.record();
        if (!identity.equals(record.bootstrap())) {
            return Optional.empty();
        }
        String id = bootstrapId(identity, record);
        Optional<AgentAction> action = agent.action(id);
        if (action.isPresent() && !action.get().running()) {
            // It came to an end, and the node is down: the next order is another one.
            memory.change(ClusterRecord::bootstrapEnded, true);
        }
        return action.filter(AgentAction::running).map(running -> id);
    }

    private static String bootstrapId(Bootstrap identity, ClusterRecord record) {
        return "bootstrap-" + Ids.of(identity) + "-" + record.bootstraps();
    }

    /** Why nothing may be begun anew: the cluster lives somewhere, or somebody is up who was down. */
    private Optional<String> objection(GaleraPlan plan) throws InterruptedException {
        GaleraSight now = sight(watch.fresh(true));
        List<Address> primary = now.living(Life.PRIMARY).stream().map(NodeSight::address).toList();
        if (!primary.isEmpty()) {
            return Optional.of(primary.getFirst() + " is primary: nothing is begun beside it");
        }
        Set<Address> concerned = plan.steps().map(GaleraStep::server).collect(Collectors.toSet());
        return now.nodes().stream()
                .filter(node -> concerned.contains(node.address()) && node.life() != Life.DOWN)
                .findFirst()
                .map(node -> "the process of " + node.address() + " was down when this was planned, and is not now");
    }

    private StepResult inPlace(GaleraStep.PcBootstrap step) throws SessionException, InterruptedException {
        GaleraSight now = sight(watch.fresh(true));
        List<NodeSight> primary = now.living(Life.PRIMARY);
        if (!primary.isEmpty()) {
            return new Failed(step.server(), primary.getFirst().address() + " is primary by now: no second group is made so");
        }
        if (now.of(step.server()).filter(node -> node.life() == Life.WITHOUT_QUORUM).isEmpty()) {
            return new Failed(step.server(), step.server() + " does not live without quorum any more");
        }
        memory.change(record -> record.withBootstrap(step.identity()), true);
        sql.bootstrapInPlace(step.server());
        return awaitPrimary(step.server(), SETTLES) instanceof Done
                ? new Done("its group is primary")
                : new Failed(step.server(), "it was told to make its group primary, and is not");
    }

    private StepResult awaitPrimary(Address server, Duration limit) throws InterruptedException {
        long began = System.nanoTime();
        Waiting waiting = Waiting.atMost(limit);
        Optional<NodeSight> last;
        do {
            last = sight(watch.fresh(false)).of(server);
            if (last.flatMap(NodeSight::answered).filter(GaleraStatus::synced).isPresent()) {
                return new Done("Synced after " + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began) + " ms");
            }
        } while (waiting.more());
        return new Failed(server, "it was not Synced after " + limit.toSeconds() + " s: " + last.map(StepPerformer::shown).orElse(""));
    }

    private static String shown(NodeSight node) {
        return node.answered()
                .map(status -> status.component() + ", " + status.comment())
                .orElseGet(() -> switch (node.life()) {
                    case DOWN -> "its process does not run";
                    case NOT_SERVING -> "its process runs and serves nobody";
                    case PRIMARY, WITHOUT_QUORUM, UNKNOWN -> node.silence();
                });
    }

    private StepResult verify(GaleraStep.VerifyUuid verify) throws InterruptedException {
        Optional<GaleraStatus> status = sight(watch.fresh(false)).of(verify.server()).flatMap(NodeSight::answered);
        if (status.isEmpty()) {
            return new Failed(verify.server(), "it does not answer");
        }
        GaleraPosition at = status.get().at();
        boolean same = at.group().equals(verify.group()) && status.get().view().clusterUuid().equals(verify.group());
        return same && at.seqno() >= verify.atLeast()
                ? new Done("at " + at)
                : new Failed(verify.server(), "it is at " + at + ", and not at " + verify.group() + ":" + verify.atLeast()
                        + " or later: nobody else joins it");
    }

    private StepResult verifyNew(Address server) throws InterruptedException {
        Optional<GaleraStatus> status = sight(watch.fresh(false)).of(server).flatMap(NodeSight::answered);
        if (status.isEmpty()) {
            return new Failed(server, "it does not answer");
        }
        GaleraPosition at = status.get().at();
        return at.known() && at.group().equals(status.get().view().clusterUuid())
                ? new Done("its history is " + at.group())
                : new Failed(server, "it is at " + at + ", and the cluster's history is " + status.get().view().clusterUuid());
    }

    // ---- what is journalled or set

    /** A person has brought the node back: what kept it from staying before does not count against its next crash. */
    void lookedAfter(Address node) {
        memory.change(record -> record.withAttempts(node, 0), false);
    }

    private StepResult rotation(Address server, boolean out) throws InterruptedException {
        memory.change(record -> record.withOutOfRotation(server, out), false);
        if (out && drain.isPositive()) {
            TimeUnit.NANOSECONDS.sleep(drain.toNanos());
        }
        return new Done(out ? "health checks say no since then" : "health checks say yes again");
    }

    private StepResult quarantine(Address server, boolean aside) {
        memory.change(record -> record.withQuarantined(server, aside), true);
        return new Done("journalled");
    }

    private StepResult desync(GaleraStep.SetDesync step) throws SessionException, InterruptedException {
        sql.desync(step.server(), step.on());
        return settled(step.server(), status -> (status.desyncCount() > 0) == step.on(), step.on() ? "desynced" : "counts again");
    }

    private StepResult weight(GaleraStep.SetWeight step) throws SessionException, InterruptedException {
        sql.weight(step.server(), step.weight());
        return settled(step.server(), status -> status.settings().provider().weight() == step.weight(), "it counts "
                + step.weight());
    }

    private StepResult settled(Address server, java.util.function.Predicate<GaleraStatus> as, String told)
            throws InterruptedException {
        Waiting waiting = Waiting.atMost(SETTLES);
        do {
            if (sight(watch.fresh(false)).of(server).flatMap(NodeSight::answered).filter(as).isPresent()) {
                return new Done(told);
            }
        } while (waiting.more());
        return new Failed(server, "it was told so, and does not say so after " + SETTLES.toSeconds() + " s");
    }

    private StepResult run(GaleraStep.RunCommand run) throws AgentException, InterruptedException {
        return run.command().equals(GaleraStep.RunCommand.RESTART)
                ? new Done("nothing is to be run: it is stopped and joins")
                : order(run.server(), new Order.Run(run.command()), COMMAND);
    }

    private static GaleraSight sight(ClusterState state) {
        return Objects.requireNonNull(state.sight(), "the cluster was looked at");
    }
}
