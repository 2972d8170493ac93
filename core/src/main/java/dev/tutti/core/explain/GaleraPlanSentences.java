package dev.tutti.core.explain;

import dev.tutti.core.galera.plan.Concern;
import dev.tutti.core.galera.plan.GaleraPlan;
import dev.tutti.core.galera.plan.GaleraPlan.Goal;
import dev.tutti.core.galera.plan.GaleraPlan.Note;
import dev.tutti.core.galera.plan.GaleraRefusal;
import dev.tutti.core.galera.plan.GaleraStep;
import dev.tutti.core.galera.plan.Left;
import dev.tutti.core.galera.plan.Obstacle;
import dev.tutti.core.galera.transfer.DonorChoice.Warning;
import dev.tutti.core.galera.transfer.TransferForecast;
import dev.tutti.core.galera.transfer.TransferForecast.Reason;
import org.jspecify.annotations.Nullable;

import java.util.stream.Collectors;

/** Plans, steps, questions and refusals about Galera clusters, in words. */
public final class GaleraPlanSentences {
    private GaleraPlanSentences() {}

    public static String of(Goal goal) {
        return switch (goal) {
            case Goal.Recover recover -> recover.cluster() + " commits again, with all that any node had";
            case Goal.Heal heal -> "the living nodes of " + heal.cluster() + " commit again";
            case Goal.FenceSide fence -> Sentences.list(fence.side()) + " stop, and their data are kept";
            case Goal.Resync resync -> resync.node() + " has the cluster's state";
            case Goal.Quarantine quarantine -> quarantine.node() + " is out of the cluster and stays out";
            case Goal.Release release -> release.node() + " is in the cluster again";
            case Goal.Desync desync -> desync.node() + (desync.on() ? " may be behind" : " counts again");
            case Goal.Weights weights -> "the votes in " + weights.cluster() + " are as asked for";
            case Goal.Rolling rolling -> rolling.command() + " was run on each node of " + rolling.cluster();
            case Goal.NewCluster begun -> begun.cluster() + " begins at " + begun.first() + ", with all described nodes in it";
        };
    }

    public static String of(GaleraStep step) {
        return switch (step) {
            case GaleraStep.FenceNode fence -> "keep " + fence.server() + " from running";
            case GaleraStep.StopNode stop -> "stop " + stop.server();
            case GaleraStep.SaveDataFolder save -> "keep the data folder of " + save.server() + " (" + of(save.why()) + ")";
            case GaleraStep.DiscardView discard -> "remove the unusable gvwstate.dat of " + discard.server();
            case GaleraStep.ClearSafe clear -> "take back the permission to bootstrap from " + clear.server();
            case GaleraStep.MarkSafe mark -> "permit " + mark.server() + " to begin"
                    + (mark.position().known() ? " with " + mark.position() : "");
            case GaleraStep.StartWithPosition start -> "start " + start.server() + " with " + start.position();
            case GaleraStep.BootstrapNew bootstrap -> bootstrap.position().known()
                    ? "begin the cluster again at " + bootstrap.server() + " with " + bootstrap.position()
                    : "begin the cluster at " + bootstrap.server() + " with a new history";
            case GaleraStep.PcBootstrap bootstrap -> "make the group of " + bootstrap.server() + " primary";
            case GaleraStep.AwaitPrimary await -> "wait up to " + Sentences.of(await.deadline()) + " until " + await.server()
                    + " is Synced";
            case GaleraStep.VerifyUuid verify -> "see that the cluster is at " + verify.group() + ":" + verify.atLeast()
                    + " or later, asking " + verify.server();
            case GaleraStep.VerifyNewHistory verify -> "see which history the cluster has, asking " + verify.server();
            case GaleraStep.JoinNode join -> "let " + join.server() + " join"
                    + (join.position().known() ? " with " + join.position() : " with nothing")
                    + (join.donors().isEmpty() ? "" : ", donors " + join.donors())
                    + ": " + of(join.forecast());
            case GaleraStep.TakeOutOfRotation out -> "send no clients to " + out.server();
            case GaleraStep.PutIntoRotation in -> "send clients to " + in.server() + " again";
            case GaleraStep.Quarantine quarantine -> "journal that the data of " + quarantine.server() + " may differ";
            case GaleraStep.Release release -> "journal that " + release.server() + " is as the others again";
            case GaleraStep.SetDesync desync -> desync.on()
                    ? "let " + desync.server() + " be behind without holding up the others"
                    : "let " + desync.server() + " hold up the others again when it is behind";
            case GaleraStep.SetWeight weight -> "let " + weight.server() + " count " + weight.weight() + " in a vote";
            case GaleraStep.RunCommand run -> "run " + run.command() + " on " + run.server();
            case GaleraStep.ListSplitOff list -> "list what " + Sentences.list(list.side()) + " committed and " + Sentences.list(list.kept()) + " has not";
            case GaleraStep.CompareChecksums compare -> "compare the rows of " + Sentences.list(compare.nodes());
        };
    }

