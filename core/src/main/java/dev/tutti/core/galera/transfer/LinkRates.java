package dev.tutti.core.galera.transfer;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What was measured of one direction of a link, and what it carries when all is well. A measurement under a tenth of that is kept
 * apart: otherwise a link that stays slow would become its own baseline after a few measurements, and nobody would hear of it.
 * Immutable.
 *
 * @param good bytes per second, the newest first, at most {@link #KEPT}; never empty
 * @param slow what it carries since it is slow; null while it is not
 */
public record LinkRates(List<Double> good, @Nullable Slow slow) {
    /** An odd number, so that the middle one is one of them. */
    static final int KEPT = 9;

    /** As a state transfer at a tenth of the rate takes ten times as long. */
    private static final double SLOW_SHARE = 0.1;

    /** One bad measurement may be somebody else's backup; the second is made at once. */
    private static final int TIMES = 2;

    /** A line that was changed for good is taken as it is after this long. */
    private static final Duration FOR_GOOD = Duration.ofDays(7);

    public LinkRates {
        good = good.stream().limit(KEPT).toList();
        if (good.isEmpty()) {
            throw new IllegalArgumentException("a link of which nothing was measured");
        }
    }

    /**
     * What a slow link carries.
     *
     * @param bytesPerSecond as measured last
     * @param since when it was measured slow first
     * @param times how many measurements in a row say so
     */
    public record Slow(double bytesPerSecond, Instant since, int times) {}

    /** After the first measurement. */
    public static LinkRates first(double bytesPerSecond) {
        return new LinkRates(List.of(bytesPerSecond), null);
    }

    /** After a further one. */
    public LinkRates with(double bytesPerSecond, Instant at) {
        if (bytesPerSecond >= baseline() * SLOW_SHARE) {
            List<Double> all = new ArrayList<>(List.of(bytesPerSecond));
            all.addAll(good);
            return new LinkRates(all, null);
        }
        if (slow == null) {
            return new LinkRates(good, new Slow(bytesPerSecond, at, 1));
        }
        return at.isAfter(slow.since().plus(FOR_GOOD))
                ? first(bytesPerSecond)
                : new LinkRates(good, new Slow(bytesPerSecond, slow.since(), slow.times() + 1));
    }

    public double newest() {
        return slow == null ? good.getFirst() : slow.bytesPerSecond();
    }

    /** The median: one slow afternoon is no baseline. */
    public double baseline() {
        return good.stream().sorted().toList().get(good.size() / 2);
    }

    /** Whether a second measurement agreed that it is slow. */
    public boolean isSlow() {
        return slow != null && slow.times() >= TIMES;
    }

    /** Whether it was measured slow once, so that a further measurement is due. */
    public boolean isDoubted() {
        return slow != null && slow.times() < TIMES;
    }
}
