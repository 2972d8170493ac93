package dev.tutti.control.api;

import dev.tutti.control.api.GaleraShapes.GaleraProblem;
import dev.tutti.control.api.GaleraShapes.GaleraTunnels;
import dev.tutti.control.mesh.MeshWatch;
import dev.tutti.core.explain.MeshSentences;
import dev.tutti.core.explain.MeshSentences.Told;
import dev.tutti.core.galera.quorum.Layout;
import dev.tutti.core.mesh.check.MeshState;
import dev.tutti.core.mesh.check.MeshTrouble;
import dev.tutti.core.mesh.check.SiteWay;
import dev.tutti.core.problems.MeshSeverity;
import dev.tutti.core.problems.Problems.Severity;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is known of the encrypted networks between sites, in the API's shapes. */
final class MeshViews {
    private MeshViews() {}

    /** One row for each trouble, and for each host of which nothing is known. */
    static List<Shapes.ProblemOf> problems(MeshWatch watch) {
        List<Shapes.ProblemOf> all = new ArrayList<>();
        watch.meshes().forEach((name, mesh) -> all.addAll(problems(name, mesh)));
        watch.notSeen().forEach((host, why) -> all.add(new Shapes.ProblemOf(
                host, "tunnels", "tunnels_not_seen", GaleraViews.lower(Severity.WARNING), "nothing is known of the tunnels of " + host + ": " + why)));
        return all;
    }

    /** What somebody has to do something about: that ways there and back differ is how routers choose. */
    static Stream<MeshTrouble> problems(MeshState mesh) {
        return mesh.troubles().stream().filter(trouble -> trouble.diagnosis().problem());
    }

    /** Under the places that each is about. */
    private static List<Shapes.ProblemOf> problems(String name, MeshState mesh) {
        return problems(mesh)
                .map(trouble -> new Shapes.ProblemOf(
                        String.join("–", trouble.diagnosis().places()), name, MeshWatch.kind(trouble), severity(trouble),
                        sentence(trouble)))
                .toList();
    }

    /** The same as one of a cluster whose sites the mesh connects. */
    static GaleraProblem inCluster(MeshTrouble trouble) {
        return new GaleraProblem(
                List.of(), MeshWatch.kind(trouble), severity(trouble), sentence(trouble),
                MeshSentences.of(trouble).remedy(), "one look at the tunnels that does not show it; tutti mesh check looks now");
    }

    /** What a cluster is troubled by although its nodes are well. */
    static Optional<String> gravest(MeshState mesh) {
        return mesh.troubles().stream()
                .filter(trouble -> MeshSeverity.of(trouble.diagnosis()) != Severity.NOTICE)
                .findFirst()
                .map(MeshViews::sentence);
    }

    private static String severity(MeshTrouble trouble) {
        return GaleraViews.lower(MeshSeverity.of(trouble.diagnosis()));
    }

    private static String sentence(MeshTrouble trouble) {
        Told told = MeshSentences.of(trouble);
        return told.what() + ": " + told.evidence();
    }

    /** Where members of a cluster stand. */
    static Set<String> sites(Layout layout) {
        return Stream.concat(
                        layout.cluster().nodes().stream().map(node -> node.site()),
                        layout.cluster().arbitrators().stream().map(arbitrator -> arbitrator.site()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The pairs of these sites of which the mesh tells. */
    static List<Layout.Link> links(MeshState mesh, Set<String> sites) {
        return mesh.sights().stream()
                .filter(sight -> sites.contains(sight.host()))
                .flatMap(sight -> sight.others().stream()
                        .filter(way -> sites.contains(way.other()))
                        .map(way -> new Layout.Link(sight.host(), way.other())))
                .distinct()
                .toList();
    }

    static GaleraTunnels of(SiteWay way) {
        return new GaleraTunnels(
                way.reached(), way.over(), way.roundTrip().map(time -> time.toNanos() / 1e6).orElse(null), bytes(way.rate()),
                bytes(way.baseline()), way.down());
    }

    private static @Nullable Double bytes(OptionalLong bits) {
        return bits.isPresent() ? bits.getAsLong() / 8.0 : null;
    }
}
