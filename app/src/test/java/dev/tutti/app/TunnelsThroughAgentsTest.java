package dev.tutti.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.core.galera.quorum.Element;
import dev.tutti.core.galera.quorum.Layout.Link;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;

/** What is wrong with real tunnels is told by the control plane, which sees them through the agents of their hosts. */
class TunnelsThroughAgentsTest {
    private static final Duration LIMIT = Duration.ofSeconds(90);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    /** A control plane that knows the agents, and a cluster between both sites whose nodes are not there. */
    private record Watching(Plane plane) implements AutoCloseable {
        static Watching start(TunnelLab lab, Path folder) throws Exception {
            return new Watching(Plane.start(folder, """
                    galera:
                      recovery: by_hand
                      restart: by_hand
                      clusters:
                        - name: payments
                          nodes:
                            - {name: n1, address: "127.0.0.1:1", site: paris}
                            - {name: n2, address: "127.0.0.1:2", site: rome}
                    %s""".formatted(lab.agents.configuration())));
        }

        JsonNode get(String path) throws Exception {
            return plane.get(path);
        }

        Optional<JsonNode> problem(String kind, String where) throws Exception {
            return get("/api/v1/problems").valueStream()
                    .filter(one -> one.path("chain").asString().equals("lab") && one.path("kind").asString().equals(kind)
                            && one.path("server").asString().equals(where))
                    .findFirst();
        }

        /** Problems of the mesh; that ways there and back differ is none. */
        long problems() throws Exception {
            return get("/api/v1/problems").valueStream().filter(one -> one.path("chain").asString().equals("lab")).count();
        }

        JsonNode tunnels() throws Exception {
            return get("/api/v1/galera/payments").path("links").path(0).path("tunnels");
        }

        JsonNode awaitTunnels(String what, Predicate<JsonNode> condition) {
            return Awaitility.await(what).atMost(LIMIT).until(this::tunnels, condition);
        }

        JsonNode awaitProblem(String kind, String where) {
            return Awaitility.await(kind + " of " + where).atMost(LIMIT)
                    .until(() -> problem(kind, where), Optional::isPresent).orElseThrow();
        }

        void awaitNoProblem() {
            Awaitility.await("no problem").atMost(LIMIT).until(() -> problems() == 0);
        }

        @Override
        public void close() {
            plane.close();
        }
    }

    @Test
    void aHubThatIsCutIsAProblemWhichSaysWhatStillCarriesAndIsOverWhenTheHubIsBack() throws Exception {
        try (TunnelLab lab = TunnelLab.start(folder, "50M")) {
            assertThat(lab.mesh.awaitReach(Duration.ofSeconds(20))).isPresent();
            lab.agent("paris", "0s");
            lab.agent("rome", "0s");
            try (Watching watching = Watching.start(lab, folder)) {
                JsonNode way = watching.awaitTunnels("the way is known", tunnels -> tunnels.path("reached").asBoolean(false));
                assertThat(way.path("over").path(0).asString()).startsWith("hub");
                assertThat(way.path("latency_ms").asDouble()).isPositive();
                watching.awaitNoProblem();

                String description = Files.readString(folder.resolve("mesh.yaml"));
                Files.writeString(folder.resolve("mesh.yaml"), "mesh: {name: lab}\nsites: []\n");
                JsonNode notSeen = Awaitility.await("that nothing is seen").atMost(LIMIT)
                        .until(() -> watching.get("/api/v1/problems").valueStream()
                                .filter(one -> one.path("kind").asString().equals("tunnels_not_seen")
                                        && one.path("server").asString().equals("paris"))
                                .findFirst(), Optional::isPresent)
                        .orElseThrow();
                assertThat(notSeen.path("sentence").asString())
                        .startsWith("nothing is known of the tunnels of paris: the tunnels could not be looked at: ");
                Files.writeString(folder.resolve("mesh.yaml"), description);
                watching.awaitTunnels("the way is known again", tunnels -> tunnels.path("reached").asBoolean(false));

                lab.mesh.cut(new Element.OfSite("hub2"));
                JsonNode lost = watching.awaitProblem("hub_lost", "hub2");
                assertThat(lost.path("sentence").asString())
                        .startsWith("the hub hub2 is lost since ").contains("seen from paris, rome", "hub1 still carries");
                assertThat(lost.path("severity").asString()).isEqualTo("error");
                assertThat(watching.get("/api/v1/galera/payments").path("problems").valueStream()
                                .anyMatch(one -> one.path("kind").asString().equals("hub_lost")))
                        .isTrue();
                assertThat(watching.tunnels().path("over").toString()).isEqualTo("[\"hub1\"]");

                lab.mesh.heal(new Element.OfSite("hub2"));
                watching.awaitNoProblem();
                assertThat(watching.get("/api/v1/decisions?chain=lab").valueStream().map(one -> one.path("verdict").asString()))
                        .contains("began", "ended");

                lab.mesh.cut(new Element.OfLink(new Link("hub1", "paris")));
                JsonNode silent = watching.awaitProblem("tunnel_silent", "hub1–paris");
                assertThat(silent.path("sentence").asString())
                        .startsWith("nothing comes through the tunnel of paris to hub1 since ").contains("hub2 still carries");
                assertThat(watching.tunnels().path("down").toString()).isEqualTo("[\"hub1–paris\"]");
                lab.mesh.cut(new Element.OfLink(new Link("hub2", "paris")));
                watching.awaitProblem("cut_off", "paris");
            }
        }
    }

    @Test
    void aLinkWithLessThanATenthOfItsBaselineIsAProblem() throws Exception {
        try (TunnelLab lab = TunnelLab.start(folder, "50M")) {
            assertThat(lab.mesh.awaitReach(Duration.ofSeconds(20))).isPresent();
            lab.agent("hub1", "1h");
            lab.network.bandwidth("hub1", "paris", 50_000_000L / 8 / 20);
            lab.agent("paris", "1h");
            lab.agent("rome", "1h");
            try (Watching watching = Watching.start(lab, folder)) {
                JsonNode slow = watching.awaitProblem("slow", "hub1–paris");
                assertThat(slow.path("sentence").asString()).contains("less than a tenth of the 50.0 Mbit/s");
            }
        }
    }
}
