package dev.tutti.core.galera.advice;

import static dev.tutti.core.galera.Galeras.GROUP;

import dev.tutti.core.galera.Look;
import dev.tutti.core.galera.model.CommitLatency;
import dev.tutti.core.galera.model.Component;
import dev.tutti.core.galera.model.GaleraCluster;
import dev.tutti.core.galera.model.GaleraNode;
import dev.tutti.core.galera.model.GaleraSight;
import dev.tutti.core.galera.model.GaleraStatus;
import dev.tutti.core.galera.model.LocalState;
import dev.tutti.core.galera.model.NodeSettings;
import dev.tutti.core.model.Address;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** A cluster under load, for tests: what each node committed and lost within ten seconds. */
final class Load {
    static final Duration TEN = Duration.ofSeconds(10);

    private final GaleraCluster cluster;
    private final Map<Integer, GaleraStatus.Conflicts> counters = new HashMap<>();
    private final Map<Integer, NodeSettings> settings = new HashMap<>();
    private final Map<Integer, CommitLatency> latencies = new HashMap<>();
    private final List<Integer> silent = new ArrayList<>();
    private final List<TableConflicts> tables = new ArrayList<>();
    private int arbitrators;

    private Load(GaleraCluster cluster) {
        this.cluster = cluster;
    }

    /** Node 1 stands at the first site, and so on. */
    static Load at(String... sites) {
        List<GaleraNode> nodes = IntStream.range(0, sites.length)
                .mapToObj(i -> new GaleraNode("n" + (i + 1), new Address("n" + (i + 1), 3306), sites[i], 0, 1))
                .toList();
        return new Load(new GaleraCluster("payments", nodes, List.of()));
    }

    Load writes(int node, long commits, long lost) {
        counters.put(node, new GaleraStatus.Conflicts(lost / 2, lost - lost / 2, commits));
        return this;
    }

    Load waits(int node, Duration mean) {
        latencies.put(node, new CommitLatency(mean, mean, mean, 100));
        return this;
    }

    Load numbers(int node, boolean control, int step, int offset) {
        NodeSettings was = Look.status(node, Component.PRIMARY, LocalState.SYNCED, GROUP, 0).settings();
        settings.put(node, new NodeSettings(
                was.clusterName(), was.nodeName(), was.nodeAddress(), was.sstMethod(), was.sstDonor(), control, step, offset,
                was.flushLogAtCommit(), was.provider()));
        return this;
    }

    Load silent(int node) {
        silent.add(node);
        return this;
    }

    Load arbitrators(int number) {
        arbitrators = number;
        return this;
    }

    Load table(String name, long conflicts) {
        tables.add(new TableConflicts(name, conflicts));
        return this;
    }

    GaleraSight before() {
        return sight(Map.of());
    }

    GaleraSight now() {
        return sight(counters);
    }

    WriteAdvice advice() {
        return WriteAdvice.of(now(), before(), TEN, tables);
    }

    private GaleraSight sight(Map<Integer, GaleraStatus.Conflicts> at) {
        int[] members = IntStream.rangeClosed(1, cluster.nodes().size()).toArray();
        Look look = Look.at(cluster);
        for (int node : members) {
            if (silent.contains(node)) {
                continue;
            }
            GaleraStatus s = Look.status(node, Component.PRIMARY, LocalState.SYNCED, GROUP, 100, members);
            GaleraStatus.View v = s.view();
            look.answers(node, new GaleraStatus(
                    s.component(), s.ready(), s.connected(), s.state(), s.comment(),
                    new GaleraStatus.View(
                            v.clusterUuid(), v.confId(), members.length + arbitrators, v.weight(), v.members(), v.localIndex(),
                            v.self()),
                    s.at(), s.desyncCount(), s.flow(), at.getOrDefault(node, s.conflicts()),
                    new GaleraStatus.Group(latencies.getOrDefault(node, CommitLatency.UNMEASURED), List.of(), List.of()),
                    s.cache(), settings.getOrDefault(node, s.settings())));
        }
        return look.see();
    }
}
