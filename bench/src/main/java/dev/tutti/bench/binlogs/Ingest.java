package dev.tutti.bench.binlogs;

/** One run of receiving a file and keeping it: bytes of events, wall time, processor time of the receiving process. */
record Ingest(String program, String events, long bytes, double seconds, double cpu) {
    double megabytesPerSecond() {
        return bytes / 1e6 / seconds;
    }
}
