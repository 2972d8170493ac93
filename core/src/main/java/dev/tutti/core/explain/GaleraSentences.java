package dev.tutti.core.explain;

import dev.tutti.core.galera.diagnosis.GaleraDiagnosis;
import dev.tutti.core.galera.diagnosis.GaleraDiagnosis.StuckJoiner;
import dev.tutti.core.galera.model.LogCause;
import dev.tutti.core.model.Address;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What is wrong with a Galera cluster, in words. What to do about it: {@link GaleraAdvice}. */
public final class GaleraSentences {
    private static final List<String> UNITS = List.of("kB", "MB", "GB", "TB");

    private GaleraSentences() {}

    /** What is wrong, with what it was concluded from. */
    public static String of(GaleraDiagnosis diagnosis) {
        return switch (diagnosis) {
            case GaleraDiagnosis.TotalOutage outage -> "nothing can be written anywhere: " + lives(outage);
            case GaleraDiagnosis.SplitBrain split -> "split brain: " + split.sides().stream()
                    .map(side -> Sentences.list(side.members()) + " (up to " + side.upTo().seqno() + ")")
                    .collect(Collectors.joining(" and "))
                    + " each take writes apart from each other; equal numbers mean different transactions there";
            case GaleraDiagnosis.SmallerThanExpected small -> "the cluster has " + small.size() + " of "
                    + small.expected() + " members"
                    + (small.missing().isEmpty() ? "; an arbitrator is missing" : "; " + Sentences.list(small.missing())
                            + (small.missing().size() == 1 ? " is missing" : " are missing"));
            case GaleraDiagnosis.ViewsDiffer views -> Sentences.list(views.nodes())
                    + " are in one component and do not name the same members";
            case GaleraDiagnosis.StartedWithoutPositions naive -> Sentences.list(naive.nodes())
                    + " run under the UUID zero: they were started without positions, and may have different rows";
            case GaleraDiagnosis.WentBack back -> "the cluster was last seen at " + back.known() + " and is now at " + back.now()
                    + (back.known().sameHistory(back.now())
                            ? ": " + count(back.known().seqno() - back.now().seqno(), "transaction") + " less"
                            : ": another history");
            case GaleraDiagnosis.MembershipChurn churn -> "members came and went " + churn.changes() + " times within "
                    + Sentences.of(churn.within());
            case GaleraDiagnosis.WeightsDrifted drifted -> "the votes add up to " + drifted.told() + ", configured are "
                    + drifted.configured();
            case GaleraDiagnosis.WithoutQuorum lost -> lost.node() + " lives without quorum (sees " + lost.sees() + " of "
                    + lost.expected() + " members): its clients get error 1047"
                    + (lost.primaryElsewhere() ? "; others are primary" : "");
            case GaleraDiagnosis.ThrownOut out -> out.node() + " was thrown out (" + out.state()
                    + "): its data may differ from the others'";
            case GaleraDiagnosis.Joining joining -> joining.node() + " is in the group and takes no statements yet ("
                    + joining.state() + ")";
            case StuckJoiner stuck -> stuck.node() + " does not get on with joining: " + cause(stuck.cause());
            case GaleraDiagnosis.NotRunning down -> down.node() + " does not run" + inLog(down.cause());
            case GaleraDiagnosis.Unknown unknown -> "nothing is known of " + unknown.node() + ": " + unknown.why();
            case GaleraDiagnosis.Frozen frozen -> frozen.node() + " runs and answers nobody, and the others still wait for it:"
                    + " every commit stands still for up to " + Sentences.of(frozen.stall());
            case GaleraDiagnosis.NeedsFullTransfer full -> full.node() + " has the history " + full.has() + " and the cluster "
                    + full.group() + ": it needs a full transfer";
            case GaleraDiagnosis.TaintedFolder tainted -> "the data folder of " + tainted.node() + " cannot be vouched for,"
                    + " though it shows " + tainted.at() + ": " + tainted.why();
            case GaleraDiagnosis.BrokenFolder broken -> "the data of " + broken.node() + " cannot be read: " + broken.why();
            case GaleraDiagnosis.Flapping flapping -> flapping.node() + " finds members late: "
                    + String.join(", ", flapping.delayed());
            case GaleraDiagnosis.Evicted evicted -> evicted.node() + " keeps out "
                    + count(evicted.members().size(), "member") + " that came and went too often";
            case GaleraDiagnosis.Brake brake -> brake.node() + " holds up the others: it asked them to wait "
                    + rate(brake.perSecond()) + ", and replication stood still for " + percent(brake.paused()) + " of the time";
            case GaleraDiagnosis.SlowApplier slow -> slow.node() + " applies more slowly than it receives: "
                    + slow.queue() + " transactions wait, " + slow.more() + " more than before";
            case GaleraDiagnosis.SaturatedLink link -> link.node() + " cannot send as fast as it has to: "
                    + link.queue() + " transactions wait, " + link.more() + " more than before";
            case GaleraDiagnosis.Conflicts conflicts -> percent(conflicts.share()) + " of the transactions at " + conflicts.node()
                    + " lose against those of other nodes (" + rate(conflicts.perSecond()) + "): their clients get error 1213";
            case GaleraDiagnosis.SlowCommits slow -> "each commit at " + slow.node() + " waits for a round trip of "
                    + Sentences.of(slow.latency().mean()) + ", at worst " + Sentences.of(slow.latency().most());
            case GaleraDiagnosis.ForgottenDesync desync -> desync.node()
                    + " is told to hold up nobody, and nothing is under way that would need it: it falls behind, and nodes of its"
                    + " segment may wait for it";
            case GaleraDiagnosis.CacheTooSmall cache -> cache.node() + " keeps what was written in the last "
                    + Sentences.of(cache.window()) + " (" + bytes(cache.bytes())
                    + "): who is away for longer gets everything anew";
            case GaleraDiagnosis.SlowTransfer slow -> "the state transfer to " + slow.node() + " runs at "
                    + bytes((long) slow.bytesPerSecond()) + "/s, its link has " + bytes((long) slow.baseline()) + "/s"
                    + remaining(slow.remaining());
            case GaleraDiagnosis.SlowLink slow -> "the link from " + slow.from() + " to " + slow.to() + " carries "
                    + bytes((long) slow.bytesPerSecond()) + "/s since " + slow.since().truncatedTo(ChronoUnit.SECONDS)
                    + ", under a tenth of the " + bytes((long) slow.baseline()) + "/s that it carries when all is well";
            case GaleraDiagnosis.AutoIncrementCollides collides -> collides.node() + " numbers rows in steps of "
                    + collides.increment() + " in a cluster of " + collides.size() + ": two nodes can give out the same number";
        };
    }

