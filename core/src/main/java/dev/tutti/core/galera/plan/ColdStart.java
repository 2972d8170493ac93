package dev.tutti.core.galera.plan;

import dev.tutti.core.galera.model.Bootstrap;
import dev.tutti.core.galera.model.GaleraPosition;
import dev.tutti.core.galera.model.GaleraSight;
import dev.tutti.core.galera.model.Gvwstate;
import dev.tutti.core.galera.model.NodeSight;
import dev.tutti.core.galera.model.NodeSight.Life;
import dev.tutti.core.galera.model.PrimaryView;
import dev.tutti.core.galera.plan.GaleraPlan.Goal;
import dev.tutti.core.galera.plan.GaleraPlan.Note;
import dev.tutti.core.galera.plan.GaleraPlan.Stage;
import dev.tutti.core.model.Address;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Begins again where no process runs: all together where they were in one view, otherwise from the node that has most. */
final class ColdStart {
    private final GaleraSight sight;
    private final RecoveryRequest request;
    private final Map<Address, Folder> folders;
    private final List<NodeSight> down;

    private ColdStart(GaleraSight sight, RecoveryRequest request) {
        this.sight = sight;
        this.request = request;
        this.folders = RecoveryPlanner.folders(sight);
        this.down = sight.living(Life.DOWN);
    }

    static GaleraPlanned plan(GaleraSight sight, RecoveryRequest request) {
        return new ColdStart(sight, request).plan();
    }

    private GaleraPlanned plan() {
        Optional<History> history = History.of(sight, shown(), request.history());
        if (history.isEmpty()) {
            return noBase(false);
        }
        UUID group = history.get().group();
        Optional<NodeSight> base = wanted(group).or(() -> best(group, false)).or(() -> best(group, true));
        if (base.isEmpty()) {
            return noBase(true);
        }
        GaleraPosition from = folder(base.get()).shown().orElseThrow();
        List<Concern> concerns = new ArrayList<>(history.get().concerns());
        concerns.addAll(concerns(base.get(), from));
        GaleraPlan plan = request.base() == null && allOfOneView(group) ? together(from) : bootstrap(base.get(), from);
        return request.asked(plan, concerns);
    }

    private Map<Address, GaleraPosition> shown() {
        Map<Address, GaleraPosition> shown = new HashMap<>();
        folders.forEach((node, folder) -> folder.shown().ifPresent(at -> shown.put(node, at)));
        return shown;
    }

    private Folder folder(NodeSight node) {
        return folders.getOrDefault(node.address(), new Folder.NotLookedAt());
    }

    private boolean quarantined(NodeSight node) {
        return sight.journal().quarantined().contains(node.address());
    }

    /**
     * The node with the most of this history; among equals the one that was stopped last, then the first of the description. The
     * flag decides nothing else: grastate.dat can be copied, edited, or left from long ago.
     */
    private Optional<NodeSight> best(UUID group, boolean tainted) {
        return down.stream()
                .filter(node -> !quarantined(node))
                .filter(node -> (tainted ? folder(node).shown() : folder(node).usable())
                        .filter(at -> at.group().equals(group))
                        .isPresent())
                .min(Comparator.comparingLong((NodeSight node) -> -folder(node).shown().orElseThrow().seqno())
                        .thenComparing(node -> !folder(node).safeFlag()));
    }

    /** The node that a person wants to begin with, if it shows this history at all. */
    private Optional<NodeSight> wanted(UUID group) {
        return down.stream()
                .filter(node -> node.address().equals(request.base()))
                .filter(node -> folder(node).shown().filter(at -> at.group().equals(group)).isPresent())
                .findFirst();
    }

    private GaleraPlanned noBase(boolean any) {
        List<Left> left = new ArrayList<>();
        boolean empty = !any;
        for (NodeSight node : sight.nodes()) {
            Folder folder = folder(node);
            boolean nothing = node.life() == Life.DOWN
                    && (folder instanceof Folder.Empty || folder instanceof Folder.NeverJoined);
            empty &= nothing;
            if (!nothing) {
                left.add(new Left(node.address(), whyNoBase(node, folder)));
            }
        }
        return empty && sight.journal().group().isEmpty()
                ? new GaleraRefusal.NothingToRecover()
                : new GaleraRefusal.NoBase(left);
    }

    private Left.Why whyNoBase(NodeSight node, Folder folder) {
        if (node.life() == Life.UNKNOWN) {
            return Left.Why.SILENT;
        }
        if (quarantined(node)) {
            return Left.Why.QUARANTINED;
        }
        return folder instanceof Folder.Broken ? Left.Why.BROKEN : Left.Why.TAINTED;
    }

    private List<Concern> concerns(NodeSight base, GaleraPosition from) {
        List<Concern> concerns = new ArrayList<>();
        if (folder(base) instanceof Folder.Tainted tainted) {
            concerns.add(new Concern.TaintedBase(base.address(), tainted.at(), tainted.why()));
        }
        long known = sight.journal().highest(from.group());
        if (known > from.seqno()) {
            concerns.add(new Concern.TransactionsLost(from.group(), known, from.seqno()));
        }
        for (NodeSight node : down) {
            folder(node).shown()
                    .filter(at -> at.group().equals(from.group()) && at.seqno() > from.seqno())
                    .ifPresent(at -> concerns.add(new Concern.Surplus(node.address(), at, at.seqno() - from.seqno())));
        }
        concerns.addAll(Unaccounted.silent(sight, from.group(), from.seqno()));
        concerns.addAll(Unaccounted.unreadable(sight, folders, from.group(), from.seqno()));
        Concern earlier = RecoveryPlanner.earlierBootstrap(sight);
        if (earlier != null) {
            concerns.add(earlier);
        }
        return concerns;
    }

