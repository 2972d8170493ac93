package dev.tutti.core.galera.plan;

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
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Plans for what people ask of a cluster that is well: setting nodes aside, votes, restarts one by one. */
public final class CarePlanner {
    private CarePlanner() {}

    /** Takes a node out of the cluster and keeps it out until it is released. */
    public static GaleraPlanned quarantine(GaleraSight sight, Address node) {
        Optional<NodeSight> known = sight.of(node);
        if (known.isEmpty()) {
            return new GaleraRefusal.UnknownNode(node);
        }
        if (known.get().life() == Life.UNKNOWN) {
            return new GaleraRefusal.NotAnswering(node);
        }
        if (sight.journal().quarantined().contains(node) && known.get().life() == Life.DOWN) {
            return new GaleraRefusal.AlreadySo(node, "set aside");
        }
        List<Note> notes = new ArrayList<>();
        if (known.get().life() == Life.PRIMARY && sight.primaries().size() == 1) {
            Whole whole = Whole.of(sight);
            Optional<GaleraRefusal> stays = whole.mayNotLeave(node);
            if (stays.isPresent()) {
                return stays.get();
            }
            whole.margin(node).ifPresent(notes::add);
        }
        List<GaleraStep> steps = List.of(
                new GaleraStep.Quarantine(node), new GaleraStep.TakeOutOfRotation(node), new GaleraStep.FenceNode(node));
        return new GaleraPlan(
                new Goal.Quarantine(node),
                List.of(new Stage("set " + node + " aside", false, true, steps)),
                null,
                false,
                List.of(),
                notes);
    }

    /** Brings back a node that was set aside: everything anew, as its numbers are not trusted; what it has is saved first. */
    public static GaleraPlanned release(GaleraSight sight, Address node, RecoveryRequest request) {
        Optional<NodeSight> known = sight.of(node);
        if (known.isEmpty()) {
            return new GaleraRefusal.UnknownNode(node);
        }
        if (!sight.journal().quarantined().contains(node)) {
            return new GaleraRefusal.AlreadySo(node, "not set aside");
        }
        Optional<GaleraRefusal> objection = Whole.objection(sight);
        if (objection.isPresent()) {
            return objection.get();
        }
        if (known.get().life() != Life.DOWN) {
            return known.get().life() == Life.UNKNOWN
                    ? new GaleraRefusal.NotAnswering(node)
                    : new GaleraRefusal.StillRunning(node);
        }
        Group group = Joining.group(sight, sight.primaries().getFirst());
        DonorChoice choice = Joining.donors(sight, group, known.get().node(), GaleraPosition.UNKNOWN, List.of(), request);
        if (choice.forecast() instanceof TransferForecast.Waits waits) {
            return new GaleraRefusal.NoDonor(node, waits.waitingFor());
        }
        List<GaleraStep> steps = List.of(
                new GaleraStep.SaveDataFolder(node, Left.Why.QUARANTINED),
                new GaleraStep.JoinNode(node, GaleraPosition.UNKNOWN, choice.donors(), choice.forecast()),
                new GaleraStep.Release(node),
                new GaleraStep.PutIntoRotation(node));
        return GaleraPlan.of(new Goal.Release(node), List.of(new Stage("take " + node + " back", false, true, steps)));
    }

    /** Lets a node be behind without holding up the others, or ends that. */
    public static GaleraPlanned desync(GaleraSight sight, Address node, boolean on) {
        Optional<NodeSight> known = sight.of(node);
        if (known.isEmpty()) {
            return new GaleraRefusal.UnknownNode(node);
        }
        Optional<GaleraStatus> status = known.get().answered();
        if (status.isEmpty()) {
            return new GaleraRefusal.NotAnswering(node);
        }
        if (on && !status.get().synced()) {
            return new GaleraRefusal.NotSynced(node, status.get().comment());
        }
        if (!on && status.get().desyncCount() == 0) {
            return new GaleraRefusal.AlreadySo(node, "holding up the others when it is behind");
        }
        if (!on && known.get().hostAnswered().filter(host -> host.transfer() != null).isPresent()) {
            return new GaleraRefusal.TransferUnderWay(node);
        }
        return GaleraPlan.of(new Goal.Desync(node, on), List.of(new Stage(
                on ? "let " + node + " be behind" : "let " + node + " catch up and count again",
                false,
                true,
                List.of(new GaleraStep.SetDesync(node, on)))));
    }

