package dev.tutti.core.policy;

import java.time.Duration;

/**
 * How often and how patiently servers are watched.
 *
 * <p>The arithmetic behind the defaults: a process that dies closes its sockets, which is noticed at once whatever stands
 * here. A server that falls silent is noticed when a look is due (up to {@code poll}) and has gone unanswered for
 * {@code probeDeadline}; a second, new connection gets the same time; then its replicas' receivers are restarted and have
 * the rest of {@code silenceBound} to show that they get no greeting either. 1 s + 1 s + 1 s leaves 1 s for that within
 * the 4 s bound.
 *
 * @param poll how often each server is looked at
 * @param probeDeadline how long one look may take before it counts as unanswered
 * @param silenceBound within which a hung host or a cut link is to be concluded
 * @param reprobe how soon evidence is asked for again while a conclusion is pending
 * @param recentEnough how far back a server's last answer may lie for it to be expected as a witness: one that had
 *     been gone longer before the suspicion arose has nothing to do with it
 */
public record Timing(
        Duration poll, Duration probeDeadline, Duration silenceBound, Duration reprobe, Duration recentEnough) {
    public static Timing defaults() {
        return new Timing(
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofSeconds(4),
                Duration.ofMillis(50),
                Duration.ofSeconds(30));
    }
}
