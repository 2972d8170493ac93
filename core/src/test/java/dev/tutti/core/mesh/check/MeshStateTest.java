package dev.tutti.core.mesh.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.core.explain.MeshSentences;
import dev.tutti.core.mesh.Ipv4;
import dev.tutti.core.mesh.MeshFacts;
import dev.tutti.core.mesh.Technology;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/** A trouble is said when two looks in a row agree on it, and gone with the first that does not have it. */
class MeshStateTest {
    private static final Instant NOON = Instant.parse("2026-11-01T12:00:00Z");
    private static final Ipv4 ADDRESS = Ipv4.parse("10.77.0.1");
    private static final MeshFacts FACTS = new MeshFacts("test", Technology.OPENVPN, 1420, Set.of("h1", "h2"), Map.of(
            "a", List.of(end("h1", 80_000_000), end("h2", 40_000_000)), "b", List.of(end("h1", 80_000_000), end("h2", 40_000_000))));

    private static MeshFacts.Tunnel end(String peer, long rate) {
        return new MeshFacts.Tunnel(peer, "tm-" + peer, ADDRESS, Ipv4.parse("203.0.113.11"), 1201, OptionalLong.of(rate));
    }

    private static Echoes echoes(boolean well) {
        return new Echoes(84, 5, well ? 5 : 0, well ? Optional.of(Duration.ofMillis(4)) : Optional.empty());
    }

    private static TunnelSight tunnel(String peer, boolean well, long rate) {
        return new TunnelSight(peer, OptionalInt.of(1420), List.of(ADDRESS), true, Optional.of(Duration.ofSeconds(9)), true, echoes(well),
                echoes(well), rate == 0 ? OptionalLong.empty() : OptionalLong.of(rate));
    }

    /** A look of a host some seconds after noon, with these hubs gone or cut off from it. */
    private static HostSight look(String host, int second, Set<String> silent, Set<String> notReached) {
        String other = host.equals("a") ? "b" : "a";
        List<WaySight> ways = List.of(other, "h1", "h2").stream()
                .map(to -> new WaySight(to, echoes(!notReached.contains(to)), List.of(silent.contains("h1") ? "h2" : "h1", to), List.of()))
                .toList();
        return new HostSight(host, NOON.plusSeconds(second), true, true,
                List.of(tunnel("h1", !silent.contains("h1"), 60_000_000), tunnel("h2", !silent.contains("h2"), 3_000_000)), ways);
    }

    private static HostSight well(String host, int second) {
        HostSight look = look(host, second, Set.of(), Set.of());
        return new HostSight(host, look.at(), true, true, List.of(tunnel("h1", true, 0), tunnel("h2", true, 0)), look.others());
    }

    private static HostSight bad(String host, int second) {
        HostSight look = look(host, second, Set.of("h1"), Set.of());
        return new HostSight(host, look.at(), true, true, List.of(tunnel("h1", false, 0), tunnel("h2", true, 0)), look.others());
    }

    private static HostSight hubless(String host, int second) {
        HostSight look = look(host, second, Set.of("h1"), Set.of("h1"));
        return new HostSight(host, look.at(), true, true, List.of(tunnel("h1", false, 0), tunnel("h2", true, 0)), look.others());
    }

    @Test
    void whatIsAskedTwiceIsNotSeenTwice() {
        MeshState once = MeshState.first(FACTS).after(FACTS, List.of(bad("a", 0)), NOON);
        assertThat(once.troubles()).isEmpty();
        assertThat(once.after(FACTS, List.of(bad("a", 0)), NOON.plusSeconds(3)).troubles()).isEmpty();
        assertThat(once.after(FACTS, List.of(bad("a", 10)), NOON.plusSeconds(10)).troubles()).singleElement()
                .satisfies(trouble -> {
                    assertThat(trouble.since()).isEqualTo(NOON);
                    assertThat(trouble.carrying()).containsExactly("h2");
                    assertThat(MeshSentences.of(trouble).what()).isEqualTo(
                            "nothing comes through the tunnel of a to h1 since 2026-11-01T12:00:00Z");
                });
    }

    @Test
    void oneGoodLookEndsItAndItIsSeenTwiceAgainBeforeItIsSaidAgain() {
        MeshState said = MeshState.first(FACTS).after(FACTS, List.of(bad("a", 0)), NOON)
                .after(FACTS, List.of(bad("a", 10)), NOON.plusSeconds(10));
        MeshState over = said.after(FACTS, List.of(well("a", 20)), NOON.plusSeconds(20));
        assertThat(over.troubles()).isEmpty();
        assertThat(over.after(FACTS, List.of(bad("a", 30)), NOON.plusSeconds(30)).troubles()).isEmpty();
    }