    /** What must hold just before a step. */
    public static String precondition(GaleraStep step) {
        return switch (step) {
            case GaleraStep.FenceNode fence -> "its agent answers";
            case GaleraStep.StopNode stop -> "nobody can connect to it, or the plan is to stop a node that serves";
            case GaleraStep.SaveDataFolder save -> "its process does not run, and the disk has room if a copy is needed";
            case GaleraStep.DiscardView discard -> "its process does not run, and the file is empty or cut";
            case GaleraStep.ClearSafe clear -> "its process does not run";
            case GaleraStep.MarkSafe mark -> "its process does not run, and no other node is permitted to";
            case GaleraStep.StartWithPosition start -> "its process does not run, and its data are at this position or later";
            case GaleraStep.BootstrapNew bootstrap ->
                "it is journalled and no other one is open; no node is primary; nobody runs who was down";
            case GaleraStep.PcBootstrap bootstrap -> "it is journalled and no other one is open; no node is primary; it lives";
            case GaleraStep.AwaitPrimary await -> "";
            case GaleraStep.VerifyUuid verify -> "it answers";
            case GaleraStep.VerifyNewHistory verify -> "it answers";
            case GaleraStep.JoinNode join -> "its process does not run; its data are at this position or later and not ahead of the"
                    + " cluster; the forecast is no worse than this one";
            case GaleraStep.TakeOutOfRotation out -> "";
            case GaleraStep.PutIntoRotation in -> "";
            case GaleraStep.Quarantine quarantine -> "";
            case GaleraStep.Release release -> "";
            case GaleraStep.SetDesync desync -> "it answers";
            case GaleraStep.SetWeight weight -> "it answers";
            case GaleraStep.RunCommand run -> "its process does not run";
            case GaleraStep.ListSplitOff list -> "no process of them runs";
            case GaleraStep.CompareChecksums compare -> "the account may read the tables";
        };
    }

    /** How it is seen that a step has done what it is for. */
    public static String verification(GaleraStep step) {
        return switch (step) {
            case GaleraStep.FenceNode fence -> "its agent says that it is down and kept down";
            case GaleraStep.StopNode stop -> "its agent says that no process runs";
            case GaleraStep.SaveDataFolder save -> "what is kept has the size of the original";
            case GaleraStep.DiscardView discard -> "its agent says so";
            case GaleraStep.ClearSafe clear -> "the file is read back";
            case GaleraStep.MarkSafe mark -> "the file is read back";
            case GaleraStep.StartWithPosition start -> "the process runs with this position";
            case GaleraStep.BootstrapNew bootstrap -> "the process runs with these arguments";
            case GaleraStep.PcBootstrap bootstrap -> "it is primary";
            case GaleraStep.AwaitPrimary await -> "it says that it is Synced";
            case GaleraStep.VerifyUuid verify -> "it says so";
            case GaleraStep.VerifyNewHistory verify -> "it names a UUID, and the cluster has the same";
            case GaleraStep.JoinNode join -> "it is Synced, and its history is the cluster's";
            case GaleraStep.TakeOutOfRotation out -> "health checks say no";
            case GaleraStep.PutIntoRotation in -> "health checks say yes";
            case GaleraStep.Quarantine quarantine -> "it is in the journal";
            case GaleraStep.Release release -> "it is in the journal";
            case GaleraStep.SetDesync desync -> "it says so";
            case GaleraStep.SetWeight weight -> "it says so";
            case GaleraStep.RunCommand run -> "it ended without error";
            case GaleraStep.ListSplitOff list -> "the list says what is certain";
            case GaleraStep.CompareChecksums compare -> "the sums are equal, or somebody wrote meanwhile";
        };
    }

