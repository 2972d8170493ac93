package dev.tutti.core.explain;

import dev.tutti.core.match.MatchResult;
import dev.tutti.core.match.MatchResult.Comparison;
import dev.tutti.core.match.Transaction;
import dev.tutti.core.model.Address;
import dev.tutti.core.model.Coordinates;
import dev.tutti.core.plan.Place;
import dev.tutti.core.plan.Plan;
import dev.tutti.core.plan.Refusal;
import dev.tutti.core.plan.Step;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Collection;
import java.util.stream.Collectors;

/** Plans, steps, refusals and search results in words. */
public final class Sentences {
    private Sentences() {}

    public static String list(Collection<Address> addresses) {
        return addresses.stream().map(Address::toString).collect(Collectors.joining(", "));
    }

    /** A duration as people say it: 350 ms, 4.2 s, 12 min, 3 h. */
    public static String of(Duration duration) {
        long millis = duration.toMillis();
        if (millis < 1000) {
            return millis + " ms";
        }
        if (millis < 60_000) {
            return millis / 1000 + (millis % 1000 < 50 ? "" : "." + millis % 1000 / 100) + " s";
        }
        long minutes = duration.toMinutes();
        if (minutes < 120) {
            return minutes + " min";
        }
        return minutes < 48 * 60 ? duration.toHours() + " h" : duration.toDays() + " days";
    }

    public static String of(Plan.Goal goal) {
        return switch (goal) {
            case Plan.Goal.Failover failover -> "another server takes over from the dead primary "
                    + failover.deadPrimary();
            case Plan.Goal.Rescue rescue -> "the replicas of the dead intermediate " + rescue.deadIntermediate()
                    + " replicate again";
            case Plan.Goal.Relocate relocate -> relocate.replica() + " replicates from " + relocate.below();
            case Plan.Goal.Switchover change -> change.successor() + " takes the writes from " + change.primary()
                    + ", which replicates from it then";
            case Plan.Goal.Fence fence -> "the former primary " + fence.formerPrimary() + " accepts no writes";
        };
    }

    public static String of(Step step) {
        return switch (step) {
            case Step.Drain drain -> "cut " + drain.server() + " off from its source and let it apply all it received";
            case Step.ResumeReceiving resume -> "start the receiver of " + resume.server() + " again";
            case Step.StopReplication stop -> "stop replication on " + stop.server();
            case Step.StartReplication start -> "start replication on " + start.server();
            case Step.ForgetSource forget -> "make " + forget.server() + " forget its source";
            case Step.MakeWritable writable -> "let " + writable.server() + " accept writes";
            case Step.TellClients tell -> "tell clients that " + tell.server() + " takes the writes";
            case Step.LetClientsGo letGo -> "tell clients to leave " + letGo.server();
            case Step.AwaitClients await -> "wait until clients of " + await.server() + " are between transactions, for "
                    + of(await.deadline()) + " at most";
            case Step.StopWrites stop -> "end the connections of ordinary clients to " + stop.server()
                    + " and keep everybody from writing there";
            case Step.Follow follow -> "put the former primary " + follow.server() + " below " + follow.below()
                    + (follow.place() instanceof Place.Identical identical
                            ? " at " + identical.at() + " (no search: they hold the same)"
                            : ", by GTID");
            case Step.MakeReadOnly readOnly -> "keep ordinary accounts from writing to " + readOnly.server();
            case Step.Repoint repoint -> "put " + repoint.server() + " below " + below(repoint);
            case Step.CatchUp catchUp -> "wait until " + catchUp.server() + " has all that " + catchUp.source() + " has";
            case Step.Level level -> "give " + level.server() + " what " + level.from()
                    + " has more, if it has, from below a dead intermediate";
            case Step.AdvanceLog advance -> "let the log of " + advance.server() + " go on in a file with a number above "
                    + advance.beyond() + ", the last of the Binlog Servers";
        };
    }

    private static String below(Step.Repoint repoint) {
        String first = repoint.below().getFirst().toString();
        String others = repoint.below().size() == 1
                ? ""
                : ", or else " + list(repoint.below().subList(1, repoint.below().size()));
        return switch (repoint.place()) {
            case Place.Identical identical -> first + " at " + identical.at() + " (no search: they stand at the same place)";
            case Place.ByMatching matching -> first + others + ", at the place that Pseudo-GTID finds";
            case Place.SameLog same -> first + others + " by identical coordinates, both serve the log of " + same.log();
            case Place.Continuation goesOn -> first + " at " + goesOn.at() + ", where its log goes on from " + goesOn.end()
                    + " of the old one";
            case Place.ByGtid gtid -> first + others + ", by GTID as before";
        };
    }

