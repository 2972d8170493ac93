package dev.tutti.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A real Galera cluster of four loses nodes and links and gets them back.
 *
 * <p>One cluster serves all tests; each begins with four nodes Synced and the arbitrator stopped. All tests together take
 * about a minute on two cores.
 */
class GaleraFleetTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @RegisterExtension
    static final GaleraExtension CLUSTER =
            GaleraExtension.of(GaleraSpec.ofNodes(4).withArbitrator("arb").withShortTimeouts());

    private final GaleraFleet fleet = CLUSTER.fleet();
    private long lap = System.nanoTime();

    @BeforeEach
    void fourNodesAndNoArbitrator() {
        if (fleet.member("arb").pid().isPresent()) {
            fleet.stop("arb");
        }
        fleet.awaitSynced(fleet.nodes(), 4, LIMIT);
        measured("beginning");
    }

    @Test
    void allNodesTakeWritesAtTheSameTimeAndHoldTheSame() throws Exception {
        List<WriteLoad> loads = fleet.writeEverywhere(2, 50);

        loads.forEach(load -> load.awaitMore(20, LIMIT));

        assertAllThere(loads);
    }

    @Test
    void aKilledNodeComesBackByIncrementalTransferFromItsRecoveredPosition() throws Exception {
        GaleraNode node = fleet.node("n3");
        long incremental = node.logged("IST received");
        List<WriteLoad> loads = fleet.writeEverywhere(1, 50);
        loads.forEach(load -> load.awaitMore(5, LIMIT));

        fleet.kill("n3");
        measured("killed");
        loads.getFirst().awaitMore(10, LIMIT);
        measured("writable again");
        List<String> arguments = fleet.start("n3");
        measured("started");

        assertThat(arguments).hasSize(1).allMatch(a -> a.startsWith("--wsrep_start_position="));
        fleet.awaitSynced(fleet.nodes(), 4, LIMIT);
        measured("synced");
        assertThat(node.logged("IST received")).isGreaterThan(incremental);
        loads.forEach(load -> load.awaitMore(5, LIMIT));
        assertAllThere(loads);
    }

    @Test
    void aClusterCutInHalvesStopsOnBothSidesAndHealsUnaided() throws Exception {
        List<WriteLoad> loads = fleet.writeEverywhere(1, 50);
        loads.forEach(load -> load.awaitMore(5, LIMIT));

        fleet.partition(List.of(List.of("n1", "n2"), List.of("n3", "n4")));

        awaitNonPrimary("n1", "n2", "n3", "n4");
        measured("all non-Primary");
        assertThat(fleet.network().faults("n1")).isEqualTo("cut to and from n3, cut to and from n4");
        fleet.heal();
        fleet.awaitSynced(fleet.nodes(), 4, LIMIT);
        measured("healed");
        loads.forEach(load -> load.awaitMore(5, LIMIT));
        assertAllThere(loads);
    }

    @Test
    void anArbitratorKeepsItsHalfWritable() {
        fleet.start("arb");
        fleet.awaitSynced(LIMIT);
        measured("arbitrator joined");

        fleet.partition(List.of(List.of("n1", "n2", "arb"), List.of("n3", "n4")));

        fleet.awaitSynced(List.of(fleet.node("n1"), fleet.node("n2")), 3, LIMIT);
        awaitNonPrimary("n3", "n4");
        measured("decided");
        fleet.heal();
        fleet.awaitSynced(LIMIT);
        measured("healed");
    }

    @Test
    void afterAllWereKilledEachNodeTellsItsPositionAndNothingIsLost() throws Exception {
        List<WriteLoad> loads = fleet.writeEverywhere(2, 50);
        loads.forEach(load -> load.awaitMore(20, LIMIT));
        String uuid = fleet.node("n1").status().orElseThrow().position().uuid();

        fleet.killAllNodes();
        loads.forEach(WriteLoad::stop);
        assertThatThrownBy(() -> fleet.start("nobody")).hasMessageContaining("its nodes are n1, n2, n3, n4");
        Map<String, GaleraPosition> positions = fleet.recoverAll();
        measured("recovered " + positions);

        assertThat(positions.values()).allMatch(p -> p.isDefined() && p.uuid().equals(uuid));
        fleet.startAll();
        fleet.awaitSynced(fleet.nodes(), 4, LIMIT);
        measured("synced");
        assertThat(fleet.nodes()).allMatch(n -> n.status().orElseThrow().position().uuid().equals(uuid));
        assertAllThere(loads);
    }

    private void assertAllThere(List<WriteLoad> loads) throws Exception {
        loads.forEach(WriteLoad::stop);
        fleet.awaitSynced(fleet.nodes(), 4, LIMIT);
        for (GaleraNode node : fleet.nodes()) {
            try (Connection connection = node.connect()) {
                for (WriteLoad load : loads) {
                    Awaitility.await().atMost(LIMIT).until(() -> load.missingOn(connection).isEmpty());
                }
            }
        }
        Awaitility.await().atMost(LIMIT).untilAsserted(() -> {
            Map<String, Long> sums = fleet.checksums("n1");
            assertThat(sums).isNotEmpty();
            assertThat(fleet.nodes()).allSatisfy(n -> assertThat(fleet.checksums(n.name())).isEqualTo(sums));
        });
    }

    private void awaitNonPrimary(String... names) {
        for (String name : names) {
            Awaitility.await().atMost(LIMIT).until(() ->
                    fleet.node(name).status().filter(s -> s.clusterStatus().equals("non-Primary")).isPresent());
        }
    }

    private void measured(String what) {
        long now = System.nanoTime();
        System.err.println("MEASURED " + (now - lap) / 1_000_000 + " ms: " + what);
        lap = now;
    }
}
