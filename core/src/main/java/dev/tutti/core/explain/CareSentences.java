package dev.tutti.core.explain;

import dev.tutti.core.galera.care.Care;
import dev.tutti.core.galera.care.Care.NodeReason;
import dev.tutti.core.galera.care.Care.Reason;
import dev.tutti.core.galera.plan.Concern;
import dev.tutti.core.galera.plan.Request;
import dev.tutti.core.model.Address;

import java.util.List;
import java.util.stream.Collectors;

/** What Tutti does about a cluster by itself, and why it does nothing, in words. */
public final class CareSentences {
    private CareSentences() {}

    /** @param cluster its name, for the commands that are named */
    public static String of(Care care, String cluster) {
        return switch (care) {
            case Care.Calm calm -> "nothing is to be done";
            case Care.FindPositions find -> "it is found out how much " + Sentences.list(find.nodes()) + " "
                    + (find.nodes().size() == 1 ? "has" : "have");
            case Care.Act act -> of(act);
            case Care.Leaves leaves -> "nothing is done by itself: " + of(leaves.why(), cluster);
            case Care.LeavesNodes leaves -> leaves.nodes().stream()
                    .map(node -> node.node() + " is left as it is: " + of(node.why(), cluster, node.node()))
                    .collect(Collectors.joining("; "));
        };
    }

    private static String of(Care.Act act) {
        Address node = act.request().about();
        return switch (act.why()) {
            case TOTAL_OUTAGE -> "the cluster is begun again";
            case NODE_CRASHED -> (node == null ? "the crashed node" : node) + " crashed and is started again";
        };
    }

    private static String of(Reason reason, String cluster) {
        return switch (reason) {
            case Reason.ByHand byHand -> "galera.recovery leaves it to a person: tutti galera recover " + cluster;
            case Reason.SwitchedOff off -> "galera.recovery is off";
            case Reason.Patience patience -> "living nodes may find each other again; they are left alone until "
                    + patience.until();
            case Reason.StoppedInOrder stopped ->
                "every node was stopped in an orderly way, so somebody wanted that: tutti galera recover " + cluster;
            case Reason.Asks asks -> "a person has to agree that " + list(asks.concerns()) + ": tutti galera recover " + cluster;
            case Reason.TriedOften tried -> "it was tried " + GaleraSentences.count(tried.times(), "time")
                    + " in this outage and failed: tutti galera recover " + cluster;
            case Reason.Refused refused -> GaleraPlanSentences.of(refused.refusal());
        };
    }

    private static String of(NodeReason reason, String cluster, Address node) {
        String resync = ": tutti galera resync " + cluster + " " + node;
        return switch (reason) {
            case NodeReason.ByHand byHand -> "galera.restart leaves it to a person" + resync;
            case NodeReason.SwitchedOff off -> "galera.restart is off";
            case NodeReason.InDowntime downtime -> "it is in downtime";
            case NodeReason.Quarantined quarantined -> "it was set aside: tutti galera release " + cluster + " " + node;
            case NodeReason.NobodySays silent -> "nobody says whether it runs";
            case NodeReason.StoppedInOrder stopped -> "it was stopped in an orderly way, so somebody wanted that" + resync;
            case NodeReason.Runs runs -> "its process runs";
            case NodeReason.TriedJustNow tried -> "it was tried a moment ago, and is tried again at " + tried.until();
            case NodeReason.ThrownOut out -> "the group found that it differs, or it aborted (" + out.state()
                    + "): it gets everything anew when a person asks for it" + resync;
            case NodeReason.StillCounted counted -> "the others still count it as a member: it is started when they have given it up";
            case NodeReason.TriedOften tried -> "it was started " + GaleraSentences.count(tried.times(), "time")
                    + " and did not stay" + resync;
            case NodeReason.NotIncremental full -> GaleraPlanSentences.of(full.forecast()) + ", which is left to a person"
                    + resync;
            case NodeReason.Asks asks -> "a person has to agree that " + list(asks.concerns()) + resync;
            case NodeReason.Refused refused -> GaleraPlanSentences.of(refused.refusal());
        };
    }

    private static String list(List<Concern> concerns) {
        return concerns.stream().map(GaleraPlanSentences::of).collect(Collectors.joining("; "));
    }

    /** What was asked for. */
    public static String of(Request request) {
        return switch (request) {
            case Request.Recover recover -> "to begin the cluster again, or to bring back who is missing";
            case Request.Heal heal -> "to let living nodes commit again";
            case Request.FenceOthers fence -> "to keep the side of " + fence.keep() + " and to stop the others";
            case Request.Weights weights -> "to change votes";
            case Request.Rolling rolling -> "to run " + rolling.command() + " on each node, one at a time";
            case Request.Resync resync -> "to give " + resync.node() + " the cluster's state";
            case Request.NewCluster begun -> "to begin a new cluster";
            case Request.Quarantine quarantine -> "to set " + quarantine.node() + " aside";
            case Request.Release release -> "to take " + release.node() + " back";
            case Request.Desync desync -> "to let " + desync.node() + (desync.on() ? " be behind" : " count again");
        };
    }
}
