package dev.tutti.core.galera.plan;

import dev.tutti.core.galera.model.GaleraSight;
import dev.tutti.core.model.Address;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What can be asked for about a cluster, by a person or by Tutti itself. There is one way for both: {@link #plan}. */
public sealed interface Request {
    /** The node that it is about; null when it is about the cluster. */
    default @Nullable Address about() {
        return null;
    }

    /**
     * The cluster commits again, and who is missing comes back.
     *
     * @param history the history to go on with; null to go by the journal
     * @param base the node to begin with; null to take the one that has most
     */
    record Recover(@Nullable UUID history, @Nullable Address base) implements Request {}

    /** Living nodes without quorum commit again. */
    record Heal() implements Request {}

    /** Every side of a split brain but this node's stops. */
    record FenceOthers(Address keep) implements Request {}

    record Weights(Map<Address, Integer> wanted) implements Request {
        public Weights {
            wanted = Map.copyOf(wanted);
        }
    }

    /** @param command by its name in the agents' configurations, or {@link GaleraStep.RunCommand#RESTART} */
    record Rolling(String command) implements Request {}

    /** @param preferred donors by name, best first */
    record Resync(Address node, List<String> preferred) implements Request {
        public Resync {
            preferred = List.copyOf(preferred);
        }

        @Override
        public Address about() {
            return node;
        }
    }

    /**
     * A cluster that has never been.
     *
     * @param first the node to begin with; null for the only one that has data
     */
    record NewCluster(@Nullable Address first) implements Request {}

    record Quarantine(Address node) implements Request {
        @Override
        public Address about() {
            return node;
        }
    }

    record Release(Address node) implements Request {
        @Override
        public Address about() {
            return node;
        }
    }

    record Desync(Address node, boolean on) implements Request {
        @Override
        public Address about() {
            return node;
        }
    }

    /** Plans it on what one look showed. */
    static GaleraPlanned plan(Request request, GaleraSight sight, RecoveryRequest terms) {
        return switch (request) {
            case Recover recover -> RecoveryPlanner.plan(sight, terms.withWishes(recover.history(), recover.base()));
            case Heal heal -> HealPlanner.heal(sight, terms);
            case FenceOthers fence -> HealPlanner.fenceOthers(sight, fence.keep(), terms);
            case Weights weights -> CarePlanner.weights(sight, weights.wanted());
            case Rolling rolling -> CarePlanner.rolling(sight, rolling.command(), terms);
            case Resync resync -> ResyncPlanner.plan(sight, resync.node(), resync.preferred(), terms);
            case NewCluster begun -> NewClusterPlanner.plan(sight, begun.first(), terms);
            case Quarantine quarantine -> CarePlanner.quarantine(sight, quarantine.node());
            case Release release -> CarePlanner.release(sight, release.node(), terms);
            case Desync desync -> CarePlanner.desync(sight, desync.node(), desync.on());
        };
    }
}
