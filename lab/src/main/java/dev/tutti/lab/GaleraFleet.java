package dev.tutti.lab;

import dev.tutti.lab.install.Installation;
import dev.tutti.lab.install.Installer;
import dev.tutti.lab.install.Template;
import dev.tutti.lab.network.LabNetwork;
import dev.tutti.lab.process.Deadline;
import dev.tutti.lab.remote.CurrentFleets;
import dev.tutti.lab.remote.FleetFile;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A running Galera cluster, owned by this JVM: its processes and its network end with it, however it ends.
 *
 * <p>Each node is on a host of its own (a network namespace) and reaches each other node through a link of its own, which can
 * be cut, slowed and delayed in one direction or both. That takes root; where it is missing, {@link #start} says so. Other
 * processes may work on the fleet through its folder (see {@link dev.tutti.lab.remote.RemoteFleet}). Thread-safe.
 *
 * <p>Measured on two cores, with other builds beside, MariaDB 10.11.19 and {@link GaleraSpec#withShortTimeouts}: four nodes and
 * an arbitrator are Synced 8 to 12 s after {@link #start}; a killed node stalls writing for 4 to 5 s and is Synced again, by
 * incremental transfer, 2.5 to 6 s after {@link #start(String)}; four nodes cut in halves are all non-Primary after 5 s and
 * Synced again 2 to 3 s after {@link #heal()}; four killed nodes have told their positions in 2.5 s and, started with them at the
 * same time, are Synced 3 s later. A full transfer takes 10 s more than its bytes do: the donor's script sleeps first.
 */
public final class GaleraFleet implements LabFleet {
    /** What all its nodes have as {@code wsrep_cluster_name}. */
    public static final String CLUSTER = "tutti-lab";

    private final GaleraSpec spec;
    private final Path folder;
    private final FleetLife life;
    private volatile GaleraMembers members = GaleraMembers.NONE;
    private volatile @Nullable LabNetwork network;

    private GaleraFleet(GaleraSpec spec, Path folder) {
        this.spec = spec;
        this.folder = folder;
        this.life = new FleetLife(folder, spec.folder() == null, this::endAll);
    }

    /**
     * Bootstraps the first node and lets the others and the arbitrators join; returns when all are Synced.
     *
     * @throws FlavourUnavailableException if the binaries or the network cannot be had
     * @throws LabException with the end of the failing node's log; nothing is left running
     */
    public static GaleraFleet start(GaleraSpec spec) {
        LabNetwork.whyNot().ifPresent(reason -> {
            throw new FlavourUnavailableException("A Galera cluster cannot be had here: " + reason + ".");
        });
        Installation installation = new Installer(spec.mayFetchPackages(), spec.progress()).galera();
        Path template = Template.of(installation, spec.progress());
        GaleraFleet fleet = new GaleraFleet(spec, Fleet.folderFor(spec.folder()));
        fleet.life.begin("cluster", () -> fleet.bringUp(installation, template));
        return fleet;
    }

    private void bringUp(Installation installation, Path template) throws IOException {
        LabNetwork net = LabNetwork.open(everyHost());
        network = net;
        Overlay overlay = spec.overlay();
        members = GaleraMembers.of(spec, installation, net, overlay == null ? Map.of() : overlay.join(net, folder), folder);
        List<GaleraNode> all = nodes();
        String hosts = all.stream().map(node -> node.groupAddress().host()).collect(Collectors.joining(","));
        GaleraNode first = all.getFirst();
        List<GaleraNode> others = all.subList(1, all.size());
        first.prepare(template, spec, hosts, 1);
        if (!others.isEmpty()) {
            found(first);
        }
        Fleet.inParallel(others, node -> node.prepare(first.dataFolder(), spec, hosts, all.indexOf(node) + 1));
        Fleet.inParallel(arbitrators(), arbitrator -> arbitrator.prepare(spec, hosts));
        bootstrap(first.name());
        // One after the other: nodes that join at the same moment keep each other waiting for 5 s, evs.suspect_timeout.
        others.forEach(node -> node.start(List.of(), true));
        members.prepareAgents(spec.agents(), folder);
        Fleet.inParallel(
                Stream.<FleetMember>concat(arbitrators().stream(), agents().stream()).toList(), FleetMember::start);
        awaitSynced(spec.deadline());
        life.listen(new GaleraControl(this)::perform);
        writeState();
        if (spec.current()) {
            CurrentFleets.add(folder);
        }
    }

    /**
     * Makes the first node's data that of a cluster, from its founding until a clean stop: the others start from copies of it
     * and need an incremental state transfer only. Only the server itself can write the position into InnoDB.
     */
    private void found(GaleraNode first) throws IOException {
        bootstrap(first.name());
        awaitSynced(List.of(first), 1, spec.deadline());
        first.stop();
        Files.deleteIfExists(first.dataFolder().resolve("galera.cache"));
    }

    /** The nodes in the order of the specification. */
    public List<GaleraNode> nodes() {
        return members.nodes();
    }

    /** The arbitrators in the order of the specification. */
    public List<GaleraArbitrator> arbitrators() {
        return members.arbitrators();
    }

    /** The agents in the order of their nodes; none if the fleet was not started with any. */
    public List<LabAgent> agents() {
        return members.agents();
    }

    /** All processes: the nodes, then the arbitrators, then the agents. */
    public List<FleetMember> members() {
        return members.all();
    }

    /**
     * The node with this name.
     *
     * @throws LabException with the names that there are if there is none
     */
    public GaleraNode node(String name) {
        return members.node(name);
    }

    /** The agent beside the node with this name. */
    public LabAgent agentOf(String node) {
        return members.agent(LabAgent.nameBeside(node));
    }

    /**
     * The node, arbitrator or agent with this name.
     *
     * @throws LabException with the names that there are if there is none
     */
    public FleetMember member(String name) {
        return members.member(name);
    }

    /**
     * The host of a node, an arbitrator or an agent, or a host without any, by the name that links are known by.
     *
     * @throws LabException with the names that there are if there is none
     */
    String hostOf(String name) {
        if (everyHost().contains(name) || name.equals(LabNetwork.OUTSIDE)) {
            return name;
        }
        return members.host(name);
    }

    /** The names of all hosts but this machine: those of nodes and arbitrators, and those that the overlay takes. */
    public List<String> everyHost() {
        Overlay overlay = spec.overlay();
        return Stream.of(spec.nodes().stream().map(GaleraNodeSpec::name), spec.arbitrators().stream(),
                        overlay == null ? Stream.<String>empty() : overlay.hosts().stream())
                .flatMap(names -> names)
                .toList();
    }

    public GaleraSpec spec() {
        return spec;
    }

    @Override
    public Path folder() {
        return folder;
    }

    /** Starts a dead node as the first of the cluster ({@code --wsrep-new-cluster}); returns when it answers. */
    public void bootstrap(String name) {
        node(name).start(List.of(GaleraNode.NEW_CLUSTER), true);
        writeState();
    }

    /**
     * Founds the cluster anew from a dead node's recovered position, whatever its {@code safe_to_bootstrap} says; returns when it
     * answers.
     */
    public void bootstrapRecovered(String name) {
        node(name).markSafeToBootstrap();
        node(name).start(
                Stream.concat(Stream.of(GaleraNode.NEW_CLUSTER), recoveredPosition(name).stream()).toList(), true);
        writeState();
    }

    /**
     * Starts a dead node as it should be, with its recovered position, or an arbitrator or an agent.
     *
     * @return the arguments that the process was started with
     */
    public List<String> start(String name) {
        return start(name, true);
    }

    /** The same without waiting for it: a node that finds no primary component lets nobody log in. */
    public List<String> startWithoutWaiting(String name) {
        return start(name, false);
    }

    /**
     * Starts all nodes, which must be dead, at the same time with their recovered positions; does not wait for them. If all
     * of them were in the same primary view, they form it again by themselves.
     */
    public void startAll() {
        Fleet.inParallel(nodes(), node -> node.start(recoveredPosition(node.name()), false));
        writeState();
    }

    /** Starts dead members at the same time, nodes with their recovered positions; returns when all answer. */
    public void startTogether(List<String> names) {
        Fleet.inParallel(names.stream().map(this::member).toList(), member -> start(member.name()));
    }

    private List<String> start(String name, boolean wait) {
        List<String> position = List.of();
        if (member(name) instanceof GaleraNode node) {
            position = recoveredPosition(name);
            node.start(position, wait);
        } else {
            member(name).start();
        }
        writeState();
        return position;
    }

    /**
     * The positions of all nodes, which must be dead; one whose position cannot be recovered is not in it.
     *
     * @return by name
     */
    public Map<String, GaleraPosition> recoverAll() {
        Map<String, GaleraPosition> found = new ConcurrentSkipListMap<>();
        Fleet.inParallel(nodes(), node -> node.recover().position().ifPresent(p -> found.put(node.name(), p)));
        return found;
    }

    private List<String> recoveredPosition(String name) {
        GaleraRecovery recovery = node(name).recover();
        return recovery.position()
                .filter(GaleraPosition::isDefined)
                .map(position -> List.of("--wsrep_start_position=" + position))
                .orElse(List.of());
    }

    /** Starts a dead node with these arguments and no recovered position, as a careless person would; does not wait for it. */
    public void startPlainly(String name, List<String> arguments) {
        node(name).start(arguments, false);
        writeState();
    }

    /** Kills a member with SIGKILL, a node with the programs of its state transfers; returns when it is gone. */
    public void kill(String name) {
        member(name).kill();
    }

    /** Kills members at the same time. */
    public void killTogether(List<String> names) {
        Fleet.inParallel(names.stream().map(this::member).toList(), FleetMember::kill);
    }

    /** Kills all nodes at the same time. */
    public void killAllNodes() {
        Fleet.inParallel(nodes().stream().filter(node -> node.pid().isPresent()).toList(), FleetMember::kill);
    }

    /** Halts a member with SIGSTOP. */
    public void pause(String name) {
        member(name).pause();
    }

    public void resume(String name) {
        member(name).resume();
    }

    /** Stops a member cleanly; returns when it is gone. */
    public void stop(String name) {
        member(name).stop();
    }

    /** The links between the nodes, the arbitrators and this machine. */
    public LabNetwork network() {
        LabNetwork net = network;
        if (net == null) {
            throw new IllegalStateException("the cluster has no network yet");
        }
        return net;
    }

    /** Cuts a host off from all others and from this machine: nothing arrives, and nothing is refused. */
    public void cutOff(String host) {
        others(host).forEach(other -> cut(host, other));
    }

    /** Ends every fault of all links of a host. */
    public void reconnect(String host) {
        others(host).forEach(other -> heal(host, other));
    }

    /** All hosts but this one, this machine among them. */
    List<String> others(String host) {
        return Stream.concat(Stream.of(LabNetwork.OUTSIDE), everyHost().stream())
                .filter(other -> !other.equals(host))
                .toList();
    }

    /** Cuts the link between two members in both directions; clients still reach both. */
    public void cut(String one, String other) {
        network().cut(one, other);
        network().cut(other, one);
    }

    /** Cuts the cluster into parts that reach each other in no way; members that are in no part keep all their links. */
    public void partition(List<List<String>> parts) {
        for (List<String> part : parts) {
            for (List<String> another : parts) {
                if (!part.equals(another)) {
                    part.forEach(one -> another.forEach(other -> network().cut(hostOf(one), hostOf(other))));
                }
            }
        }
    }

    /** Limits the link between two members, each direction by itself. */
    public void bandwidth(String one, String other, long bytesPerSecond) {
        network().bandwidth(one, other, bytesPerSecond);
        network().bandwidth(other, one, bytesPerSecond);
    }

    /** Delays each direction between two members: a round trip takes twice this. */
    public void delay(String one, String other, Duration delay, Duration jitter) {
        network().delay(one, other, delay, jitter);
        network().delay(other, one, delay, jitter);
    }

    /** Ends every fault of the link between two members. */
    public void heal(String one, String other) {
        network().heal(one, other);
        network().heal(other, one);
    }

    /** Ends every fault of the network. */
    public void heal() {
        network().heal();
    }

    /** Waits until every node of the specification is Primary and Synced and sees all members. */
    public void awaitSynced(Duration limit) {
        awaitSynced(nodes(), members.voters().size(), limit);
    }

    /** Waits until these nodes are Primary and Synced, each as one of so many members. */
    public void awaitSynced(List<GaleraNode> which, int members, Duration limit) {
        Deadline.in(limit).await(
                () -> which.stream().allMatch(n -> n.status().filter(s -> s.isSyncedAmong(members)).isPresent()),
                "The nodes " + which.stream().map(FleetMember::name).collect(Collectors.joining(", "))
                        + " did not become Primary/" + members + "/Synced",
                this::summary);
    }

    /** What each node says about itself, a line each. */
    public String summary() {
        return nodes().stream()
                .map(node -> node.name() + ": " + node.status().map(GaleraStatus::summary).orElse("no answer"))
                .collect(Collectors.joining("; "));
    }

    /** The checksums of all tables that are not the server's own, as one node has them. */
    public Map<String, Long> checksums(String name) {
        try {
            return GaleraChecksums.of(node(name));
        } catch (SQLException e) {
            throw new LabException("The tables of node " + name + " cannot be summed up: " + e.getMessage(), e);
        }
    }

    /** A load of its own at each node, through that node only. */
    public List<WriteLoad> writeEverywhere(int clientsPerNode, int writesPerSecondPerNode) {
        List<WriteLoad> loads = new ArrayList<>();
        for (GaleraNode node : nodes()) {
            loads.add(WriteLoad.start(node::address, clientsPerNode, writesPerSecondPerNode));
        }
        return loads;
    }

    /** Kills all processes at once and ends the network; a folder that was asked for by name stays with all that is in it. */
    public void down() {
        life.down();
    }

    private void endAll() {
        try {
            // First, as they start what ends.
            Fleet.inParallel(agents(), FleetMember::end);
            Fleet.inParallel(members.voters(), FleetMember::end);
        } finally {
            Overlay overlay = spec.overlay();
            LabNetwork net = network;
            try {
                if (overlay != null) {
                    overlay.close();
                }
            } finally {
                if (net != null) {
                    net.close();
                }
            }
        }
    }

    @Override
    public boolean awaitDown(Duration limit) {
        return life.awaitDown(limit);
    }

    @Override
    public void close() {
        life.close();
    }

    private synchronized void writeState() {
        Path socket = life.socket();
        if (socket != null) {
            FleetFile.of(folder, socket, true, members()).write();
        }
    }
}
