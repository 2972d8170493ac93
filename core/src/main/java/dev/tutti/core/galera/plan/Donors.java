package dev.tutti.core.galera.plan;

import dev.tutti.core.galera.model.GaleraNode;
import dev.tutti.core.galera.model.GaleraPosition;
import dev.tutti.core.galera.model.GaleraSight;
import dev.tutti.core.galera.model.NodeSight;
import dev.tutti.core.galera.transfer.DonorChoice;
import dev.tutti.core.model.Address;

import java.util.List;
import java.util.Optional;

/** From whom a node gets its state when its time has come: the plan may be minutes old by then. */
public final class Donors {
    private Donors() {}

    /**
     * Chooses on a fresh look.
     *
     * @param at what the joiner has
     * @param preferred donors by name, best first
     * @return empty when there is not exactly one primary component, or no such node
     */
    public static Optional<DonorChoice> now(
            GaleraSight sight, Address joiner, GaleraPosition at, List<String> preferred, RecoveryRequest terms) {
        List<List<NodeSight>> primaries = sight.primaries();
        Optional<GaleraNode> node = sight.cluster().node(joiner);
        return primaries.size() != 1 || node.isEmpty()
                ? Optional.empty()
                : Optional.of(Joining.donors(
                        sight, Joining.group(sight, primaries.getFirst()), node.get(), at, preferred, terms));
    }
}
