package dev.tutti.lab;

import dev.tutti.core.model.Address;
import dev.tutti.lab.network.LabHost;
import dev.tutti.lab.process.Deadline;
import dev.tutti.lab.process.ServerProcess;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The agent beside a node of a {@link GaleraFleet}: a process of its own on the node's host, so that what cuts or slows the node's
 * links does so to its agent's. A server that it has started goes on when it ends. Thread-safe.
 */
public final class LabAgent extends FleetMember {
    /** Where agents listen. */
    public static final int PORT = 7420;

    private static final Address EVERYWHERE = new Address("0.0.0.0", PORT);
    private static final Duration CONNECT = Duration.ofMillis(500);

    private final GaleraNode node;
    private final LabHost host;
    private final Address address;
    private final Address groupAddress;
    private volatile List<String> command = List.of();

    LabAgent(GaleraNode node, LabHost host, Path folder, Duration deadline) {
        super(nameBeside(node.name()), folder, deadline);
        this.node = node;
        this.host = host;
        this.address = new Address(host.address(), PORT);
        this.groupAddress = new Address(node.groupAddress().host(), PORT);
    }

    /** What the agent beside this node is called. */
    public static String nameBeside(String node) {
        return node + "-agent";
    }

    void prepare(AgentSetup setup, List<Address> peers, Path fleet) throws IOException {
        Files.createDirectories(dataFolder());
        command = List.copyOf(setup.prepare(
                new AgentSetup.Place(
                node, address.equals(groupAddress) ? address : EVERYWHERE, groupAddress, peers, fleet, dataFolder(), configurationFile())));
    }

    /** The node that it looks after. */
    public GaleraNode node() {
        return node;
    }

    /** Where the other agents and the control plane reach it, as {@link GaleraNode#groupAddress}. */
    public Address groupAddress() {
        return groupAddress;
    }

    @Override
    ServerProcess launch() {
        return ServerProcess.start(host.inside(command), Map.of(), configurationFile(), consoleLog());
    }

    /** What it says takes a certificate to ask; that it listens does not. */
    @Override
    void awaitReady(ServerProcess started, Duration limit) {
        Deadline.in(limit).await(
                () -> {
                    if (started.ended().isDone()) {
                        throw new LabException("Agent " + name() + " ended while it started. " + logs());
                    }
                    return listens();
                },
                "Agent " + name() + " did not listen on " + address,
                this::logs);
    }

    private boolean listens() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address.host(), address.port()), Math.toIntExact(CONNECT.toMillis()));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    void isUp(ServerProcess started) {}

    @Override
    void release() {}

    @Override
    public String kind() {
        return "agent";
    }

    /** That of the server that it looks after. */
    @Override
    public Flavour flavour() {
        return node.flavour();
    }

    @Override
    public Optional<String> startedBelow() {
        return Optional.empty();
    }

    @Override
    public Address address() {
        return address;
    }

    @Override
    public Address directAddress() {
        return address;
    }

    @Override
    public Optional<FaultProxy> proxy() {
        return Optional.empty();
    }

    @Override
    public Path configurationFile() {
        return folder().resolve("agent.yaml");
    }

    @Override
    public String toString() {
        return name() + " (agent at " + address + ")";
    }
}
