package dev.tutti.core.galera.plan;

import static dev.tutti.core.galera.Galeras.GROUP;
import static dev.tutti.core.galera.Galeras.address;
import static dev.tutti.core.galera.Galeras.cluster;
import static dev.tutti.core.galera.Look.none;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.core.explain.GaleraPlanSentences;
import dev.tutti.core.galera.Look;
import dev.tutti.core.galera.model.Bootstrap;
import dev.tutti.core.galera.model.GaleraPosition;
import dev.tutti.core.galera.model.Grastate;
import dev.tutti.core.galera.model.Gvwstate;
import dev.tutti.core.galera.model.Recovered;
import dev.tutti.core.model.Address;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** A cluster that has never been. */
class NewClusterPlannerTest {
    private static final RecoveryRequest PLAIN = RecoveryRequest.byItself();

    /** Node 1 has a server's data, the others have nothing. */
    private static Look fresh() {
        return neverJoined(Look.at(cluster(1, 1, 1)).empty(2).empty(3), 1, new Grastate.Missing());
    }

    private static Look neverJoined(Look look, int node, Grastate grastate) {
        return look.down(node, grastate, new Gvwstate.Missing(), new Recovered.Found(none()));
    }

    private static GaleraPlanned planned(Look look, @Nullable Address first) {
        return NewClusterPlanner.plan(look.see(), first, PLAIN);
    }

    private static GaleraPlan plan(Look look, @Nullable Address first) {
        GaleraPlanned planned = planned(look, first);
        assertThat(planned).isInstanceOf(GaleraPlan.class);
        return (GaleraPlan) planned;
    }

    private static List<Obstacle> obstacles(Look look) {
        GaleraPlanned planned = planned(look, null);
        assertThat(planned).isInstanceOf(GaleraRefusal.NotNew.class);
        return ((GaleraRefusal.NotNew) planned).obstacles();
    }

    @Test
    void itBeginsWhereTheDataAreAndTheOthersJoinOneAtATime() {
        GaleraPlan plan = plan(fresh(), null);
        assertThat(plan.bootstrap()).isEqualTo(new Bootstrap("payments", address(1), GaleraPosition.UNKNOWN));
        assertThat(GaleraPlanSentences.of(plan)).isEqualTo("""
                so that payments begins at n1:3306, with all described nodes in it:
                  see that nobody else starts by itself
                    keep n2:3306 from running
                    keep n3:3306 from running
                  begin at n1:3306
                    begin the cluster at n1:3306 with a new history
                    wait up to 30 s until n1:3306 is Synced
                  see that there is a history
                    see which history the cluster has, asking n1:3306
                  let n2:3306 join
                    let n2:3306 join with nothing: what it gets is known when its donor runs
                  let n3:3306 join
                    let n3:3306 join with nothing: what it gets is known when its donor runs
                  compare what they have
                    compare the rows of n1:3306, n2:3306, n3:3306
                """);
    }

    @Test
    void permissionIsWrittenOnlyIntoAFileThatForbidsIt() {
        Grastate forbids = new Grastate.Read(none(), false);
        assertThat(plan(neverJoined(fresh(), 1, forbids), null).steps().filter(GaleraStep.MarkSafe.class::isInstance))
                .containsExactly(new GaleraStep.MarkSafe(address(1), GaleraPosition.UNKNOWN));
        Grastate permits = new Grastate.Read(none(), true);
        Look both = neverJoined(neverJoined(fresh(), 1, permits), 2, permits);
        assertThat(plan(both, address(1)).steps())
                .noneMatch(GaleraStep.MarkSafe.class::isInstance)
                .contains(new GaleraStep.ClearSafe(address(2)));
    }

    @Test
    void amongSeveralWithDataAPersonNamesOneAndTheOthersAreSaved() {
        Look two = neverJoined(fresh(), 3, new Grastate.Missing());
        assertThat(planned(two, null)).isEqualTo(new GaleraRefusal.SeveralHaveData(List.of(address(1), address(3))));
        GaleraPlan plan = plan(two, address(3));
        assertThat(plan.goal()).isEqualTo(new GaleraPlan.Goal.NewCluster("payments", address(3)));
        assertThat(plan.steps().filter(GaleraStep.SaveDataFolder.class::isInstance).map(GaleraStep::server))
                .containsExactly(address(1));
    }

    @Test
    void overNothingNoServerStarts() {
        assertThat(planned(fresh(), address(2))).isEqualTo(new GaleraRefusal.NoServerData(List.of(address(2))));
        Look empty = Look.at(cluster(1, 1)).empty(1).empty(2);
        assertThat(planned(empty, null)).isEqualTo(new GaleraRefusal.NoServerData(List.of()));
        assertThat(planned(fresh(), address(9))).isEqualTo(new GaleraRefusal.UnknownNode(address(9)));
    }

    @Test
    void everythingThatIsInTheWayIsNamedAtOnce() {
        Look look = Look.at(cluster(1, 1, 1, 1, 1)).silent(1).notServing(2).stopped(3, 78, true).broken(4, null).tainted(5, 9);
        assertThat(obstacles(look)).containsExactly(
                new Obstacle.Silent(address(1), "no answer within 2 s"), new Obstacle.Runs(address(2)),
                new Obstacle.HasHistory(address(3), new GaleraPosition(GROUP, 78)),
                new Obstacle.Unreadable(address(4), "--wsrep-recover ended with exit code 1: InnoDB: Database page corruption"),
                new Obstacle.HasHistory(address(5), new GaleraPosition(GROUP, 9)));
        assertThat(GaleraPlanSentences.of((GaleraRefusal) planned(look, null)))
                .startsWith("no new cluster begins while nothing is known of n1:3306 (no answer within 2 s); n2:3306 runs; n3:3306 has"
                        + " data of a cluster (" + GROUP + ":78); ");
        Look unseen = fresh().down(2, new Grastate.Missing(), new Gvwstate.Missing(), new Recovered.NotTried());
        assertThat(obstacles(unseen)).containsExactly(new Obstacle.NotLookedAt(address(2)));
    }