    @Test
    void aHubIsLostWhenEveryWitnessHasLookedTwice() {
        MeshState first = MeshState.first(FACTS).after(FACTS, List.of(hubless("a", 0), hubless("b", 1)), NOON);
        assertThat(first.after(FACTS, List.of(hubless("a", 10), hubless("b", 1)), NOON.plusSeconds(10)).troubles()).isEmpty();
        assertThat(first.after(FACTS, List.of(hubless("a", 10), hubless("b", 11)), NOON.plusSeconds(11)).troubles())
                .extracting(MeshTrouble::diagnosis)
                .containsExactly(new MeshDiagnosis.HubLost("h1", List.of("a", "b")));
    }

    @Test
    void whenAllSitesHearNobodyTheHubsAreLostRatherThanAllSites() {
        List<HostSight> looks = List.of("a", "b").stream()
                .map(host -> look(host, 0, Set.of("h1", "h2"), Set.of("a", "b", "h1", "h2")))
                .toList();
        assertThat(MeshJudge.judge(FACTS, looks)).containsExactly(
                new MeshDiagnosis.HubLost("h1", List.of("a", "b")), new MeshDiagnosis.HubLost("h2", List.of("a", "b")));
    }

    @Test
    void aSiteThatTwoLookForAndNoneReachesIsLost() {
        MeshFacts three = MeshFacts.together(List.of(FACTS, new MeshFacts("test", Technology.OPENVPN, 1420, Set.of("h1", "h2"),
                Map.of("c", List.of(end("h1", 80_000_000), end("h2", 80_000_000))))));
        List<HostSight> looks = List.of("a", "c").stream()
                .map(host -> new HostSight(host, NOON, true, true, List.of(tunnel("h1", true, 0), tunnel("h2", true, 0)),
                        List.of(new WaySight("b", echoes(false), List.of(), List.of()))))
                .toList();
        assertThat(MeshJudge.judge(three, looks)).containsExactly(new MeshDiagnosis.SiteLost("b", List.of("a", "c")));
    }

    @Test
    void theWayBetweenSitesIsAsFastAsItsSlowestTunnelAndNamesWhoPassesItOn() {
        MeshState state = MeshState.first(FACTS).after(FACTS, List.of(look("a", 0, Set.of("h1"), Set.of())), NOON)
                .after(FACTS, List.of(look("a", 10, Set.of("h1"), Set.of())), NOON.plusSeconds(10));
        SiteWay way = SiteWay.between(state, "b", "a").orElseThrow();
        assertThat(way.reached()).isTrue();
        assertThat(way.over()).containsExactly("h2");
        assertThat(way.rate()).hasValue(3_000_000);
        assertThat(way.baseline()).hasValue(40_000_000);
        assertThat(way.down()).containsExactly("a–h1");
        assertThat(SiteWay.between(state, "a", "c")).isEmpty();
    }

    @Test
    void aPeerThatWasBusyIsMeasuredAgainSoonAndADoubtStays() {
        RateMemory unmeasured = RateMemory.NOTHING.with(FACTS, well("a", 0));
        assertThat(unmeasured.due(FACTS, "a", Duration.ofHours(1), NOON.plusSeconds(30))).isFalse();
        assertThat(unmeasured.due(FACTS, "a", Duration.ofHours(1), NOON.plusSeconds(60))).isTrue();
        RateMemory doubted = RateMemory.NOTHING.with(FACTS, look("a", 0, Set.of(), Set.of())).with(FACTS, well("a", 10));
        assertThat(doubted.due(FACTS, "a", Duration.ofHours(1), NOON.plusSeconds(20))).isTrue();
        assertThat(doubted.with(FACTS, look("a", 20, Set.of(), Set.of())).rates()).containsEntry("h2", 3_000_000L);
    }

    @Test
    void aSlowMeasurementCountsWhenTheNextLookAgreesAndAGoodOneAtOnce() {
        HostSight slow = look("a", 0, Set.of(), Set.of());
        RateMemory doubted = RateMemory.NOTHING.with(FACTS, slow);
        assertThat(doubted.rates()).containsOnlyKeys("h1");
        assertThat(doubted.due(FACTS, "a", Duration.ofHours(1), NOON.plusSeconds(10))).isTrue();
        RateMemory sure = doubted.with(FACTS, look("a", 10, Set.of(), Set.of()));
        assertThat(sure.rates()).containsEntry("h2", 3_000_000L);
        assertThat(sure.due(FACTS, "a", Duration.ofHours(1), NOON.plusSeconds(20))).isFalse();
        assertThat(sure.due(FACTS, "a", Duration.ofHours(1), NOON.plusSeconds(71))).isTrue();
        HostSight healed = new HostSight("a", NOON.plusSeconds(80), true, true, List.of(tunnel("h2", true, 39_000_000)), List.of());
        RateMemory well = sure.with(FACTS, healed);
        assertThat(well.doubted()).isEmpty();
        assertThat(well.in(slow).tunnels().getLast().rate()).hasValue(39_000_000);
        assertThat(well.due(FACTS, "a", Duration.ofHours(1), NOON.plusSeconds(300))).isFalse();
        assertThat(well.due(FACTS, "a", Duration.ZERO, NOON.plus(Duration.ofDays(1)))).isFalse();
    }
}