    /** What must hold just before a step. */
    public static String precondition(Step step) {
        return switch (step) {
            case Step.Drain drain -> "its applier has not failed";
            case Step.ResumeReceiving resume -> "it has a source";
            case Step.StopReplication stop -> "none";
            case Step.StartReplication start -> "it has a source";
            case Step.ForgetSource forget -> "its replication is stopped";
            case Step.MakeWritable writable -> "it replicates from nobody";
            case Step.TellClients tell -> "it accepts writes, as was read back";
            case Step.LetClientsGo letGo -> "none";
            case Step.AwaitClients await -> "none";
            case Step.StopWrites stop -> "it replicates from nobody";
            case Step.Follow follow -> "it replicates from nobody and accepts no writes; " + follow.below() + " has all that it has";
            case Step.MakeReadOnly readOnly -> "none";
            case Step.Repoint repoint -> repoint.place() instanceof Place.SameLog
                    ? "the new source has its coordinates"
                    : "it has applied all it received, or its source lives; the new source can feed it";
            case Step.CatchUp catchUp -> "it replicates from " + catchUp.source();
            case Step.Level level -> "both have applied all they received";
            case Step.AdvanceLog advance -> "its replication is stopped, it accepts no writes, and it has applied exactly up to "
                    + advance.end();
        };
    }

    /** How it is seen that a step took effect. */
    public static String verification(Step step) {
        return switch (step) {
            case Step.Drain drain -> "applied = received";
            case Step.ResumeReceiving resume -> "none";
            case Step.StopReplication stop -> "both threads are stopped";
            case Step.StartReplication start -> "both threads run, the source is connected";
            case Step.ForgetSource forget -> "its replica status is empty";
            case Step.MakeWritable writable -> "read_only reads OFF";
            case Step.TellClients tell -> "the chain's names answer it, and the routers that carry them are read back; one that"
                    + " does not confirm is a warning";
            case Step.LetClientsGo letGo -> "the chain's names answer nobody, and the routers that carry them are read back";
            case Step.AwaitClients await -> "none";
            case Step.StopWrites stop -> "read_only reads ON";
            case Step.Follow follow -> "its receiver is connected, its applier runs without error";
            case Step.MakeReadOnly readOnly -> "read_only reads ON";
            case Step.Repoint repoint -> "its receiver is connected to the new source, its applier runs without error";
            case Step.CatchUp catchUp -> "its applied coordinates reach the end of the source's log";
            case Step.Level level -> "the logs match, or its applied coordinates reach the end of the other's log";
            case Step.AdvanceLog advance -> "its log is in a file with a number above " + advance.beyond();
        };
    }

    /** How a step is taken back. */
    public static String undo(Step step) {
        return switch (step) {
            case Step.Drain drain -> "start its receiver";
            case Step.ResumeReceiving resume -> "stop its receiver";
            case Step.StopReplication stop -> "start replication";
            case Step.StartReplication start -> "stop replication";
            case Step.ForgetSource forget -> "the old source and coordinates, from the journal";
            case Step.MakeWritable writable -> "set read_only again";
            case Step.TellClients tell -> "nothing to undo: names follow whoever takes the writes";
            case Step.LetClientsGo letGo -> "clients are told of it again";
            case Step.AwaitClients await -> "nothing to undo";
            case Step.StopWrites stop -> "clear read_only again; clients have to connect again";
            case Step.Follow follow -> "it forgets its source again if it cannot be verified";
            case Step.MakeReadOnly readOnly -> "clear read_only again";
            case Step.Repoint repoint -> "its old source and coordinates are put back if it cannot be verified";
            case Step.CatchUp catchUp -> "nothing to undo";
            case Step.Level level -> "its old source and coordinates are put back if it cannot be verified";
            case Step.AdvanceLog advance -> "nothing to undo: empty files harm nobody";
        };
    }

