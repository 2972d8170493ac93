package dev.tutti.core.galera.care;

import dev.tutti.core.policy.Mode;

import java.time.Duration;

/**
 * How far Tutti may go by itself.
 *
 * @param recovery after a total outage
 * @param restart when one node has crashed
 * @param attempts how often a crashed node is started before it is left
 * @param window how long a started node has to be Synced before its crashes are counted anew
 * @param patience how long living nodes without quorum are left alone: links that come back heal a cluster unaided in 3.6 to
 *     5.7 s, and whoever makes one half primary has to stop the other
 */
public record CarePolicy(Mode recovery, Mode restart, int attempts, Duration window, Duration patience) {
    public static final Duration USUAL_PATIENCE = Duration.ofSeconds(30);

    /** What keeps a node from starting is often gone a little later: a full disk, a port, an agent that restarts. */
    private static final Duration PAUSE = Duration.ofSeconds(10);

    /** How long is waited after the attempt of this number: 10 s after the first, 40 s after the second, and so on. */
    public static Duration pauseAfter(int attempt) {
        return PAUSE.multipliedBy((long) attempt * attempt);
    }
}
