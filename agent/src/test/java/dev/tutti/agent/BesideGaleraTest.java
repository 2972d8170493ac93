package dev.tutti.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.lab.GaleraExtension;
import dev.tutti.lab.GaleraFleet;
import dev.tutti.lab.GaleraNode;
import dev.tutti.lab.GaleraSpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** An agent beside a real Galera node: there is no way to start it without its position, and none to bootstrap it by mistake. */
class BesideGaleraTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @RegisterExtension
    static final GaleraExtension CLUSTER = GaleraExtension.of(GaleraSpec.ofNodes(3).withShortTimeouts());

    @TempDir
    Path folder;

    private final GaleraFleet fleet = CLUSTER.fleet();
    private final GaleraNode node = fleet.node("n3");
    private TestAgent agent;
    private Asking ask;

    @BeforeEach
    void beside() throws Exception {
        fleet.awaitSynced(fleet.nodes(), 3, LIMIT);
        agent = TestAgent.of(folder, "galera", node.dataFolder(), node.errorLog(), node.startCommand(List.of()), "");
        ask = agent.asking();
    }

    @AfterEach
    void ended() throws Exception {
        agent.close();
    }

    @Test
    void aKilledNodeIsStartedWithItsRecoveredPositionAndDonors() throws Exception {
        long incremental = node.logged("IST received");
        fleet.kill("n3");
        try (Connection writer = fleet.node("n1").connect(); Statement statement = writer.createStatement()) {
            statement.execute("CREATE DATABASE IF NOT EXISTS missed");
            statement.execute("CREATE OR REPLACE TABLE missed.t (id INT PRIMARY KEY)");
        }
        JsonNode recovered = ask.act("recover-position");
        assertThat(Asking.text(recovered, "state")).as(recovered.toString()).isEqualTo("done");
        String position = Asking.text(recovered.path("details"), "uuid") + ":" + recovered.path("details").path("seqno").asLong();

        JsonNode started = ask.act("start", Map.of("donors", List.of("n2", "n1")));

        assertThat(Asking.text(started, "state")).as(started.toString()).isEqualTo("done");
        assertThat(ask.report().path("process").path("command_line").toString())
                .contains("--wsrep_start_position=" + position, "--wsrep_sst_donor=n2,n1,");
        fleet.awaitSynced(fleet.nodes(), 3, LIMIT);
        assertThat(node.logged("IST received")).isGreaterThan(incremental);
        assertThat(Asking.text(ask.act("recover-position"), "message")).contains("ask it for its position");
        assertThat(Asking.text(ask.report().path("galera"), "grastate_case")).isEqualTo("Read");
    }

    @Test
    void aPositionThatWasJustFoundIsLookedForAgainOnlyWhereTheDataWereTouched() throws Exception {
        Path output = folder.resolve("state").resolve("recover.out");
        for (boolean touched : new boolean[] {false, true}) {
            fleet.kill("n3");
            ask.act("recover-position");
            Files.writeString(output, "not looked for again");
            if (touched) {
                Files.setLastModifiedTime(node.savedState(), FileTime.from(Instant.now().plusSeconds(1)));
            }

            JsonNode started = ask.act("start");

            assertThat(Asking.text(started, "state")).as(started.toString()).isEqualTo("done");
            assertThat(Files.readString(output).contains("Recovered position:")).isEqualTo(touched);
            fleet.awaitSynced(fleet.nodes(), 3, LIMIT);
        }
    }

    @Test
    void aNodeWhoseStateFileDoesNotVouchForItsDataIsNotStartedOverThem() throws Exception {
        fleet.stop("n3");
        String tainted = Files.readString(node.savedState()).replaceFirst("uuid: .*", "uuid:    00000000-0000-0000-0000-000000000000")
                .replaceFirst("seqno: .*", "seqno:   -1");
        Files.writeString(node.savedState(), tainted);

        JsonNode refused = ask.act("start");

        assertThat(Asking.text(refused, "state")).as(refused.toString()).isEqualTo("refused");
        assertThat(Asking.text(refused, "message")).contains("grastate.dat has no UUID", "save");
        assertThat(node.pid()).isEmpty();
        assertThat(Files.readString(node.savedState())).isEqualTo(tainted);
        JsonNode saved = ask.act("save-data");
        assertThat(Asking.text(saved, "state")).as(saved.toString()).isEqualTo("done");

        JsonNode started = ask.act("start", Map.of("tainted", true));

        assertThat(Asking.text(started, "state")).as(started.toString()).isEqualTo("done");
        fleet.awaitSynced(fleet.nodes(), 3, LIMIT);
        assertThat(Path.of(Asking.text(saved.path("details"), "folder")).resolve("grastate.dat")).hasContent(tainted);
    }

    @Test
    void afterAllDiedOnlyTheRightPositionBootstrapsAndTheHistoryIsKept() throws Exception {
        String uuid = node.status().orElseThrow().position().uuid();
        fleet.killAllNodes();
        long seqno = ask.act("recover-position").path("details").path("seqno").asLong();

        JsonNode behind = ask.act("bootstrap", Map.of("uuid", uuid, "seqno", seqno + 1));
        assertThat(Asking.text(behind, "message")).contains("not at");
        JsonNode unsafe = ask.act("bootstrap", Map.of("uuid", uuid, "seqno", seqno));
        assertThat(Asking.text(unsafe, "message")).contains("safe_to_bootstrap: 0");
        ask.act("mark-safe");
        JsonNode bootstrapped = ask.act("bootstrap", Map.of("uuid", uuid, "seqno", seqno));

        assertThat(Asking.text(bootstrapped, "state")).as(bootstrapped.toString()).isEqualTo("done");
        assertThat(ask.report().path("process").path("command_line").toString()).contains("--wsrep-new-cluster");
        fleet.start("n1");
        fleet.start("n2");
        fleet.awaitSynced(fleet.nodes(), 3, LIMIT);
        assertThat(node.status().orElseThrow().position().uuid()).isEqualTo(uuid);
    }
}
