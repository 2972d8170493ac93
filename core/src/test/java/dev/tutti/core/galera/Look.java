package dev.tutti.core.galera;

import static dev.tutti.core.galera.Galeras.GROUP;
import static dev.tutti.core.galera.Galeras.address;

import dev.tutti.core.galera.model.Bootstrap;
import dev.tutti.core.galera.model.CommitLatency;
import dev.tutti.core.galera.model.Component;
import dev.tutti.core.galera.model.GaleraCluster;
import dev.tutti.core.galera.model.GaleraPosition;
import dev.tutti.core.galera.model.GaleraSight;
import dev.tutti.core.galera.model.GaleraStatus;
import dev.tutti.core.galera.model.Grastate;
import dev.tutti.core.galera.model.Gvwstate;
import dev.tutti.core.galera.model.HostReport;
import dev.tutti.core.galera.model.HostReport.Host;
import dev.tutti.core.galera.model.HostReport.ServerProcess;
import dev.tutti.core.galera.model.Journalled;
import dev.tutti.core.galera.model.Journalled.LastKnown;
import dev.tutti.core.galera.model.LocalState;
import dev.tutti.core.galera.model.NodeSettings;
import dev.tutti.core.galera.model.NodeSight;
import dev.tutti.core.galera.model.PrimaryView;
import dev.tutti.core.galera.model.ProviderOptions;
import dev.tutti.core.galera.model.Recovered;
import dev.tutti.core.galera.model.TransferProgress;
import dev.tutti.core.galera.model.Uuids;
import dev.tutti.core.galera.model.ViewId;
import dev.tutti.core.model.Address;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/** A look at a cluster, for tests: every node is silent until something is said about it. */
public final class Look {
    private static final Instant THEN = Instant.parse("2026-03-01T03:00:00Z");

    private final GaleraCluster cluster;
    private final Map<Address, NodeSight> nodes = new HashMap<>();
    private final Map<Address, LastKnown> known = new HashMap<>();
    private final Set<Address> quarantined = new HashSet<>();
    private @Nullable PrimaryView view;
    private @Nullable Bootstrap bootstrap;

    private Look(GaleraCluster cluster) {
        this.cluster = cluster;
        cluster.nodes().forEach(node -> silent(number(node.address())));
    }

    public static Look at(GaleraCluster cluster) {
        return new Look(cluster);
    }

    public static Look atFour() {
        return at(Galeras.cluster(1, 1, 1, 1));
    }

    private static int number(Address address) {
        return Integer.parseInt(address.host().substring(1));
    }

    /** The UUID of a node in its group. */
    public static UUID self(int node) {
        return new UUID(0xc6c3L, node);
    }

    public static PrimaryView view(long sequence, int... members) {
        Set<UUID> all = new HashSet<>();
        Arrays.stream(members).forEach(member -> all.add(self(member)));
        return new PrimaryView(new ViewId(self(members[0]), sequence), all);
    }

    public Look silent(int node) {
        return put(node, null, new HostReport.Silent(address(node), THEN, "no answer within 2 s"));
    }

    /** Primary and Synced, with these members. */
    public Look primary(int node, long seqno, int... members) {
        return answers(node, status(node, Component.PRIMARY, LocalState.SYNCED, GROUP, seqno, members));
    }

    public Look withoutQuorum(int node, long seqno, int... members) {
        return answers(node, status(node, Component.NON_PRIMARY, LocalState.INITIALIZED, GROUP, seqno, members));
    }

    public Look answers(int node, GaleraStatus status) {
        Grastate grastate = new Grastate.Read(new GaleraPosition(status.at().group(), -1), false);
        return put(node, status, answered(node, host(ServerProcess.RUNNING, grastate, new Gvwstate.Missing(),
                new Recovered.NotTried())));
    }

    /** Its process runs, and nothing answers. */
    public Look notServing(int node) {
        return put(node, null, answered(node, host(ServerProcess.RUNNING, new Grastate.Missing(), new Gvwstate.Missing(),
                new Recovered.NotTried())));
    }

    /** Killed: grastate.dat has -1, the data have this much, the last view is there. */
    public Look crashed(int node, long seqno, @Nullable PrimaryView last) {
        return crashed(node, GROUP, seqno, last);
    }

    public Look crashed(int node, UUID group, long seqno, @Nullable PrimaryView last) {
        Gvwstate gvwstate = last == null ? new Gvwstate.Missing() : new Gvwstate.Read(self(node), last);
        return down(node, new Grastate.Read(new GaleraPosition(group, -1), false), gvwstate,
                new Recovered.Found(new GaleraPosition(group, seqno)));
    }

