package dev.tutti.core.traffic.health;

/**
 * How many results in a row change an observer's mind, each 1 to 10 as with Route 53.
 *
 * @param failures in a row until it is down
 * @param successes in a row until it is up again
 */
public record Thresholds(int failures, int successes) {
    /** Three of each: one lost packet changes nothing, and at an interval of 1 s a death is noticed after 3 s. */
    public static final Thresholds USUAL = new Thresholds(3, 3);

    public Thresholds {
        if (failures < 1 || failures > 10 || successes < 1 || successes > 10) {
            throw new IllegalArgumentException("a threshold is 1 to 10");
        }
    }
}
