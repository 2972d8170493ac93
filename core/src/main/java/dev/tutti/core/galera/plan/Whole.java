package dev.tutti.core.galera.plan;

import dev.tutti.core.galera.model.GaleraSight;
import dev.tutti.core.galera.model.GaleraStatus;
import dev.tutti.core.galera.model.NodeSight;
import dev.tutti.core.galera.model.Uuids;
import dev.tutti.core.galera.plan.GaleraPlan.Note;
import dev.tutti.core.galera.quorum.Quorum;
import dev.tutti.core.model.Address;

import java.util.List;
import java.util.Optional;

/** The one primary component that a person's request is about, or why there is none to speak of. */
final class Whole {
    private final List<NodeSight> members;
    private final int weight;

    private Whole(GaleraSight sight, List<NodeSight> members) {
        this.members = members;
        int told = members.stream()
                .flatMap(node -> node.answered().stream())
                .mapToInt(status -> status.view().weight())
                .max()
                .orElse(-1);
        // Where the server does not tell, arbitrators count as described.
        this.weight = told >= 0
                ? told
                : members.stream().mapToInt(Whole::weight).sum()
                        + sight.cluster().arbitrators().stream().mapToInt(garbd -> garbd.weight()).sum();
    }

    /** Why nothing can be asked of the cluster as a whole; empty when there is one primary component with a history. */
    static Optional<GaleraRefusal> objection(GaleraSight sight) {
        List<List<NodeSight>> primaries = sight.primaries();
        if (primaries.isEmpty()) {
            return Optional.of(new GaleraRefusal.NoPrimary());
        }
        if (primaries.size() > 1) {
            return Optional.of(new GaleraRefusal.SplitBrain(
                    primaries.stream().map(side -> side.stream().map(NodeSight::address).toList()).toList()));
        }
        return primaries.getFirst().stream()
                        .flatMap(node -> node.answered().stream())
                        .anyMatch(status -> Uuids.isZero(status.view().clusterUuid()))
                ? Optional.of(new GaleraRefusal.StartedWithoutPositions(
                        primaries.getFirst().stream().map(NodeSight::address).toList()))
                : Optional.empty();
    }

    /** Only where there is no {@link #objection}. */
    static Whole of(GaleraSight sight) {
        return new Whole(sight, sight.primaries().getFirst());
    }

    List<NodeSight> members() {
        return members;
    }

    private static int weight(NodeSight node) {
        return node.answered()
                .filter(status -> status.settings().provider().text("pc.weight").isPresent())
                .map(status -> status.settings().provider().weight())
                .orElse(node.node().weight());
    }

    /** Why the node may not leave, in an orderly way: the rest would have no vote, or nobody with data would be left. */
    Optional<GaleraRefusal> mayNotLeave(Address node) {
        Optional<NodeSight> member = members.stream().filter(one -> one.address().equals(node)).findFirst();
        if (member.isEmpty()) {
            return Optional.empty();
        }
        int leaves = weight(member.get());
        boolean servedByAnother = members.stream()
                .filter(one -> !one.address().equals(node))
                .anyMatch(one -> one.answered().filter(GaleraStatus::synced).isPresent());
        return servedByAnother && Quorum.holds(weight - leaves, leaves, weight)
                ? Optional.empty()
                : Optional.of(new GaleraRefusal.WouldLoseQuorum(node, weight - leaves, weight));
    }

    /** Whether the loss of one more, the heaviest, would stop the cluster while the node is away. */
    Optional<Note> margin(Address node) {
        int rest = weight - members.stream().filter(one -> one.address().equals(node)).mapToInt(Whole::weight).sum();
        int heaviest = members.stream()
                .filter(one -> !one.address().equals(node))
                .mapToInt(Whole::weight)
                .max()
                .orElse(0);
        return Quorum.holds(rest - heaviest, 0, rest) ? Optional.empty() : Optional.of(new Note.NoMargin(node));
    }
}
