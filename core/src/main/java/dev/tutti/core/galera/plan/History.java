package dev.tutti.core.galera.plan;

import dev.tutti.core.galera.model.GaleraPosition;
import dev.tutti.core.galera.model.GaleraSight;
import dev.tutti.core.galera.model.Journalled;
import dev.tutti.core.galera.model.Uuids;
import dev.tutti.core.model.Address;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Which history a cluster goes on with.
 *
 * @param group its UUID
 * @param concerns other histories that are given up by it, where the journal does not tell
 */
record History(UUID group, List<Concern> concerns) {
    History {
        concerns = List.copyOf(concerns);
    }

    /**
     * The one that a person names; else the journalled one; else the only one that is there. Several of which none is known to
     * be the cluster's are a question, and the one on most nodes is proposed.
     *
     * @param shown what each node shows, trusted or not
     * @return empty when no node shows any
     */
    static Optional<History> of(GaleraSight sight, Map<Address, GaleraPosition> shown, @Nullable UUID wanted) {
        List<UUID> present = shown.values().stream()
                .map(GaleraPosition::group)
                .filter(group -> !Uuids.isZero(group))
                .distinct()
                .sorted()
                .toList();
        if (present.isEmpty()) {
            return Optional.empty();
        }
        Optional<UUID> journalled = sight.journal().group();
        UUID taken = Optional.ofNullable(wanted)
                .filter(present::contains)
                .or(() -> journalled.filter(present::contains))
                .orElseGet(() -> present.stream()
                        .max(Comparator.comparingLong((UUID group) -> bearers(shown, group))
                                .thenComparingLong(group -> highest(shown, group)))
                        .orElseThrow());
        List<Concern> concerns = new ArrayList<>();
        if (journalled.isEmpty() || !journalled.get().equals(taken)) {
            shown.forEach((node, at) -> {
                if (!at.group().equals(taken) && !Uuids.isZero(at.group())) {
                    concerns.add(new Concern.HistoryChosen(taken, at.group(), node));
                }
            });
            journalled.filter(group -> !present.contains(group))
                    .ifPresent(group -> concerns.add(new Concern.HistoryChosen(taken, group, bearer(sight.journal(), group))));
        }
        concerns.sort(Comparator.comparing(Concern::toString));
        return Optional.of(new History(taken, concerns));
    }

    private static long bearers(Map<Address, GaleraPosition> shown, UUID group) {
        return shown.values().stream().filter(at -> at.group().equals(group)).count();
    }

    private static long highest(Map<Address, GaleraPosition> shown, UUID group) {
        return shown.values().stream()
                .filter(at -> at.group().equals(group))
                .mapToLong(GaleraPosition::seqno)
                .max()
                .orElse(-1);
    }

    private static Address bearer(Journalled journal, UUID group) {
        return journal.nodes().entrySet().stream()
                .filter(entry -> entry.getValue().position().group().equals(group))
                .map(Map.Entry::getKey)
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }
}