    /** Changes what nodes count in a vote. Increases come first, so that the whole never weighs less than it has to. */
    public static GaleraPlanned weights(GaleraSight sight, Map<Address, Integer> wanted) {
        Optional<GaleraRefusal> objection = Whole.objection(sight);
        if (objection.isPresent()) {
            return objection.get();
        }
        Map<Address, Integer> present = new TreeMap<>();
        Map<Address, Integer> changes = new TreeMap<>();
        for (NodeSight node : sight.nodes()) {
            present.put(node.address(), node.answered()
                    .filter(status -> status.settings().provider().text("pc.weight").isPresent())
                    .map(status -> status.settings().provider().weight())
                    .orElse(node.node().weight()));
        }
        for (Map.Entry<Address, Integer> entry : new TreeMap<>(wanted).entrySet()) {
            Integer now = present.get(entry.getKey());
            if (now == null) {
                return new GaleraRefusal.UnknownNode(entry.getKey());
            }
            if (entry.getValue() < 0 || entry.getValue() > 255) {
                return new GaleraRefusal.WeightOutOfRange(entry.getKey(), entry.getValue());
            }
            if (sight.of(entry.getKey()).filter(node -> node.life() == Life.PRIMARY).isEmpty()) {
                return new GaleraRefusal.NotAnswering(entry.getKey());
            }
            if (!now.equals(entry.getValue())) {
                changes.put(entry.getKey(), entry.getValue() - now);
            }
        }
        if (changes.isEmpty()) {
            return new GaleraRefusal.NothingToDo();
        }
        int sum = 0;
        for (Map.Entry<Address, Integer> entry : present.entrySet()) {
            sum += wanted.getOrDefault(entry.getKey(), entry.getValue());
        }
        if (sum == 0) {
            return new GaleraRefusal.NoWeightLeft();
        }
        List<GaleraStep> steps = changes.entrySet().stream()
                .sorted(Comparator.comparingInt((Map.Entry<Address, Integer> change) -> -change.getValue()))
                .<GaleraStep>map(change -> new GaleraStep.SetWeight(
                        change.getKey(), wanted.getOrDefault(change.getKey(), 1)))
                .toList();
        return new GaleraPlan(
                new Goal.Weights(sight.cluster().name()),
                List.of(new Stage("change the votes, one at a time", false, true, steps)),
                null,
                false,
                List.of(),
                changes.keySet().stream().<Note>map(Note.NotPersistent::new).toList());
    }

    /**
     * Runs a command on each node while it is out of the cluster, one at a time, whom clients are sent to last. It begins only on
     * a whole cluster, and only when each node would get what it lacks incrementally.
     */
    public static GaleraPlanned rolling(GaleraSight sight, String command, RecoveryRequest request) {
        Optional<GaleraRefusal> objection = Whole.objection(sight);
        if (objection.isPresent()) {
            return objection.get();
        }
        Whole whole = Whole.of(sight);
        List<Stage> stages = new ArrayList<>();
        List<Note> notes = new ArrayList<>();
        List<NodeSight> order = sight.nodes().stream()
                .sorted(Comparator.comparing((NodeSight node) -> request.inUse().contains(node.address())))
                .toList();
        for (NodeSight node : order) {
            Optional<GaleraStatus> status = node.answered();
            if (status.isEmpty()) {
                return new GaleraRefusal.NotAnswering(node.address());
            }
            if (!status.get().synced()) {
                return new GaleraRefusal.NotSynced(node.address(), status.get().comment());
            }
            Optional<GaleraRefusal> stays = whole.mayNotLeave(node.address());
            if (stays.isPresent()) {
                return stays.get();
            }
            Group rest = Joining.group(
                    sight, whole.members().stream().filter(one -> !one.address().equals(node.address())).toList());
            GaleraPosition at = new GaleraPosition(rest.uuid(), Math.min(status.get().at().seqno(), rest.seqno()));
            DonorChoice choice = Joining.donors(sight, rest, node.node(), at, List.of(), request);
            if (!(choice.forecast() instanceof TransferForecast.Incremental incremental) || !incremental.firm()) {
                return new GaleraRefusal.NotIncremental(node.address());
            }
            whole.margin(node.address()).ifPresent(notes::add);
            stages.add(new Stage(command + " on " + node.address(), false, true, List.of(
                    new GaleraStep.TakeOutOfRotation(node.address()),
                    new GaleraStep.StopNode(node.address()),
                    new GaleraStep.RunCommand(node.address(), command),
                    new GaleraStep.JoinNode(node.address(), at, choice.donors(), choice.forecast()),
                    new GaleraStep.PutIntoRotation(node.address()))));
        }
        return new GaleraPlan(new Goal.Rolling(sight.cluster().name(), command), stages, null, false, List.of(), notes);
    }
}
