package dev.tutti.bench;

import org.jspecify.annotations.Nullable;

/**
 * One death and what came of it; times in seconds from the moment just before the signal was sent.
 *
 * @param scenario {@code primary}, {@code intermediate} or {@code pause}
 * @param first whether it was the first recovery of its JVM, whose code ran cold
 * @param detected the first sign was noticed
 * @param decided a recovery began
 * @param drained the replicas had applied what they had received
 * @param writable another server accepted writes, by the journal; null where no primary was replaced
 * @param clientWrite a client's first successful write on another server; null where writing never stopped
 * @param settled every replica that could be kept replicated again
 * @param acknowledged writes that clients were told had been made
 * @param neverArrived how many of them had reached no other server when the primary went
 * @param problem what went wrong; null when nothing did and nothing was lost
 */
record FailoverRun(
        String scenario,
        boolean first,
        @Nullable Double detected,
        @Nullable Double decided,
        @Nullable Double drained,
        @Nullable Double writable,
        @Nullable Double clientWrite,
        @Nullable Double settled,
        long acknowledged,
        long neverArrived,
        @Nullable String problem) {}
