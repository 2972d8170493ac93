package dev.tutti.core.plan;

import dev.tutti.core.model.Address;
import dev.tutti.core.model.Coordinates;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * What is to be done, in order. The same object is printed by a dry run, executed, simulated, journalled and explained.
 *
 * @param goal what it is to reach
 * @param stages in order
 * @param open what is left to decide when the stages are done, on the evidence that there will be then
 * @param forecast how the open decision would fall on what is known now; empty when nothing is open
 * @param lost replicas for which nothing can be done, each with the reason; reported once the plan has reached its goal
 */
public record Plan(Goal goal, List<Stage> stages, Open open, List<Stage> forecast, List<Lost> lost) implements Planned {
    public Plan {
        stages = List.copyOf(stages);
        forecast = List.copyOf(forecast);
        // A plan that was journalled before there were any has none.
        lost = List.copyOf(Objects.requireNonNullElse(lost, List.of()));
    }

    public Plan(Goal goal, List<Stage> stages, Open open, List<Stage> forecast) {
        this(goal, stages, open, forecast, List.of());
    }

    /** A replica that cannot be kept in the chain. */
    public record Lost(Address server, String reason) {}

    /** A plan that leaves nothing open. */
    public static Plan of(Goal goal, List<Stage> stages) {
        return new Plan(goal, stages, new Open.Nothing(), List.of());
    }

    /** A plan that leaves nothing open, but replicas behind. */
    public static Plan of(Goal goal, List<Stage> stages, List<Lost> lost) {
        return new Plan(goal, stages, new Open.Nothing(), List.of(), lost);
    }

    /** What a plan is to reach. */
    public sealed interface Goal {
        /** Another server takes the writes of a dead primary's chain. */
        record Failover(Address deadPrimary) implements Goal {}

        /** The replicas of a dead intermediate replicate again. */
        record Rescue(Address deadIntermediate) implements Goal {}

        /** A replica replicates from another server. */
        record Relocate(Address replica, Address below) implements Goal {}

        /** Another server takes the writes of a living primary, which replicates from it then. */
        record Switchover(Address primary, Address successor) implements Goal {}

        /** A former primary that came back accepts no writes. */
        record Fence(Address formerPrimary) implements Goal {}
    }

    /** A decision that needs evidence which only the plan's first stages bring about. */
    public sealed interface Open {
        record Nothing() implements Open {}

        /**
         * Which of the drained replicas becomes the primary.
         *
         * @param orphans replicas of dead intermediates below the dead primary: they may have more than its own replicas
         * @param drainDeadline bounds steps of the remaining stages that wait for an applier
         * @param acceptLoss whether a person accepted that what an ineligible replica has beyond the chosen one is lost
         * @param tellDeadline how long telling clients may take; null when no name and no router leads them to this chain
         */
        record ChoosePrimary(
                Address deadPrimary,
                List<Address> replicas,
                List<Address> orphans,
                Duration drainDeadline,
                boolean acceptLoss,
                @Nullable Duration tellDeadline)
                implements Open {
            public ChoosePrimary {
                replicas = List.copyOf(replicas);
                orphans = List.copyOf(orphans);
            }
        }

        /**
         * Where everybody goes on once the successor has all that the primary has, and nobody writes.
         *
         * @param replicas the primary's other replicas
         * @param tellDeadline as in {@link ChoosePrimary}
         */
        record HandOver(
                Address primary, Address successor, List<Address> replicas, @Nullable Duration tellDeadline)
                implements Open {
            public HandOver {
                replicas = List.copyOf(replicas);
            }
        }

        /**
         * In which file the log of the chosen primary goes on, and which Binlog Servers go on with it: known when it has
         * advanced.
         *
         * @param readers all who read the dead primary's log, directly or from Binlog Servers, with these
         * @param leader the Binlog Server that the others were levelled with
         * @param holder an ordinary replica that has more than the Binlog Servers, from which the chosen one gets the rest;
         *     null when none has
         * @param end where the dead primary's log ends on the Binlog Servers
         * @param orphans as in {@link ChoosePrimary}
         * @param tellDeadline as in {@link ChoosePrimary}
         */
        record ContinueLog(
                Address deadPrimary,
                Address promoted,
                List<Address> readers,
                Address leader,
                @Nullable Address holder,
                Coordinates end,
                List<Address> orphans,
                Duration drainDeadline,
                boolean acceptLoss,
                @Nullable Duration tellDeadline)
                implements Open {
            public ContinueLog {
                readers = List.copyOf(readers);
                orphans = List.copyOf(orphans);
            }
        }
    }
}
