package dev.tutti.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.lab.Flavour;
import dev.tutti.lab.Fleet;
import dev.tutti.lab.FleetExtension;
import dev.tutti.lab.LabServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;

/** An agent beside a real plain server: starts, stops, fences it, and reads its logs. */
class PlainServerTest {
    @RegisterExtension
    static final FleetExtension FLEET = FleetExtension.of(Fleet.single(Flavour.MARIADB_11_4));

    @TempDir
    Path folder;

    private final LabServer server = FLEET.fleet().servers().getFirst();
    private TestAgent agent;
    private Asking ask;

    @BeforeEach
    void stopped() throws Exception {
        if (server.pid().isPresent()) {
            FLEET.fleet().stop(server.name());
        }
        agent = TestAgent.beside(server, folder);
        ask = agent.asking();
    }

    @AfterEach
    void ended() throws Exception {
        ask.act("fence");
        agent.close();
    }

    @Test
    void theServerIsStartedAndStoppedAndOutlivesItsAgent() throws Exception {
        JsonNode started = ask.act("start");

        assertThat(Asking.text(started, "state")).as(started.toString()).isEqualTo("done");
        JsonNode process = ask.report().path("process");
        assertThat(Asking.text(process, "state")).isEqualTo("running");
        assertThat(process.path("pid").asLong()).isEqualTo(started.path("details").path("pid").asLong());
        assertThat(Asking.text(ask.report(), "version")).contains("11.4");
        assertThat(server.tryConnect()).isPresent();
        agent.restart();
        ask = agent.asking();
        assertThat(ask.report().path("process").path("pid").asLong()).isEqualTo(process.path("pid").asLong());

        JsonNode stopped = ask.act("stop");

        assertThat(Asking.text(stopped, "state")).as(stopped.toString()).isEqualTo("done");
        assertThat(Asking.text(ask.report().path("process"), "state")).isEqualTo("not_running");
    }

    @Test
    void aRunningServerIsNotStartedAgain() throws Exception {
        ask.act("start");

        JsonNode again = ask.act("start");

        assertThat(Asking.text(again, "state")).isEqualTo("refused");
        assertThat(Asking.text(again, "message")).contains("runs already");
    }

    @Test
    void aFencedServerStaysDownUntilItIsUnfenced() throws Exception {
        ask.act("start");

        JsonNode fenced = ask.act("fence");

        assertThat(Asking.text(fenced, "state")).as(fenced.toString()).isEqualTo("done");
        assertThat(Asking.text(ask.report().path("process"), "state")).isEqualTo("not_running");
        agent.restart();
        ask = agent.asking();
        assertThat(ask.report().path("fenced").asBoolean()).isTrue();
        assertThat(Asking.text(ask.act("start"), "message")).contains("fenced");
        ask.act("unfence");
        assertThat(Asking.text(ask.act("start"), "state")).isEqualTo("done");
    }

    @Test
    void aServerThatCannotStartIsNamedWithItsCause() throws Exception {
        Path data = server.dataFolder().resolve("ibdata1");
        byte[] kept = Files.readAllBytes(data);
        Files.write(data, "this is no tablespace".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        try {
            JsonNode started = ask.act("start");

            assertThat(Asking.text(started, "state")).as(started.toString()).isEqualTo("failed");
            assertThat(Asking.text(started, "message")).contains("ended while it started", "corrupt_data");
            assertThat(started.path("exit_code").asInt()).isEqualTo(1);
        } finally {
            Files.write(data, kept);
        }
    }

    @Test
    void theSameIdIsDoneOnceAlsoAfterTheAgentWasReplaced() throws Exception {
        Map<String, String> request = Map.of("id", "one", "kind", "start");
        assertThat(ask.post(request).status()).isEqualTo(202);
        ask.ended("one");
        ask.act("stop");
        agent.restart();
        ask = agent.asking();

        Asking.Answered again = ask.post(request);

        assertThat(again.status()).isEqualTo(200);
        assertThat(Asking.text(again.body(), "state")).isEqualTo("done");
        assertThat(Asking.text(ask.report().path("process"), "state")).isEqualTo("not_running");
        Asking.Answered other = ask.post(Map.of("id", "one", "kind", "stop"));
        assertThat(other.status()).isEqualTo(409);
        assertThat(other.body().path("error").path("kind").asString("")).isEqualTo("id_reused");
    }

    @Test
    void theBinaryLogOfADeadServerIsFetchedByteForByte() throws Exception {
        ask.act("start");
        ask.act("fence");

        JsonNode files = ask.get("/v1/logs").body().path("files");

        assertThat(files.size()).isPositive();
        for (JsonNode file : files) {
            String name = Asking.text(file, "name");
            ByteArrayOutputStream received = new ByteArrayOutputStream();
            while (received.size() < file.path("bytes").asLong()) {
                HttpResponse<byte[]> piece = ask.bytes("/v1/logs/" + name + "?bytes=100&from=" + received.size());
                assertThat(piece.headers().firstValue("X-Tutti-Sha256")).hasValue(HexFormat.of().formatHex(
                        MessageDigest.getInstance("SHA-256").digest(piece.body())));
                received.write(piece.body());
            }
            assertThat(received.toByteArray()).isEqualTo(Files.readAllBytes(server.dataFolder().resolve(name)));
        }
        assertThat(ask.get("/v1/logs/ibdata1").status()).isEqualTo(404);
        assertThat(ask.get("/v1/logs/..%2F..%2Fmy.cnf").status()).isIn(400, 404);
    }
}
