package dev.tutti.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.lab.FleetExtension;
import dev.tutti.lab.network.LabHost;
import dev.tutti.lab.network.LabNetwork;
import dev.tutti.lab.process.Commands;
import dev.tutti.lab.process.Ports;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A virtual address moves between two hosts, as the control plane tells their agents; a third one on the same switch uses it. */
@SuppressWarnings("NullAway.Init") // JUnit fills it
class AddressThroughAgentsTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String VIRTUAL = "10.9.0.100";
    private static final String MAY_CARRY =
            "addresses: [{address: 10.9.0.100/24, device: eth0}, {address: 'fd09::100/64', device: eth0}]";

    @TempDir
    Path folder;

    private LabNetwork network;
    private LabAgents agents;

    @BeforeEach
    void start() throws Exception {
        FleetExtension.require(LabNetwork.whyNot().isEmpty(), "virtual addresses", LabNetwork.whyNot().orElse(""));
        network = LabNetwork.open(List.of("one", "two", "client", "switch"));
        agents = new LabAgents(folder, List.of());
        on("switch", "ip", "link", "add", "br0", "type", "bridge");
        on("switch", "ip", "link", "set", "br0", "up");
        int number = 0;
        for (String name : List.of("one", "two", "client")) {
            number++;
            String port = "port" + number;
            on("switch", "ip", "link", "add", port, "type", "veth", "peer", "name", "eth0", "netns",
                    network.host(name).namespace().replaceAll("\\D+", ""));
            on("switch", "ip", "link", "set", port, "master", "br0", "up");
            on(name, "ip", "link", "set", "eth0", "up");
            on(name, "ip", "address", "add", "10.9.0." + number + "/24", "dev", "eth0");
            on(name, "ip", "address", "add", "fd09::" + number + "/64", "dev", "eth0", "nodad");
        }
        agents.start(network.host("one"), MAY_CARRY);
        agents.start(network.host("two"), MAY_CARRY);
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

    private String on(String host, String... command) {
        LabHost inside = network.host(host);
        Commands.Result result = Commands.run(inside.inside(List.of(command)), null, Map.of(), LIMIT);
        assertThat(result.succeeded()).as("%s on %s: %s", String.join(" ", command), host, result.tail()).isTrue();
        return result.output();
    }

    private boolean holds(String host) {
        return on(host, "ip", "-o", "address", "show", "dev", "eth0").contains(" " + VIRTUAL + "/24 ");
    }

    private String hardware(String host) {
        return on(host, "ip", "-o", "link", "show", "eth0").replaceAll("(?s).*link/ether (\\S+).*", "$1");
    }

    /** Where the client would send now, without asking again. */
    private String clientSendsTo(String address) {
        return on("client", "ip", "neighbour", "show", address).replaceAll("(?s).*lladdr (\\S+).*", "$1").strip();
    }

    private void ping(String address) {
        on("client", "ping", "-n", "-q", "-c", "1", "-W", "2", address);
    }

    private Path names(int port, int admin, String target) throws Exception {
        return Files.writeString(folder.resolve("dns.yaml"), """
                dns: {listen: ["127.0.0.1:%d"], admin: "127.0.0.1:%d", state_folder: %s}
                zones:
                  - name: db.example
                    name_servers: [ns1.example.]
                    names:
                      - {name: write, targets: [{name: %s, ip: [%s]}]}
                """.formatted(port, admin, folder.resolve("dns"), target, network.host(target).address()));
    }

    private static JsonNode router(Plane plane) throws Exception {
        return plane.get("/api/v1/dns/routers").path(0);
    }

    @Test
    void theAddressMovesAndTheClientFollowsAndASilentHostKeepsItUntilItIsFenced() throws Exception {
        int port = Ports.take();
        int admin = Ports.take();
        Path zones = names(port, admin, "one");
        Path routers = Files.writeString(folder.resolve("routers.yaml"), """
                traffic:
                  providers:
                    - name: vip
                      kind: address
                      check: 1s
                      mend: true
                      request: 2s
                      hosts: [{ip: %s, agent: one}, {ip: %s, agent: two}]
                      routes:
                        - {route: write.db.example., to: 10.9.0.100/24}
                        - {route: write.db.example., to: 'fd09::100/64'}
                """.formatted(network.host("one").address(), network.host("two").address()));
        try (Plane plane = Plane.start(folder,
                agents.configuration() + "traffic: {dns: " + zones + ", routers: " + routers + "}\n")) {
            Awaitility.await("one has the address").atMost(LIMIT).until(() -> router(plane).path("done").asBoolean(false));
            assertThat(holds("one")).isTrue();
            assertThat(holds("two")).isFalse();
            ping(VIRTUAL);
            ping("fd09::100");
            assertThat(clientSendsTo(VIRTUAL)).isEqualTo(hardware("one"));
            assertThat(clientSendsTo("fd09::100")).isEqualTo(hardware("one"));

            names(port, admin, "two");
            Awaitility.await("the client knows that two has it").atMost(LIMIT)
                    .until(() -> clientSendsTo(VIRTUAL).equals(hardware("two")));
            Awaitility.await("the same by IPv6").atMost(LIMIT).until(() -> clientSendsTo("fd09::100").equals(hardware("two")));
            Awaitility.await("it was read back").atMost(LIMIT).until(() -> router(plane).path("done").asBoolean(false));
            assertThat(holds("one")).isFalse();
            ping(VIRTUAL);
            ping("fd09::100");

            // An agent that comes again changes nothing of what is up.
            agents.kill("two");
            assertThat(holds("two")).isTrue();
            names(port, admin, "one");
            Awaitility.await("nobody else gets it").atMost(LIMIT).until(() -> router(plane).path("sentence").asString()
                    .contains("so nobody else gets it until it answers or is known to be fenced"));
            assertThat(holds("one")).isFalse();
            assertThat(plane.post("/api/v1/dns/fence", "{\"agent\": \"three\", \"fenced\": true}").path("error").path("message")
                            .asString())
                    .isEqualTo("No agent is called \"three\"; agents.hosts names one, two");

            // Somebody has seen to it that the host is off, here by taking its plug out.
            on("switch", "ip", "link", "set", "port2", "down");
            plane.post("/api/v1/dns/fence", "{\"agent\": \"two\", \"fenced\": true}");
            Awaitility.await("one has it again").atMost(LIMIT).until(() -> holds("one"));
            ping(VIRTUAL);

            // It comes back with the address still up, and is relieved of it as soon as it is heard.
            agents.start(network.host("two"), MAY_CARRY);
            Awaitility.await("two lets go").atMost(LIMIT).until(() -> !holds("two"));
            assertThat(plane.get("/api/v1/dns/fenced")).isEmpty();
        }
    }
}
