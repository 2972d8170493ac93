package dev.tutti.core.galera.model;

import java.time.Duration;

/**
 * A state transfer under way, as the host of the joiner or the donor sees it.
 *
 * @param total bytes to come; -1 when not known
 * @param done bytes so far
 * @param bytesPerSecond the rate of late; 0 when nothing moves
 * @param elapsed since it began
 */
public record TransferProgress(boolean joiner, long total, long done, double bytesPerSecond, Duration elapsed) {}
