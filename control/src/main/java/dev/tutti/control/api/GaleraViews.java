package dev.tutti.control.api;

import dev.tutti.control.api.GaleraShapes.GaleraArbitrator;
import dev.tutti.control.api.GaleraShapes.GaleraCluster;
import dev.tutti.control.api.GaleraShapes.GaleraLink;
import dev.tutti.control.api.GaleraShapes.GaleraProblem;
import dev.tutti.control.api.GaleraShapes.GaleraTunnels;
import dev.tutti.control.galera.Cluster;
import dev.tutti.control.galera.ClusterState;
import dev.tutti.control.record.ClusterRecord.LinkRecord;
import dev.tutti.control.record.Recovery;
import dev.tutti.core.explain.GaleraAdvice;
import dev.tutti.core.explain.GaleraSentences;
import dev.tutti.core.galera.care.CarePolicy;
import dev.tutti.core.galera.diagnosis.GaleraDiagnosis;
import dev.tutti.core.galera.model.GaleraSight;
import dev.tutti.core.galera.model.GaleraStatus;
import dev.tutti.core.galera.quorum.Layout;
import dev.tutti.core.mesh.check.MeshState;
import dev.tutti.core.mesh.check.SiteWay;
import dev.tutti.core.model.Address;
import dev.tutti.core.problems.GaleraSeverity;
import dev.tutti.core.problems.Problems.Severity;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What is known of clusters, in the API's shapes. */
final class GaleraViews {
    private GaleraViews() {}

    /** @param mesh what connects its sites, as far as agents tell */
    static GaleraCluster of(Cluster cluster, CarePolicy care, Optional<MeshState> mesh) {
        ClusterState state = cluster.state();
        Optional<String> trouble = state.condition() == ClusterState.Condition.CALM
                ? mesh.flatMap(MeshViews::gravest)
                : Optional.empty();
        GaleraSight sight = state.sight();
        var described = state.layout().cluster();
        Recovery last = cluster.work().last();
        return new GaleraCluster(
                described.name(),
                lower(trouble.isPresent() ? ClusterState.Condition.TROUBLED : state.condition()),
                state.since(),
                trouble.orElseGet(() -> sentence(state)),
                state.at(),
                described.size(),
                described.weight(),
                lower(care.recovery()),
                lower(care.restart()),
                cluster.care(),
                cluster.waitsForPerson(),
                last != null && last.state() == Recovery.State.RUNNING ? last.id() : null,
                last == null ? null : last.id(),
                described.nodes().stream()
                        .map(node -> GaleraNodeViews.of(
                                cluster, node, sight == null ? null : sight.of(node.address()).orElse(null)))
                        .toList(),
                described.arbitrators().stream().map(one -> new GaleraArbitrator(one.name(), one.site(), one.weight())).toList(),
                links(cluster, mesh),
                Stream.concat(
                                state.diagnoses().stream().map(GaleraViews::problem),
                                mesh.stream().flatMap(MeshViews::problems).map(MeshViews::inCluster))
                        .toList());
    }

    /** Those that are described, and those that tunnels make. */
    private static List<GaleraLink> links(Cluster cluster, Optional<MeshState> mesh) {
        Layout layout = cluster.state().layout();
        Set<Layout.Link> all = new TreeSet<>(layout.links());
        mesh.ifPresent(known -> all.addAll(MeshViews.links(known, MeshViews.sites(layout))));
        return all.stream()
                .map(link -> link(link, cluster, mesh.flatMap(known -> SiteWay.between(known, link.one(), link.other()))))
                .toList();
    }

    /** Of all that was measured between both sites, the slowest: a transfer may have to take it. */
    private static GaleraLink link(Layout.Link link, Cluster cluster, Optional<SiteWay> way) {
        GaleraTunnels tunnels = way.map(MeshViews::of).orElse(null);
        return cluster.record().links().stream()
                .filter(one -> between(one, link, cluster))
                .min(Comparator.comparingDouble((LinkRecord one) -> one.rates().newest()))
                .map(slowest -> new GaleraLink(
                        link.one(), link.other(), slowest.roundTripMillis(), slowest.rates().newest(),
                        slowest.rates().baseline(), slowest.at(), tunnels))
                .orElseGet(() -> new GaleraLink(link.one(), link.other(), null, null, null, null, tunnels));
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

    private static boolean between(LinkRecord measured, Layout.Link link, Cluster cluster) {
        Optional<String> from = site(measured.from(), cluster);
        Optional<String> to = site(measured.to(), cluster);
        return (from.filter(link.one()::equals).isPresent() && to.filter(link.other()::equals).isPresent())
                || (from.filter(link.other()::equals).isPresent() && to.filter(link.one()::equals).isPresent());
    }

    private static Optional<String> site(Address node, Cluster cluster) {
        return cluster.state().layout().cluster().node(node).map(found -> found.site());
    }

    static String lower(Enum<?> value) {
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
