package dev.tutti.core.galera.plan;

import static dev.tutti.core.galera.Galeras.FOREIGN;
import static dev.tutti.core.galera.Galeras.GROUP;
import static dev.tutti.core.galera.Look.view;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.core.galera.Galeras;
import dev.tutti.core.galera.Look;
import dev.tutti.core.galera.model.Bootstrap;
import dev.tutti.core.galera.model.GaleraPosition;
import dev.tutti.core.galera.model.GaleraSight;
import dev.tutti.core.galera.model.GaleraStatus;
import dev.tutti.core.galera.model.Grastate;
import dev.tutti.core.galera.model.Gvwstate;
import dev.tutti.core.galera.model.HostReport.Host;
import dev.tutti.core.galera.model.NodeSight;
import dev.tutti.core.galera.model.NodeSight.Life;
import dev.tutti.core.galera.model.PrimaryView;
import dev.tutti.core.galera.model.Recovered;
import dev.tutti.core.galera.plan.GaleraStep.BootstrapNew;
import dev.tutti.core.galera.plan.GaleraStep.JoinNode;
import dev.tutti.core.galera.plan.GaleraStep.PcBootstrap;
import dev.tutti.core.galera.plan.GaleraStep.SaveDataFolder;
import dev.tutti.core.galera.plan.GaleraStep.StartWithPosition;
import dev.tutti.core.model.Address;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Whatever a cluster looks like: what the planner may never do, and what a person must be asked before. */
class RecoveryPropertiesTest {
    private static final int TRIES = 1500;

    @Property(tries = TRIES, edgeCases = EdgeCasesMode.NONE)
    void noTransactionThatANodeShowsOrMayHaveIsLeftBehindWithoutAsking(
            @ForAll @IntRange(min = 1, max = 5) int nodes, @ForAll long seed) {
        GaleraSight sight = sight(nodes, new Random(seed));
        for (RecoveryRequest request : requests()) {
            if (RecoveryPlanner.plan(sight, request) instanceof GaleraPlan plan && begins(plan)) {
                GaleraPosition from = beginning(plan);
                for (NodeSight node : sight.nodes()) {
                    positions(node).forEach(at -> {
                        if (at.group().equals(from.group())) {
                            assertThat(at.seqno()).as("%s has more than %s in %s", node, from, sight)
                                    .isLessThanOrEqualTo(from.seqno());
                        } else {
                            assertThat(sight.journal().group()).as("another history at %s", node).contains(from.group());
                        }
                    });
                }
                assertThat(sight.journal().highest(from.group())).isLessThanOrEqualTo(from.seqno());
            }
        }
    }

    @Property(tries = TRIES, edgeCases = EdgeCasesMode.NONE)
    void silenceAndDataThatCannotBeReadAreNeverTakenForLess(
            @ForAll @IntRange(min = 1, max = 5) int nodes, @ForAll long seed) {
        GaleraSight sight = sight(nodes, new Random(seed));
        for (RecoveryRequest request : requests()) {
            if (RecoveryPlanner.plan(sight, request) instanceof GaleraPlan plan && begins(plan)) {
                for (NodeSight node : sight.nodes()) {
                    if (node.life() == Life.UNKNOWN || unreadable(node)) {
                        assertThat(outBeforeTheEnd(sight, node)).as("%s in %s", node, sight).isTrue();
                    }
                    assertThat(node.life()).isNotEqualTo(Life.NOT_SERVING);
                }
            }
        }
    }

    @Property(tries = TRIES, edgeCases = EdgeCasesMode.NONE)
    void whereAnybodyIsPrimaryNothingIsBootstrappedWhateverAPersonAccepts(
            @ForAll @IntRange(min = 1, max = 5) int nodes, @ForAll long seed) {
        GaleraSight sight = sight(nodes, new Random(seed));
        for (RecoveryRequest request : requests()) {
            Optional<GaleraPlan> plan = whatever(sight, request);
            if (!sight.living(Life.PRIMARY).isEmpty()) {
                assertThat(plan.filter(RecoveryPropertiesTest::begins)).isEmpty();
            }
            plan.ifPresent(any -> assertThat(any.steps()
                            .filter(step -> step instanceof BootstrapNew || step instanceof PcBootstrap))
                    .hasSize(any.bootstrap() == null ? 0 : 1));
        }
    }

