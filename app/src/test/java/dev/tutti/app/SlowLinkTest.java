package dev.tutti.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.lab.FleetExtension;
import dev.tutti.lab.network.LabHost;
import dev.tutti.lab.network.LabNetwork;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A link between two nodes that gets slow is a problem before anybody starts a state transfer, and without any mesh. */
class SlowLinkTest {
    private static final Duration LIMIT = Duration.ofSeconds(90);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private static Optional<JsonNode> slow(Plane plane) throws Exception {
        return plane.get("/api/v1/galera/payments").path("problems").valueStream()
                .filter(one -> one.path("kind").asString().equals("slow_link"))
                .findFirst();
    }

    private static boolean measured(Plane plane) throws Exception {
        return plane.get("/api/v1/galera/payments").path("links").path(0).path("bytes_per_second").asDouble(0) > 0;
    }

    @Test
    void aRateUnderATenthOfWhatTheLinkCarriedIsAProblemUntilItIsWellAgain() throws Exception {
        Optional<String> reason = LabNetwork.whyNot();
        FleetExtension.require(reason.isEmpty(), "the lab's network", reason.orElse(""));
        try (LabNetwork network = LabNetwork.open(List.of("paris", "rome"))) {
            List<LabHost> hosts = List.of(network.host("paris"), network.host("rome"));
            try (LabAgents agents = new LabAgents(folder, hosts)) {
                for (LabHost host : hosts) {
                    agents.start(host, "");
                }
                try (Plane plane = Plane.start(folder, """
                        galera:
                          recovery: by_hand
                          restart: by_hand
                          measure_links: 2s
                          clusters:
                            - name: payments
                              nodes:
                                - {name: n1, address: "127.0.0.1:1", site: paris, agent: "%s"}
                                - {name: n2, address: "127.0.0.1:2", site: rome, agent: "%s"}
                        %s""".formatted(LabAgents.address(hosts.get(0)), LabAgents.address(hosts.get(1)), agents.configuration()))) {
                    Awaitility.await("the link is measured").atMost(LIMIT).until(() -> measured(plane));
                    assertThat(slow(plane)).isEmpty();

                    network.bandwidth("paris", "rome", 200_000);
                    JsonNode problem = Awaitility.await("it is slow").atMost(LIMIT).until(() -> slow(plane), Optional::isPresent)
                            .orElseThrow();
                    assertThat(problem.path("sentence").asString())
                            .startsWith("the link from 127.0.0.1:1 to 127.0.0.1:2 carries ").contains("under a tenth of the ");
                    assertThat(problem.path("severity").asString()).isEqualTo("warning");

                    network.heal("paris", "rome");
                    Awaitility.await("it is well again").atMost(LIMIT).until(() -> slow(plane).isEmpty());
                }
            }
        }
    }
}
