package dev.tutti.control;

import dev.tutti.agent.Agent;
import dev.tutti.agent.config.AgentConfig;
import dev.tutti.core.model.Address;
import dev.tutti.lab.GaleraFleet;
import dev.tutti.lab.GaleraNode;
import dev.tutti.lab.process.Ports;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** Real agents beside the nodes of a real cluster, with a token on loopback, and the control plane that knows them. */
final class GaleraAgents implements AutoCloseable {
    static final String CLUSTER = GaleraFleet.CLUSTER;
    private static final String TOKEN = "a-token-of-the-agents";

    private final GaleraFleet fleet;
    private final Path folder;
    private final Map<String, String> configurations = new LinkedHashMap<>();
    private final Map<String, Agent> running = new LinkedHashMap<>();
    private final Map<String, Address> addresses = new LinkedHashMap<>();

    private GaleraAgents(GaleraFleet fleet, Path folder) {
        this.fleet = fleet;
        this.folder = folder;
    }

    static GaleraAgents beside(GaleraFleet fleet, Path folder) throws Exception {
        GaleraAgents agents = new GaleraAgents(fleet, Files.createDirectories(folder));
        for (GaleraNode node : fleet.nodes()) {
            agents.addresses.put(node.name(), new Address("127.0.0.1", Ports.take()));
        }
        for (GaleraNode node : fleet.nodes()) {
            agents.configurations.put(node.name(), agents.configuration(node));
            agents.start(node.name());
        }
        return agents;
    }

    private String configuration(GaleraNode node) throws IOException {
        Path state = Files.createDirectories(folder.resolve("agent-" + node.name()));
        return """
                agent:
                  listen: %s
                  state_folder: %s
                  token_file: %s
                  peers: [%s]
                server:
                  kind: galera
                  data_folder: %s
                  pid_file: %s
                  error_log: %s
                  commands: [{name: nothing, run: [/bin/true]}]
                  start:
                %s
                """.formatted(
                addresses.get(node.name()), state, tokenFile(),
                addresses.values().stream().map(Address::toString).collect(Collectors.joining(", ")),
                node.dataFolder(), node.dataFolder().resolve("server.pid"), node.errorLog(),
                node.startCommand(List.of()).stream().map(word -> "    - '" + word + "'").collect(Collectors.joining("\n")));
    }

    private Path tokenFile() throws IOException {
        return Files.writeString(folder.resolve("agents.token"), TOKEN + "\n");
    }

    void start(String node) throws Exception {
        running.put(node, Agent.start(
                AgentConfig.parse(Objects.requireNonNull(configurations.get(node)), "agent.yaml"), "test", InstantSource.system()));
    }

    /** Ends the agent beside a node; the node goes on. */
    void stop(String node) throws IOException {
        Agent agent = running.remove(node);
        if (agent != null) {
            agent.close();
        }
    }

    /** A control plane that watches the cluster through these agents. */
    TestPlane.Setup watched(Path where) throws IOException {
        String nodes = fleet.nodes().stream()
                .map(node -> "{name: " + node.name() + ", address: '" + node.address() + "', site: site-" + node.name()
                        + ", agent: '" + addresses.get(node.name()) + "'}")
                .collect(Collectors.joining(", "));
        return TestPlane.over(where, List.<Address>of())
                .with("agents", "token_file: " + tokenFile())
                .with("galera", "clusters: [{name: " + CLUSTER + ", nodes: [" + nodes + "]}]");
    }

    @Override
    public void close() throws IOException {
        for (Agent agent : running.values()) {
            agent.close();
        }
    }
}
