package dev.tutti.control.galera;

import dev.tutti.control.agents.AgentWatch;
import dev.tutti.control.agents.Agents;
import dev.tutti.control.record.ClusterRecord;
import dev.tutti.core.galera.advice.TableConflicts;
import dev.tutti.core.galera.advice.WriteAdvice;
import dev.tutti.core.model.Address;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** One write/write cluster: what is known of it, what is remembered, and what can be asked of it. Thread safe. */
public final class Cluster implements AutoCloseable {
    private final ClusterWatch watch;
    private final ClusterMemory memory;
    private final ClusterWork work;
    private final ClusterCare care;
    private final LinkMeter links;
    private final Agents agents;

    Cluster(
            ClusterWatch watch, ClusterMemory memory, ClusterWork work, ClusterCare care, LinkMeter links, Agents agents) {
        this.watch = watch;
        this.memory = memory;
        this.work = work;
        this.care = care;
        this.links = links;
        this.agents = agents;
    }

    void start() {
        watch.start();
        links.start();
    }

    public ClusterState state() {
        return watch.state();
    }

    public ClusterRecord record() {
        return memory.record();
    }

    public ClusterWork work() {
        return work;
    }

    /** Where clients should write; empty before the first look. */
    public Optional<WriteAdvice> advice() {
        return watch.advice(watch.state().layout().cluster().nodes().stream()
                .flatMap(node -> agents.beside(node.address()).stream())
                .flatMap(agent -> agent.newest().stream())
                .flatMap(report -> Objects.requireNonNullElse(report.conflicts(), List.<TableConflicts>of()).stream())
                .toList());
    }

    /** What Tutti does by itself now, or why it does nothing. */
    public String care() {
        return care.sentence();
    }

    /** Whether nothing more happens until a person does something. */
    public boolean waitsForPerson() {
        return care.waitsForPerson();
    }

    public Optional<AgentWatch> agent(Address node) {
        return agents.beside(node);
    }

    /** @param donors by name, best first; empty to prefer nobody */
    public void preferDonors(Address joiner, List<String> donors) {
        memory.change(record -> record.withDonors(joiner, donors), false);
    }

    @Override
    public void close() {
        links.close();
        watch.close();
    }
}
