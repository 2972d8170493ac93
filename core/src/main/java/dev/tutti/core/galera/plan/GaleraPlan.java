package dev.tutti.core.galera.plan;

import dev.tutti.core.galera.model.Bootstrap;
import dev.tutti.core.galera.transfer.DonorChoice;
import dev.tutti.core.model.Address;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is to be done, in order. The same object is printed by a dry run, executed, journalled and explained.
 *
 * @param goal what it is to reach
 * @param stages in order; the plan ends when a step fails, unless its stage says otherwise
 * @param bootstrap the identity of the one bootstrap in it, journalled before it is ordered; null for a plan without
 * @param again whether this is only the beginning: what follows is planned on the evidence that there will be then
 * @param left nodes that it leaves as they are
 * @param notes what a person should know and need not agree to
 */
public record GaleraPlan(
        Goal goal, List<Stage> stages, @Nullable Bootstrap bootstrap, boolean again, List<Left> left, List<Note> notes)
        implements GaleraPlanned {
    public GaleraPlan {
        stages = List.copyOf(stages);
        left = List.copyOf(left);
        notes = List.copyOf(notes);
        List<Bootstrap> ordered = steps(stages).flatMap(step -> step.bootstrapOrdered().stream()).toList();
        if (!ordered.equals(Optional.ofNullable(bootstrap).stream().toList())) {
            throw new IllegalArgumentException("a plan has one bootstrap and names it, or has none; this one orders " + ordered);
        }
    }

    /** A plan without a bootstrap. */
    public static GaleraPlan of(Goal goal, List<Stage> stages) {
        return new GaleraPlan(goal, stages, null, false, List.of(), List.of());
    }

    public Stream<GaleraStep> steps() {
        return steps(stages);
    }

    private static Stream<GaleraStep> steps(List<Stage> stages) {
        return stages.stream().flatMap(stage -> stage.steps().stream());
    }

    /**
     * Steps that belong together.
     *
     * @param parallel whether the steps may run at the same time, as they concern different nodes
     * @param vital whether the plan ends when one step fails; otherwise a failure concerns its node alone
     */
    public record Stage(String title, boolean parallel, boolean vital, List<GaleraStep> steps) {
        public Stage {
            steps = List.copyOf(steps);
        }
    }

    /** What a plan is to reach. */
    public sealed interface Goal {
        /** The cluster commits again, with all that any node had. */
        record Recover(String cluster) implements Goal {}

        /** Living nodes without quorum commit again. */
        record Heal(String cluster) implements Goal {}

        /** One side of a split brain stops, its data are kept. */
        record FenceSide(String cluster, List<Address> side) implements Goal {
            public FenceSide {
                side = List.copyOf(side);
            }
        }

        /** The node has the cluster's state. */
        record Resync(Address node) implements Goal {}

        record Quarantine(Address node) implements Goal {}

        record Release(Address node) implements Goal {}

        /** Whether the node holds up the others when it is behind. */
        record Desync(Address node, boolean on) implements Goal {}

        record Weights(String cluster) implements Goal {}

        /** A command was run on each node, one at a time. */
        record Rolling(String cluster, String command) implements Goal {}

        /** A cluster that has never been begins at {@code first}, with all described nodes in it. */
        record NewCluster(String cluster, Address first) implements Goal {}
    }

    /** What a person should know. */
    public sealed interface Note {
        /** grastate.dat permits a bootstrap there, and it is behind: the flag is ignored. */
        record StaleFlag(Address node, long behind) implements Note {}

        /** Its transactions of the last second before the crash may be gone, on it and on every node with the same setting. */
        record NotFlushed(Address node, int setting) implements Note {}

        /** Nothing was journalled, so that nobody can tell whether the nodes have all that the cluster had. */
        record NothingJournalled() implements Note {}

        /** Weights set at runtime are lost at the next restart: they belong into the configuration as well. */
        record NotPersistent(Address node) implements Note {}

        /** While this node is away, the loss of one more stops the cluster. */
        record NoMargin(Address node) implements Note {}

        /** What the choice of a donor gives to think about. */
        record OfDonor(Address joiner, DonorChoice.Warning warning) implements Note {}
    }
}
