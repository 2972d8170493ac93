package dev.tutti.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.core.model.Address;
import dev.tutti.lab.GaleraExtension;
import dev.tutti.lab.GaleraFleet;
import dev.tutti.lab.GaleraNode;
import dev.tutti.lab.GaleraSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A real cluster of four as the control plane sees it: whole, cut in halves, with a node that hangs. */
class GaleraClusterTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @RegisterExtension
    static final GaleraExtension CLUSTER = GaleraExtension.of(GaleraSpec.ofNodes(4).withShortTimeouts());

    private final GaleraFleet fleet = CLUSTER.fleet();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    /** Two nodes are described, the others have to be found. */
    private TestPlane watching() throws Exception {
        String nodes = fleet.nodes().stream()
                .limit(2)
                .map(node -> "{name: " + node.name() + ", address: '" + node.address() + "', site: site-" + node.name() + "}")
                .reduce((one, other) -> one + ", " + other)
                .orElseThrow();
        return TestPlane.over(folder, List.<Address>of())
                .with("galera", "clusters: [{name: tutti-lab, nodes: [" + nodes + "]}]")
                .start();
    }

    private static JsonNode cluster(TestPlane plane) {
        return plane.api().get("/api/v1/galera/tutti-lab").json();
    }

    private static boolean allNodes(TestPlane plane, String field, String value) {
        JsonNode nodes = cluster(plane).get("nodes");
        return nodes.size() == 4
                && nodes.valueStream().allMatch(node -> node.get(field).asString("").equals(value));
    }

    private static List<String> problems(TestPlane plane) {
        return plane.api().get("/api/v1/problems").json().valueStream()
                .map(problem -> problem.get("kind").asString())
                .toList();
    }

    @Test
    void allFourAreFoundThroughTwoAndACutInHalvesIsATotalOutageThatEnds() throws Exception {
        try (TestPlane plane = watching()) {
            plane.until("four nodes are Synced", () -> allNodes(plane, "state", "synced"));
            assertThat(plane.api().get("/api/v1/galera").json()).hasSize(1);
            JsonNode node = cluster(plane).get("nodes").get(0);
            assertThat(node.get("component").asString()).isEqualTo("primary");
            assertThat(node.get("site").asString()).isEqualTo("site-n1");
            assertThat(node.get("sees").asInt()).isEqualTo(4);
            assertThat(problems(plane)).doesNotContain("total_outage", "smaller_than_expected");
            assertThat(plane.api().get("/api/v1/galera/tutti-lab/whatif").json().get("outages").asInt()).isPositive();
            assertThat(plane.api().get("/api/v1/galera/other").message()).contains("There is no cluster \"other\"");

            fleet.partition(List.of(List.of("n1", "n2"), List.of("n3", "n4")));

            plane.until("nobody has quorum", () -> allNodes(plane, "component", "non_primary"));
            plane.until("a total outage is told", () -> problems(plane).contains("total_outage"));
            assertThat(cluster(plane).get("state").asString()).isEqualTo("alarm");
            assertThat(plane.api().get("/api/v1/explain?subject=tutti-lab").json().get("sentence").asString())
                    .contains("nothing can be written anywhere", "start nothing by hand");
            fleet.heal();
            fleet.awaitSynced(LIMIT);
            plane.until("four nodes are Synced again", () -> allNodes(plane, "state", "synced"));
        }
    }

    @Test
    void aNodeThatHangsIsToldAndHoldsUpNoOther() throws Exception {
        GaleraNode hangs = fleet.node("n4");
        try (TestPlane plane = watching()) {
            plane.until("four nodes are Synced", () -> allNodes(plane, "state", "synced"));
            fleet.pause("n4");

            plane.until("n4 does not answer", () -> nodeOf(plane, hangs).get("answering").asBoolean() == false);
            plane.until("the others are primary without it", () -> cluster(plane).get("nodes").valueStream()
                    .filter(node -> node.get("answering").asBoolean())
                    .allMatch(node -> node.get("sees").asInt() == 3));
            plane.until("it is missed", () -> problems(plane).containsAll(List.of("smaller_than_expected", "unknown")));
            assertThat(cluster(plane).get("state").asString()).isEqualTo("troubled");
        } finally {
            fleet.resume("n4");
            fleet.awaitSynced(LIMIT);
        }
    }

    private static JsonNode nodeOf(TestPlane plane, GaleraNode node) {
        Map<String, JsonNode> nodes = cluster(plane).get("nodes").valueStream()
                .collect(java.util.stream.Collectors.toMap(one -> one.get("name").asString(), one -> one));
        return java.util.Objects.requireNonNull(nodes.get(node.name()), node.name());
    }
}
