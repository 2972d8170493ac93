package dev.tutti.lab;

import java.nio.file.Path;
import java.time.Duration;

/** Running servers that this JVM owns, whatever connects them: they end with it. Thread-safe. */
public sealed interface LabFleet extends AutoCloseable permits Fleet, GaleraFleet {
    /** The folder through which other processes reach the fleet. */
    Path folder();

    /**
     * Waits until the fleet is down, whoever takes it down.
     *
     * @return whether it is; false when the limit passed first
     */
    boolean awaitDown(Duration limit);

    /** Kills all servers and deletes the fleet's folder if it was a temporary one. */
    @Override
    void close();
}
