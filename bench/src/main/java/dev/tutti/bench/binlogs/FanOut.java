package dev.tutti.bench.binlogs;

/**
 * One run of a number of clients that fetch the same file.
 *
 * @param server who served
 * @param tail whether the clients were there before the file was
 * @param bytes of events, to all clients together
 * @param cpu seconds of the serving process
 */
record FanOut(String server, String events, int clients, boolean tail, long bytes, double seconds, double cpu) {
    double megabytesPerSecond() {
        return bytes / 1e6 / seconds;
    }

    double cpuPerGigabyte() {
        return cpu / (bytes / 1e9);
    }
}
