package dev.tutti.core.galera.plan;

import dev.tutti.core.galera.model.GaleraPosition;
import dev.tutti.core.galera.model.GaleraSight;
import dev.tutti.core.galera.model.GaleraStatus;
import dev.tutti.core.galera.model.NodeSight;
import dev.tutti.core.galera.plan.GaleraPlan.Goal;
import dev.tutti.core.galera.plan.GaleraPlan.Note;
import dev.tutti.core.galera.plan.GaleraPlan.Stage;
import dev.tutti.core.galera.transfer.DonorChoice;
import dev.tutti.core.galera.transfer.Group;
import dev.tutti.core.galera.transfer.TransferForecast;
import dev.tutti.core.model.Address;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Brings back who is missing from a primary component. Nothing else: where one is, no other one is made. */
final class Rejoining {
    private final GaleraSight sight;
    private final RecoveryRequest request;
    private final Group group;
    private final List<GaleraStep> fences = new ArrayList<>();
    private final List<Stage> joins = new ArrayList<>();
    private final List<Left> left = new ArrayList<>();
    private final List<Note> notes = new ArrayList<>();

    Rejoining(GaleraSight sight, RecoveryRequest request, Group group) {
        this.sight = sight;
        this.request = request;
        this.group = group;
    }

    GaleraPlanned plan() {
        List<NodeSight> down = new ArrayList<>();
        for (NodeSight node : sight.nodes()) {
            switch (node.life()) {
                case PRIMARY -> {
                    // It is where it belongs.
                }
                case DOWN -> down.add(node);
                case WITHOUT_QUORUM -> alive(node);
                case NOT_SERVING -> leave(
                        node,
                        node.hostAnswered().filter(host -> host.transfer() != null).isPresent()
                                ? Left.Why.TRANSFER_UNDER_WAY
                                : Left.Why.JOINS_BY_ITSELF);
                case UNKNOWN -> leave(node, Left.Why.SILENT);
            }
        }
        down.sort(Comparator.comparingInt(node -> Joining.rank(RecoveryPlanner.folder(node))));
        down.forEach(this::stopped);
        if (joins.isEmpty() && left.isEmpty()) {
            return new GaleraRefusal.NothingToDo();
        }
        List<Stage> stages = new ArrayList<>();
        if (!fences.isEmpty()) {
            stages.add(new Stage("keep apart what must not be overwritten", true, true, fences));
        }
        stages.addAll(joins);
        return new GaleraPlan(new Goal.Recover(sight.cluster().name()), stages, null, false, left, notes);
    }

    private void leave(NodeSight node, Left.Why why) {
        left.add(new Left(node.address(), why));
    }

    /** It sees the others again by itself, and would be overwritten then if it has something else than they have. */
    private void alive(NodeSight node) {
        GaleraPosition at = node.answered().map(GaleraStatus::at).orElse(GaleraPosition.UNKNOWN);
        Optional<Left.Why> apart = !at.known()
                ? Optional.empty()
                : !at.group().equals(group.uuid())
                        ? Optional.of(Left.Why.OTHER_HISTORY)
                        : at.seqno() > group.seqno() ? Optional.of(Left.Why.AHEAD) : Optional.empty();
        if (apart.isPresent() || sight.journal().quarantined().contains(node.address())) {
            fences.add(new GaleraStep.FenceNode(node.address()));
            leave(node, apart.orElse(Left.Why.QUARANTINED));
        } else {
            leave(node, Revival.thrownOut(node) ? Left.Why.VOTED_OUT : Left.Why.JOINS_BY_ITSELF);
        }
    }

    private void stopped(NodeSight node) {
        Address address = node.address();
        switch (Joining.verdict(sight, node, RecoveryPlanner.folder(node), group.uuid(), group.seqno())) {
            case Joining.Verdict.Stays stays -> {
                fences.add(new GaleraStep.FenceNode(address));
                leave(node, stays.why());
            }
            case Joining.Verdict.Joins verdict -> {
                DonorChoice choice = Joining.donors(sight, group, node.node(), verdict.at(), List.of(), request);
                if (choice.forecast() instanceof TransferForecast.Waits) {
                    leave(node, Left.Why.NO_DONOR);
                    return;
                }
                choice.warnings().forEach(warning -> notes.add(new Note.OfDonor(address, warning)));
                joins.add(Joining.stage(
                        node,
                        verdict,
                        new GaleraStep.JoinNode(address, verdict.at(), choice.donors(), choice.forecast())));
            }
        }
    }
}