    /** How a step is taken back; empty when it cannot be, or need not. */
    public static String undo(GaleraStep step) {
        return switch (step) {
            case GaleraStep.FenceNode fence -> "starting it";
            case GaleraStep.StopNode stop -> "starting it";
            case GaleraStep.SaveDataFolder save -> "a person puts it back, or deletes it";
            case GaleraStep.TakeOutOfRotation out -> "sending clients there again";
            case GaleraStep.PutIntoRotation in -> "sending none there";
            case GaleraStep.Quarantine quarantine -> "releasing it";
            case GaleraStep.SetDesync desync -> "the opposite";
            case GaleraStep.SetWeight weight -> "the former weight";
            case GaleraStep.DiscardView discard -> "the file is kept beside";
            case GaleraStep.ClearSafe clear -> "the file is kept beside";
            case GaleraStep.MarkSafe mark -> "the file is kept beside";
            case GaleraStep.StartWithPosition start -> "stopping it";
            case GaleraStep.JoinNode join -> "stopping it";
            case GaleraStep.BootstrapNew bootstrap -> "";
            case GaleraStep.PcBootstrap bootstrap -> "";
            case GaleraStep.AwaitPrimary await -> "";
            case GaleraStep.VerifyUuid verify -> "";
            case GaleraStep.VerifyNewHistory verify -> "";
            case GaleraStep.Release release -> "";
            case GaleraStep.RunCommand run -> "";
            case GaleraStep.ListSplitOff list -> "";
            case GaleraStep.CompareChecksums compare -> "";
        };
    }

    /** What a joiner gets. */
    public static String of(@Nullable TransferForecast forecast) {
        return switch (forecast) {
            case null -> "what it gets is known when its donor runs";
            case TransferForecast.Incremental incremental -> "it gets "
                    + GaleraSentences.count(incremental.transactions(), "transaction") + " that it lacks from "
                    + incremental.donor()
                    + (incremental.firm() ? "" : ", or everything if much is written until then");
            case TransferForecast.Full full -> "it gets everything from " + full.donor() + ", as " + of(full.why())
                    + (full.estimate() == null ? "" : "; about " + Sentences.of(full.estimate()))
                    + (full.donorBlocked() ? "; " + full.donor() + " cannot write meanwhile" : "");
            case TransferForecast.Waits waits -> waits.waitingFor().isEmpty()
                    ? "nobody can give it a state"
                    : "it waits until one of " + String.join(", ", waits.waitingFor()) + " is Synced";
            case TransferForecast.AbortsUnknownDonor unknown -> "it aborts, as nobody is called " + unknown.donors();
            case TransferForecast.AbortsAhead ahead -> "it aborts, as it has "
                    + GaleraSentences.count(ahead.more(), "transaction") + " more than the cluster";
        };
    }

    private static String of(Reason reason) {
        return switch (reason) {
            case Reason.PositionUnknown unknown -> "how much it has is not known";
            case Reason.OtherHistory other -> "it has another history";
            case Reason.NothingCached nothing -> "nothing is cached";
            case Reason.TooOld old -> "it needs " + old.needs() + " and the cache begins at " + old.heldFrom();
        };
    }

