package dev.tutti.core.mesh.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.core.galera.quorum.Layout.Link;
import dev.tutti.core.mesh.Ipv4;
import dev.tutti.core.mesh.MeshDescription;
import dev.tutti.core.mesh.MeshPlan;
import dev.tutti.core.mesh.Router;
import dev.tutti.core.mesh.Site;
import dev.tutti.core.mesh.Subnet;
import dev.tutti.core.mesh.Technology;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/** From what hosts see it is concluded what is wrong, and no more than that. */
class MeshJudgeTest {
    private static final MeshPlan PLAN = MeshPlan.of(new MeshDescription(
            "test",
            Technology.WIREGUARD,
            new MeshDescription.Settings(Router.BIRD, Subnet.parse("10.77.0.0/16"), 1200, "tm", 1420, true,
                    Duration.ofMillis(500), Duration.ofSeconds(10)),
            List.of(Site.of("a", Ipv4.parse("203.0.113.1"), Subnet.parse("10.1.1.0/24")),
                    Site.of("b", Ipv4.parse("203.0.113.2"), Subnet.parse("10.1.2.0/24")),
                    Site.withoutNetwork("h1", Ipv4.parse("203.0.113.11")),
                    Site.withoutNetwork("h2", Ipv4.parse("203.0.113.12"))),
            List.of("h1", "h2"),
            List.of(),
            new MeshDescription.Rates(OptionalLong.of(100_000_000), Map.of(new Link("a", "h2"), 20_000_000L))));

    private static Echoes echoes(int bytes, int sent, int received) {
        return new Echoes(bytes, sent, received, received == 0 ? Optional.empty() : Optional.of(Duration.ofMillis(3)));
    }

    private static TunnelSight tunnel(String host, String peer) {
        return new TunnelSight(peer, OptionalInt.of(1420), List.of(PLAN.host(host).to(peer).own()), true,
                Optional.of(Duration.ofSeconds(20)), true, echoes(84, 5, 5), echoes(1420, 3, 3), OptionalLong.empty());
    }

    private static TunnelSight silent(TunnelSight one) {
        return new TunnelSight(one.peer(), one.mtu(), one.addresses(), one.up(), one.handshake(), true, echoes(84, 5, 0),
                echoes(1420, 3, 0), one.rate());
    }

    private static TunnelSight carrying(TunnelSight one, Echoes small, Echoes full, long rate, Duration handshake) {
        return new TunnelSight(one.peer(), one.mtu(), one.addresses(), one.up(), Optional.of(handshake), true, small, full,
                rate == 0 ? OptionalLong.empty() : OptionalLong.of(rate));
    }

    /** A host that sees all as it should be, but for its tunnels to these peers, and reaches all but these. */
    private static HostSight sight(String host, Map<String, UnaryOperator<TunnelSight>> but, List<String> notReached) {
        List<TunnelSight> tunnels = new ArrayList<>();
        PLAN.host(host).tunnels().forEach(planned -> tunnels.add(
                but.getOrDefault(planned.peer(), UnaryOperator.identity()).apply(tunnel(host, planned.peer()))));
        List<WaySight> ways = PLAN.hosts().stream().map(MeshPlan.Host::name).filter(name -> !name.equals(host))
                .map(name -> new WaySight(name, echoes(84, 5, notReached.contains(name) ? 0 : 5), List.of("h1", name),
                        List.of("h1", host)))
                .toList();
        return new HostSight(host, Instant.EPOCH, true, true, tunnels, ways);
    }

    private static List<MeshDiagnosis> judge(HostSight... sights) {
        return MeshJudge.judge(PLAN, List.of(sights));
    }

    @Test
    void whoSeesAllAsItShouldBeSaysNothing() {
        assertThat(judge(sight("a", Map.of(), List.of()), sight("h1", Map.of(), List.of()))).isEmpty();
    }

    @Test
    void aHubIsLostWhenNobodyGetsThroughAndNoOtherWayLeadsToIt() {
        assertThat(judge(sight("a", Map.of("h1", MeshJudgeTest::silent), List.of("h1"))))
                .containsExactly(new MeshDiagnosis.HubLost("h1", List.of("a")));
        assertThat(judge(sight("a", Map.of("h1", MeshJudgeTest::silent), List.of("h1")),
                        sight("b", Map.of("h1", MeshJudgeTest::silent), List.of("h1"))))
                .containsExactly(new MeshDiagnosis.HubLost("h1", List.of("a", "b")));
    }

