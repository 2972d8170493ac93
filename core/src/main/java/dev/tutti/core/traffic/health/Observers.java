package dev.tutti.core.traffic.health;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How the opinions of several observers become one.
 *
 * @param shareNeeded per cent of the observers that know anything: a target is up when <em>more</em> than this share see it up, 0 to
 *     99. Route 53 takes 18: most observers may be cut off without taking anything out, while a target that hardly anybody reaches is.
 * @param patience an observer that has reported nothing for longer than this has no say
 */
public record Observers(int shareNeeded, Duration patience) {
    /** Route 53's share of its checkers. */
    public static final int USUAL_SHARE = 18;

    public Observers {
        if (shareNeeded < 0 || shareNeeded > 99) {
            throw new IllegalArgumentException("the share of observers is 0 to 99 per cent");
        }
    }

    /**
     * Concludes.
     *
     * @param opinions by observer
     */
    public Judgement judge(Map<String, Opinion> opinions, Instant now) {
        List<String> up = new ArrayList<>();
        Map<String, Opinion> down = new TreeMap<>();
        opinions.forEach((observer, opinion) -> {
            if (opinion.health() == Health.UNKNOWN || opinion.at().isBefore(now.minus(patience))) {
                return;
            }
            if (opinion.health() == Health.UP) {
                up.add(observer);
            } else {
                down.put(observer, opinion);
            }
        });
        int voices = up.size() + down.size();
        if (voices == 0) {
            return new Judgement(Health.UNKNOWN, opinions.values().stream().allMatch(one -> one.streak() == 0)
                    ? "it has not been checked yet"
                    : "too little has been seen of it of late");
        }
        if (100 * up.size() > shareNeeded * voices) {
            return new Judgement(Health.UP, voices == 1 ? "its check succeeds" : up.size() + " of " + voices + " observers see it up");
        }
        String first = down.values().iterator().next().detail();
        return new Judgement(Health.DOWN, voices == 1
                ? "its check fails: " + first
                : down.size() + " of " + voices + " observers see it fail, " + down.keySet().iterator().next() + ": " + first);
    }
}
