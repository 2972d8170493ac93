package dev.tutti.core.galera.plan;

import dev.tutti.core.galera.model.GaleraNode;
import dev.tutti.core.galera.model.GaleraPosition;
import dev.tutti.core.galera.model.GaleraSight;
import dev.tutti.core.galera.model.GaleraStatus;
import dev.tutti.core.galera.model.NodeSight;
import dev.tutti.core.galera.model.NodeSight.Life;
import dev.tutti.core.galera.plan.GaleraPlan.Goal;
import dev.tutti.core.galera.plan.GaleraPlan.Note;
import dev.tutti.core.galera.plan.GaleraPlan.Stage;
import dev.tutti.core.galera.transfer.DonorChoice;
import dev.tutti.core.galera.transfer.Group;
import dev.tutti.core.galera.transfer.TransferForecast;
import dev.tutti.core.model.Address;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Plans that give one node the cluster's state: by what it lacks if that can be, otherwise all of it. */
public final class ResyncPlanner {
    private final GaleraSight sight;
    private final NodeSight node;
    private final List<String> preferred;
    private final RecoveryRequest request;
    private final List<Concern> concerns = new ArrayList<>();
    private final List<GaleraStep> before = new ArrayList<>();

    private ResyncPlanner(GaleraSight sight, NodeSight node, List<String> preferred, RecoveryRequest request) {
        this.sight = sight;
        this.node = node;
        this.preferred = preferred;
        this.request = request;
    }

    /**
     * @param preferred donors by name, best first, that a person asked for
     */
    public static GaleraPlanned plan(GaleraSight sight, Address node, List<String> preferred, RecoveryRequest request) {
        Optional<NodeSight> known = sight.of(node);
        if (known.isEmpty()) {
            return new GaleraRefusal.UnknownNode(node);
        }
        Optional<GaleraRefusal> objection = Whole.objection(sight);
        return objection.isPresent()
                ? objection.get()
                : new ResyncPlanner(sight, known.get(), preferred, request).plan();
    }

    private GaleraPlanned plan() {
        Whole whole = Whole.of(sight);
        List<NodeSight> others =
                whole.members().stream().filter(member -> !member.address().equals(node.address())).toList();
        if (others.isEmpty()) {
            return new GaleraRefusal.NoDonor(node.address(), List.of());
        }
        Group group = Joining.group(sight, others);
        if (node.hostAnswered().filter(host -> host.transfer() != null).isPresent()) {
            return new GaleraRefusal.TransferUnderWay(node.address());
        }
        return switch (node.life()) {
            case UNKNOWN -> new GaleraRefusal.NotAnswering(node.address());
            case NOT_SERVING -> RecoveryPlanner.stopThose(sight, List.of(node), request);
            case WITHOUT_QUORUM -> living(group);
            case PRIMARY -> {
                Optional<GaleraRefusal> stays = whole.mayNotLeave(node.address());
                yield stays.isPresent() ? stays.get() : living(group);
            }
            case DOWN -> stopped(group);
        };
    }

    private GaleraPlanned living(Group group) {
        GaleraPosition at = node.answered().map(GaleraStatus::at).orElse(GaleraPosition.UNKNOWN);
        before.add(new GaleraStep.StopNode(node.address()));
        if (Revival.thrownOut(node)) {
            // It was found to differ: its numbers say nothing.
            return rebuild(group, Left.Why.VOTED_OUT);
        }
        if (node.life() == Life.PRIMARY) {
            return join(group, new GaleraPosition(group.uuid(), Math.min(at.seqno(), group.seqno())));
        }
        return byPosition(group, at);
    }

    private GaleraPlanned stopped(Group group) {
        if (sight.journal().quarantined().contains(node.address())) {
            return new GaleraRefusal.AlreadySo(node.address(), "set aside: release it instead");
        }
        Folder folder = RecoveryPlanner.folder(node);
        if (folder instanceof Folder.NotLookedAt) {
            return new GaleraRefusal.PositionMissing(List.of(node.address()));
        }
        return switch (Joining.verdict(sight, node, folder, group.uuid(), group.seqno())) {
            case Joining.Verdict.Joins joins -> {
                joins.save().ifPresent(why -> before.add(new GaleraStep.SaveDataFolder(node.address(), why)));
                yield join(group, joins.at());
            }
            case Joining.Verdict.Stays stays ->
                byPosition(group, folder.shown().orElse(GaleraPosition.UNKNOWN));
        };
    }

    private GaleraPlanned byPosition(Group group, GaleraPosition at) {
        if (!at.known()) {
            return rebuild(group, Left.Why.TAINTED);
        }
        if (!at.group().equals(group.uuid())) {
            concerns.add(new Concern.OtherHistory(node.address(), at));
            return rebuild(group, Left.Why.OTHER_HISTORY);
        }
        if (at.seqno() > group.seqno()) {
            concerns.add(new Concern.Surplus(node.address(), at, at.seqno() - group.seqno()));
            return rebuild(group, Left.Why.AHEAD);
        }
        return join(group, at);
    }

    /** Everything anew, after what is there was saved. */
    private GaleraPlanned rebuild(Group group, Left.Why why) {
        before.add(new GaleraStep.SaveDataFolder(node.address(), why));
        return join(group, GaleraPosition.UNKNOWN);
    }

    private GaleraPlanned join(Group group, GaleraPosition at) {
        DonorChoice choice = Joining.donors(sight, group, node.node(), at, preferred, request);
        if (choice.forecast() instanceof TransferForecast.Waits waits) {
            return new GaleraRefusal.NoDonor(node.address(), waits.waitingFor());
        }
        if (node.life() == Life.PRIMARY && !Revival.thrownOut(node) && choice.forecast().mayBeFull()) {
            concerns.add(new Concern.Overwritten(
                    node.address(), "it is in the cluster now, and would get everything anew when it comes back"));
        }
        List<Note> notes = new ArrayList<>();
        choice.warnings().forEach(warning -> notes.add(new Note.OfDonor(node.address(), warning)));
        List<Stage> stages = new ArrayList<>();
        List<Address> paused = new ArrayList<>();
        if (request.inUse().contains(node.address())) {
            paused.add(node.address());
        }
        if (choice.forecast() instanceof TransferForecast.Full full && full.donorBlocked()) {
            sight.cluster().named(full.donor()).map(GaleraNode::address).filter(request.inUse()::contains).ifPresent(paused::add);
        }
        if (!paused.isEmpty()) {
            stages.add(new Stage("send clients elsewhere meanwhile", true, true, paused.stream()
                    .<GaleraStep>map(GaleraStep.TakeOutOfRotation::new)
                    .toList()));
        }
        Joining.discardView(node).ifPresent(before::add);
        before.add(new GaleraStep.JoinNode(node.address(), at, choice.donors(), choice.forecast()));
        stages.add(new Stage("let " + node.address() + " join", false, true, before));
        if (!paused.isEmpty()) {
            stages.add(new Stage("send clients there again", true, false, paused.stream()
                    .<GaleraStep>map(GaleraStep.PutIntoRotation::new)
                    .toList()));
        }
        GaleraPlan plan = new GaleraPlan(new Goal.Resync(node.address()), stages, null, false, List.of(), notes);
        return request.asked(plan, concerns);
    }
}
