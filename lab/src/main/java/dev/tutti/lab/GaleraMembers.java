package dev.tutti.lab;

import dev.tutti.core.model.Address;
import dev.tutti.lab.install.Installation;
import dev.tutti.lab.network.LabNetwork;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The processes of a {@link GaleraFleet}, each kind in the order of the specification. Immutable.
 *
 * @param agents as many as nodes, or none
 */
record GaleraMembers(List<GaleraNode> nodes, List<GaleraArbitrator> arbitrators, List<LabAgent> agents) {
    static final GaleraMembers NONE = new GaleraMembers(List.of(), List.of(), List.of());

    GaleraMembers {
        nodes = List.copyOf(nodes);
        arbitrators = List.copyOf(arbitrators);
        agents = List.copyOf(agents);
    }

    /** @param inside the addresses by which nodes reach each other, by host; those of their hosts where it is silent */
    static GaleraMembers of(
            GaleraSpec spec, Installation installation, LabNetwork network, Map<String, String> inside, Path folder) {
        List<GaleraNode> nodes = spec.nodes().stream()
                .map(each -> new GaleraNode(
                        each, installation, network.host(each.name()), inside(inside, network, each.name()),
                        folder.resolve(each.name()), spec.deadline()))
                .toList();
        List<GaleraArbitrator> arbitrators = spec.arbitrators().stream()
                .map(name -> new GaleraArbitrator(
                        name, installation, network.host(name), folder.resolve(name), spec.deadline()))
                .toList();
        Stream<GaleraNode> lookedAfter = spec.agents() == null ? Stream.empty() : nodes.stream();
        List<LabAgent> agents = lookedAfter
                .map(node -> new LabAgent(
                        node, network.host(node.name()), folder.resolve(LabAgent.nameBeside(node.name())), spec.deadline()))
                .toList();
        return new GaleraMembers(nodes, arbitrators, agents);
    }

    private static String inside(Map<String, String> inside, LabNetwork network, String host) {
        return inside.getOrDefault(host, network.host(host).address());
    }

    /** @param setup null where there are no agents */
    void prepareAgents(@Nullable AgentSetup setup, Path fleet) throws IOException {
        if (setup != null) {
            for (LabAgent agent : agents) {
                List<Address> peers = agents.stream()
                        .filter(other -> !other.equals(agent))
                        .map(LabAgent::groupAddress)
                        .toList();
                agent.prepare(setup, peers, fleet);
            }
        }
    }

    List<FleetMember> all() {
        return Stream.concat(voters().stream(), agents.stream()).toList();
    }

    /** Those that Galera counts as members; each is on a host of its own. */
    List<FleetMember> voters() {
        return Stream.<FleetMember>concat(nodes.stream(), arbitrators.stream()).toList();
    }

    GaleraNode node(String name) {
        return named(nodes, name).orElseThrow(() -> unknown("node", name, nodes));
    }

    LabAgent agent(String name) {
        return named(agents, name).orElseThrow(() -> unknown("agent", name, agents));
    }

    FleetMember member(String name) {
        return named(all(), name).orElseThrow(() -> unknown("node", name, all()));
    }

    /** The host that a member is on, by the name that links are known by: an agent is on its node's. */
    String host(String name) {
        return member(name) instanceof LabAgent agent ? agent.node().name() : name;
    }

    private static <T extends FleetMember> Optional<T> named(List<T> members, String name) {
        return members.stream().filter(member -> member.name().equals(name)).findFirst();
    }

    private static LabException unknown(String what, String name, List<? extends FleetMember> known) {
        return new LabException("There is no " + what + " \"" + name + "\" in this cluster; its " + what + "s are "
                + known.stream().map(FleetMember::name).collect(Collectors.joining(", ")) + ".");
    }
}
