package dev.tutti.traffic.feed.address;

import static dev.tutti.traffic.feed.Feeding.WRITER;
import static dev.tutti.traffic.feed.Feeding.route;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tutti.core.traffic.feed.FeedStatus;
import dev.tutti.core.traffic.feed.Purpose;
import dev.tutti.lab.FleetExtension;
import dev.tutti.lab.network.LabNetwork;
import dev.tutti.traffic.feed.Binding;
import dev.tutti.traffic.feed.Feeding;
import dev.tutti.traffic.feed.RealProgram;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Two hosts and a client on a real Ethernet of network namespaces. */
class VirtualAddressTest {
    private static final String VIRTUAL = "10.9.0.100/24";
    private static final String ONE = "10.9.0.1";
    private static final String TWO = "10.9.0.2";

    private final List<String> protocol = CommandHost.protocol();
    private final Set<String> fenced = ConcurrentHashMap.newKeySet();
    private Ethernet ethernet;
    private CommandHost one;
    private CommandHost two;

    @BeforeEach
    void start() throws Exception {
        FleetExtension.require(LabNetwork.whyNot().isEmpty(), "virtual addresses", LabNetwork.whyNot().orElse(""));
        ethernet = new Ethernet("one", "two", "client");
        one = new CommandHost(ethernet, "one", protocol);
        two = new CommandHost(ethernet, "two", protocol);
    }

    @AfterEach
    void stop() throws Exception {
        ethernet.close();
    }

    private Feeding feed(boolean mend) {
        return new Feeding(new VirtualAddress(Map.of(ONE, one, TWO, two), fenced::contains, Duration.ofSeconds(1),
                List.of(new Binding(WRITER, VIRTUAL, Purpose.WRITER))), mend);
    }

    private Set<String> holders() throws Exception {
        boolean first = one.holds(VIRTUAL, Duration.ofSeconds(1));
        boolean second = two.holds(VIRTUAL, Duration.ofSeconds(1));
        return first && second ? Set.of(ONE, TWO) : first ? Set.of(ONE) : second ? Set.of(TWO) : Set.of();
    }

    /** The hardware address to which the client would send now, without asking for it again. */
    private String clientSendsTo() throws IOException {
        String ip = RealProgram.tool("ip", "iproute2").program().toString();
        return ethernet.run("client", ip, "neighbour", "show", "10.9.0.100").replaceAll("(?s).*lladdr (\\S+).*", "$1").strip();
    }

    @Test
    void theAddressMovesAndTheNeighboursKnowItAtOnce() throws Exception {
        try (Feeding feed = feed(false)) {
            feed.done(route(WRITER, ONE, TWO));
            assertThat(holders()).containsExactly(ONE);
            // Nothing listens there, but the client now knows by ARP who has the address.
            ethernet.on("client", "bash", "-c", "echo > /dev/tcp/10.9.0.100/9");
            assertThat(clientSendsTo()).isEqualTo(ethernet.hardware("one"));

            feed.done(route(WRITER, TWO, ONE));
            assertThat(holders()).containsExactly(TWO);
            assertThat(protocol).containsExactly("+one", "-one", "+two");
            await().atMost(Feeding.LIMIT).until(() -> clientSendsTo().equals(ethernet.hardware("two")));
        }
    }

    @Test
    void aHostThatDoesNotAnswerKeepsTheAddressFromEverybodyElseUntilItIsFenced() throws Exception {
        try (Feeding feed = feed(false)) {
            feed.done(route(WRITER, ONE));
            one.silent = true;
            feed.tell(route(WRITER, TWO));
            assertThat(feed.failure()).contains("the agent on " + ONE, "it may still have " + VIRTUAL, "fenced");
            assertThat(two.holds(VIRTUAL, Duration.ofSeconds(1))).isFalse();

            fenced.add(ONE);
            feed.done(route(WRITER, TWO));
            assertThat(two.holds(VIRTUAL, Duration.ofSeconds(1))).isTrue();

            // It comes back with the address still up: that is put right at once when mended, and said otherwise.
            fenced.remove(ONE);
            one.silent = false;
            assertThat(feed.status(FeedStatus.Drifted.class).sentence()).contains(ONE);
        }
        try (Feeding feed = feed(true)) {
            feed.done(route(WRITER, TWO));
            assertThat(holders()).containsExactly(TWO);
        }
    }

    @Test
    void aHostThatNeverHadItHoldsUpNothing() throws Exception {
        try (Feeding feed = feed(false)) {
            feed.done(route(WRITER, ONE));
            two.silent = true;
            feed.done(route(WRITER, new String[0]));
            feed.done(route(WRITER, ONE));
            two.silent = false;
            assertThat(holders()).containsExactly(ONE);
        }
    }

    @Test
    void anAddressThatSomebodyRemovesIsPutUpAgain() throws Exception {
        try (Feeding feed = feed(true)) {
            feed.done(route(WRITER, ONE));
            one.remove(VIRTUAL, Duration.ofSeconds(1));
            await().atMost(Feeding.LIMIT).until(() -> holders().equals(Set.of(ONE)));
            await().atMost(Feeding.LIMIT).until(() -> feed.reports.stream().anyMatch(report -> !report.drift().isEmpty()));
        }
    }

    @Test
    void aHostWithoutAnAgentIsNamed() {
        try (Feeding feed = feed(false)) {
            feed.tell(route(WRITER, "10.9.0.7"));
            assertThat(feed.failure()).contains("nobody manages " + VIRTUAL + " on 10.9.0.7", "hosts");
        }
    }
}
