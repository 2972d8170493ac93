package dev.tutti.bench.binlogs;

/**
 * One run of a number of clients that fetch the same file.
 *
 * @param server who served
 * @param tail whether the clients were there before the file was
 * @param bytes of events, to all clients together
 * @param cpu seconds of the serving process
 * @param clientCpu seconds of the clients, who share the machine with it
 */
record FanOut(
        String server, String events, int clients, boolean tail, long bytes, double seconds, double cpu, double clientCpu) {
    double megabytesPerSecond() {
        return bytes / 1e6 / seconds;
    }

    double cpuPerGigabyte() {
        return cpu / (bytes / 1e9);
    }

    double clientCpuPerGigabyte() {
        return clientCpu / (bytes / 1e9);
    }
}
