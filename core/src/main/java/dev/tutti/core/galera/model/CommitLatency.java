package dev.tutti.core.galera.model;

import java.time.Duration;
import java.util.Optional;

/**
 * {@code wsrep_evs_repl_latency}: the round trip that every commit waits for, since the last change of members.
 *
 * @param samples how many messages it was measured on; with 0 the durations mean nothing
 */
public record CommitLatency(Duration least, Duration mean, Duration most, long samples) {
    public static final CommitLatency UNMEASURED = new CommitLatency(Duration.ZERO, Duration.ZERO, Duration.ZERO, 0);

    /** Reads {@code min/avg/max/stddev/samples}, in seconds. */
    static Optional<CommitLatency> parse(String text) {
        String[] parts = text.split("/");
        if (parts.length != 5) {
            return Optional.empty();
        }
        return Numbers.seconds(parts[0]).flatMap(least -> Numbers.seconds(parts[1])
                .flatMap(mean -> Numbers.seconds(parts[2])
                        .flatMap(most -> Numbers.whole(parts[4])
                                .map(samples -> new CommitLatency(least, mean, most, samples)))));
    }
}
