package dev.tutti.control.api;

import dev.tutti.control.api.GaleraShapes.GaleraArbitrator;
import dev.tutti.control.api.GaleraShapes.GaleraCluster;
import dev.tutti.control.api.GaleraShapes.GaleraLink;
import dev.tutti.control.api.GaleraShapes.GaleraNode;
import dev.tutti.control.api.GaleraShapes.GaleraProblem;
import dev.tutti.control.galera.ClusterState;
import dev.tutti.core.explain.GaleraAdvice;
import dev.tutti.core.explain.GaleraSentences;
import dev.tutti.core.galera.diagnosis.GaleraDiagnosis;
import dev.tutti.core.galera.model.GaleraSight;
import dev.tutti.core.galera.model.GaleraStatus;
import dev.tutti.core.galera.model.NodeSight;
import dev.tutti.core.model.Address;
import dev.tutti.core.problems.GaleraSeverity;
import dev.tutti.core.problems.Problems.Severity;

import java.util.List;
import java.util.Locale;

/** What is known of clusters, in the API's shapes. */
final class GaleraViews {
    private GaleraViews() {}

    static GaleraCluster of(ClusterState state) {
        GaleraSight sight = state.sight();
        var cluster = state.layout().cluster();
        List<GaleraProblem> problems = state.diagnoses().stream().map(GaleraViews::problem).toList();
        return new GaleraCluster(
                cluster.name(),
                stateOf(state),
                sentence(state),
                state.at(),
                cluster.size(),
                cluster.weight(),
                sight == null
                        ? cluster.nodes().stream().map(GaleraViews::unseen).toList()
                        : sight.nodes().stream().map(GaleraViews::node).toList(),
                cluster.arbitrators().stream().map(one -> new GaleraArbitrator(one.name(), one.site(), one.weight())).toList(),
                state.layout().links().stream().map(link -> new GaleraLink(link.one(), link.other())).toList(),
                problems);
    }

    /** Alarm: nothing can be written, or at two places apart from each other. */
    private static String stateOf(ClusterState state) {
        GaleraSight sight = state.sight();
        if (sight == null) {
            return "not_yet";
        }
        if (sight.primaries().size() != 1) {
            return "alarm";
        }
        return state.diagnoses().stream().allMatch(one -> GaleraSeverity.of(one) == Severity.NOTICE) ? "calm" : "troubled";
    }

    private static String sentence(ClusterState state) {
        GaleraSight sight = state.sight();
        if (sight == null) {
            return "no node was looked at yet";
        }
        long synced = sight.nodes().stream()
                .filter(node -> node.answered().filter(GaleraStatus::synced).isPresent())
                .count();
        return state.diagnoses().stream()
                .filter(one -> GaleraSeverity.of(one) != Severity.NOTICE)
                .findFirst()
                .map(GaleraSentences::of)
                .orElseGet(() -> synced + " of " + sight.nodes().size() + " nodes take writes and are Synced");
    }

    private static GaleraNode unseen(dev.tutti.core.galera.model.GaleraNode node) {
        return new GaleraNode(
                node.name(), node.address().toString(), node.site(), node.segment(), node.weight(), false,
                "not looked at yet", null, null, null, null, null, null, null, null, null, null, null);
    }

    private static GaleraNode node(NodeSight seen) {
        var node = seen.node();
        GaleraStatus status = seen.status();
        if (status == null) {
            return new GaleraNode(
                    node.name(), node.address().toString(), node.site(), node.segment(), node.weight(), false,
                    seen.silence(), null, null, null, null, null, null, null, null, null, null, null);
        }
        long from = status.cache().cachedDownTo();
        long at = status.at().seqno();
        return new GaleraNode(
                node.name(), node.address().toString(), node.site(), node.segment(), node.weight(), true,
                null,
                lower(status.state()),
                lower(status.component()),
                status.ready(),
                status.view().size(),
                status.flow().receiveQueue(),
                status.flow().sendQueue(),
                status.flow().sent(),
                status.at().group().toString(),
                at < 0 ? null : at,
                from < 0 ? null : from,
                from < 0 || at < from ? 0L : at - from + 1);
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static GaleraProblem problem(GaleraDiagnosis diagnosis) {
        return new GaleraProblem(
                diagnosis.nodes().stream().map(Address::toString).toList(),
                Views.snake(diagnosis.getClass().getSimpleName()),
                lower(GaleraSeverity.of(diagnosis)),
                GaleraSentences.of(diagnosis),
                GaleraAdvice.whatToDo(diagnosis),
                GaleraAdvice.whatWouldRefute(diagnosis));
    }

    /** One row for each diagnosis, under the node that it is about, or under the cluster. */
    static List<Shapes.ProblemOf> problems(ClusterState state) {
        return state.diagnoses().stream()
                .map(one -> new Shapes.ProblemOf(
                        one.nodes().size() == 1 ? one.nodes().getFirst().toString() : state.name(),
                        state.name(),
                        Views.snake(one.getClass().getSimpleName()),
                        lower(GaleraSeverity.of(one)),
                        GaleraSentences.of(one)))
                .toList();
    }

    /** Why a cluster is as it is, with what to do and what would refute it. */
    static String explained(ClusterState state) {
        if (state.diagnoses().isEmpty()) {
            return sentence(state);
        }
        return String.join(". ", state.diagnoses().stream()
                .map(one -> GaleraSentences.of(one) + " (what to do: " + GaleraAdvice.whatToDo(one)
                        + "; it would be refuted by " + GaleraAdvice.whatWouldRefute(one) + ")")
                .toList());
    }
}