    @Test
    void whereTheClusterRunsAlreadyItIsNotBegunAgain() {
        assertThat(planned(fresh().primary(1, 3, 1), null)).isEqualTo(new GaleraRefusal.ClusterExists(List.of(address(1))));
        GaleraPlanned rest = RecoveryPlanner.plan(fresh().primary(1, 3, 1).see(), PLAIN);
        assertThat(rest).isInstanceOfSatisfying(GaleraPlan.class, plan -> {
            assertThat(plan.bootstrap()).isNull();
            assertThat(plan.steps().filter(GaleraStep.JoinNode.class::isInstance)).hasSize(2);
        });
    }

    @Test
    void aHistoryThatTheJournalKnowsIsNotGivenUpInSilence() {
        Look look = fresh().journalled(2, 78);
        Concern given = new Concern.HistoryGivenUp(GROUP, 78);
        assertThat(planned(look, null)).isInstanceOfSatisfying(NeedsConfirmation.class, asked -> {
            assertThat(asked.concerns()).containsExactly(given);
            assertThat(NewClusterPlanner.plan(look.see(), null, PLAIN.accepting(Set.of(given)))).isEqualTo(asked.plan());
        });
        assertThat(GaleraPlanSentences.of(given)).contains(GROUP.toString(), "up to 78");
    }

    @Test
    void whoWasSetAsideStaysOutAndIsNeverTheFirst() {
        GaleraPlan plan = plan(fresh().quarantined(2), null);
        assertThat(plan.left()).containsExactly(new Left(address(2), Left.Why.QUARANTINED));
        assertThat(plan.steps().filter(GaleraStep.JoinNode.class::isInstance).map(GaleraStep::server)).containsExactly(address(3));
        assertThat(planned(fresh().quarantined(1), address(1)))
                .isEqualTo(new GaleraRefusal.NotNew(List.of(new Obstacle.SetAside(address(1)))));
        assertThat(planned(fresh().quarantined(1), null)).isEqualTo(new GaleraRefusal.NoServerData(List.of()));
    }

    @Property(tries = 1500, edgeCases = EdgeCasesMode.NONE)
    void whateverItIsShownNothingOfAClusterIsOverwrittenAndSilenceIsNoPermission(
            @ForAll @IntRange(min = 1, max = 5) int nodes, @ForAll long seed) {
        Random random = new Random(seed);
        int[] weights = new int[nodes];
        Arrays.fill(weights, 1);
        Look look = Look.at(cluster(weights));
        boolean blank = true;
        int withData = 0;
        for (int node = 1; node <= nodes; node++) {
            // Mostly blank ones, as one other is enough for a refusal.
            int kind = random.nextInt(12);
            switch (kind) {
                case 0 -> look.crashed(node, random.nextInt(3), null);
                case 1 -> look.tainted(node, 5);
                case 2 -> look.notServing(node);
                case 3 -> look.silent(node);
                case 4, 5, 6 -> neverJoined(look, node, new Grastate.Read(none(), random.nextBoolean()));
                default -> look.empty(node);
            }
            blank &= kind > 3;
            withData += kind >= 4 && kind <= 6 ? 1 : 0;
        }
        Address first = random.nextBoolean() ? null : address(1 + random.nextInt(nodes));
        if (planned(look, first) instanceof GaleraPlan plan) {
            assertThat(blank).isTrue();
            assertThat(first != null || withData == 1).isTrue();
            holds(plan, look, nodes);
        } else if (blank && first == null && withData == 1) {
            throw new AssertionError("nothing is in the way of " + look.see());
        }
    }

    private static void holds(GaleraPlan plan, Look look, int nodes) {
        Set<Address> fenced = new HashSet<>();
        Set<Address> saved = new HashSet<>();
        Set<Address> joined = new HashSet<>();
        boolean[] begun = new boolean[1];
        plan.steps().forEach(step -> {
            boolean hasData = look.see().of(step.server()).orElseThrow().hostAnswered().orElseThrow().hasData();
            switch (step) {
                case GaleraStep.FenceNode fence -> fenced.add(fence.server());
                case GaleraStep.SaveDataFolder save -> saved.add(save.server());
                case GaleraStep.BootstrapNew bootstrap -> {
                    assertThat(begun[0]).as("a second bootstrap").isFalse();
                    assertThat(hasData).isTrue();
                    assertThat(fenced).hasSize(nodes - 1).doesNotContain(bootstrap.server());
                    begun[0] = true;
                }
                case GaleraStep.JoinNode join -> {
                    assertThat(begun[0]).isTrue();
                    assertThat(!hasData || saved.contains(join.server())).as("overwritten at %s", join).isTrue();
                    joined.add(join.server());
                }
                default -> {
                    // It overwrites nothing and begins nothing.
                }
            }
        });
        assertThat(begun[0]).isTrue();
        assertThat(joined).hasSize(nodes - 1);
    }
}
