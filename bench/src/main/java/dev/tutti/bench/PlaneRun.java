package dev.tutti.bench;

/**
 * What watching cost.
 *
 * @param servers how many were watched, each once a second
 * @param kind {@code real} or {@code model}
 * @param seconds for how long it was measured
 * @param polls looks in that time
 * @param failed servers that did not answer at its end
 * @param cpuSeconds of the whole process: driver, engine, collection of garbage, compilation
 * @param allocatedBytes in that time
 * @param heapBytes after a collection, more than before anything was watched
 * @param heapBefore after a collection, before anything was watched
 * @param threads of the operating system
 * @param collections of garbage in that time
 */
record PlaneRun(
        int servers,
        String kind,
        double seconds,
        long polls,
        int failed,
        double cpuSeconds,
        long allocatedBytes,
        long heapBytes,
        long heapBefore,
        int threads,
        long collections) {

    double cpuMillisPerPoll() {
        return cpuSeconds * 1000 / polls;
    }

    double cpuMillisPerServerSecond() {
        return cpuSeconds * 1000 / servers / seconds;
    }
}
