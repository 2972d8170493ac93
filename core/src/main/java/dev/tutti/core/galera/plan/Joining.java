package dev.tutti.core.galera.plan;

import dev.tutti.core.galera.model.GaleraNode;
import dev.tutti.core.galera.model.GaleraPosition;
import dev.tutti.core.galera.model.GaleraSight;
import dev.tutti.core.galera.model.GaleraStatus;
import dev.tutti.core.galera.model.Gvwstate;
import dev.tutti.core.galera.model.LocalState;
import dev.tutti.core.galera.model.NodeSight;
import dev.tutti.core.galera.plan.GaleraPlan.Stage;
import dev.tutti.core.galera.transfer.Cost;
import dev.tutti.core.galera.transfer.DonorChoice;
import dev.tutti.core.galera.transfer.Group;
import dev.tutti.core.galera.transfer.Joiner;
import dev.tutti.core.galera.transfer.Member;
import dev.tutti.core.model.Address;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** How nodes come into a primary component: one at a time, saved before they are overwritten, with a forecast. */
final class Joining {
    private Joining() {}

    /** The group that a joiner meets, as its living members show it. */
    static Group group(GaleraSight sight, List<NodeSight> component) {
        List<GaleraStatus> statuses = component.stream().flatMap(node -> node.answered().stream()).toList();
        UUID uuid = statuses.getFirst().view().clusterUuid();
        long seqno = statuses.stream().mapToLong(status -> status.at().seqno()).max().orElse(-1);
        List<Member> members = new ArrayList<>(component.stream()
                .sorted(Comparator.comparingInt((NodeSight node) ->
                        node.answered().map(status -> status.view().localIndex()).orElse(0)))
                .flatMap(node -> node.answered().stream().map(status -> member(node.node(), status)))
                .toList());
        int size = statuses.stream().mapToInt(status -> status.view().size()).max().orElse(0);
        // What the group has more than its nodes are arbitrators, in segment 0 unless their options say otherwise.
        sight.cluster().arbitrators().stream()
                .limit(Math.max(0, size - component.size()))
                .forEach(arbitrator -> members.add(new Member(arbitrator.name(), 0, LocalState.SYNCED, -1, true)));
        return new Group(uuid, seqno, members);
    }

    private static Member member(GaleraNode node, GaleraStatus status) {
        int segment = status.settings().provider().text("gmcast.segment").isPresent()
                ? status.settings().provider().segment()
                : node.segment();
        return new Member(node.name(), segment, status.state(), status.cache().cachedDownTo(), false);
    }

    /** From whom a node with this position would get what. */
    static DonorChoice donors(
            GaleraSight sight,
            Group group,
            GaleraNode joiner,
            GaleraPosition at,
            List<String> preferred,
            RecoveryRequest request) {
        Cost cost = request.costOf(joiner.address());
        Set<String> inUse = request.inUse().stream()
                .flatMap(address -> sight.cluster().node(address).stream())
                .map(GaleraNode::name)
                .collect(Collectors.toSet());
        return DonorChoice.of(group, new Joiner(joiner.name(), joiner.segment(), at), preferred, inUse, cost);
    }

    /** What a node that does not run may do once there is a primary component with this history and at least this much. */
    sealed interface Verdict {
        /** @param save whether its data folder is kept before, and why; empty when the cluster has all that it has */
        record Joins(GaleraPosition at, Optional<Left.Why> save) implements Verdict {}

        record Stays(Left.Why why) implements Verdict {}
    }

    static Verdict verdict(GaleraSight sight, NodeSight node, Folder folder, UUID group, long seqno) {
        if (sight.journal().quarantined().contains(node.address())) {
            return new Verdict.Stays(Left.Why.QUARANTINED);
        }
        return switch (folder) {
            case Folder.Clean clean -> known(clean.at(), group, seqno);
            case Folder.Crashed crashed -> known(crashed.at(), group, seqno);
            case Folder.Tainted tainted -> known(tainted.at(), group, seqno) instanceof Verdict.Stays stays
                    ? stays
                    : new Verdict.Joins(GaleraPosition.UNKNOWN, Optional.of(Left.Why.TAINTED));
            case Folder.Empty empty -> new Verdict.Joins(GaleraPosition.UNKNOWN, Optional.empty());
            case Folder.NeverJoined never -> new Verdict.Joins(GaleraPosition.UNKNOWN, Optional.of(Left.Why.OTHER_HISTORY));
            case Folder.Broken broken -> new Verdict.Joins(GaleraPosition.UNKNOWN, Optional.of(Left.Why.BROKEN));
            case Folder.NotLookedAt unseen -> new Verdict.Stays(Left.Why.NO_POSITION);
        };
    }

    private static Verdict known(GaleraPosition at, UUID group, long seqno) {
        if (!at.group().equals(group)) {
            return new Verdict.Stays(Left.Why.OTHER_HISTORY);
        }
        return at.seqno() > seqno
                ? new Verdict.Stays(Left.Why.AHEAD)
                : new Verdict.Joins(at, Optional.empty());
    }

    /** The stages by which one node joins: saving what would be overwritten, then the join itself. */
    static Stage stage(NodeSight node, Verdict.Joins joins, GaleraStep.JoinNode join) {
        List<GaleraStep> steps = new ArrayList<>();
        joins.save().ifPresent(why -> steps.add(new GaleraStep.SaveDataFolder(node.address(), why)));
        discardView(node).ifPresent(steps::add);
        steps.add(join);
        return new Stage("let " + node.address() + " join", false, false, steps);
    }

    /** An empty or cut gvwstate.dat would keep a node from joining. */
    static Optional<GaleraStep> discardView(NodeSight node) {
        return node.hostAnswered()
                .filter(host -> host.gvwstate() instanceof Gvwstate.Empty || host.gvwstate() instanceof Gvwstate.Damaged)
                .map(host -> new GaleraStep.DiscardView(node.address()));
    }

    /** Who only lacks a little comes first, and the rebuilt ones last: each that is in can give to the next. */
    static int rank(Folder folder) {
        return switch (folder) {
            case Folder.Clean clean -> 0;
            case Folder.Crashed crashed -> 0;
            case Folder.Empty empty -> 1;
            case Folder.NeverJoined never -> 1;
            case Folder.Tainted tainted -> 2;
            case Folder.Broken broken -> 3;
            case Folder.NotLookedAt unseen -> 4;
        };
    }

    static GaleraStep compare(Address first, List<Address> others) {
        List<Address> nodes = new ArrayList<>(List.of(first));
        nodes.addAll(others);
        return new GaleraStep.CompareChecksums(nodes);
    }
}
