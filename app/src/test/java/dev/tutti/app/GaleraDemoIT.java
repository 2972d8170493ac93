package dev.tutti.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.control.record.Json;
import dev.tutti.lab.FleetExtension;
import dev.tutti.lab.network.LabNetwork;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;

/** The demo of a write/write cluster as newcomers and programs use it. */
@SuppressWarnings("NullAway.Init") // JUnit fills it
class GaleraDemoIT {
    private static final Duration RECOVERED = Duration.ofSeconds(90);

    @TempDir
    private Path parent;

    @BeforeAll
    static void networks() {
        FleetExtension.require(LabNetwork.whyNot().isEmpty(), "the demo of a Galera cluster", LabNetwork.whyNot().orElse(""));
    }

    private Path folder() {
        return parent.resolve("fleet");
    }

    @Test
    void nodesAndAgentsAreDescribedANodeThatIsKilledComesBackAndSigtermEndsEverything() throws Exception {
        try (Packaged demo = Packaged.start(parent, "demo", "--scenario", "galera", "--headless", "--json", "--dir",
                folder().toString(), "--port", Integer.toString(RealFleet.freePort()))) {
            String line = demo.out.readLine();
            assertThat(line).as(demo.err()).isNotNull();
            JsonNode description = Json.mapper().readTree(line);
            List<JsonNode> nodes = list(description, "servers");
            assertThat(nodes).extracting(node -> node.path("name").asString()).containsExactly("n1", "n2", "n3", "n4");
            assertThat(nodes).extracting(node -> node.path("site").asString())
                    .containsExactly("london", "paris", "amsterdam", "frankfurt");
            assertThat(nodes).allMatch(node -> node.path("kind").asString().equals("galera-node")
                    && node.path("port").asInt() == 3306
                    && Files.exists(Path.of(node.path("data").asString(), "grastate.dat")));
            assertThat(description.path("cluster").asString()).isEqualTo("tutti-lab");
            assertThat(list(description, "agents")).extracting(agent -> agent.path("name").asString())
                    .containsExactly("n1-agent", "n2-agent", "n3-agent", "n4-agent");
            assertThat(list(description, "agents")).allMatch(agent -> ProcessHandle.of(agent.path("pid").asLong()).isPresent());

            assertThat(Packaged.run(parent, "lab", "kill", "n3").out()).isEqualTo("server n3 killed\n");
            Awaitility.await().atMost(RECOVERED).until(() -> synced(description, nodes.get(2)));
            assertThat(Packaged.run(parent, "lab", "status").out()).contains("n3-agent").contains("Primary/4/Synced");

            demo.signal("TERM");
            assertThat(demo.exit()).as(demo.err()).isZero();
            assertThat(demo.out.readAllAsString()).as("nothing but the one line").isEmpty();
        }
        Packaged.awaitNothingLeft(folder());
    }

    @Test
    void theTourEndsWithEqualChecksums() throws Exception {
        Captured tour = Packaged.run(parent, "demo", "--scenario", "galera", "--tour", "--dir", folder().toString(),
                "--port", Integer.toString(RealFleet.freePort()));
        assertThat(tour.exit()).as(tour.toString()).isZero();
        assertThat(tour.out()).containsPattern("node n3 killed .* m?s").containsPattern("all nodes killed .* s")
                .containsPattern("data of n4 damaged .* s").contains("all tables equal; the UUID was kept")
                .doesNotContain("FAILED");
        Packaged.awaitNothingLeft(folder());
    }

    private static List<JsonNode> list(JsonNode description, String field) {
        return StreamSupport.stream(description.path(field).spliterator(), false).toList();
    }

    private static boolean synced(JsonNode description, JsonNode node) {
        try (Connection connection = DriverManager.getConnection(
                        "jdbc:mariadb://" + node.path("host").asString() + ":" + node.path("port").asInt()
                                + "/?connectTimeout=2000&socketTimeout=5000",
                        description.path("user").asString(), description.path("password").asString());
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SHOW GLOBAL STATUS LIKE 'wsrep_local_state_comment'")) {
            return rows.next() && rows.getString(2).equals("Synced");
        } catch (SQLException e) {
            return false;
        }
    }
}
