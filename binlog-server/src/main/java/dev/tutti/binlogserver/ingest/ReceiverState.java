package dev.tutti.binlogserver.ingest;

import dev.tutti.core.model.Address;

import java.time.Instant;

/**
 * How the Binlog Server stands to its upstream.
 *
 * <pre>
 *              start                 logged in, stream open
 *   Stopped ──────────▶ Connecting ◀───────────────────────▶ Receiving
 *      ▲                  │  ▲           connection lost
 *      │ stop             │  │ space again
 *      ├──────────────────┤  └────────── DiskFull
 *      │                  ▼
 *      └────────────── Diverged      (only a person gets it out of there)
 * </pre>
 */
public sealed interface ReceiverState {
    record Stopped() implements ReceiverState {}

    /**
     * No stream at the moment.
     *
     * @param failure why not, the last time that it was tried; empty before the first
     */
    record Connecting(Address upstream, String failure, int error, Instant since) implements ReceiverState {}

    record Receiving(Address upstream, boolean semiSync, Instant since) implements ReceiverState {}

    /** What was received can no longer be stored. Serving goes on; tried again every second. */
    record DiskFull(Address upstream, String failure, Instant since) implements ReceiverState {}

    /** The upstream log is not the one that was received before. Nothing more is taken until a person decides. */
    record Diverged(Address upstream, String reason, Instant since) implements ReceiverState {}

    /** As variables show it. */
    default String word() {
        return switch (this) {
            case Stopped _ -> "stopped";
            case Connecting _ -> "connecting";
            case Receiving _ -> "receiving";
            case DiskFull _ -> "disk_full";
            case Diverged _ -> "diverged";
        };
    }
}
