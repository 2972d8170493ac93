package dev.tutti.control.api;

import dev.tutti.control.agents.AgentReport;
import dev.tutti.control.agents.AgentWatch;
import dev.tutti.control.api.GaleraShapes.GaleraAgent;
import dev.tutti.control.api.GaleraShapes.GaleraCause;
import dev.tutti.control.api.GaleraShapes.GaleraNode;
import dev.tutti.control.api.GaleraShapes.GaleraTransfer;
import dev.tutti.control.galera.Cluster;
import dev.tutti.control.galera.ClusterState.Speed;
import dev.tutti.control.record.ClusterRecord;
import dev.tutti.core.galera.model.GaleraStatus;
import dev.tutti.core.galera.model.Grastate;
import dev.tutti.core.galera.model.Journalled.LastKnown;
import dev.tutti.core.galera.model.NodeSight;
import dev.tutti.core.galera.model.Recovered;
import dev.tutti.core.model.Address;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What is known of one node and its host, in the API's shapes. */
final class GaleraNodeViews {
    private GaleraNodeViews() {}

    static GaleraNode of(Cluster cluster, dev.tutti.core.galera.model.GaleraNode node, @Nullable NodeSight seen) {
        Address address = node.address();
        ClusterRecord record = cluster.record();
        GaleraStatus status = seen == null ? null : seen.status();
        Optional<Speed> speed = cluster.state().speed(address);
        LastKnown last = record.nodes().get(address);
        boolean quarantined = record.quarantined().contains(address);
        return new GaleraNode(
                node.name(), address.toString(), node.site(), node.segment(), node.weight(),
                status != null,
                status != null ? null : seen == null ? "not looked at yet" : detail(seen),
                status == null ? null : GaleraViews.lower(status.state()),
                status == null ? null : GaleraViews.lower(status.component()),
                status == null ? null : status.ready(),
                status == null ? null : status.view().size(),
                status == null ? null : status.view().members().stream().map(Address::toString).toList(),
                status == null ? null : status.flow().receiveQueue(),
                status == null ? null : status.flow().sendQueue(),
                status == null ? null : status.flow().sent(),
                status == null ? null : status.at().group().toString(),
                status == null || status.at().seqno() < 0 ? null : status.at().seqno(),
                status == null || status.cache().cachedDownTo() < 0 ? null : status.cache().cachedDownTo(),
                status == null ? null : window(status),
                speed.map(Speed::commits).orElse(null),
                speed.map(Speed::conflicts).orElse(null),
                status == null || status.group().latency().samples() == 0 ? null : millis(status.group().latency().mean()),
                !quarantined && !record.outOfRotation().contains(address),
                quarantined,
                last == null ? null : last.position().toString(),
                last == null ? null : last.at(),
                record.donors().getOrDefault(address, List.of()),
                cluster.agent(address).map(GaleraNodeViews::of).orElse(null));
    }

    private static String detail(NodeSight seen) {
        return switch (seen.life()) {
            case DOWN -> "its process does not run";
            case NOT_SERVING -> "its process runs and serves nobody";
            case PRIMARY, WITHOUT_QUORUM, UNKNOWN -> seen.silence();
        };
    }

    private static long window(GaleraStatus status) {
        long from = status.cache().cachedDownTo();
        long at = status.at().seqno();
        return from < 0 || at < from ? 0L : at - from + 1;
    }

    private static double millis(Duration duration) {
        return duration.toNanos() / 1e6;
    }

    private static GaleraAgent of(AgentWatch agent) {
        return agent.newest()
                .map(report -> answering(agent, report))
                .orElseGet(() -> new GaleraAgent(
                        agent.agent().toString(), "silent", agent.silence(), "unknown", false, null, null, null, null,
                        List.of(), null, null, null));
    }

    private static GaleraAgent answering(AgentWatch agent, AgentReport report) {
        AgentReport.Galera files = report.galera();
        AgentReport.Transfer transfer = report.transfer();
        return new GaleraAgent(
                agent.agent().toString(),
                "answering",
                report.process().why(),
                report.process().state(),
                report.fenced(),
                agent.recovered() instanceof Recovered.Found found ? found.position().toString() : null,
                files == null ? null : words(files.grastate()),
                report.data().bytes(),
                report.data().diskFree(),
                report.causes().stream().map(cause -> new GaleraCause(GaleraViews.lower(cause.kind()), cause.line())).toList(),
                agent.doing(),
                agent.clockOff().map(Duration::toMillis).orElse(null),
                transfer == null
                        ? null
                        : new GaleraTransfer(
                                transfer.done(),
                                transfer.total() < 0 ? null : transfer.total(),
                                transfer.bytesPerSecond(),
                                transfer.secondsLeft() < 0 ? null : transfer.secondsLeft(),
                                transfer.elapsedSeconds()));
    }

    private static String words(Grastate grastate) {
        return switch (grastate) {
            case Grastate.Read read -> read.position() + (read.safeToBootstrap() ? ", safe to bootstrap" : "");
            case Grastate.Missing missing -> "missing";
            case Grastate.Empty empty -> "empty";
            case Grastate.Damaged damaged -> "damaged: " + damaged.why();
            case Grastate.UnknownVersion unknown -> "of version " + unknown.version() + ", which is not known";
        };
    }
}
