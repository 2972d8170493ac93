package dev.tutti.core.galera.care;

import dev.tutti.core.galera.plan.Concern;
import dev.tutti.core.galera.plan.GaleraRefusal;
import dev.tutti.core.galera.plan.Request;
import dev.tutti.core.galera.transfer.TransferForecast;
import dev.tutti.core.model.Address;

import java.time.Instant;
import java.util.List;

/** What Tutti does about a cluster by itself now, or why it does nothing. Exhaustive. */
public sealed interface Care {
    /** Whether nothing more happens until a person does something. */
    default boolean waitsForPerson() {
        return switch (this) {
            case Act act -> false;
            case FindPositions find -> false;
            case Calm calm -> false;
            case Leaves leaves -> switch (leaves.why()) {
                case Reason.Patience patience -> false;
                case Reason.ByHand byHand -> true;
                case Reason.SwitchedOff off -> true;
                case Reason.StoppedInOrder stopped -> true;
                case Reason.Asks asks -> true;
                case Reason.TriedOften tried -> true;
                case Reason.Refused refused -> true;
            };
            case LeavesNodes leaves -> leaves.nodes().stream().anyMatch(node -> switch (node.why()) {
                case NodeReason.TriedOften tried -> true;
                case NodeReason.ThrownOut out -> true;
                case NodeReason.NotIncremental full -> true;
                case NodeReason.Asks asks -> true;
                case NodeReason.Refused refused -> true;
                case NodeReason.ByHand byHand -> true;
                case NodeReason.SwitchedOff off -> false;
                case NodeReason.InDowntime downtime -> false;
                case NodeReason.Quarantined quarantined -> false;
                case NodeReason.NobodySays silent -> false;
                case NodeReason.StoppedInOrder stopped -> false;
                case NodeReason.Runs runs -> false;
                case NodeReason.StillCounted counted -> false;
                case NodeReason.TriedJustNow tried -> false;
            });
        };
    }

    /** Whether something is done as soon as a change shows that is due within seconds. */
    default boolean waitsForMoment() {
        return this instanceof FindPositions
                || (this instanceof LeavesNodes leaves
                        && leaves.nodes().stream().anyMatch(node -> node.why() instanceof NodeReason.StillCounted));
    }

    /**
     * It does this.
     *
     * @param waited whether nodes that run and do not serve were given their time already
     */
    record Act(Request request, Occasion why, boolean waited) implements Care {}

    /** It finds out first how far the data of these stopped nodes are. */
    record FindPositions(List<Address> nodes) implements Care {
        public FindPositions {
            nodes = List.copyOf(nodes);
        }
    }

    /** It does nothing, for a reason that concerns the cluster. */
    record Leaves(Reason why) implements Care {}

    /** It does nothing about these nodes, each for its reason. */
    record LeavesNodes(List<OfNode> nodes) implements Care {
        public LeavesNodes {
            nodes = List.copyOf(nodes);
        }
    }

    /** Everything is as it should be. */
    record Calm() implements Care {}

    /** Why something is done. */
    enum Occasion {
        TOTAL_OUTAGE,
        NODE_CRASHED
    }

    /** Why nothing is done about a cluster in which nothing can be written, or at two places. */
    sealed interface Reason {
        /** The configuration leaves it to a person. */
        record ByHand() implements Reason {}

        record SwitchedOff() implements Reason {}

        /** Living nodes may find each other by themselves. */
        record Patience(Instant until) implements Reason {}

        /** Each node was stopped in an orderly way: somebody wanted that. */
        record StoppedInOrder() implements Reason {}

        /** Something would be lost or is not known: a person has to agree. */
        record Asks(List<Concern> concerns) implements Reason {
            public Asks {
                concerns = List.copyOf(concerns);
            }
        }

        /** It was tried so often in this outage, and failed. */
        record TriedOften(int times) implements Reason {}

        record Refused(GaleraRefusal refusal) implements Reason {}
    }

    /** Why a missing node is not started. */
    record OfNode(Address node, NodeReason why) {}

    /** The reasons for that. */
    sealed interface NodeReason {
        record ByHand() implements NodeReason {}

        record SwitchedOff() implements NodeReason {}

        record InDowntime() implements NodeReason {}

        record Quarantined() implements NodeReason {}

        /** Nothing is known of its process: it has no agent, or that is silent. */
        record NobodySays() implements NodeReason {}

        /** Somebody stopped it in an orderly way. */
        record StoppedInOrder() implements NodeReason {}

        /** It runs and comes in by itself, or does not. */
        record Runs() implements NodeReason {}

        /** The group found that it differs, or it aborted: only a full transfer helps, which a person asks for. */
        record ThrownOut(String state) implements NodeReason {}

        /** The others still count it as a member: their next view shows whether they keep their vote, and lets it in at once. */
        record StillCounted() implements NodeReason {}

        /** It was tried a moment ago, and is tried again then. */
        record TriedJustNow(Instant until) implements NodeReason {}

        /** It was started so often, and did not stay Synced for long. */
        record TriedOften(int times) implements NodeReason {}

        /** It would get everything anew, which is left to a person. */
        record NotIncremental(TransferForecast forecast) implements NodeReason {}

        /** A person has to agree to something. */
        record Asks(List<Concern> concerns) implements NodeReason {
            public Asks {
                concerns = List.copyOf(concerns);
            }
        }

        record Refused(GaleraRefusal refusal) implements NodeReason {}
    }
}