    public static String of(MatchResult result, Address replica, Address target) {
        return switch (result) {
            case MatchResult.Matched matched -> matched(matched);
            case MatchResult.ReplicaIsAhead ahead -> replica + " is ahead: it has " + count(ahead.more(), "transaction")
                    + " that " + target + " lacks, the first at " + ahead.first().start();
            case MatchResult.Errant errant -> replica + " has " + count(errant.transactions().size(), "transaction")
                    + " of its own that its source never had, the first at "
                    + errant.transactions().getFirst().start();
            case MatchResult.Different different -> "the logs differ behind the newest common entry: " + replica + " has "
                    + place(different.onReplica()) + ", " + target + " has " + place(different.onTarget());
            case MatchResult.Ambiguous ambiguous -> replica + " and " + target + " log differently, and their"
                    + " appliers may change the order: by origin and time alone one transaction passes for another, and "
                    + target + " has " + place(ambiguous.onTarget()) + " behind those that agree";
            case MatchResult.NoEntryOnReplica none -> "no Pseudo-GTID entry stands in the log of " + replica
                    + from(none.searchedFrom()) + "; is injection allowed on its primary (DROP on _pseudo_gtid_)?";
            case MatchResult.EntryNotOnTarget missing -> "the newest entry of " + replica + " (" + missing.entry()
                    + ") is not in the log of " + target + from(missing.searchedFrom());
            case MatchResult.NotReadable unreadable -> unreadable.what();
        };
    }

    private static String matched(MatchResult.Matched matched) {
        if (matched.comparison() == Comparison.IDENTICAL_COORDINATES) {
            return "where both stand at the same place of the same log";
        }
        String how = matched.comparison() == Comparison.CONTENT
                ? "compared by content"
                : "compared by origin and time, as the two log differently";
        return "matched by Pseudo-GTID over " + count(matched.transactions(), "transaction") + ", " + how
                + (matched.reordered() ? ", in another order" : "");
    }

    private static String count(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    private static String from(@Nullable Coordinates from) {
        return from == null ? "" : " from " + from + " on";
    }

    private static String place(@Nullable Transaction transaction) {
        return transaction == null ? "nothing more" : "a transaction of server_id " + transaction.serverId() + " at "
                + transaction.start();
    }

    public static String of(Refusal refusal) {
        return switch (refusal) {
            case Refusal.UnknownServer unknown -> unknown.server() + " is not known; discover it first";
            case Refusal.NotAnswering silent -> silent.server() + " does not answer";
            case Refusal.IsNoReplica none -> none.server() + " replicates from nobody";
            case Refusal.AlreadyThere there -> there.server() + " replicates from " + there.below() + " already";
            case Refusal.BelowItself below -> below.below() + " is " + below.server()
                    + " itself or below it: that would close a loop";
            case Refusal.DifferentChains different -> different.server() + " and " + different.below()
                    + " are of different chains: their logs have nothing in common";
            case Refusal.CannotReplicateFrom cannot -> cannot.server() + " cannot replicate from " + cannot.below() + ": "
                    + cannot.objection();
            case Refusal.ApplierNotRunning stopped -> "the applier of " + stopped.server() + " stopped with error "
                    + stopped.errorNumber() + ": " + stopped.text();
            case Refusal.Filtered filtered -> filtered.server()
                    + " has replication filters: it lacks transactions, so logs cannot be compared with certainty";
            case Refusal.OnlyTheSameLog bound -> bound.server() + " is a Binlog Server of the log of " + bound.log() + ", and "
                    + bound.below() + " does not serve that from where it ends";
            case Refusal.NoReplicas none -> none.server() + " has no replica that answers";
            case Refusal.NotDead alive -> alive.server() + " is not dead: it answers, or replicas still receive from it";
            case Refusal.NobodyToGoTo nobody -> "no server can take the replicas of " + nobody.server()
                    + reasons(nobody.objections());
            case Refusal.NoSwitchover none -> "the writes of " + none.primary() + " are not handed over: " + none.reason();
            case Refusal.NoCandidate none -> "no replica of " + none.deadPrimary() + " may be promoted"
                    + reasons(none.objections().stream()
                            .map(objection -> objection.server() + ": " + objection.reason())
                            .toList());
            case Refusal.WouldLose loss -> "promoting " + loss.best() + " (at " + loss.bestAt() + ") would lose what "
                    + loss.holder() + " has received up to " + loss.holderHas() + ", and that one cannot be used: "
                    + loss.whyNotHolder() + ". A person can accept the loss";
        };
    }

    private static String reasons(Collection<String> reasons) {
        return reasons.isEmpty() ? "" : " (" + String.join("; ", reasons) + ")";
    }
}
