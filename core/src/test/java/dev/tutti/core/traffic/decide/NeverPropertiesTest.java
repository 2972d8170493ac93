package dev.tutti.core.traffic.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.core.model.Address;
import dev.tutti.core.traffic.Endpoint;
import dev.tutti.core.traffic.Route;
import dev.tutti.core.traffic.evidence.NodeKnown;
import dev.tutti.core.traffic.evidence.WriterKnown;
import dev.tutti.core.traffic.name.Binding;
import dev.tutti.core.traffic.name.Policy;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/** Whatever is known, checked and said by people: never two writers, and never the half that is not Primary. */
class NeverPropertiesTest {
    private static final int TRIES = 5000;
    private static final List<String> NAMES = List.of("a", "b", "c", "d", "e");

    @Property(tries = TRIES, edgeCases = EdgeCasesMode.NONE)
    void aWritersNameIsTheHeldPrimaryOrNobody(@ForAll long seed) {
        Random random = new Random(seed);
        WriterKnown writer = switch (random.nextInt(4)) {
            case 0 -> new WriterKnown.Unknown("nobody answers");
            case 1 -> new WriterKnown.Claimed(List.of(Setting.address("a"), Setting.address(any(random))));
            default -> new WriterKnown.Held(Setting.address(any(random)));
        };
        Route route = situation(random).chain(writer, "b:0 c:0 d:50").decide(
                new Binding.Writer("chain", Setting.places("a b=0 c d e")), anyPolicy(random), random.nextBoolean() ? "paris" : "-");
        assertThat(route.endpoints().size()).as(route.because()).isLessThanOrEqualTo(1);
        for (Endpoint endpoint : route.endpoints()) {
            assertThat(writer).as(route.because()).isEqualTo(new WriterKnown.Held(Setting.address(endpoint.target())));
        }
    }

    @Property(tries = TRIES, edgeCases = EdgeCasesMode.NONE)
    void aNodeThatIsNotKnownToBePrimaryIsNeverAnsweredWhileAnyIs(@ForAll long seed) {
        Random random = new Random(seed);
        StringBuilder nodes = new StringBuilder();
        for (String name : NAMES) {
            nodes.append(name).append(':').append("SBJONX?".charAt(random.nextInt(7))).append(' ');
        }
        Setting setting = situation(random).cluster(nodes.toString().strip());
        Map<Address, NodeKnown> known = setting.situation().knowledge().cluster("cluster").orElseThrow();
        Route route = setting.decide(
                new Binding.GaleraNodes("cluster", Setting.places("a@paris b@paris c=0 d@london e")), anyPolicy(random),
                random.nextBoolean() ? "paris" : "-");
        boolean anyPrimary = known.values().stream().anyMatch(NodeKnown::primary);
        Set<NodeKnown> never = Set.of(NodeKnown.NON_PRIMARY, NodeKnown.OTHER_VIEW, NodeKnown.NOT_SYNCED);
        for (Endpoint endpoint : route.endpoints()) {
            NodeKnown node = known.get(Setting.address(endpoint.target()));
            if (anyPrimary) {
                assertThat(node).as("%s in %s: %s", endpoint.target(), nodes, route.because()).isNotNull();
                assertThat(node.primary()).as("%s in %s: %s", endpoint.target(), nodes, route.because()).isTrue();
            }
            if (node != null) {
                assertThat(never).as("%s in %s: %s", endpoint.target(), nodes, route.because()).doesNotContain(node);
            }
        }
    }

    @Property(tries = TRIES, edgeCases = EdgeCasesMode.NONE)
    void everyRouteIsSaidAndShortWhileAnythingIsDown(@ForAll long seed) {
        Random random = new Random(seed);
        Route route = situation(random).decide(
                new Binding.Targets(Setting.targets("a@paris b=3 c=0 d@london e"), random.nextBoolean()), anyPolicy(random),
                random.nextBoolean() ? "paris" : "-");
        assertThat(route.because()).endsWith(".").doesNotContain("null");
        if (route.endpoints().isEmpty()) {
            assertThat(route.ttl()).isEqualTo(Duration.ofSeconds(5));
        }
    }

    private static Setting situation(Random random) {
        String checks = NAMES.stream()
                .map(name -> name + ":" + "UD?".charAt(random.nextInt(3)))
                .collect(Collectors.joining(" "));
        StringBuilder forced = new StringBuilder();
        for (int i = random.nextInt(4); i > 0; i--) {
            forced.append(random.nextBoolean() ? "+" : "-").append(random.nextInt(3) == 0 ? "*" : any(random)).append(' ');
        }
        return new Setting().checks(checks).forced(forced.toString().strip());
    }

    private static String any(Random random) {
        return NAMES.get(random.nextInt(NAMES.size()));
    }

    private static Policy anyPolicy(Random random) {
        return Setting.policy(List.of("failover", "weighted", "multivalue", "latency", "nearest").get(random.nextInt(5)));
    }
}
