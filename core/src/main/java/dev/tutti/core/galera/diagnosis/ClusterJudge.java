package dev.tutti.core.galera.diagnosis;

import dev.tutti.core.galera.model.GaleraPosition;
import dev.tutti.core.galera.model.GaleraSight;
import dev.tutti.core.galera.model.GaleraStatus;
import dev.tutti.core.galera.model.NodeSight;
import dev.tutti.core.galera.model.NodeSight.Life;
import dev.tutti.core.galera.model.Uuids;
import dev.tutti.core.model.Address;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Concludes what is wrong with a cluster as a whole, from one look at all of it. */
final class ClusterJudge {
    private final GaleraSight sight;
    private final List<GaleraDiagnosis> found = new ArrayList<>();

    private ClusterJudge(GaleraSight sight) {
        this.sight = sight;
    }

    static List<GaleraDiagnosis> judge(GaleraSight sight) {
        ClusterJudge judge = new ClusterJudge(sight);
        List<List<NodeSight>> primaries = sight.primaries();
        if (primaries.isEmpty()) {
            judge.noPrimary();
        } else if (primaries.size() > 1) {
            judge.found.add(new GaleraDiagnosis.SplitBrain(primaries.stream()
                    .map(side -> new GaleraDiagnosis.SplitBrain.Side(addresses(side), upTo(side)))
                    .toList()));
        } else {
            judge.component(primaries.getFirst());
        }
        return judge.found;
    }

    private static List<Address> addresses(List<NodeSight> nodes) {
        return nodes.stream().map(NodeSight::address).toList();
    }

    private static GaleraPosition upTo(List<NodeSight> nodes) {
        return nodes.stream()
                .flatMap(node -> node.answered().map(GaleraStatus::at).stream())
                .max(Comparator.comparingLong(GaleraPosition::seqno))
                .orElse(GaleraPosition.UNKNOWN);
    }

    /** Where every node is silent, it is more likely that we are cut off than that all of them died. */
    private void noPrimary() {
        if (sight.living(Life.UNKNOWN).size() < sight.nodes().size()) {
            found.add(new GaleraDiagnosis.TotalOutage(
                    addresses(sight.living(Life.WITHOUT_QUORUM)),
                    addresses(sight.living(Life.NOT_SERVING)),
                    addresses(sight.living(Life.DOWN)),
                    addresses(sight.living(Life.UNKNOWN))));
        }
    }

    private void component(List<NodeSight> component) {
        List<GaleraStatus> statuses = component.stream().flatMap(node -> node.answered().stream()).toList();
        if (statuses.stream().anyMatch(status -> Uuids.isZero(status.view().clusterUuid()))) {
            found.add(new GaleraDiagnosis.StartedWithoutPositions(addresses(component)));
        } else {
            wentBack(upTo(component), statuses.getFirst().view().clusterUuid());
        }
        int size = statuses.stream().mapToInt(status -> status.view().size()).max().orElse(0);
        if (size < sight.cluster().size()) {
            List<Address> missing = sight.nodes().stream()
                    .filter(node -> node.life() != Life.PRIMARY)
                    .map(NodeSight::address)
                    .toList();
            found.add(new GaleraDiagnosis.SmallerThanExpected(size, sight.cluster().size(), missing));
        }
        Set<Set<Address>> views = new HashSet<>();
        statuses.forEach(status -> views.add(Set.copyOf(status.view().members())));
        if (views.size() > 1) {
            found.add(new GaleraDiagnosis.ViewsDiffer(addresses(component)));
        }
        int told = statuses.stream().mapToInt(status -> status.view().weight()).max().orElse(-1);
        // While somebody is away the sum is smaller, and that is its own diagnosis.
        if (told >= 0 && size == sight.cluster().size() && told != sight.cluster().weight()) {
            found.add(new GaleraDiagnosis.WeightsDrifted(told, sight.cluster().weight()));
        }
    }

    private void wentBack(GaleraPosition now, UUID group) {
        GaleraPosition here = new GaleraPosition(group, now.seqno());
        UUID journalled = sight.journal().group().orElse(group);
        long known = sight.journal().highest(journalled);
        if (!journalled.equals(group) || known > now.seqno()) {
            found.add(new GaleraDiagnosis.WentBack(new GaleraPosition(journalled, known), here));
        }
    }
}