    /** What a person has to agree to. */
    public static String of(Concern concern) {
        return switch (concern) {
            case Concern.TransactionsLost lost -> GaleraSentences.count(lost.count(), "transaction") + " would be lost: the"
                    + " cluster was seen at " + lost.known() + ", and the best that is left is " + lost.best();
            case Concern.Unaccounted unknown -> "nothing is known of " + unknown.node() + " (" + unknown.why()
                    + "): it may have more, or be primary";
            case Concern.Unreadable broken -> "the data of " + broken.node() + " cannot be read (" + broken.why()
                    + "): nobody can tell whether it had more";
            case Concern.Surplus surplus -> surplus.node() + " has " + GaleraSentences.count(surplus.more(), "transaction")
                    + " more (" + surplus.at() + "), which the cluster would not have";
            case Concern.OtherHistory other -> other.node() + " has another history (" + other.at()
                    + "), which joining overwrites; its data folder is saved before";
            case Concern.TaintedBase base -> "only the data folder of " + base.node() + " is left to begin with, and nobody can"
                    + " vouch for it: " + base.why();
            case Concern.HistoryChosen chosen -> "the history " + chosen.taken() + " would be taken, and " + chosen.otherAt()
                    + " has " + chosen.other();
            case Concern.BootstrapUnderWay under -> "a bootstrap was ordered at " + under.node()
                    + ", and what became of it is not known: a second one could make two clusters";
            case Concern.Overwritten overwritten -> overwritten.node() + " gets everything anew: " + overwritten.why();
            case Concern.HistoryGivenUp given -> "the cluster was seen with the history " + given.group() + ", up to "
                    + given.upTo() + "; no node has anything of it any more, and a new cluster will not either";
            case Concern.SideGivenUp side -> "what " + Sentences.list(side.side()) + " committed since the split, up to "
                    + side.at().seqno() + ", is kept in their folders and not in the cluster";
        };
    }

    public static String of(GaleraRefusal refusal) {
        return switch (refusal) {
            case GaleraRefusal.UnknownNode unknown -> unknown.node() + " is no node of this cluster";
            case GaleraRefusal.SplitBrain split -> "several groups are primary: "
                    + split.sides().stream().map(Sentences::list).collect(Collectors.joining(" and "))
                    + "; say which side is kept: tutti galera fence --keep NODE";
            case GaleraRefusal.StartedWithoutPositions naive -> Sentences.list(naive.nodes())
                    + " run under the UUID zero and may differ from each other: nobody else joins them";
            case GaleraRefusal.NothingToDo nothing -> "nothing is to be done";
            case GaleraRefusal.NothingToRecover nothing -> "no node has any data; for a new cluster: tutti galera bootstrap";
            case GaleraRefusal.NoBase none -> "no data folder is there to begin with: " + none.nodes().stream()
                    .map(GaleraPlanSentences::of)
                    .collect(Collectors.joining("; "));
            case GaleraRefusal.PositionMissing missing -> "how much " + Sentences.list(missing.nodes())
                    + " has was not looked for: --wsrep-recover has to be run there first";
            case GaleraRefusal.TransferUnderWay transfer -> "a state transfer is under way at " + transfer.node()
                    + "; interrupting it would leave half a copy";
            case GaleraRefusal.NoPrimary none -> "no node is primary; tutti galera recover first";
            case GaleraRefusal.NotAnswering silent -> silent.node() + " does not answer";
            case GaleraRefusal.StillRunning running -> running.node() + " runs, and would have to be stopped first";
            case GaleraRefusal.WouldLoseQuorum quorum -> "without " + quorum.node() + " the cluster would stop: " + quorum.stays()
                    + " of " + quorum.of() + " votes would stay, or nobody with data";
            case GaleraRefusal.NoDonor none -> "nobody can give " + none.node() + " a state now" + (none.waitingFor().isEmpty()
                    ? ""
                    : "; " + String.join(", ", none.waitingFor()) + " would have to be Synced");
            case GaleraRefusal.NotIncremental full -> full.node()
                    + " would get everything anew when it comes back; it is not stopped for that";
            case GaleraRefusal.WeightOutOfRange range -> "a weight is between 0 and 255, not " + range.weight() + " as for "
                    + range.node();
            case GaleraRefusal.NoWeightLeft none -> "nobody would have a vote";
            case GaleraRefusal.NotSynced not -> not.node() + " is not Synced: " + not.state();
            case GaleraRefusal.ClusterExists exists -> Sentences.list(exists.primaries())
                    + (exists.primaries().size() == 1 ? " is" : " are")
                    + " primary: the cluster is there; tutti galera recover brings in who is missing";
            case GaleraRefusal.NotNew not -> "no new cluster begins while " + not.obstacles().stream()
                    .map(GaleraPlanSentences::of)
                    .collect(Collectors.joining("; "));
            case GaleraRefusal.NoServerData none -> (none.wanted().isEmpty()
                            ? "no node has a server's data"
                            : "the data folder of " + Sentences.list(none.wanted()) + " is empty")
                    + ", and a server does not start over nothing: make them with mariadb-install-db on the node to begin with";
            case GaleraRefusal.SeveralHaveData several -> Sentences.list(several.nodes())
                    + " have data of their own; say whose data the cluster begins with: tutti galera bootstrap --first NODE";
            case GaleraRefusal.AlreadySo already -> already.node() + " is " + already.what();
            case GaleraRefusal.UnknownCommand unknown -> "the agent beside " + unknown.node() + " knows no command "
                    + unknown.command() + ": write it into its configuration (server.commands)";
        };
    }

