package dev.tutti.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.agent.config.AgentConfig;
import dev.tutti.lab.process.Ports;
import dev.tutti.settings.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;

/** What an agent refuses of orders about addresses. That they are put up is shown where there are hosts to spare. */
class AddressesTest {
    private static final String TOKEN = "a-token-of-a-test";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private AgentConfig config(String addresses) throws Exception {
        Path token = Files.writeString(folder.resolve("token"), TOKEN + "\n");
        return AgentConfig.parse("""
                agent: {listen: "127.0.0.1:%d", state_folder: %s, token_file: %s}
                server: {kind: none}
                addresses: [%s]
                """.formatted(Ports.take(), folder.resolve("state"), token, addresses), "agent.yaml");
    }

    @Test
    void onlyAddressesOfTheConfigurationAndOnlyWithTheTurnOfTheLastLook() throws Exception {
        // No device of this name is there: whatever would be put up fails instead.
        try (Agent agent = Agent.start(config("{address: 192.0.2.10/24, device: tutti-none}"), "test", InstantSource.system());
                Asking asking = Asking.withToken(agent, TOKEN)) {
            String first = asking.get("/v1/addresses").body().path("turn").asString();
            assertThat(asking.post("/v1/addresses/take", Map.of("address", "192.0.2.11/24", "turn", first)).status()).isEqualTo(404);
            String second = asking.get("/v1/addresses").body().path("turn").asString();
            Asking.Answered late = asking.post("/v1/addresses/take", Map.of("address", "192.0.2.10/24", "turn", first));
            assertThat(late.status()).isEqualTo(409);
            assertThat(late.body().path("error").path("message").asString()).contains("is void, as the host was looked at since");
            Asking.Answered failed = asking.post("/v1/addresses/take", Map.of("address", "192.0.2.10/24", "turn", second));
            assertThat(failed.status()).isEqualTo(500);
            assertThat(failed.body().path("error").path("message").asString())
                    .startsWith("ip address add 192.0.2.10/24 dev tutti-none ended with code 1");
            Asking.Answered gone = asking.post("/v1/addresses/release", Map.of("address", "192.0.2.10/24"));
            assertThat(gone.status()).isEqualTo(200);
            assertThat(gone.body().path("held").asBoolean(true)).isFalse();
            assertThat(asking.post("/v1/addresses/take", Map.of("address", "192.0.2.10/24")).status()).isEqualTo(400);
            assertThat(asking.post("/v1/addresses/release", Map.of("address", "192.0.2.10/24", "shell", "no")).status())
                    .isEqualTo(400);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{address: 192.0.2.10, device: eth0} | length of its prefix",
        "{address: 192.0.2.10/33, device: eth0} | length of its prefix",
        "{address: db1/24, device: eth0} | length of its prefix",
        "{address: 127.0.0.1/8, device: lo} | length of its prefix",
        "{address: 192.0.2.10/24, device: -f} | name of a network device",
        "{address: 192.0.2.10/24, device: a}, {address: 192.0.2.10/25, device: b} | 192.0.2.10 is there twice",
    })
    void whatCannotBeCarriedIsNamed(String addresses, String why) {
        assertThatThrownBy(() -> config(addresses)).isInstanceOf(ConfigException.class).hasMessageContaining(why);
    }
}
