package dev.tutti.core.explain;

import dev.tutti.core.galera.advice.Numbering;
import dev.tutti.core.galera.advice.Reason;
import dev.tutti.core.galera.advice.Recommendation;

import java.time.Duration;
import java.util.Locale;
import java.util.stream.Collectors;

/** Where to write, and what that rests on, in words. */
public final class WriteAdviceSentences {
    private WriteAdviceSentences() {}

    public static String of(Recommendation recommendation) {
        return switch (recommendation) {
            case Recommendation.AnyNode any -> "clients may write at any node";
            case Recommendation.BySite bySite -> "let each site write at one node of its own, and each key at one site: "
                    + bySite.writers().stream()
                            .map(node -> node.site() + " at " + node.name())
                            .collect(Collectors.joining(", "));
            case Recommendation.OneWriter one -> "let all write at one node, such as " + one.node().name()
                    + ", which takes most already: there, who wants the same row waits instead of losing";
            case Recommendation.Unknown unknown -> "what was measured does not tell where to write";
        };
    }

    public static String of(Reason reason) {
        return switch (reason) {
            case Reason.NotOneComponent none -> "there is not exactly one primary component";
            case Reason.NothingMeasured nothing -> "no node was seen twice in the same process yet";
            case Reason.NobodyWrites nobody -> "nobody wrote";
            case Reason.OnlyOneWrites one -> "only " + one.node()
                    + " was written at: what several writers would lose against each other is not known";
            case Reason.TooFew few -> GaleraSentences.count(few.tried(), "transaction") + " are too few to tell: "
                    + few.needed() + " are needed";
            case Reason.Rare rare -> of(rare.lost(), rare.tried()) + ": to try again costs less than to write elsewhere";
            case Reason.Lost lost -> of(lost.lost(), lost.tried()) + " against those of other nodes";
            case Reason.LosesMost most -> "at " + most.node() + " " + of(most.lost(), most.tried());
            case Reason.FightWithinSites within -> "nodes of one site fight (" + String.join(", ", within.sites())
                    + "); elsewhere " + of(within.lostElsewhere(), within.triedElsewhere());
            case Reason.FightAcrossSites across -> "writers of " + String.join(", ", across.sites())
                    + " want the same rows: the keys are not divided between the sites";
            case Reason.AgainstWhomIsNotTold untold -> "whether nodes of " + String.join(", ", untold.sites())
                    + " fight among each other or against other sites is not told; with one writer for each site it will show";
            case Reason.OneSite one -> "all who write stand at " + one.site() + ": nothing can be divided by site";
            case Reason.HotTable hot -> hot.conflicts() + " of " + hot.of() + " conflicts in the logs are about " + hot.table()
                    + ": to write that table at one node may be enough";
            case Reason.CommitsWait wait -> "a commit at " + wait.node() + " waits " + millis(wait.mean())
                    + " for the others, wherever clients are sent: one client commits at most " + perSecond(wait.mean())
                    + " times a second there";
            case Reason.NotSeen unseen -> "the figures of " + Sentences.list(unseen.nodes()) + " are missing";
        };
    }

    public static String of(Numbering numbering) {
        return switch (numbering) {
            case Numbering.ControlOff off -> Sentences.list(off.nodes()) + (off.nodes().size() == 1 ? " runs" : " run")
                    + " with wsrep_auto_increment_control=OFF: nobody sets the steps of AUTO_INCREMENT when members come and go";
            case Numbering.StepTooSmall small -> small.node() + " numbers rows in steps of " + small.step() + " in a cluster of "
                    + small.nodes() + " nodes: they cannot all have numbers of their own";
            case Numbering.SameNumbers same -> same.one() + " and " + same.other()
                    + " give out the same numbers sooner or later: their offsets are equal by their steps";
            case Numbering.ArbitratorsCount count -> "numbers grow in steps of " + count.step() + " though there are "
                    + count.nodes() + " nodes: an arbitrator counts as a member, which does no harm";
        };
    }

    private static String of(long lost, long tried) {
        return lost + " of " + GaleraSentences.count(tried, "transaction") + " lost (" + percent((double) lost / tried) + ")";
    }

    private static String percent(double share) {
        return share == 0 ? "0%" : share < 0.001 ? "less than 0.1%" : String.format(Locale.ROOT, "%.1f%%", share * 100);
    }

    private static String millis(Duration duration) {
        return String.format(Locale.ROOT, "%.1f ms", duration.toNanos() / 1e6);
    }

    private static long perSecond(Duration wait) {
        return Math.round(1e9 / Math.max(1, wait.toNanos()));
    }
}
