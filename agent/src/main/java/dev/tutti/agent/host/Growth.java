package dev.tutti.agent.host;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How large the data folder is and how fast it grows, measured when asked but not more often than each second. Thread-safe; a
 * measurement is bounded in time, and whoever asks meanwhile waits for it.
 */
public final class Growth {
    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final Duration AGE = Duration.ofSeconds(1);
    /** Of two answers a second, half a minute. */
    private static final int KEPT = 60;

    private record Sample(Instant at, FolderSize size) {}

    /** @param bytesPerSecond over the measurements of the last half minute or so; may be negative; 0 when there is one only */
    public record Measured(FolderSize size, double bytesPerSecond) {}

    private final Path folder;
    private final InstantSource clock;
    private final Deque<Sample> samples = new ArrayDeque<>();

    public Growth(Path folder, InstantSource clock) {
        this.folder = folder;
        this.clock = clock;
    }

    public synchronized Measured measure() {
        Sample last = samples.peekLast();
        if (last == null || Duration.between(last.at(), clock.instant()).compareTo(AGE) >= 0) {
            last = new Sample(clock.instant(), FolderSize.of(folder, LIMIT));
            samples.addLast(last);
            while (samples.size() > KEPT
                    || Duration.between(samples.getFirst().at(), last.at()).compareTo(Duration.ofSeconds(30)) > 0) {
                samples.removeFirst();
            }
        }
        Sample first = samples.getFirst();
        double seconds = Duration.between(first.at(), last.at()).toMillis() / 1000.0;
        return new Measured(last.size(), seconds == 0 ? 0 : (last.size().bytes() - first.size().bytes()) / seconds);
    }
}