    private static String lives(GaleraDiagnosis.TotalOutage outage) {
        return List.of(
                        some(outage.withoutQuorum(), "without quorum"),
                        some(outage.notServing(), "running and answering nobody"),
                        some(outage.down(), "not running"),
                        some(outage.silent(), "silent"))
                .stream()
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining("; "));
    }

    private static String some(List<Address> nodes, String how) {
        return nodes.isEmpty() ? "" : Sentences.list(nodes) + " " + how;
    }

    private static String cause(StuckJoiner.Cause cause) {
        return switch (cause) {
            case StuckJoiner.Cause.SegmentNotSynced segment -> "it waits for " + String.join(", ", segment.members())
                    + " of its segment, not Synced, and asks no other segment";
            case StuckJoiner.Cause.UnknownDonor unknown -> "no member is called " + unknown.donors();
            case StuckJoiner.Cause.FromLog log -> of(log.log());
        };
    }

    private static String inLog(@Nullable LogCause cause) {
        return cause == null ? "" : ": " + of(cause);
    }

    /** Why a node did not come up, with the line of its log. */
    public static String of(LogCause cause) {
        return switch (cause.kind()) {
            case UNKNOWN_DONOR -> "no member is called as wsrep_sst_donor says";
            case WAITING_FOR_DONOR -> "no donor is free";
            case TRANSFER_SCRIPT_FAILED -> "the script of the state transfer failed";
            case DONOR_LOST -> "the donor went away during the transfer";
            case PORT_IN_USE -> "a port that it needs is taken on its host";
            case PORT_BLOCKED -> "a port of another node does not answer";
            case REVERSING_HISTORY -> "it had more than the cluster, and gave up";
            case VOTED_OUT -> "the others voted that it differs";
            case NOT_SAFE_TO_BOOTSTRAP -> "it was to begin a cluster, and its grastate.dat forbids it";
            case CORRUPT_DATA -> "its data cannot be read";
            case DISK_FULL -> "its disk is full";
            case PERMISSION -> "it may not read or write its files";
            case NO_PRIMARY -> "it found no primary component in time";
            case EVICTED -> "the others keep it out until it is restarted";
            case WRONG_CLUSTER -> "the group has another wsrep_cluster_name";
            case OTHER -> "its log says";
        } + " (\"" + cause.line() + "\")";
    }

    static String count(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    private static String rate(double perSecond) {
        return String.format(Locale.ROOT, perSecond < 10 ? "%.1f" : "%.0f", perSecond) + " times a second";
    }

    private static String percent(double share) {
        return Math.round(share * 100) + "%";
    }

    /** In powers of 1,000, as links are measured and the page shows it. */
    static String bytes(long bytes) {
        if (bytes < 1_000) {
            return bytes + " bytes";
        }
        double value = bytes;
        int power = 0;
        while (value >= 999.95 && power < UNITS.size()) {
            value /= 1_000;
            power++;
        }
        return String.format(Locale.ROOT, "%.1f ", value) + UNITS.get(power - 1);
    }

    private static String remaining(@Nullable Duration remaining) {
        return remaining == null
                ? "; nobody can tell how long it will take"
                : "; " + Sentences.of(remaining) + " remain at this rate";
    }
}
