package dev.tutti.control.galera;

import dev.tutti.control.agents.Agents;
import dev.tutti.control.config.Config;
import dev.tutti.control.notify.Hooks;
import dev.tutti.control.record.DecisionLog;
import dev.tutti.control.record.DecisionRecord;
import dev.tutti.control.record.Recovery;
import dev.tutti.control.session.Sessions;
import dev.tutti.core.galera.quorum.Layout;
import dev.tutti.core.model.Address;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Watches every cluster that is described, and looks after it. Thread safe. */
public final class GaleraWatch implements AutoCloseable {
    private final List<Cluster> clusters;
    private final Agents agents;

    /**
     * What clusters work with.
     *
     * @param deadline how long a node is waited for in one round
     * @param answer how long a node may take to answer a statement that changes it
     * @param leftAlone nodes in downtime
     * @param keep writes to the journal what nobody waits for
     * @param decided gets decisions, which it journals and tells
     * @param published gets every change of a recovery
     * @param touched gets the name of a cluster after each look
     */
    public record Parts(
            Sessions sessions,
            Duration deadline,
            Duration answer,
            InstantSource clock,
            DecisionLog journal,
            Hooks hooks,
            Supplier<Set<Address>> leftAlone,
            Consumer<Runnable> keep,
            Consumer<DecisionRecord> decided,
            Consumer<Recovery> published,
            Consumer<String> touched) {}

    public GaleraWatch(Config.Galera galera, Agents agents, Parts parts) {
        this.agents = agents;
        this.clusters =
                galera.clusters().stream().map(layout -> cluster(layout, galera, agents, parts)).toList();
    }

    private static Cluster cluster(Layout layout, Config.Galera galera, Agents agents, Parts parts) {
        String name = layout.cluster().name();
        ClusterMemory memory = new ClusterMemory(name, parts.journal(), parts.keep());
        ClusterWatch watch = new ClusterWatch(
                layout, parts.sessions(), galera.poll(), parts.deadline(), parts.clock(), agents, memory,
                galera.care().window());
        Busy busy = new Busy();
        LinkMeter links =
                new LinkMeter(watch::state, memory, agents, galera.measureLinks(), parts.clock(), busy);
        Planning planning = new Planning(watch, memory, agents, links);
        StepPerformer performer = new StepPerformer(
                agents, watch, memory,
                new GaleraSql(parts.sessions(), parts.deadline(), parts.answer()),
                new Joins(agents, watch, memory, links, galera.joinDeadline()),
                new RowComparison(parts.sessions(), parts.deadline(), galera.compare()),
                galera.drain());
        ClusterWork work = new ClusterWork(name, planning, new PlanRun.Parts(
                planning, performer, parts.journal(), parts.hooks(), parts.clock(), parts.published()), busy);
        ClusterCare looksAfter =
                new ClusterCare(memory, work, agents, galera.care(), parts.leftAlone(), parts.decided());
        watch.listen(state -> {
            looksAfter.consider(state);
            watch.hurry(looksAfter.waitsForMoment());
            parts.touched().accept(name);
        });
        return new Cluster(watch, memory, work, looksAfter, links, agents);
    }

    public void start() {
        agents.start();
        clusters.forEach(Cluster::start);
    }

    public List<Cluster> clusters() {
        return clusters;
    }

    public Optional<Cluster> cluster(String name) {
        return clusters.stream().filter(one -> one.state().name().equals(name)).findFirst();
    }

    @Override
    public void close() {
        clusters.forEach(Cluster::close);
        agents.close();
    }
}
