package dev.tutti.core.traffic.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.core.traffic.Route;
import dev.tutti.core.traffic.evidence.WriterKnown;
import dev.tutti.core.traffic.name.Binding;
import dev.tutti.core.traffic.name.Policy;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.List;

/** Whom names are answered with that are bound to roles. */
class RolesTest {
    private static final String WRITER = "a b c";

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        // who holds the writes, forced, answered, TTL
        "a, '', a, 30",
        "b, '', b, 30",
        // nobody while that is unknown, also by hand
        "?, '', nobody, 5",
        "?, +a, nobody, 5",
        "a+b, '', nobody, 5",
        "a+b, +a, nobody, 5",
        // checks do not count: this server knows better
        "a, -a, nobody, 5",
        "a, +b, a, 30",
        "a, -b, a, 30",
        // no place in the configuration
        "z, '', nobody, 5",
    })
    void theWriterIsTheOneServerThatIsHeldToBeThePrimary(String writer, String forced, String answered, int ttl) {
        WriterKnown known = writer.equals("?")
                ? new WriterKnown.Unknown("a failover is under way")
                : writer.contains("+")
                        ? new WriterKnown.Claimed(List.of(Setting.address("a"), Setting.address("b")))
                        : new WriterKnown.Held(Setting.address(writer));
        Route route = new Setting().chain(known, "b:0 c:0").checks("a:D b:D c:D").forced(forced)
                .decide(new Binding.Writer("chain", Setting.places(WRITER)), new Policy.Failover());
        assertThat(Setting.told(route)).as(route.because()).isEqualTo(answered);
        assertThat(route.ttl()).as(route.because()).isEqualTo(Duration.ofSeconds(ttl));
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @CsvSource({
        // replicas, when none, forced, answered
        "b:0 c:3, lagging, '', b c",
        "b:0 c:11, lagging, '', b",
        "b:0 c:X, lagging, '', b",
        "b:0 c:?, lagging, '', b",
        // none is good enough: the least behind first, and never one that does not answer
        "b:100 c:11, lagging, '', c b",
        "b:? c:11, lagging, '', c b",
        "b:X c:11, lagging, '', c",
        "b:X c:X, lagging, '', nobody",
        "b:100 c:11, primary, '', a",
        "b:100 c:3, primary, '', c",
        "b:100 c:11, nobody, '', nobody",
        "b:100 c:11, primary, -a, nobody",
        "b:100 c:3, lagging, +b, b c",
        "b:0 c:3, lagging, -b, c",
        "b:0 c:3, lagging, -*, nobody",
    })
    void readersAreThoseThatAreNotTooFarBehind(String replicas, String whenNone, String forced, String answered) {
        Route route = new Setting()
                .chain(new WriterKnown.Held(Setting.address("a")), replicas)
                .forced(forced)
                .decide(
                        new Binding.Readers(
                                "chain", Duration.ofSeconds(10),
                                Binding.WhenNone.valueOf(whenNone.toUpperCase(java.util.Locale.ROOT)), Setting.places("a b c")),
                        new Policy.Multivalue(8));
        assertThat(Setting.told(route)).as(route.because()).isEqualTo(answered);
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @CsvSource({
        // nodes, checks, forced, answered
        "a:S b:S c:S, '', '', a b c",
        // evidence outranks checks
        "a:S b:S c:S, a:D b:D c:D, '', a b c",
        "a:S b:N c:X, b:U c:U, '', a",
        "a:S b:O c:J, b:U c:U, '', a",
        "a:S b:B c:S, '', '', a c",
        // a blocked donor makes clients wait and loses nothing: better than nobody
        "a:B b:N c:N, b:U c:U, '', a",
        "a:B b:J c:N, b:U c:U, '', a",
        // never the other half, also when the primary one cannot serve, and not by hand
        "a:J b:N c:N, b:U c:U, +*, nobody",
        "a:N b:N c:N, a:U b:U c:U, +*, nobody",
        // one of which nothing is known could be on the other side
        "a:S b:S, c:U, '', a b",
        "a:J, b:U c:U, '', nobody",
        // nobody is seen at all, perhaps because we are cut off: what nodes say of themselves
        "'', a:U b:D c:?, '', a",
        "'', '', '', nobody",
        "'', a:D b:D c:D, '', nobody",
        "a:X b:X c:X, a:U b:D, '', a",
        "a:N b:X c:X, a:U b:U, '', b",
        "'', a:? b:?, +*, nobody",
        "a:S b:S c:S, '', -a, b c",
        "a:S b:N c:N, '', -a, nobody",
    })
    void nodesOfAClusterAreThoseOfThePrimaryComponent(String nodes, String checks, String forced, String answered) {
        Route route = new Setting().cluster(nodes).checks(checks).forced(forced)
                .decide(new Binding.GaleraNodes("cluster", Setting.places("a b c")), new Policy.Multivalue(8));
        assertThat(Setting.told(route)).as(route.because()).isEqualTo(answered);
    }

    @ParameterizedTest
    @CsvSource({
        "a, 'a, because it is held to be the primary of chain.'",
        "z, 'Nobody: z:3306 is the primary of chain and has no place among the servers of this configuration.'"
    })
    void theSentenceSaysWhy(String writer, String because) {
        Route route = new Setting().chain(new WriterKnown.Held(Setting.address(writer)), "")
                .decide(new Binding.Writer("chain", Setting.places(WRITER)), new Policy.Failover());
        assertThat(route.because()).isEqualTo(because);
    }
}
