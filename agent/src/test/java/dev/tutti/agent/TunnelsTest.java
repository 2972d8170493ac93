package dev.tutti.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.agent.config.AgentConfig;
import dev.tutti.agent.mesh.MeshEye;
import dev.tutti.agent.observe.Observer;
import dev.tutti.core.mesh.MeshFacts;
import dev.tutti.core.mesh.Technology;
import dev.tutti.core.mesh.check.HostSight;
import dev.tutti.lab.process.Ports;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/** What an agent says of its host's tunnels, and of a host without a server. */
class TunnelsTest {
    private static final String TOKEN = "a-token-of-a-test";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private AgentConfig config(String more) throws Exception {
        Path token = Files.writeString(folder.resolve("token"), TOKEN + "\n");
        return AgentConfig.parse("""
                agent: {listen: "127.0.0.1:%d", state_folder: %s, token_file: %s}
                server: {kind: none}
                %s""".formatted(Ports.take(), folder.resolve("state"), token, more), "agent.yaml");
    }

    private static Agent.Eyes eyes(MeshEye eye) {
        return new Agent.Eyes() {
            @Override
            public MeshEye tunnels(AgentConfig.Mesh mesh) {
                return eye;
            }

            @Override
            public Observer checks(Path file) {
                throw new AssertionError("nothing is to be checked");
            }
        };
    }

    private static MeshEye eye(CountDownLatch open, @Nullable IOException failure) {
        return new MeshEye() {
            @Override
            public MeshFacts facts() {
                return new MeshFacts("payments", Technology.WIREGUARD, 1420, Set.of("hub1"), Map.of("paris", List.of()));
            }

            @Override
            public Seen look(boolean rates) throws IOException {
                try {
                    open.await();
                } catch (InterruptedException e) {
                    throw new IOException("interrupted", e);
                }
                if (failure != null) {
                    throw failure;
                }
                return new Seen(facts(), new HostSight("paris", Instant.EPOCH, true, false, List.of(), List.of()));
            }

            @Override
            public void close() {}
        };
    }

    @Test
    void noRequestWaitsForALookAndWhatWasSeenIsToldWithItsAge() throws Exception {
        CountDownLatch open = new CountDownLatch(1);
        String mesh = "mesh: {description: /nowhere/mesh.yaml, host: paris}";
        try (Agent agent = Agent.start(config(mesh), "test", InstantSource.system(), eyes(eye(open, null)));
                Asking asking = Asking.withToken(agent, TOKEN)) {
            assertThat(asking.get("/v1/mesh").body().path("why").asString()).isEqualTo("it has not been looked at yet");
            open.countDown();
            JsonNode told = Awaitility.await().until(() -> asking.get("/v1/mesh").body(), body -> body.has("host"));
            assertThat(told.path("mesh").toString())
                    .isEqualTo("{\"name\":\"payments\",\"technology\":\"WIREGUARD\",\"mtu\":1420,\"hubs\":[\"hub1\"]}");
            assertThat(told.path("router").asBoolean(true)).isFalse();
            assertThat(told.path("every_millis").asLong()).isEqualTo(10_000);
        }
    }

    @Test
    void aLookThatFailsIsToldWithItsReason() throws Exception {
        String mesh = "mesh: {description: /nowhere/mesh.yaml, host: paris, every: 20ms}";
        try (Agent agent = Agent.start(config(mesh), "test", InstantSource.system(),
                        eyes(eye(new CountDownLatch(0), new IOException("\"ip\" is not here"))));
                Asking asking = Asking.withToken(agent, TOKEN)) {
            Awaitility.await().until(() -> asking.get("/v1/mesh").body().path("why").asString()
                    .equals("the tunnels could not be looked at: \"ip\" is not here"));
        }
    }

    @Test
    void withoutTunnelsAndWithoutAServerItSaysSo() throws Exception {
        try (Agent agent = Agent.start(config(""), "test", InstantSource.system());
                Asking asking = Asking.withToken(agent, TOKEN)) {
            assertThat(asking.get("/v1/mesh").status()).isEqualTo(404);
            assertThat(asking.report().path("kind").asString()).isEqualTo("none");
            Asking.Answered refused = asking.post(Map.of("id", "one", "kind", "start"));
            assertThat(refused.status()).isEqualTo(404);
            assertThat(refused.body().path("error").path("message").asString()).contains("no database server beside this agent");
        }
    }
}
