package dev.tutti.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.control.record.Recovery;
import dev.tutti.control.record.Recovery.Kind;
import dev.tutti.lab.GaleraExtension;
import dev.tutti.lab.GaleraFleet;
import dev.tutti.lab.GaleraSpec;
import dev.tutti.lab.WriteLoad;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Real nodes with real agents: what dies comes back by itself, with all that it had, and only once. */
class GaleraRecoveryTest {
    private static final Duration LIMIT = Duration.ofSeconds(90);

    @RegisterExtension
    static final GaleraExtension CLUSTER = GaleraExtension.of(GaleraSpec.ofNodes(3).withShortTimeouts());

    private final GaleraFleet fleet = CLUSTER.fleet();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private GaleraAgents agents;

    @SuppressWarnings("NullAway.Init")
    private TestPlane plane;

    @BeforeEach
    void watched() throws Exception {
        fleet.awaitSynced(LIMIT);
        agents = GaleraAgents.beside(fleet, folder.resolve("agents"));
        plane = agents.watched(folder).start();
        plane.until("all are Synced, and agents answer", () -> cluster().get("nodes").valueStream()
                .allMatch(node -> node.get("state").asString("").equals("synced")
                        && node.get("agent").get("process").asString("").equals("running")
                        && !node.get("last_known").isNull()));
    }

    @AfterEach
    void ended() throws Exception {
        plane.close();
        agents.close();
        if (!fleet.nodes().stream().allMatch(node -> node.status().filter(status -> status.isSyncedAmong(3)).isPresent())) {
            // Whatever a test has left: the next one begins with a whole cluster.
            fleet.killAllNodes();
            fleet.startAll();
        }
    }

    private JsonNode cluster() {
        return plane.api().get("/api/v1/galera/" + GaleraAgents.CLUSTER).json();
    }

    private Recovery awaitEnded(Kind kind) {
        plane.until("a " + kind + " has ended", () -> newest(kind).filter(found -> found.ended() != null).isPresent());
        return newest(kind).orElseThrow();
    }

    private Optional<Recovery> newest(Kind kind) {
        return plane.plane().journal().recoveries(GaleraAgents.CLUSTER, 100).stream()
                .filter(recovery -> recovery.kind() == kind)
                .findFirst();
    }

    private String history() {
        return fleet.node("n1").status().orElseThrow().position().uuid();
    }

    @Test
    void aKilledNodeComesBackByItselfWithWhatItLacked() throws SQLException {
        long before = fleet.node("n3").logged("IST received");
        fleet.kill("n3");
        try (Connection writer = fleet.node("n1").connect(); Statement statement = writer.createStatement()) {
            statement.execute("CREATE DATABASE IF NOT EXISTS missed");
        }

        Recovery recovery = awaitEnded(Kind.GALERA_RESTART);

        assertThat(recovery.state()).as(recovery.toString()).isEqualTo(Recovery.State.SUCCEEDED);
        fleet.awaitSynced(LIMIT);
        assertThat(fleet.node("n3").logged("IST received")).isGreaterThan(before);
        assertThat(recovery.steps().getLast().detail()).contains("IST", "as foretold");
    }

    @Test
    void whenAllAreKilledUnderLoadTheyComeBackWithTheirHistoryAndEqualRows() throws Exception {
        String history = history();
        List<WriteLoad> loads = fleet.writeEverywhere(1, 20);
        try {
            loads.getFirst().awaitMore(50, LIMIT);
            fleet.killAllNodes();
        } finally {
            loads.forEach(WriteLoad::close);
        }

        Recovery recovery = awaitEnded(Kind.GALERA_RECOVER);

        assertThat(recovery.state()).as(recovery.toString()).isEqualTo(Recovery.State.SUCCEEDED);
        assertThat(recovery.by()).isEqualTo("tutti");
        fleet.awaitSynced(LIMIT);
        assertThat(history()).isEqualTo(history);
        Map<String, Long> rows = fleet.checksums("n1");
        assertThat(fleet.checksums("n2")).isEqualTo(rows);
        assertThat(fleet.checksums("n3")).isEqualTo(rows);
    }

    @Test
    void whileOneSaysNothingAPersonIsAskedAndThenItIsDone() throws Exception {
        String history = history();
        agents.stop("n3");
        plane.until("the agent of n3 is silent", () -> cluster().get("nodes").get(2).get("agent").get("state").asString()
                .equals("silent"));
        fleet.killAllNodes();
        plane.until("a person is asked", () -> cluster().get("care").asString().contains("a person has to agree"));
        assertThat(newest(Kind.GALERA_RECOVER)).isEmpty();
        String path = "/api/v1/galera/" + GaleraAgents.CLUSTER + "/recover";

        JsonNode plan = plane.api().post(path, "{\"dry_run\": true}").json();
        assertThat(plan.get("concerns")).as(plan.toString()).hasSize(1);
        assertThat(plan.get("bootstrap").asString()).contains(history);
        JsonNode question = plane.api().post(path, "{}").json();
        assertThat(question.get("error").get("kind").asString()).isEqualTo("needs_confirmation");
        String id = question.get("plan").get("concerns").get(0).get("id").asString();
        plane.api().post(path, "{\"confirm\": [\"" + id + "\"]}");

        Recovery recovery = awaitEnded(Kind.GALERA_RECOVER);
        assertThat(recovery.state()).as(recovery.toString()).isEqualTo(Recovery.State.SUCCEEDED);
        assertThat(history()).isEqualTo(history);
        assertThat(recovery.lost()).extracting(Recovery.Lost::server).containsExactly(fleet.node("n3").address().toString());
        agents.start("n3");
        fleet.awaitSynced(LIMIT);
    }
}