    private static String of(Obstacle obstacle) {
        return switch (obstacle) {
            case Obstacle.Silent silent -> "nothing is known of " + silent.node() + " (" + silent.why() + ")";
            case Obstacle.Runs runs -> runs.node() + " runs";
            case Obstacle.HasHistory has -> has.node() + " has data of a cluster (" + has.at() + ")";
            case Obstacle.Unreadable broken -> "the data of " + broken.node() + " cannot be read (" + broken.why() + ")";
            case Obstacle.NotLookedAt unseen -> "it was not looked for what " + unseen.node() + " has";
            case Obstacle.SetAside aside -> aside.node() + " is set aside";
        };
    }

    public static String of(Left left) {
        return left.node() + " is left as it is: " + of(left.why());
    }

    private static String of(Left.Why why) {
        return switch (why) {
            case SILENT -> "nothing is known of it";
            case AHEAD -> "it has more than the cluster";
            case OTHER_HISTORY -> "its data are of another history";
            case TAINTED -> "nobody can vouch for it";
            case BROKEN -> "it cannot be read";
            case NO_POSITION -> "how much it has was not looked for";
            case JOINS_BY_ITSELF -> "it joins by itself when it sees the others";
            case VOTED_OUT -> "it was found to differ";
            case QUARANTINED -> "it was set aside";
            case SPLIT_OFF -> "it was on the other side of a split brain";
            case NO_DONOR -> "nobody could give it a state now";
            case TRANSFER_UNDER_WAY -> "a state transfer to it is under way";
        };
    }

    public static String of(Note note) {
        return switch (note) {
            case Note.StaleFlag stale -> "grastate.dat of " + stale.node() + " permits a bootstrap, though it is "
                    + GaleraSentences.count(stale.behind(), "transaction") + " behind: the flag is ignored";
            case Note.NotFlushed flush -> flush.node() + " runs with innodb_flush_log_at_trx_commit=" + flush.setting()
                    + ": what it committed in its last second may be gone";
            case Note.NothingJournalled nothing ->
                "nothing was journalled of this cluster: nobody can tell whether something is missing";
            case Note.NotPersistent weight -> "the weight of " + weight.node()
                    + " is lost at its next restart unless pc.weight is written into its configuration";
            case Note.NoMargin margin -> "while " + margin.node() + " is away, the loss of one more stops the cluster";
            case Note.OfDonor donor -> of(donor.warning());
        };
    }

    private static String of(Warning warning) {
        return switch (warning) {
            case Warning.SegmentNotSynced segment -> String.join(", ", segment.members())
                    + " of its segment cannot give now: without a named donor it would wait for them";
            case Warning.UnknownDonor unknown -> "no member is called " + unknown.name() + ": left out";
            case Warning.DonorNotSynced busy -> busy.name() + " cannot give now: left out";
            case Warning.DonorInUse use -> "clients are sent to " + use.name() + ", which cannot write while it gives";
        };
    }

    /** A plan as people read it: the goal, each step, what is left, what to know. */
    public static String of(GaleraPlan plan) {
        StringBuilder text = new StringBuilder("so that ").append(of(plan.goal())).append(":\n");
        plan.stages().forEach(stage -> {
            text.append("  ").append(stage.title()).append('\n');
            stage.steps().forEach(step -> text.append("    ").append(of(step)).append('\n'));
        });
        if (plan.again()) {
            text.append("  then look again and plan what follows\n");
        }
        plan.left().forEach(left -> text.append("  ").append(of(left)).append('\n'));
        plan.notes().forEach(note -> text.append("  note: ").append(of(note)).append('\n'));
        return text.toString();
    }
}
