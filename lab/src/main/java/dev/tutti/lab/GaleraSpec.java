package dev.tutti.lab;

import dev.tutti.lab.install.Installer;
import dev.tutti.lab.network.LabNetwork;
import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * A Galera cluster to be started. Immutable; the {@code with…} methods give changed copies.
 *
 * @param nodes the first of them is the one that the cluster is bootstrapped from
 * @param arbitrators names of processes that vote and hold no data (garbd)
 * @param options more lines for every node's defaults file; a node's own win
 * @param providerOptions more of every node's {@code wsrep_provider_options}, and, where they are about the group, of every
 *     arbitrator's; a node's own win
 * @param folder where the fleet lives, null for a temporary folder that is deleted with the fleet
 * @param current whether {@code lab} commands without {@code --dir} mean this fleet while it runs
 * @param mayFetchPackages whether packages of the distribution may be fetched
 * @param agents what an agent beside each node is made with; null for none
 * @param overlay through which the members reach each other; null for directly
 * @param deadline how long starting a node may take, a state transfer included
 * @param progress gets lines for people
 */
public record GaleraSpec(
        List<GaleraNodeSpec> nodes,
        List<String> arbitrators,
        Map<String, String> options,
        Map<String, String> providerOptions,
        @Nullable Path folder,
        boolean current,
        boolean mayFetchPackages,
        @Nullable AgentSetup agents,
        @Nullable Overlay overlay,
        Duration deadline,
        Consumer<String> progress) {
    /** Four nodes on two busy cores, each with a state transfer, start well within this. */
    private static final Duration DEFAULT_DEADLINE = Duration.ofMinutes(2);

    public GaleraSpec {
        nodes = List.copyOf(nodes);
        arbitrators = List.copyOf(arbitrators);
        options = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(options));
        providerOptions = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(providerOptions));
        if (nodes.isEmpty()) {
            throw new LabException("A Galera cluster needs at least one node.");
        }
        Set<String> names = new HashSet<>(Set.of(LabNetwork.OUTSIDE));
        List<String> all = new ArrayList<>(nodes.stream().map(GaleraNodeSpec::name).toList());
        all.addAll(arbitrators);
        if (overlay != null) {
            all.addAll(overlay.hosts());
        }
        if (agents != null) {
            nodes.forEach(node -> all.add(LabAgent.nameBeside(node.name())));
        }
        for (String name : all) {
            ServerSpec.requireName(name);
            if (!names.add(name)) {
                throw new LabException("The name \"" + name + "\" is taken already in the Galera cluster.");
            }
        }
    }

    /** A cluster of so many nodes, named n1, n2 and so on, in a temporary folder, with progress on the standard error stream. */
    public static GaleraSpec ofNodes(int count) {
        List<GaleraNodeSpec> nodes = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            nodes.add(GaleraNodeSpec.of("n" + i));
        }
        return of(nodes);
    }

    /** A cluster of these nodes, in a temporary folder, with progress on the standard error stream. */
    public static GaleraSpec of(List<GaleraNodeSpec> nodes) {
        return new GaleraSpec(
                nodes, List.of(), Map.of(), Map.of(), null, false, Installer.packagesAllowedByEnvironment(), null, null,
                DEFAULT_DEADLINE, System.err::println);
    }

    public GaleraSpec withArbitrator(String name) {
        List<String> more = new ArrayList<>(arbitrators);
        more.add(name);
        return new GaleraSpec(
                nodes, more, options, providerOptions, folder, current, mayFetchPackages, agents, overlay, deadline, progress);
    }

    /** One more line in every node's defaults file. */
    public GaleraSpec withOption(String option, String value) {
        return new GaleraSpec(
                nodes, arbitrators, with(options, option, value), providerOptions, folder, current, mayFetchPackages, agents, overlay,
                deadline, progress);
    }

    /** One more provider option of every node and arbitrator, for example {@code evs.suspect_timeout} and {@code PT2S}. */
    public GaleraSpec withProviderOption(String option, String value) {
        return new GaleraSpec(
                nodes, arbitrators, options, with(providerOptions, option, value), folder, current, mayFetchPackages, agents, overlay,
                deadline, progress);
    }

    /**
     * A silent member is suspected after 3 s and given up after 8 s, instead of Galera's 5 s and 15 s, and views are agreed upon
     * sooner. The period between signs of life must be under a third of the first.
     */
    public GaleraSpec withShortTimeouts() {
        return withProviderOption("evs.keepalive_period", "PT0.5S")
                .withProviderOption("evs.suspect_timeout", "PT3S")
                .withProviderOption("evs.inactive_timeout", "PT8S")
                .withProviderOption("evs.install_timeout", "PT4S")
                .withProviderOption("evs.join_retrans_period", "PT0.3S");
    }

    public GaleraSpec inFolder(Path where) {
        return new GaleraSpec(
                nodes, arbitrators, options, providerOptions, where.toAbsolutePath().normalize(), current, mayFetchPackages, agents, overlay,
                deadline, progress);
    }

    /** A fleet that {@code lab} commands find without {@code --dir}. */
    public GaleraSpec asCurrent() {
        return new GaleraSpec(
                nodes, arbitrators, options, providerOptions, folder, true, mayFetchPackages, agents, overlay, deadline, progress);
    }

    public GaleraSpec withoutPackages() {
        return new GaleraSpec(nodes, arbitrators, options, providerOptions, folder, current, false, agents, overlay, deadline, progress);
    }

    /** With an agent beside each node, as a process of its own on the node's host. */
    public GaleraSpec withAgents(AgentSetup setup) {
        return new GaleraSpec(
                nodes, arbitrators, options, providerOptions, folder, current, mayFetchPackages, setup, overlay, deadline, progress);
    }

    /** With a network between the members that lies above the lab's. */
    public GaleraSpec above(Overlay network) {
        return new GaleraSpec(
                nodes, arbitrators, options, providerOptions, folder, current, mayFetchPackages, agents, network, deadline, progress);
    }

    public GaleraSpec withDeadline(Duration limit) {
        return new GaleraSpec(
                nodes, arbitrators, options, providerOptions, folder, current, mayFetchPackages, agents, overlay, limit, progress);
    }

    public GaleraSpec withProgress(Consumer<String> listener) {
        return new GaleraSpec(
                nodes, arbitrators, options, providerOptions, folder, current, mayFetchPackages, agents, overlay, deadline, listener);
    }

    /**
     * Changes one node of the cluster.
     *
     * @throws LabException if there is none with this name
     */
    public GaleraSpec withNode(String name, UnaryOperator<GaleraNodeSpec> change) {
        if (nodes.stream().noneMatch(n -> n.name().equals(name))) {
            throw new LabException("There is no node \"" + name + "\" in the Galera cluster.");
        }
        return new GaleraSpec(
                nodes.stream().map(n -> n.name().equals(name) ? change.apply(n) : n).toList(),
                arbitrators, options, providerOptions, folder, current, mayFetchPackages, agents, overlay, deadline, progress);
    }

    static Map<String, String> with(Map<String, String> options, String option, String value) {
        Map<String, String> more = new LinkedHashMap<>(options);
        more.put(option, value);
        return more;
    }
}
