package dev.tutti.traffic.zone;

import dev.tutti.core.traffic.health.Thresholds;

import java.time.Duration;

/**
 * A check that is made again and again.
 *
 * @param interval from the start of one to the start of the next
 * @param timeout after which it has failed; shorter than the interval or equal
 */
public record Check(String name, Probe probe, Duration interval, Duration timeout, Thresholds thresholds) {}
