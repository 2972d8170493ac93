package dev.tutti.core.traffic.evidence;

import dev.tutti.core.mesh.check.HostSight;
import dev.tutti.core.mesh.check.WaySight;
import dev.tutti.core.traffic.evidence.Knowledge.Pair;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Round trips between sites, as their hosts measure them over and over. What is told of a pair is the median of its last looks, and
 * changes only when that has moved by a quarter and by a millisecond: clients are not to wander between two sites that are equally far.
 * Immutable.
 *
 * @param looked when each host looked last
 * @param last the newest measurements of each pair, the newest last
 * @param told what clients are led by
 */
public record SiteTimes(Map<String, Instant> looked, Map<Pair, List<Duration>> last, Map<Pair, Duration> told) {
    public static final SiteTimes NONE = new SiteTimes(Map.of(), Map.of(), Map.of());

    /** A single slow look changes no median of these. */
    private static final int KEPT = 5;
    private static final long LEAST_NANOS = Duration.ofMillis(1).toNanos();
    private static final int A_PART = 4;

    public SiteTimes {
        looked = Map.copyOf(looked);
        last = Map.copyOf(last);
        told = Map.copyOf(told);
    }

    /** What is known after these looks; one that has been taken already changes nothing. */
    public SiteTimes after(Collection<HostSight> sights) {
        Map<String, Instant> nextLooked = new HashMap<>(looked);
        Map<Pair, List<Duration>> nextLast = new HashMap<>(last);
        Map<Pair, Duration> nextTold = new HashMap<>(told);
        for (HostSight sight : sights) {
            Instant before = nextLooked.put(sight.host(), sight.at());
            if (!sight.at().equals(before)) {
                for (WaySight way : sight.others()) {
                    way.echoes().roundTrip().ifPresent(time -> {
                        Pair pair = new Pair(sight.host(), way.other());
                        List<Duration> times = with(nextLast.getOrDefault(pair, List.of()), time);
                        nextLast.put(pair, times);
                        nextTold.merge(pair, median(times), SiteTimes::moved);
                    });
                }
            }
        }
        return new SiteTimes(nextLooked, nextLast, nextTold);
    }

    private static List<Duration> with(List<Duration> before, Duration newest) {
        List<Duration> times = new ArrayList<>(before.subList(Math.max(0, before.size() - KEPT + 1), before.size()));
        times.add(newest);
        return List.copyOf(times);
    }

    private static Duration median(List<Duration> times) {
        return times.stream().sorted().toList().get((times.size() - 1) / 2);
    }

    private static Duration moved(Duration before, Duration now) {
        long by = Math.abs(now.toNanos() - before.toNanos());
        return by >= LEAST_NANOS && by * A_PART >= before.toNanos() ? now : before;
    }
}
