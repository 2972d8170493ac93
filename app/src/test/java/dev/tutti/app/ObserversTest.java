package dev.tutti.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.lab.FleetExtension;
import dev.tutti.lab.network.LabNetwork;
import dev.tutti.lab.process.Ports;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Three agents observe a server; who is sent there depends on how many of them reach it. */
@SuppressWarnings("NullAway.Init") // JUnit fills it
class ObserversTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final List<String> OBSERVERS = List.of("paris", "london", "rome");

    @TempDir
    Path folder;

    private LabNetwork network;
    private LabAgents agents;

    @BeforeEach
    void start() throws Exception {
        FleetExtension.require(LabNetwork.whyNot().isEmpty(), "observers", LabNetwork.whyNot().orElse(""));
        network = LabNetwork.open(List.of("paris", "london", "rome", "db"));
        agents = new LabAgents(folder, List.of());
        // An agent is a server that takes connections as well.
        agents.start(network.host("db"), "");
    }

    @AfterEach
    void stop() {
        if (agents != null) {
            agents.close();
        }
        if (network != null) {
            network.close();
        }
    }

    private String check(String more) {
        return "checks: [{name: db, kind: tcp, address: \"" + network.host("db").address()
                + ":7420\", interval: 400ms, timeout: 300ms, failures: 2, successes: 2" + more + "}]\n";
    }

    private void observe(List<String> names) throws IOException {
        Path file = Files.writeString(folder.resolve("checks.yaml"), check(""));
        for (String name : names) {
            agents.start(network.host(name), "observe: {checks: " + file + "}");
        }
    }

    private Plane serving(String observers) throws Exception {
        Path zones = Files.writeString(folder.resolve("dns.yaml"), """
                dns: {listen: ["127.0.0.1:%d"], admin: "127.0.0.1:%d", state_folder: %s}
                %s
                zones:
                  - name: db.example
                    name_servers: [ns1.example.]
                    names:
                      - name: app
                        targets:
                          - {name: observed, ip: [192.0.2.1], check: db}
                          - {name: spare, ip: [192.0.2.2]}
                """.formatted(Ports.take(), Ports.take(), folder.resolve("dns"), check(observers)));
        return Plane.start(folder, agents.configuration() + "traffic: {dns: " + zones + "}\n");
    }

    private static void awaitTarget(Plane plane, String target) {
        Awaitility.await(target + " is answered").atMost(LIMIT).until(() -> first(plane).equals(target));
    }

    private static String first(Plane plane) throws Exception {
        return plane.get("/api/v1/dns/names/app.db.example?from=127.0.0.1").path("answers").path(0).path("target").asString();
    }

    private static void awaitReason(Plane plane, String words) {
        Awaitility.await(words).atMost(LIMIT).until(() ->
                plane.get("/api/v1/dns/names/app.db.example?from=127.0.0.1").path("because").asString().contains(words));
    }

    @Test
    void whoIsReachedByTwoOfThreeStaysByOneGoesAndSilentObserversHaveNoSay() throws Exception {
        observe(OBSERVERS);
        try (Plane plane = serving(", observers: [paris, london, rome], share: 50")) {
            awaitReason(plane, "3 of 3 observers see it up");
            assertThat(first(plane)).isEqualTo("observed");

            network.cut("paris", "db");
            awaitReason(plane, "2 of 3 observers see it up");
            assertThat(first(plane)).isEqualTo("observed");

            network.cut("london", "db");
            awaitTarget(plane, "spare");

            network.heal("london", "db");
            awaitTarget(plane, "observed");
            network.cut("london", "db");
            awaitTarget(plane, "spare");

            // Those that do not answer any more do not vote: rome alone is left, and sees it.
            agents.kill("paris");
            agents.kill("london");
            awaitTarget(plane, "observed");
        }
    }

    @Test
    void anObserverThatChecksSomethingElseUnderThisNameHasNoSay() throws Exception {
        Path other = Files.writeString(folder.resolve("other.yaml"), check("").replace(":7420", ":7421"));
        agents.start(network.host("paris"), "observe: {checks: " + other + "}");
        observe(List.of("rome"));
        try (Plane plane = serving(", observers: [paris, rome], share: 50")) {
            // Paris sees its own address refuse.
            awaitReason(plane, "its check succeeds");
            assertThat(first(plane)).isEqualTo("observed");
        }
    }
}
