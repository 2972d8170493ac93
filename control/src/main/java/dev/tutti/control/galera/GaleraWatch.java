package dev.tutti.control.galera;

import dev.tutti.control.config.Config;
import dev.tutti.control.session.Sessions;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Watches every cluster that is described. Thread safe. */
public final class GaleraWatch implements AutoCloseable {
    private final List<ClusterWatch> clusters;

    /** @param deadline how long a node is waited for in one round */
    public GaleraWatch(Config.Galera galera, Sessions sessions, Duration deadline, InstantSource clock, HostReports hosts) {
        clusters = galera.clusters().stream()
                .map(layout -> new ClusterWatch(layout, sessions, galera.poll(), deadline, clock, hosts))
                .toList();
    }

    public void start() {
        clusters.forEach(ClusterWatch::start);
    }

    public List<ClusterState> states() {
        return clusters.stream().map(ClusterWatch::state).toList();
    }

    public Optional<ClusterState> state(String cluster) {
        return states().stream().filter(one -> one.name().equals(cluster)).findFirst();
    }

    @Override
    public void close() {
        clusters.forEach(ClusterWatch::close);
    }
}
