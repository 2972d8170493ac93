package dev.tutti.core.mesh.check;

import java.time.Duration;
import java.util.Optional;

/**
 * How many packets came back.
 *
 * @param bytes of each packet, with its IP header
 * @param roundTrip on average; empty when none came back
 */
public record Echoes(int bytes, int sent, int received, Optional<Duration> roundTrip) {
    public boolean none() {
        return received == 0;
    }

    public int lost() {
        return sent - received;
    }
}
