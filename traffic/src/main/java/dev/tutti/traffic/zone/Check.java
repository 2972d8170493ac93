package dev.tutti.traffic.zone;

import dev.tutti.core.traffic.health.Thresholds;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/**
 * A check that is made again and again.
 *
 * @param interval from the start of one to the start of the next
 * @param timeout after which it has failed; shorter than the interval or equal
 * @param watchers who makes it
 */
public record Check(
        String name, Probe probe, Duration interval, Duration timeout, Thresholds thresholds, Watchers watchers) {
    /** One of which everybody's word counts. */
    public Check(String name, Probe probe, Duration interval, Duration timeout, Thresholds thresholds) {
        this(name, probe, interval, timeout, thresholds, Watchers.ANYBODY);
    }

    /**
     * Whose word counts, and how much agreement it takes.
     *
     * @param observers their names; empty when this process checks and whoever else reports counts as well
     * @param share per cent of those that know, see {@link dev.tutti.core.traffic.health.Observers}; empty for that of all checks
     */
    public record Watchers(List<String> observers, OptionalInt share) {
        public static final Watchers ANYBODY = new Watchers(List.of(), OptionalInt.empty());

        public Watchers {
            observers = List.copyOf(observers);
        }

        public boolean counts(String observer) {
            return observers.isEmpty() || observers.contains(observer);
        }
    }
}
