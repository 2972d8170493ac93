package dev.tutti.core.traffic.feed;

import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is known about one router between two rounds.
 *
 * @param confirmed what was last read back at each name; kept through failures, as far as none of our work may stand there
 * @param next when to look again, if no newer routes come before
 */
public record FeedState(Map<String, Entry> confirmed, FeedStatus status, Instant next) {
    public FeedState {
        confirmed = Map.copyOf(confirmed);
    }

    public static FeedState atFirst(Instant now) {
        return new FeedState(Map.of(), new FeedStatus.NotYet(), now);
    }

    /**
     * What follows from a round.
     *
     * @param chance from 0 to 1, see {@link Timing#backOff}
     */
    public FeedState after(Round round, Instant now, Timing timing, double chance) {
        return switch (round) {
            case Round.ReadBack done -> readBack(done, now, timing);
            case Round.Failed failed -> failed(failed, now, timing, chance);
        };
    }

    private FeedState readBack(Round.ReadBack done, Instant now, Timing timing) {
        Map<String, Entry> all = new TreeMap<>(confirmed);
        all.putAll(done.seen());
        // What somebody else has changed and we have left is not what we confirmed: it stays a drift until it is as we left it.
        Collection<Drift> unmended = done.drift().stream().filter(drift -> !drift.mended()).toList();
        unmended.forEach(drift -> all.put(drift.name(), drift.left()));
        FeedStatus after;
        if (unmended.isEmpty()) {
            after = status instanceof FeedStatus.Settled && done.changes().isEmpty() ? status : new FeedStatus.Settled(now);
        } else {
            after = new FeedStatus.Drifted(
                    unmended.stream().toList(), status instanceof FeedStatus.Drifted before ? before.since() : now);
        }
        return new FeedState(all, after, now.plus(timing.check()));
    }

    private FeedState failed(Round.Failed failed, Instant now, Timing timing, double chance) {
        Map<String, Entry> certain = new TreeMap<>(confirmed);
        certain.keySet().removeAll(failed.touched());
        if (failed.failure() instanceof Failure.Superseded) {
            return new FeedState(certain, status, now);
        }
        FeedStatus.Failing before = status instanceof FeedStatus.Failing failing ? failing : null;
        int failures = before == null ? 1 : before.failures() + 1;
        FeedStatus after = new FeedStatus.Failing(
                failed.failure(), before == null ? now : before.since(), failures, failed.made(), failed.planned());
        return new FeedState(certain, after, now.plus(timing.backOff(failed.failure(), failures, chance)));
    }
}
