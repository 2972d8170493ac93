package dev.tutti.core.traffic.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.core.traffic.Endpoint;
import dev.tutti.core.traffic.Route;
import dev.tutti.core.traffic.evidence.Knowledge.Pair;
import dev.tutti.core.traffic.name.Binding;
import dev.tutti.core.traffic.name.Policy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whom each policy answers, in which situation, and for how long. */
class PoliciesTest {
    @ParameterizedTest(name = "{0} of {1}: {2}, {3}")
    @CsvSource({
        // policy, targets, checks, forced, answered, TTL
        "failover, a b c, a:U b:U c:U, '', a, 30",
        "failover, a b c, a:D b:U c:U, '', b, 5",
        "failover, a b c, a:U b:D c:D, '', a, 5",
        // what has not been seen yet is not failing
        "failover, a b c, '', '', a, 30",
        "failover, a b c, a:? b:U, '', a, 30",
        // everything down: as if everything were up
        "failover, a b c, a:D b:D c:D, '', a, 5",
        "weighted, a=3 b=1, a:U b:U, '', a b, 30",
        "weighted, a=3 b=1, a:D b:U, '', b, 5",
        "weighted, a=3 b=1, a:D b:D, '', a b, 5",
        // weight 0 is for when all others are down
        "weighted, a=3 b=0, a:U b:U, '', a, 30",
        "weighted, a=3 b=0, a:D b:U, '', b, 5",
        "weighted, a=0 b=0, a:U b:U, '', a b, 30",
        "multivalue, a b c, a:U b:U c:U, '', a b c, 30",
        "multivalue, a b c, a:U b:D c:U, '', a c, 5",
        "multivalue, a b c, a:D b:D c:D, '', a b c, 5",
        "multivalue, a b c d e f g h i, '', '', a b c d e f g h, 30",
        // by hand
        "failover, a b c, a:U b:U c:U, -a, b, 5",
        "failover, a b c, a:D b:U c:U, +a, a, 30",
        "failover, a b c, a:U b:U c:U, -* +c, c, 5",
        "failover, a b c, a:U b:U c:U, +c -*, nobody, 5",
        "multivalue, paris1 paris2 lyon1, '', -paris*, lyon1, 5",
        "multivalue, paris1 paris2 lyon1, '', -PARIS?, lyon1, 5",
        // a person's word holds: what was set down does not come back when all else fails
        "multivalue, a b, a:U b:D, -a, b, 5",
    })
    void plainTargets(String policy, String targets, String checks, String forced, String answered, int ttl) {
        Route route = new Setting().checks(checks).forced(forced)
                .decide(new Binding.Targets(Setting.targets(targets), true), Setting.policy(policy));
        assertThat(Setting.told(route)).as(route.because()).isEqualTo(answered);
        assertThat(route.ttl()).isEqualTo(Duration.ofSeconds(ttl));
        assertThat(route.because()).endsWith(".");
    }

    @Test
    void withoutFailOpenNobodyIsAnsweredWhenAllAreDown() {
        Route route = new Setting().checks("a:D b:D").decide(new Binding.Targets(Setting.targets("a b"), false), new Policy.Failover());
        assertThat(Setting.told(route)).isEqualTo("nobody");
        assertThat(route.because()).isEqualTo(
                "Nobody: not a, because its check says DOWN; not b, because its check says DOWN.");
    }

    private static final Sites SITES = new Sites(sites(), Map.of(
            new Pair("paris", "london"), Duration.ofMillis(8), new Pair("tokyo", "paris"), Duration.ofMillis(220),
            new Pair("tokyo", "london"), Duration.ofMillis(210), new Pair("paris", "madrid"), Duration.ofMillis(5)));

    private static Map<String, List<String>> sites() {
        Map<String, List<String>> sites = new LinkedHashMap<>();
        sites.put("paris", List.of("london"));
        sites.put("london", List.of("paris"));
        sites.put("tokyo", List.of());
        sites.put("madrid", List.of("london", "tokyo"));
        return sites;
    }

    @ParameterizedTest(name = "{0} from {1}: {2}")
    @CsvSource({
        // policy, client's site, checks of p1 p2 (paris), l (london), t (tokyo), m (madrid), answered
        "nearest, paris, '', p1 p2",
        "nearest, paris, p1:D, p2",
        "nearest, paris, p1:D p2:D, l",
        "nearest, tokyo, '', t",
        // no neighbours: the order of the configuration
        "nearest, tokyo, t:D, p1 p2",
        "nearest, madrid, m:D, l",
        "nearest, madrid, m:D l:D, t",
        "nearest, -, '', p1 p2 l t m",
        "nearest, elsewhere, '', p1 p2",
        "latency, paris, '', p1 p2",
        "latency, paris, p1:D p2:D, m",
        "latency, paris, p1:D p2:D m:D, l",
        // 210 ms to london, 220 to paris
        "latency, tokyo, t:D, l",
        "latency, madrid, m:D, p1 p2",
        // nobody has measured from madrid to tokyo: last
        "latency, madrid, m:D p1:D p2:D l:D, t",
        "latency, -, p1:D, p2 l t m",
        // all down: as if all were up
        "nearest, tokyo, p1:D p2:D l:D t:D m:D, t",
    })
    void bySite(String policy, String site, String checks, String answered) {
        Route route = new Setting().checks(checks).sites(SITES).decide(
                new Binding.Targets(Setting.targets("p1@paris p2@paris l@london t@tokyo m@madrid"), true), Setting.policy(policy), site);
        assertThat(Setting.told(route)).as(route.because()).isEqualTo(answered);
    }

    @Test
    void aFixedSiteIsLookedFromWhoeverAsks() {
        Route route = new Setting().sites(SITES).decide(
                new Binding.Targets(Setting.targets("p@paris t@tokyo"), true), new Policy.Nearest(Optional.of("tokyo")), "paris");
        assertThat(Setting.told(route)).isEqualTo("t");
        assertThat(new Policy.Nearest(Optional.of("tokyo")).dependsOnClient()).isFalse();
    }

    @Test
    void whatWasMeasuredReplacesWhatWasConfigured() {
        Map<Pair, Duration> measured = Map.of(new Pair("tokyo", "paris"), Duration.ofMillis(100));
        assertThat(SITES.byTime("tokyo", measured)).startsWith("tokyo", "paris", "london");
        assertThat(SITES.byTime("tokyo", Map.of())).startsWith("tokyo", "london", "paris");
    }

    @Test
    void aTargetWithTwoAddressesIsAnsweredWithBoth() {
        var target = new dev.tutti.core.traffic.name.Target(
                "a", List.of("10.0.0.1", "fd00::1"), 3306, 1, Optional.empty(), Optional.empty());
        Route route = new Setting().decide(new Binding.Targets(List.of(target), true), new Policy.Failover());
        assertThat(route.endpoints()).extracting(Endpoint::ip).containsExactly("10.0.0.1", "fd00::1");
        assertThat(route.because()).isEqualTo("a is the first in order that may serve: nothing checks it.");
    }

    @Test
    void whatIsSaidAgainWithTheSamePatternReplacesIt() {
        Overrides said = Overrides.NONE.with(new Forced("a*", false)).with(new Forced("*", true)).with(new Forced("a*", false));
        assertThat(said.all()).hasSize(2);
        assertThat(said.about("ab").orElseThrow().up()).isFalse();
        assertThat(said.without("a*").about("ab").orElseThrow().up()).isTrue();
        assertThat(new Forced("*a*b", true).matches("xxaxxab")).isTrue();
        assertThat(new Forced("a?c", true).matches("ac")).isFalse();
    }
}