    @Property(tries = TRIES, edgeCases = EdgeCasesMode.NONE)
    void nothingIsOverwrittenThatWasNotSavedAndNobodyIsDisturbedWhoRuns(
            @ForAll @IntRange(min = 1, max = 5) int nodes, @ForAll long seed) {
        GaleraSight sight = sight(nodes, new Random(seed));
        for (RecoveryRequest request : requests()) {
            whatever(sight, request).ifPresent(plan -> {
                Set<Address> saved = new HashSet<>();
                plan.steps().forEach(step -> {
                    NodeSight node = sight.of(step.server()).orElseThrow();
                    if (step instanceof SaveDataFolder) {
                        saved.add(step.server());
                    }
                    if (step instanceof GaleraStep.FenceNode || step instanceof GaleraStep.StopNode) {
                        assertThat(node.life()).as("a primary is never stopped").isNotEqualTo(Life.PRIMARY);
                    }
                    if (step instanceof JoinNode join && node.hostAnswered().filter(Host::hasData).isPresent()) {
                        assertThat(join.position().known() || saved.contains(step.server())).as("%s in %s", plan, sight).isTrue();
                        boolean quarantined = sight.journal().quarantined().contains(step.server());
                        assertThat(quarantined).isFalse();
                    }
                    if (step instanceof JoinNode || step instanceof BootstrapNew || step instanceof StartWithPosition) {
                        assertThat(node.life()).isEqualTo(Life.DOWN);
                    }
                });
            });
        }
    }

    @Property(tries = TRIES, edgeCases = EdgeCasesMode.NONE)
    void aNodeWithMoreOrAnotherHistoryNeverJoins(@ForAll @IntRange(min = 1, max = 5) int nodes, @ForAll long seed) {
        GaleraSight sight = sight(nodes, new Random(seed));
        for (RecoveryRequest request : requests()) {
            whatever(sight, request).ifPresent(plan -> {
                Optional<GaleraPosition> has = begins(plan) ? Optional.of(beginning(plan)) : primaryHas(sight);
                plan.steps().filter(JoinNode.class::isInstance).forEach(step -> {
                    assertThat(has).isPresent();
                    Folder folder = RecoveryPlanner.folder(sight.of(step.server()).orElseThrow());
                    folder.shown().ifPresent(at -> {
                        assertThat(at.group()).isEqualTo(has.orElseThrow().group());
                        assertThat(at.seqno()).isLessThanOrEqualTo(has.orElseThrow().seqno());
                    });
                });
            });
        }
    }

    @Property(tries = TRIES, edgeCases = EdgeCasesMode.NONE)
    void everyConcernHasToBeAcceptedEachForItself(@ForAll @IntRange(min = 1, max = 5) int nodes, @ForAll long seed) {
        GaleraSight sight = sight(nodes, new Random(seed));
        for (RecoveryRequest request : requests()) {
            if (RecoveryPlanner.plan(sight, request) instanceof NeedsConfirmation asked) {
                for (Concern one : asked.concerns()) {
                    Set<Concern> others = new HashSet<>(asked.concerns());
                    others.remove(one);
                    assertThat(RecoveryPlanner.plan(sight, request.accepting(others)))
                            .isEqualTo(new NeedsConfirmation(asked.plan(), List.of(one)));
                }
                assertThat(RecoveryPlanner.plan(sight, request.accepting(Set.copyOf(asked.concerns())))).isEqualTo(asked.plan());
            }
        }
    }

    private static List<RecoveryRequest> requests() {
        return List.of(RecoveryRequest.byItself(), RecoveryRequest.byItself().afterWaiting());
    }

    /** The plan, with everything accepted that there is to accept. */
    private static Optional<GaleraPlan> whatever(GaleraSight sight, RecoveryRequest request) {
        return switch (RecoveryPlanner.plan(sight, request)) {
            case GaleraPlan plan -> Optional.of(plan);
            case NeedsConfirmation asked -> Optional.of(asked.plan());
            case GaleraRefusal refusal -> Optional.empty();
        };
    }

    /** Whether a cluster begins again by this plan, by a bootstrap or by all finding each other. */
    private static boolean begins(GaleraPlan plan) {
        return plan.bootstrap() != null || plan.steps().anyMatch(StartWithPosition.class::isInstance);
    }

    private static GaleraPosition beginning(GaleraPlan plan) {
        Bootstrap bootstrap = plan.bootstrap();
        return bootstrap != null
                ? bootstrap.from()
                : plan.steps()
                        .filter(StartWithPosition.class::isInstance)
                        .map(step -> ((StartWithPosition) step).position())
                        .max(Comparator.comparingLong(GaleraPosition::seqno))
                        .orElseThrow();
    }

    private static Optional<GaleraPosition> primaryHas(GaleraSight sight) {
        return sight.living(Life.PRIMARY).stream()
                .flatMap(node -> node.answered().map(GaleraStatus::at).stream())
                .max(Comparator.comparingLong(GaleraPosition::seqno));
    }

