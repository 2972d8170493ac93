package dev.tutti.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.lab.GaleraExtension;
import dev.tutti.lab.GaleraFleet;
import dev.tutti.lab.GaleraSpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** What people ask of a living cluster, done on real nodes through real agents: planned, carried out, verified, told. */
class GaleraWorkTest {
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
                        && node.get("agent").get("process").asString("").equals("running")));
    }

    @AfterEach
    void ended() throws Exception {
        plane.close();
        agents.close();
    }

    private JsonNode cluster() {
        return plane.api().get(path("")).json();
    }

    private JsonNode node(String name) {
        return cluster().get("nodes").valueStream()
                .filter(node -> node.get("name").asString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String path(String rest) {
        return "/api/v1/galera/" + GaleraAgents.CLUSTER + rest;
    }

    private JsonNode dryRun(String rest, String body) {
        ApiClient.Reply reply = plane.api().post(path(rest), body);
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        return reply.json();
    }

    /** Asks and waits for the end; the recovery that it was. */
    private JsonNode done(String rest, String body) {
        ApiClient.Reply reply = plane.api().post(path(rest), body);
        assertThat(reply.status()).as(reply.body()).isEqualTo(202);
        String id = reply.json().get("id").asString();
        plane.until(rest + " has ended", () -> !recovery(id).get("ended").isNull());
        assertThat(recovery(id).get("state").asString()).as(recovery(id).toString()).isEqualTo("succeeded");
        plane.until("nothing is being done", () -> cluster().get("recovering").isNull());
        return recovery(id);
    }

    private JsonNode recovery(String id) {
        return plane.api().get("/api/v1/recoveries/" + id).json();
    }

    private static Stream<String> steps(JsonNode recovery) {
        return recovery.get("steps").valueStream().map(step -> step.get("kind").asString());
    }

    private boolean inRotation(String node) {
        return plane.api().get("/health/galera/" + GaleraAgents.CLUSTER + "/node?node=" + node).status() == 200;
    }

    @Test
    void aNodeIsResynchronisedFromTheDonorThatIsAskedFor() {
        JsonNode plan = dryRun("/nodes/n3/resync", "{\"dry_run\": true, \"donors\": [\"n2\"]}");
        assertThat(plan.get("concerns")).isEmpty();
        assertThat(plan.get("stages").toString()).contains("donors n2,", "that it lacks from n2");

        JsonNode recovery = done("/nodes/n3/resync", "{\"donors\": [\"n2\"]}");

        assertThat(steps(recovery)).contains("stop_node", "join_node");
        fleet.awaitSynced(LIMIT);
        ApiClient.Reply unknown = plane.api().post(path("/nodes/n3/resync"), "{\"donors\": [\"n9\"]}");
        assertThat(unknown.status()).isEqualTo(400);
        assertThat(unknown.message()).contains("\"n9\" is no node of");
    }

    @Test
    void allAreRestartedOneByOneAndNoneIsMissedForLong() {
        JsonNode recovery = done("/rolling", "{\"command\": \"restart\"}");
        assertThat(steps(recovery).filter("join_node"::equals)).hasSize(3);
        fleet.awaitSynced(LIMIT);
        assertThat(plane.api().post(path("/rolling"), "{\"command\": \"unknown\"}").status()).isEqualTo(202);
        plane.until("it has ended", () -> cluster().get("recovering").isNull());
        plane.until("whoever was stopped for it is back", () -> cluster().get("nodes").valueStream()
                .allMatch(node -> node.get("state").asString("").equals("synced")));
    }

    @Test
    void aNodeThatIsSetAsideStaysOutAndComesBackWithEverythingAnew() throws Exception {
        done("/nodes/n3/quarantine", "{}");
        plane.until("n3 is down and set aside", () -> node("n3").get("quarantined").asBoolean()
                && node("n3").get("agent").get("process").asString().equals("not_running"));
        assertThat(inRotation("n3")).isFalse();
        assertThat(inRotation("n1")).isTrue();
        plane.until("it is left", () -> cluster().get("care").asString().contains("it was set aside"));
        Path data = fleet.node("n3").dataFolder();
        Files.writeString(data.resolve("a-mark-of-the-old-data"), "");

        JsonNode recovery = done("/nodes/n3/release", "{}");

        assertThat(recovery.get("steps").toString()).contains("by a full transfer, as foretold");
        assertThat(data.resolve("a-mark-of-the-old-data")).doesNotExist();
        try (Stream<Path> kept = Files.list(data.resolveSibling(data.getFileName() + "-saved"))) {
            assertThat(kept).anySatisfy(folder -> assertThat(folder.resolve("a-mark-of-the-old-data")).exists());
        }
        fleet.awaitSynced(LIMIT);
        assertThat(fleet.checksums("n3")).isEqualTo(fleet.checksums("n1"));
        plane.until("it is in rotation", () -> inRotation("n3"));
    }

    @Test
    void votesAndHoldingUpAreChangedInPlace() {
        done("/weights", "{\"weights\": {\"n1\": 2}}");
        assertThat(plane.api().post(path("/weights"), "{\"weights\": {\"n1\": 300}}").message()).contains("between 0 and 255");
        done("/weights", "{\"weights\": {\"n1\": 1}}");
        done("/nodes/n2/desync", "{\"on\": true}");
        plane.until("n2 does not hold up the others", () -> node("n2").get("state").asString("").equals("donor_desynced"));
        assertThat(inRotation("n2")).isFalse();
        done("/nodes/n2/desync", "{\"on\": false}");
        plane.until("n2 is Synced", () -> node("n2").get("state").asString("").equals("synced"));
    }

    @Test
    void donorsThatAPersonPrefersAreKept() {
        assertThat(plane.api().post(path("/nodes/n3/donors"), "{\"donors\": [\"n2\"]}").status()).isEqualTo(200);
        assertThat(node("n3").get("donors").get(0).asString()).isEqualTo("n2");
        assertThat(dryRun("/nodes/n3/resync", "{\"dry_run\": true}").get("stages").toString()).contains("donors n2,");
        assertThat(plane.api().post(path("/nodes/n3/donors"), "{\"donors\": []}").status()).isEqualTo(200);
        assertThat(node("n3").get("donors")).isEmpty();
    }

    @Test
    void advanceWarningComesFromWhatWasMeasured() {
        plane.until("links were measured", () -> cluster().get("links").valueStream()
                .allMatch(link -> !link.get("bytes_per_second").isNull()));
        JsonNode advice = plane.api().get(path("/advice")).json();
        assertThat(advice.get("recommendation").asString()).isEqualTo("unknown");
        assertThat(List.of("sentence", "reasons", "writers", "auto_increment"))
                .allSatisfy(field -> assertThat(Objects.requireNonNull(advice.get(field))).isNotNull());
    }
}
