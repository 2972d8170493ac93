package dev.tutti.core.galera.transfer;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Map;

/**
 * What is known of the price of a full transfer.
 *
 * @param bytes size of a donor's data folder; -1 when not known
 * @param bytesPerSecond measured rate from each member to the joiner, by name; absent where nobody measured
 * @param start how long the joiner needs besides the copy: it starts and catches up
 * @param blocksDonor whether the method keeps the donor from writing
 */
public record Cost(long bytes, Map<String, Double> bytesPerSecond, Duration start, boolean blocksDonor) {
    /**
     * What a server without much data needs to start and to catch up: 12 to 14 s were measured. Ten of them the donor's script
     * (wsrep_sst_mariabackup) sleeps before it sends anything.
     */
    public static final Duration USUAL_START = Duration.ofSeconds(13);

    public Cost {
        bytesPerSecond = Map.copyOf(bytesPerSecond);
    }

    /** How long a full transfer from this member takes: bytes / rate + start; null when either is not known. */
    public @Nullable Duration from(String donor) {
        Double rate = bytesPerSecond.get(donor);
        if (bytes < 0 || rate == null || rate <= 0) {
            return null;
        }
        double seconds = bytes / rate;
        // A year is never, and more would not fit.
        return seconds > 365 * 86_400.0 ? null : Duration.ofMillis((long) (seconds * 1000)).plus(start);
    }
}
