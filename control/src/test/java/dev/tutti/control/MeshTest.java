package dev.tutti.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.tutti.control.mesh.DescribedMesh;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/** The network between the sites, as the control plane tells it. */
class MeshTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    /** Two sites over two hubs, with a cluster. */
    static Path describe(Path folder, String name) throws IOException {
        return Files.writeString(folder.resolve("mesh.yaml"), """
                mesh: {name: %s, hubs: [hub1, hub2]}
                sites:
                  - {name: paris, endpoint: 203.0.113.1, network: 10.1.1.0/24}
                  - {name: madrid, endpoint: 203.0.113.2, network: 10.1.2.0/24}
                  - {name: hub1, endpoint: 203.0.113.11}
                  - {name: hub2, endpoint: 203.0.113.12}
                galera:
                  clusters:
                    - name: pay
                      nodes:
                        - {name: n1, address: "10.1.1.5:3306", site: paris, weight: 2}
                        - {name: n2, address: "10.1.2.5:3306", site: madrid}
                """.formatted(name));
    }

    private TestPlane.Setup plane() {
        return TestPlane.over(folder, List.of());
    }

    private static JsonNode failure(JsonNode plan, String what) {
        return plan.get("failures").valueStream()
                .filter(one -> one.get("what").asString().equals(what))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + what + " in " + plan));
    }

    @Test
    void everyFailureOfOneAndTwoPartsIsToldWithWhatItDoesToSitesAndClusters() throws Exception {
        try (TestPlane tutti = plane().with("mesh", "description: " + describe(folder, "payments")).start()) {
            JsonNode plan = tutti.api().withToken("").get("/api/v1/mesh").json().get("plan");
            assertThat(plan.get("hubs").valueStream().map(JsonNode::asString)).containsExactly("hub1", "hub2");
            assertThat(plan.get("links").size()).isEqualTo(5);
            assertThat(failure(plan, "hub hub1").get("harmless").asBoolean()).isTrue();
            JsonNode both = failure(plan, "hub hub1 and hub hub2");
            assertThat(both.get("harmless").asBoolean()).isFalse();
            assertThat(both.get("ways").asString()).isEqualTo("nobody reaches anybody");
            assertThat(both.get("clusters").get(0).get("sentence").asString()).isEqualTo("pay writes without n2");
            assertThat(plan.get("advice").size()).isPositive();
        }
    }

    @Test
    void aDescriptionThatChangesIsReadAgainAndAWrongOneChangesNothingButIsTold() throws Exception {
        try (TestPlane tutti = plane().with("mesh", "description: " + describe(folder, "payments")).start()) {
            Files.writeString(folder.resolve("mesh.yaml"), "mesh: {name: payments, mtu: much}\n");
            tutti.until("what is wrong is told", () -> tutti.api().get("/api/v1/mesh").json().get("problem").isString());
            JsonNode mesh = tutti.api().get("/api/v1/mesh").json();
            assertThat(mesh.get("problem").asString()).contains("mesh.yaml, line 1").doesNotContain("\n");
            assertThat(mesh.get("plan").get("hubs").size()).isEqualTo(2);

            describe(folder, "better");
            tutti.until("the mended one is taken", () -> {
                JsonNode now = tutti.api().get("/api/v1/mesh").json();
                return now.get("problem").isNull() && now.get("plan").get("name").asString().equals("better");
            });
        }
    }

    @Test
    void withoutADescriptionThereIsNoMeshAndAWrongOneIsToldAtTheStart() throws Exception {
        try (TestPlane tutti = plane().start()) {
            ApiClient.Reply none = tutti.api().get("/api/v1/mesh");
            assertThat(none.status()).isEqualTo(404);
            assertThat(none.message()).contains("set mesh.description");
        }
        Path wrong = Files.writeString(folder.resolve("wrong.yaml"), "mesh: {name: payments, ports: 1}\n");
        assertThatIOException()
                .isThrownBy(() -> DescribedMesh.start(wrong, InstantSource.system()).close())
                .withMessageContaining("wrong.yaml, line 1");
    }
}
