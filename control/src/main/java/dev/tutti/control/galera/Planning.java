package dev.tutti.control.galera;

import dev.tutti.control.act.Parallel;
import dev.tutti.control.agents.AgentWatch;
import dev.tutti.control.agents.Agents;
import dev.tutti.core.galera.model.GaleraNode;
import dev.tutti.core.galera.model.GaleraSight;
import dev.tutti.core.galera.plan.Concern;
import dev.tutti.core.galera.plan.GaleraPlan;
import dev.tutti.core.galera.plan.GaleraPlanned;
import dev.tutti.core.galera.plan.GaleraRefusal;
import dev.tutti.core.galera.plan.GaleraStep;
import dev.tutti.core.galera.plan.NeedsConfirmation;
import dev.tutti.core.galera.plan.Obstacle;
import dev.tutti.core.galera.plan.RecoveryRequest;
import dev.tutti.core.galera.plan.Request;
import dev.tutti.core.galera.transfer.TransferForecast;
import dev.tutti.core.model.Address;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;

/**
 * Has a request planned by the core on a fresh look, after finding out what the plan needs to know: positions of stopped nodes, and
 * rates of links where a full transfer is to be foretold. Thread safe.
 */
final class Planning {
    /** InnoDB's own recovery of a large log runs in it; the agent has a deadline of its own. */
    private static final Duration POSITION = Duration.ofMinutes(5);

    private static final int TRIES = 3;

    private final ClusterWatch watch;
    private final ClusterMemory memory;
    private final Agents agents;
    private final LinkMeter links;

    Planning(ClusterWatch watch, ClusterMemory memory, Agents agents, LinkMeter links) {
        this.watch = watch;
        this.memory = memory;
        this.agents = agents;
        this.links = links;
    }

    /**
     * Plans.
     *
     * @param accepted what a person has agreed to
     * @param waited whether nodes that run and do not serve were given their time already
     */
    GaleraPlanned plan(Request request, Set<Concern> accepted, boolean waited) throws InterruptedException {
        Optional<GaleraRefusal> unknown = unknownCommand(request);
        if (unknown.isPresent()) {
            return unknown.get();
        }
        GaleraPlanned planned = planned(request, accepted, waited);
        List<Address> missing = notLookedAt(planned);
        for (int i = 0; i < TRIES && !missing.isEmpty(); i++) {
            // While one is being found out, another one may have gone down.
            findPositions(missing);
            planned = planned(request, accepted, waited);
            missing = notLookedAt(planned);
        }
        @Nullable Address rebuilt = rebuilt(planned);
        return rebuilt != null && links.refresh(rebuilt, LinkMeter.FORETELLING) ? planned(request, accepted, waited) : planned;
    }

    /** Before any node is stopped for a command that is not there. */
    private Optional<GaleraRefusal> unknownCommand(Request request) {
        if (!(request instanceof Request.Rolling rolling) || rolling.command().equals(GaleraStep.RunCommand.RESTART)) {
            return Optional.empty();
        }
        return watch.state().layout().cluster().nodes().stream()
                .map(GaleraNode::address)
                .filter(node -> agents.beside(node)
                        .flatMap(AgentWatch::newest)
                        .filter(report -> report.commands() != null && report.commands().contains(rolling.command()))
                        .isEmpty())
                .findFirst()
                .map(node -> new GaleraRefusal.UnknownCommand(node, rolling.command()));
    }

    private GaleraPlanned planned(Request request, Set<Concern> accepted, boolean waited) throws InterruptedException {
        ClusterState state = watch.fresh(true);
        GaleraSight sight = Objects.requireNonNull(state.sight(), "the cluster was looked at");
        RecoveryRequest terms = Terms.of(state, memory.record(), agents).accepting(accepted);
        return Request.plan(preferring(request), sight, waited ? terms.afterWaiting() : terms);
    }

    private static List<Address> notLookedAt(GaleraPlanned planned) {
        return switch (planned) {
            case GaleraRefusal.PositionMissing missing -> missing.nodes();
            case GaleraRefusal.NotNew not -> not.obstacles().stream()
                    .filter(obstacle -> obstacle instanceof Obstacle.NotLookedAt)
                    .map(Obstacle::node)
                    .toList();
            default -> List.of();
        };
    }

    /** Donors that a person prefers in general, where this request names none. */
    private Request preferring(Request request) {
        return request instanceof Request.Resync resync && resync.preferred().isEmpty()
                ? new Request.Resync(
                        resync.node(), memory.record().donors().getOrDefault(resync.node(), List.of()))
                : request;
    }

    /** Whom the plan would give everything anew. */
    private static @Nullable Address rebuilt(GaleraPlanned planned) {
        GaleraPlan plan = switch (planned) {
            case GaleraPlan found -> found;
            case NeedsConfirmation question -> question.plan();
            case GaleraRefusal refusal -> null;
        };
        return plan == null
                ? null
                : plan.steps()
                        .filter(step -> step instanceof GaleraStep.JoinNode join
                                && join.forecast() instanceof TransferForecast.Full)
                        .map(GaleraStep::server)
                        .findFirst()
                        .orElse(null);
    }

    /** Runs {@code --wsrep-recover} at all of these at the same time. */
    void findPositions(List<Address> nodes) throws InterruptedException {
        List<Callable<@Nullable Void>> asks = new ArrayList<>();
        for (Address node : nodes) {
            agents.beside(node).ifPresent((AgentWatch agent) -> asks.add(() -> {
                agent.findPosition(POSITION);
                return null;
            }));
        }
        Parallel.all(asks);
    }
}