    /** Everything that a node says about its position, believed or not, except a file that the data refute. */
    private static Stream<GaleraPosition> positions(NodeSight node) {
        return Stream.concat(
                        node.answered().map(GaleraStatus::at).stream(),
                        node.hostAnswered().stream()
                                .filter(host -> node.life() == Life.DOWN)
                                .flatMap(host -> host.recovered() instanceof Recovered.Found found
                                        ? Stream.of(found.position())
                                        : Stream.empty()))
                .filter(GaleraPosition::known);
    }

    private static boolean unreadable(NodeSight node) {
        return node.life() == Life.DOWN && node.hostAnswered()
                .filter(host -> host.hasData() && host.recovered() instanceof Recovered.Failed)
                .isPresent();
    }

    /** Written down apart from the planner: all members of the last known view ended in it, and the node was none of them. */
    private static boolean outBeforeTheEnd(GaleraSight sight, NodeSight node) {
        PrimaryView last = sight.journal().view();
        if (last == null || sight.journal().of(node.address()).isEmpty()) {
            return false;
        }
        Set<UUID> ended = new HashSet<>();
        for (NodeSight other : sight.nodes()) {
            if (!other.address().equals(node.address()) && other.life() == Life.DOWN) {
                other.hostAnswered()
                        .flatMap(host -> host.gvwstate().read())
                        .filter(read -> read.view().equals(last))
                        .map(Gvwstate.Read::self)
                        .ifPresent(ended::add);
            }
        }
        return ended.containsAll(last.members());
    }

    private static GaleraSight sight(int nodes, Random random) {
        int[] weights = new int[nodes];
        Arrays.fill(weights, 1);
        Look look = Look.at(Galeras.cluster(weights));
        int[] everybody = IntStream.rangeClosed(1, nodes).toArray();
        int[] part = IntStream.rangeClosed(1, Math.max(1, nodes - 1)).toArray();
        List<PrimaryView> views = new ArrayList<>(List.of(view(12, everybody), view(13, part)));
        boolean calm = random.nextInt(3) == 0;
        boolean primaries = random.nextInt(5) == 0;
        PrimaryView usual = views.get(random.nextInt(2));
        for (int node : everybody) {
            node(look, node, nodes, calm, primaries, calm ? usual : views.get(random.nextInt(2)), random);
            if (random.nextInt(3) > 0) {
                UUID group = random.nextInt(12) == 0 ? FOREIGN : GROUP;
                look.journalled(node, group, seqno(random) - random.nextInt(3), random.nextInt(4) > 0);
            }
            if (random.nextInt(25) == 0) {
                look.quarantined(node);
            }
        }
        if (random.nextBoolean()) {
            look.lastView(usual);
        }
        if (random.nextInt(12) == 0) {
            look.ordered(new Bootstrap(
                    "payments", Galeras.address(1 + random.nextInt(nodes)), new GaleraPosition(GROUP, seqno(random))));
        }
        return look.see();
    }

    /** Few numbers, so that many are equal, and all next to each other. */
    private static long seqno(Random random) {
        return 76L + random.nextInt(4);
    }

    private static void node(
            Look look, int node, int nodes, boolean calm, boolean primaries, PrimaryView last, Random random) {
        UUID group = random.nextInt(12) == 0 ? FOREIGN : GROUP;
        int[] near = node * 2 <= nodes ? new int[] {1, node} : new int[] {nodes, node};
        int kind = calm ? random.nextInt(16) == 0 ? 9 : 0 : random.nextInt(13);
        switch (kind) {
            case 0, 1, 2 -> look.crashed(node, group, seqno(random), random.nextInt(5) == 0 ? null : last);
            case 3 -> look.stopped(node, seqno(random), random.nextBoolean());
            case 4 -> look.tainted(node, seqno(random));
            case 5 -> look.broken(node, last);
            case 6 -> look.empty(node);
            case 7 -> look.notServing(node);
            case 8 -> look.withoutQuorum(node, seqno(random), near);
            case 9 -> look.silent(node);
            case 10 -> look.down(
                    node,
                    new Grastate.Empty(),
                    new Gvwstate.Empty(),
                    new Recovered.Found(new GaleraPosition(group, seqno(random))));
            case 11 -> look.down(
                    node,
                    new Grastate.Read(new GaleraPosition(group, seqno(random)), random.nextBoolean()),
                    new Gvwstate.Damaged("cut"),
                    new Recovered.Found(new GaleraPosition(GROUP, seqno(random))));
            default -> {
                if (primaries) {
                    look.primary(node, seqno(random), 1, node);
                } else {
                    look.withoutQuorum(node, seqno(random), near);
                }
            }
        }
    }
}
