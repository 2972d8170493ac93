package dev.tutti.control.galera;

import dev.tutti.control.agents.AgentReport;
import dev.tutti.control.agents.AgentWatch;
import dev.tutti.control.agents.Agents;
import dev.tutti.control.record.ClusterRecord;
import dev.tutti.core.galera.model.GaleraNode;
import dev.tutti.core.galera.model.GaleraStatus;
import dev.tutti.core.galera.model.NodeSight;
import dev.tutti.core.galera.plan.RecoveryRequest;
import dev.tutti.core.galera.transfer.Cost;
import dev.tutti.core.model.Address;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What plans are asked with: what transfers cost and whom clients write to, as measured. Stateless. */
final class Terms {
    private Terms() {}

    /** Nothing is accepted, and nothing was waited for. */
    static RecoveryRequest of(ClusterState state, ClusterRecord record, Agents agents) {
        Map<Address, Cost> costs = new HashMap<>();
        state.layout().cluster().nodes().forEach(node -> costs.put(node.address(), cost(node, state, record, agents)));
        Set<Address> inUse = state.writtenTo()
                .filter(node -> !record.outOfRotation().contains(node))
                .collect(Collectors.toSet());
        return new RecoveryRequest(Set.of(), null, null, false, costs, inUse, RecoveryRequest.USUAL_WAIT);
    }

    private static Cost cost(GaleraNode joiner, ClusterState state, ClusterRecord record, Agents agents) {
        Map<String, Double> rates = new HashMap<>();
        record.links().stream()
                .filter(link -> link.to().equals(joiner.address()))
                .forEach(link -> state.layout()
                        .cluster()
                        .node(link.from())
                        .ifPresent(from -> rates.put(from.name(), link.rates().newest())));
        List<NodeSight> nodes = state.sight() == null ? List.of() : state.sight().nodes();
        long bytes = nodes.stream()
                .filter(node -> node.answered().filter(GaleraStatus::primary).isPresent())
                .flatMap(node -> agents.beside(node.address()).flatMap(AgentWatch::newest).stream())
                .map(AgentReport::data)
                .filter(AgentReport.Data::complete)
                .mapToLong(AgentReport.Data::toCopy)
                .max()
                .orElse(-1);
        boolean blocks = nodes.stream()
                .flatMap(node -> node.answered().stream())
                .anyMatch(status -> status.settings().sstBlocksDonor());
        return new Cost(bytes, rates, Cost.USUAL_START, blocks);
    }

    /** How many bytes a full transfer from this donor copies; -1 when not known. */
    static long bytesOf(Optional<GaleraNode> donor, Agents agents) {
        return donor.flatMap(node -> agents.beside(node.address()))
                .flatMap(AgentWatch::newest)
                .map(report -> report.data().toCopy())
                .orElse(-1L);
    }
}
