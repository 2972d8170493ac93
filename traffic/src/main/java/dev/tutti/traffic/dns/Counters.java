package dev.tutti.traffic.dns;

/**
 * What one thread has done. It alone writes; others read what is a moment old, which is good enough for showing, and costs the hot path
 * nothing.
 */
final class Counters {
    long queries;
    long answers;
    long limited;
    long truncated;
    long malformed;
    long refused;
    long lost;
}
