package dev.tutti.core.traffic.health;

import java.time.Instant;

/**
 * What one observer thinks of one target after what it has seen so far.
 *
 * @param streak how many results of the last one's kind came in a row, counted up to the largest threshold
 * @param succeeded whether the last one was a success
 * @param at when the last one was seen; {@link Instant#MIN} before any
 * @param detail what the last one found, in a few words: {@code connection refused}
 */
public record Opinion(Health health, int streak, boolean succeeded, Instant at, String detail) {
    private static final int ENOUGH = 10;

    /** Before the first result. */
    public static final Opinion NONE = new Opinion(Health.UNKNOWN, 0, false, Instant.MIN, "not checked yet");

    /**
     * After one more result.
     *
     * <p>One success is enough for a target of which nothing was known: it may be answered anyway. It takes as many failures as
     * ever to hold it to be down, or a start of this process would take out what only lost one packet.
     */
    public Opinion after(boolean success, Instant when, String what, Thresholds thresholds) {
        int count = success == succeeded && streak > 0 ? Math.min(ENOUGH, streak + 1) : 1;
        Health now = health;
        if (success && (health == Health.UNKNOWN || count >= thresholds.successes())) {
            now = Health.UP;
        } else if (!success && count >= thresholds.failures()) {
            now = Health.DOWN;
        }
        return new Opinion(now, count, success, when, what);
    }
}
