package dev.tutti.core.traffic.feed;

import java.time.Duration;

/**
 * When a router is looked at and how long it may take.
 *
 * @param deadline how long one round (look, change, read back) may take
 * @param check how often a router that says what it should is looked at
 * @param first how long after the first failure it is tried again; doubled with each further one
 * @param most and never longer than this
 */
public record Timing(Duration deadline, Duration check, Duration first, Duration most) {
    public Timing {
        if (!deadline.isPositive() || !check.isPositive() || !first.isPositive() || most.compareTo(first) < 0) {
            throw new IllegalArgumentException("deadline, check and the first wait are longer than zero, "
                    + "the longest wait is not shorter than the first");
        }
    }

    /**
     * How long to wait after a failure.
     *
     * @param failures how many in a row, at least one
     * @param chance from 0 to 1, so that many feeders do not come back in the same moment: between half of the wait and all
     */
    public Duration backOff(Failure failure, int failures, double chance) {
        Duration whole = switch (failure) {
            case Failure.Superseded _ -> Duration.ZERO;
            case Failure.Refused _, Failure.Unsayable _ -> most;
            default -> doubled(failures);
        };
        return Duration.ofNanos((long) (whole.toNanos() * (0.5 + Math.clamp(chance, 0, 1) / 2)));
    }

    private Duration doubled(int failures) {
        Duration wait = first;
        for (int i = 1; i < failures && wait.compareTo(most) < 0; i++) {
            wait = wait.multipliedBy(2);
        }
        return wait.compareTo(most) < 0 ? wait : most;
    }
}