    /** Stopped in an orderly way. */
    public Look stopped(int node, long seqno, boolean safe) {
        GaleraPosition at = new GaleraPosition(GROUP, seqno);
        return down(node, new Grastate.Read(at, safe), new Gvwstate.Missing(), new Recovered.Found(at));
    }

    /** Thrown out, or half a copy: grastate.dat has the UUID zero and permits a bootstrap. */
    public Look tainted(int node, long seqno) {
        return down(node, new Grastate.Read(GaleraPosition.UNKNOWN, true), new Gvwstate.Missing(),
                new Recovered.Found(new GaleraPosition(GROUP, seqno)));
    }

    public Look broken(int node, @Nullable PrimaryView last) {
        Gvwstate gvwstate = last == null ? new Gvwstate.Missing() : new Gvwstate.Read(self(node), last);
        return down(node, new Grastate.Read(new GaleraPosition(GROUP, -1), false), gvwstate,
                new Recovered.Failed(1, "InnoDB: Database page corruption"));
    }

    public Look empty(int node) {
        Host host = new Host(
                ServerProcess.NOT_RUNNING, false, new Grastate.Missing(), new Gvwstate.Missing(), new Recovered.NotTried(),
                null, 0, 1 << 30, 1, List.of(), null);
        return put(node, null, answered(node, host));
    }

    public Look down(int node, Grastate grastate, Gvwstate gvwstate, Recovered recovered) {
        return put(node, null, answered(node, host(ServerProcess.NOT_RUNNING, grastate, gvwstate, recovered)));
    }

    /** The same node with a transfer under way. */
    public Look transferring(int node, TransferProgress progress) {
        NodeSight sight = nodes.get(address(node));
        Host host = Objects.requireNonNull(sight).hostAnswered().orElseThrow();
        return put(node, sight.status(), answered(node, new Host(
                host.process(), host.hasData(), host.grastate(), host.gvwstate(), host.recovered(), host.transferMarker(),
                host.dataBytes(), host.freeBytes(), host.flushLogAtCommit(), host.causes(), progress)));
    }

    /** The journal says that it had this much, in the primary component. */
    public Look journalled(int node, long seqno) {
        return journalled(node, GROUP, seqno, true);
    }

    public Look journalled(int node, UUID group, long seqno, boolean primary) {
        known.put(address(node), new LastKnown(new GaleraPosition(group, seqno), self(node), primary, THEN));
        return this;
    }

    public Look lastView(PrimaryView last) {
        view = last;
        return this;
    }

    public Look ordered(Bootstrap earlier) {
        bootstrap = earlier;
        return this;
    }

    public Look quarantined(int node) {
        quarantined.add(address(node));
        return this;
    }

    public GaleraSight see() {
        List<NodeSight> inOrder = new ArrayList<>();
        cluster.nodes().forEach(node -> inOrder.add(nodes.get(node.address())));
        return new GaleraSight(cluster, inOrder, new Journalled(known, view, bootstrap, quarantined));
    }

    private Look put(int node, @Nullable GaleraStatus status, HostReport report) {
        nodes.put(address(node), new NodeSight(cluster.node(address(node)).orElseThrow(), status, report));
        return this;
    }

    private static HostReport answered(int node, Host host) {
        return new HostReport.Answered(address(node), THEN, host);
    }

    private static Host host(ServerProcess process, Grastate grastate, Gvwstate gvwstate, Recovered recovered) {
        return new Host(process, true, grastate, gvwstate, recovered, null, 1 << 20, 1 << 30, 1, List.of(), null);
    }

    public static GaleraStatus status(
            int node, Component component, LocalState state, UUID group, long seqno, int... members) {
        boolean primary = component == Component.PRIMARY;
        return new GaleraStatus(
                component,
                primary,
                component != Component.DISCONNECTED,
                state,
                state.toString(),
                new GaleraStatus.View(
                        group, primary ? 7 : -1, members.length, -1,
                        Arrays.stream(members).mapToObj(Galeras::address).toList(), node - 1, self(node)),
                new GaleraPosition(group, seqno),
                0,
                new GaleraStatus.Flow(Duration.ZERO, 0, 0, 0, 0),
                new GaleraStatus.Conflicts(0, 0, 0),
                new GaleraStatus.Group(CommitLatency.UNMEASURED, List.of(), List.of()),
                new GaleraStatus.Cache(1, 0, 0, 128L << 20),
                new NodeSettings("payments", "n" + node, "", "rsync", "", true, 4, node, 1, ProviderOptions.parse("")));
    }

    /** A position without a history. */
    public static GaleraPosition none() {
        return new GaleraPosition(Uuids.ZERO, -1);
    }
}
