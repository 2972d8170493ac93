package dev.tutti.core.galera.diagnosis;

import dev.tutti.core.galera.diagnosis.GaleraDiagnosis.StuckJoiner;
import dev.tutti.core.galera.model.Component;
import dev.tutti.core.galera.model.GaleraSight;
import dev.tutti.core.galera.model.GaleraStatus;
import dev.tutti.core.galera.model.HostReport.Host;
import dev.tutti.core.galera.model.LocalState;
import dev.tutti.core.galera.model.LogCause;
import dev.tutti.core.galera.model.NodeSight;
import dev.tutti.core.galera.model.NodeSight.Life;
import dev.tutti.core.galera.model.TransferProgress;
import dev.tutti.core.galera.model.Uuids;
import dev.tutti.core.galera.plan.Folder;
import dev.tutti.core.model.Address;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Concludes what is wrong with one node, from one look. What changes over time is for {@link SpeedJudge}. */
final class NodeJudge {
    private final GaleraSight sight;
    private final NodeSight node;
    private final Norms norms;
    private final List<GaleraDiagnosis> found = new ArrayList<>();

    private NodeJudge(GaleraSight sight, NodeSight node, Norms norms) {
        this.sight = sight;
        this.node = node;
        this.norms = norms;
    }

    static List<GaleraDiagnosis> judge(GaleraSight sight, NodeSight node, Norms norms) {
        NodeJudge judge = new NodeJudge(sight, node, norms);
        node.answered().ifPresent(judge::answering);
        switch (node.life()) {
            case PRIMARY, WITHOUT_QUORUM -> {
                // It answered.
            }
            case NOT_SERVING -> judge.notServing();
            case DOWN -> judge.down();
            case UNKNOWN -> judge.found.add(new GaleraDiagnosis.Unknown(node.address(), node.silence()));
        }
        judge.transfer();
        return judge.found;
    }

    private Address address() {
        return node.address();
    }

    private void answering(GaleraStatus status) {
        if (status.thrownOut()) {
            found.add(new GaleraDiagnosis.ThrownOut(address(), status.comment()));
            return;
        }
        if (status.component() == Component.NON_PRIMARY) {
            found.add(new GaleraDiagnosis.WithoutQuorum(
                    address(), status.view().size(), sight.cluster().size(), !sight.living(Life.PRIMARY).isEmpty()));
        } else if (!status.ready()) {
            found.add(new GaleraDiagnosis.Joining(address(), status.comment()));
        }
        if (status.state() == LocalState.JOINING) {
            stuck(status);
        }
        if (status.primary()
                && !Uuids.isZero(status.view().clusterUuid())
                && !status.at().group().equals(status.view().clusterUuid())) {
            found.add(new GaleraDiagnosis.NeedsFullTransfer(address(), status.at().group(), status.view().clusterUuid()));
        }
        if (!status.group().delayed().isEmpty()) {
            found.add(new GaleraDiagnosis.Flapping(address(), status.group().delayed()));
        }
        if (!status.group().evicted().isEmpty()) {
            found.add(new GaleraDiagnosis.Evicted(address(), status.group().evicted()));
        }
        if (status.group().latency().samples() > 0 && status.group().latency().mean().compareTo(norms.latency()) > 0) {
            found.add(new GaleraDiagnosis.SlowCommits(address(), status.group().latency()));
        }
        if (status.desyncCount() > 0 && !anybodyJoins() && transferOf(node).isEmpty()) {
            found.add(new GaleraDiagnosis.ForgottenDesync(address(), status.desyncCount()));
        }
        int nodes = sight.cluster().nodes().size();
        if (!status.settings().autoIncrementControl() && status.settings().autoIncrementIncrement() < nodes) {
            found.add(new GaleraDiagnosis.AutoIncrementCollides(
                    address(), status.settings().autoIncrementIncrement(), nodes));
        }
    }

    /** A desynced node is a donor as long as somebody joins. */
    private boolean anybodyJoins() {
        return sight.nodes().stream().anyMatch(other -> !other.address().equals(address())
                && (other.life() == Life.NOT_SERVING
                        || other.answered().filter(status -> status.state() == LocalState.JOINING).isPresent()));
    }

    private static Optional<TransferProgress> transferOf(NodeSight node) {
        return node.hostAnswered().flatMap(host -> Optional.ofNullable(host.transfer()));
    }

    private void stuck(GaleraStatus status) {
        if (transferOf(node).isPresent()) {
            return;
        }
        List<NodeSight> near = sight.living(Life.PRIMARY).stream()
                .filter(other -> !other.address().equals(address()) && other.node().segment() == node.node().segment())
                .toList();
        boolean named = !status.settings().donors().isEmpty();
        if (named && !status.settings().donorMayBeAnother()
                && status.settings().donors().stream().allMatch(name -> sight.cluster().named(name).isEmpty())) {
            found.add(new StuckJoiner(
                    address(), new StuckJoiner.Cause.UnknownDonor(status.settings().sstDonor())));
        } else if (!near.isEmpty()
                && near.stream().noneMatch(other -> other.answered().filter(GaleraStatus::synced).isPresent())) {
            found.add(new StuckJoiner(
                    address(),
                    new StuckJoiner.Cause.SegmentNotSynced(near.stream().map(other -> other.node().name()).toList())));
        } else {
            fromLog();
        }
    }

    private void fromLog() {
        LogCause cause = lastCause();
        if (cause != null) {
            found.add(new StuckJoiner(address(), new StuckJoiner.Cause.FromLog(cause)));
        }
    }

    private @Nullable LogCause lastCause() {
        List<LogCause> causes = node.hostAnswered().map(Host::causes).orElse(List.of());
        return causes.isEmpty() ? null : causes.getLast();
    }

    private void notServing() {
        boolean counted = sight.living(Life.PRIMARY).stream()
                .flatMap(other -> other.answered().stream())
                .anyMatch(status -> status.view().members().contains(address()));
        if (counted && transferOf(node).isEmpty()) {
            Duration stall = sight.living(Life.PRIMARY).stream()
                    .flatMap(other -> other.answered().stream())
                    .map(status -> status.settings().provider().suspectTimeout())
                    .max(Duration::compareTo)
                    .orElse(Duration.ofSeconds(5));
            found.add(new GaleraDiagnosis.Frozen(address(), stall));
        } else {
            fromLog();
        }
    }

    private void down() {
        found.add(new GaleraDiagnosis.NotRunning(address(), lastCause()));
        Folder folder = node.hostAnswered().map(Folder::of).orElse(new Folder.NotLookedAt());
        if (folder instanceof Folder.Tainted tainted) {
            found.add(new GaleraDiagnosis.TaintedFolder(address(), tainted.at(), tainted.why()));
        } else if (folder instanceof Folder.Broken broken) {
            found.add(new GaleraDiagnosis.BrokenFolder(address(), broken.why()));
        }
    }

    private void transfer() {
        Double baseline = norms.baselines().get(address());
        Optional<TransferProgress> transfer = transferOf(node).filter(TransferProgress::joiner);
        if (baseline == null || transfer.isEmpty() || transfer.get().bytesPerSecond() >= baseline * norms.slowTransfer()) {
            return;
        }
        TransferProgress progress = transfer.get();
        double rate = progress.bytesPerSecond();
        double seconds = rate <= 0 || progress.total() < 0 ? -1 : (progress.total() - progress.done()) / rate;
        Duration remaining = seconds < 0 || seconds > 365 * 86_400.0 ? null : Duration.ofMillis((long) (seconds * 1000));
        found.add(new GaleraDiagnosis.SlowTransfer(address(), rate, baseline, remaining));
    }
}