    @Test
    void aHubThatIsReachedOtherwiseIsNotLostItsTunnelIs() {
        assertThat(judge(sight("a", Map.of("h1", MeshJudgeTest::silent), List.of())))
                .singleElement().isInstanceOf(MeshDiagnosis.TunnelSilent.class);
        assertThat(judge(sight("a", Map.of("h1", MeshJudgeTest::silent), List.of("h1")), sight("b", Map.of(), List.of())))
                .singleElement().isInstanceOf(MeshDiagnosis.TunnelSilent.class);
    }

    @Test
    void aHostThatHearsNobodyDoesNotAccuseTheHubs() {
        HostSight alone = sight("a", Map.of("h1", MeshJudgeTest::silent, "h2", MeshJudgeTest::silent), List.of("h1", "h2", "b"));
        assertThat(judge(alone)).containsExactly(new MeshDiagnosis.CutOff("a", List.of("h1", "h2")));
        assertThat(judge(alone, sight("b", Map.of(), List.of("a"))))
                .containsExactly(new MeshDiagnosis.CutOff("a", List.of("h1", "h2")), new MeshDiagnosis.NotReached("b", "a"));
    }

    @Test
    void smallPacketsThatComeThroughAndFullOnesThatDoNotAreAQuestionOfSize() {
        assertThat(judge(sight("a", Map.of("h1", one -> carrying(one, echoes(84, 5, 5), echoes(1420, 3, 0), 0,
                        Duration.ofSeconds(9))), List.of())))
                .singleElement().isInstanceOf(MeshDiagnosis.FullPacketsLost.class);
    }

    @Test
    void oneLostPacketMayBeChanceAndFourAreNot() {
        assertThat(judge(sight("a", Map.of("h1", one -> carrying(one, echoes(84, 5, 4), echoes(1420, 3, 3), 0,
                        Duration.ofSeconds(9))), List.of()))).isEmpty();
        assertThat(judge(sight("a", Map.of("h1", one -> carrying(one, echoes(84, 5, 3), echoes(1420, 3, 1), 0,
                        Duration.ofSeconds(9))), List.of())))
                .containsExactly(new MeshDiagnosis.Lossy("a", "h1", 8, 4));
    }

    @Test
    void lessThanATenthOfTheBaselineIsAProblemAndATenthIsNone() {
        assertThat(judge(sight("a", Map.of("h2", one -> carrying(one, one.small(), one.full(), 2_000_000,
                        Duration.ofSeconds(9))), List.of()))).isEmpty();
        assertThat(judge(sight("a", Map.of("h2", one -> carrying(one, one.small(), one.full(), 1_999_999,
                        Duration.ofSeconds(9))), List.of())))
                .containsExactly(new MeshDiagnosis.Slow("a", "h2", 1_999_999, 20_000_000));
    }

    @Test
    void anOldHandshakeADeviceThatDiffersAndOneThatIsGoneAreNamed() {
        assertThat(judge(sight("a", Map.of("h2", one -> carrying(one, one.small(), one.full(), 0, Duration.ofMinutes(4))),
                        List.of()))).singleElement().isInstanceOf(MeshDiagnosis.HandshakeOld.class);
        assertThat(judge(sight("a", Map.of("h2", one -> new TunnelSight(one.peer(), OptionalInt.of(1500), List.of(), true,
                        one.handshake(), true, one.small(), one.full(), one.rate())), List.of())))
                .hasSize(2).allSatisfy(each -> assertThat(each).isInstanceOf(MeshDiagnosis.DeviceDiffers.class));
        assertThat(judge(sight("a", Map.of("h2", one -> new TunnelSight(one.peer(), OptionalInt.empty(), List.of(), false,
                        Optional.empty(), false, echoes(0, 0, 0), echoes(0, 0, 0), one.rate())), List.of())))
                .containsExactly(new MeshDiagnosis.TunnelNotRunning("a", "h2", "tm1-4"));
    }

    @Test
    void aWayBackOverAnotherHubIsToldAndIsNoProblem() {
        HostSight sight = new HostSight("a", Instant.EPOCH, true, true, sight("a", Map.of(), List.of()).tunnels(),
                List.of(new WaySight("b", echoes(84, 5, 5), List.of("h1", "b"), List.of("h2", "a"))));
        assertThat(judge(sight)).singleElement().satisfies(one -> {
            assertThat(one).isInstanceOf(MeshDiagnosis.Asymmetric.class);
            assertThat(one.problem()).isFalse();
        });
    }
}