    /** Whether every node crashed in one and the same view, and nobody else was in it: then they find each other. */
    private boolean allOfOneView(UUID group) {
        Set<PrimaryView> views = new HashSet<>();
        Set<UUID> selves = new HashSet<>();
        for (NodeSight node : sight.nodes()) {
            Optional<Gvwstate.Read> read = node.hostAnswered().flatMap(host -> host.gvwstate().read());
            boolean whole = folder(node) instanceof Folder.Crashed crashed && crashed.at().group().equals(group);
            if (!whole || read.isEmpty() || quarantined(node)) {
                return false;
            }
            views.add(read.get().view());
            selves.add(read.get().self());
        }
        return views.size() == 1 && views.iterator().next().members().equals(selves) && selves.size() == sight.nodes().size();
    }

    private GaleraPlan together(GaleraPosition from) {
        List<GaleraStep> starts = new ArrayList<>();
        List<GaleraStep> waits = new ArrayList<>();
        for (NodeSight node : down) {
            starts.add(new GaleraStep.StartWithPosition(node.address(), folder(node).usable().orElseThrow()));
            waits.add(new GaleraStep.AwaitPrimary(node.address(), request.awaitPrimary()));
        }
        Address first = down.getFirst().address();
        List<Address> others = down.stream().skip(1).map(NodeSight::address).toList();
        return new GaleraPlan(
                new Goal.Recover(sight.cluster().name()),
                List.of(
                        new Stage("start all with their positions: they find each other", true, true, starts),
                        new Stage("wait until they are in", true, true, waits),
                        verify(first, from),
                        new Stage("compare what they have", false, false, List.of(Joining.compare(first, others)))),
                null,
                false,
                List.of(),
                notes(from));
    }

    private GaleraPlan bootstrap(NodeSight base, GaleraPosition from) {
        Bootstrap identity = new Bootstrap(sight.cluster().name(), base.address(), from);
        List<Stage> stages = new ArrayList<>(Beginning.alone(others(base)));
        List<GaleraStep> begin = new ArrayList<>();
        if (folder(base) instanceof Folder.Tainted) {
            begin.add(new GaleraStep.SaveDataFolder(base.address(), Left.Why.TAINTED));
        }
        Joining.discardView(base).ifPresent(begin::add);
        begin.add(new GaleraStep.MarkSafe(base.address(), from));
        begin.add(new GaleraStep.BootstrapNew(base.address(), from, identity));
        begin.add(new GaleraStep.AwaitPrimary(base.address(), request.awaitPrimary()));
        stages.add(new Stage("begin again at " + base.address(), false, true, begin));
        stages.add(verify(base.address(), from));
        List<Left> left = new ArrayList<>();
        sight.living(Life.UNKNOWN).forEach(node -> left.add(new Left(node.address(), Left.Why.SILENT)));
        List<Address> joined = new ArrayList<>();
        for (NodeSight node : inOrder(base)) {
            switch (Joining.verdict(sight, node, folder(node), from.group(), from.seqno())) {
                case Joining.Verdict.Stays stays -> left.add(new Left(node.address(), stays.why()));
                case Joining.Verdict.Joins joins -> {
                    stages.add(Joining.stage(
                            node, joins, new GaleraStep.JoinNode(node.address(), joins.at(), "", null)));
                    joined.add(node.address());
                }
            }
        }
        stages.add(new Stage("compare what they have", false, false, List.of(Joining.compare(base.address(), joined))));
        return new GaleraPlan(new Goal.Recover(sight.cluster().name()), stages, identity, false, left, notes(from));
    }

    private List<NodeSight> inOrder(NodeSight base) {
        return others(base).stream()
                .sorted(Comparator.comparingInt((NodeSight node) -> Joining.rank(folder(node)))
                        .thenComparingLong(node -> -folder(node).shown().map(GaleraPosition::seqno).orElse(-1L)))
                .toList();
    }

    private List<NodeSight> others(NodeSight base) {
        return down.stream().filter(node -> !node.address().equals(base.address())).toList();
    }

    private static Stage verify(Address server, GaleraPosition from) {
        return new Stage(
                "see that the history is the same",
                false,
                true,
                List.of(new GaleraStep.VerifyUuid(server, from.group(), from.seqno())));
    }

    private List<Note> notes(GaleraPosition from) {
        List<Note> notes = new ArrayList<>();
        if (sight.journal().group().isEmpty()) {
            notes.add(new Note.NothingJournalled());
        }
        for (NodeSight node : down) {
            folder(node).usable()
                    .filter(at -> Beginning.flagged(node) && at.group().equals(from.group()) && at.seqno() < from.seqno())
                    .ifPresent(at -> notes.add(new Note.StaleFlag(node.address(), from.seqno() - at.seqno())));
            node.hostAnswered()
                    .filter(host -> host.flushLogAtCommit() == 0 || host.flushLogAtCommit() == 2)
                    .ifPresent(host -> notes.add(new Note.NotFlushed(node.address(), host.flushLogAtCommit())));
        }
        return notes;
    }
}
