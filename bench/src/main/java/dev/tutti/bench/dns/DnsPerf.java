package dev.tutti.bench.dns;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One run of dnsperf.
 *
 * @param perSecond questions answered a second
 * @param lost questions without an answer within five seconds
 * @param p99Millis of all answers; 0 when the run was not told to list them
 */
record DnsPerf(double perSecond, long lost, double p50Millis, double p99Millis) {
    private static final Pattern RATE = Pattern.compile("Queries per second:\\s+([0-9.]+)");
    private static final Pattern LOST = Pattern.compile("Queries lost:\\s+(\\d+)");

    /** As fast as the server answers. */
    static DnsPerf flood(int port, Path names, int seconds) throws IOException, InterruptedException {
        return run(port, names, seconds, List.of());
    }

    /** At a rate that both servers manage, every answer's time listed. */
    static DnsPerf paced(int port, Path names, int seconds, int rate) throws IOException, InterruptedException {
        return run(port, names, seconds, List.of("-v", "-Q", Integer.toString(rate)));
    }

    private static DnsPerf run(int port, Path names, int seconds, List<String> more) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                "dnsperf", "-s", "127.0.0.1", "-p", Integer.toString(port), "-d", names.toString(), "-l", Integer.toString(seconds),
                "-c", "4", "-q", "200"));
        command.addAll(more);
        Path output = Files.createTempFile("tutti-dnsperf", ".out");
        try {
            int code = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start().waitFor();
            if (code != 0) {
                throw new IOException("dnsperf ended with code " + code + ": " + Files.readString(output));
            }
            return parse(output);
        } finally {
            Files.delete(output);
        }
    }

    private static DnsPerf parse(Path output) throws IOException {
        double rate = 0;
        long lost = 0;
        double[] times = new double[1 << 16];
        int count = 0;
        try (BufferedReader lines = Files.newBufferedReader(output, StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("> ")) {
                    // > NOERROR n1.bench.example A 0.000123
                    if (count == times.length) {
                        times = Arrays.copyOf(times, 2 * count);
                    }
                    String time = line.substring(line.lastIndexOf(' ') + 1);
                    if (time.matches("[0-9.]+")) {
                        times[count++] = Double.parseDouble(time) * 1000;
                    }
                    continue;
                }
                Matcher found = RATE.matcher(line);
                rate = found.find() ? Double.parseDouble(found.group(1)) : rate;
                Matcher missed = LOST.matcher(line);
                lost = missed.find() ? Long.parseLong(missed.group(1)) : lost;
            }
        }
        double[] sorted = Arrays.copyOf(times, count);
        Arrays.sort(sorted);
        return new DnsPerf(rate, lost, count == 0 ? 0 : sorted[count / 2], count == 0 ? 0 : sorted[(int) (count * 0.99)]);
    }
}
