package dev.tutti.bench.binlogs;

import dev.tutti.bench.Machine;
import dev.tutti.bench.Report;
import dev.tutti.bench.Spread;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;

/** What a Binlog Server costs and brings, beside a MariaDB that does the same. */
@Command(
        name = "binlog-server",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Measures the Binlog Server beside MariaDB's own dump threads and mariadb-binlog, with the same files and the same clients, in"
                    + " one run.",
            "fan-out: clients fetch one file from disk; MB/s and CPU seconds of the server per GB. tail: the same while it is received.",
            "ingest: receiving a file, against mariadb-binlog --raw.",
            "memory: 500 clients in a small heap, one of them slow. search: a GTID and an entry in 10 GB."
        },
        footer = {
            "",
            "Example:  tutti bench binlog-server --only fan-out --clients 1,8 --size 256 --json runs.json",
            "",
            "Exit codes: 0 measured; 1 failed; 2 wrong use."
        })
public final class BinlogServerCommand implements Callable<Integer> {
    /** What is measured. */
    enum Part {
        FAN_OUT,
        TAIL,
        INGEST,
        COMMIT,
        MEMORY,
        SEARCH;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    @Option(names = "--runs", paramLabel = "N", defaultValue = "3", description = "Of each; the median counts; 3.")
    int runs = 3;

    @Option(names = "--size", paramLabel = "MB", defaultValue = "256", description = "Of the file that clients fetch; 256.")
    int megabytes = 256;

    @Option(names = "--clients", split = ",", paramLabel = "N,…", defaultValue = "1,8,32,128", description = "How many; 1,8,32,128.")
    List<Integer> clients = List.of();

    @Option(names = "--events", split = ",", paramLabel = "KIND,…", defaultValue = "small,large,mixed",
            description = "What events are like: small, large, mixed.")
    List<LogFile.Events> kinds = List.of();

    @Option(names = "--only", split = ",", paramLabel = "PART,…", description = "fan-out, tail, ingest, commit, memory, search; all.")
    List<String> only = List.of();

    @Mixin
    Report report = new Report();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Machine machine = Machine.here(List.of("MariaDB 10.11"));
        System.out.println(machine);
        Map<String, Object> measured = new LinkedHashMap<>();
        if (wants(Part.FAN_OUT) || wants(Part.TAIL) || wants(Part.INGEST)) {
            for (LogFile.Events events : kinds) {
                streams(events, measured);
            }
        }
        if (wants(Part.COMMIT)) {
            measured.put("commit", new CommitBench(runs).run());
        }
        if (wants(Part.MEMORY)) {
            measured.put("memory", new MemoryBench().run());
        }
        if (wants(Part.SEARCH)) {
            measured.put("search", new SearchBench().run());
        }
        String command = "./tutti bench binlog-server --runs " + runs + " --size " + megabytes
                + (only.isEmpty() ? "" : " --only " + String.join(",", only));
        System.out.println("repeat with: " + command);
        report.write(machine, command, measured);
        return 0;
    }

    private boolean wants(Part part) {
        return only.isEmpty() || only.contains(part.toString());
    }

    private void streams(LogFile.Events events, Map<String, Object> measured) throws IOException, InterruptedException {
        System.out.printf(Locale.ROOT, "%n%s events, a file of %d MB%n", events, megabytes);
        try (StreamBench bench = StreamBench.start(events, megabytes * 1_000_000L)) {
            if (wants(Part.INGEST)) {
                List<Ingest> theirs = new ArrayList<>();
                List<Ingest> ours = new ArrayList<>();
                for (int i = 0; i < runs; i++) {
                    theirs.add(bench.ingestByTool());
                    ours.add(bench.ingestByUs());
                }
                double them = median(theirs, Ingest::megabytesPerSecond);
                double us = median(ours, Ingest::megabytesPerSecond);
                System.out.printf(Locale.ROOT, "ingest      mariadb-binlog --raw %7.0f MB/s   Binlog Server %7.0f MB/s   %.1f times%n",
                        them, us, us / them);
                measured.put("ingest " + events, List.of(theirs, ours));
            }
            if (wants(Part.FAN_OUT) || wants(Part.TAIL)) {
                for (int count : clients) {
                    fanOut(bench, count, measured, events);
                }
            }
        }
    }

    private void fanOut(StreamBench bench, int count, Map<String, Object> measured, LogFile.Events events)
            throws IOException, InterruptedException {
        List<FanOut> theirs = new ArrayList<>();
        List<FanOut> ours = new ArrayList<>();
        List<FanOut> tails = new ArrayList<>();
        for (int i = 0; i < runs; i++) {
            theirs.add(bench.fanOutOfPrimary(count));
            if (wants(Part.FAN_OUT)) {
                ours.add(bench.fanOutOfUs(count));
            }
            if (wants(Part.TAIL)) {
                tails.add(bench.tailOfUs(count));
            }
        }
        System.out.printf(Locale.ROOT, "%4d clients  MariaDB %6.0f MB/s %.2f CPU s/GB (clients %.2f)%s%s%n",
                count, median(theirs, FanOut::megabytesPerSecond), median(theirs, FanOut::cpuPerGigabyte),
                median(theirs, FanOut::clientCpuPerGigabyte), beside("from disk", ours, theirs), beside("live tail", tails, theirs));
        measured.put("fan-out " + events + " " + count, List.of(theirs, ours, tails));
    }

    private static String beside(String what, List<FanOut> ours, List<FanOut> theirs) {
        if (ours.isEmpty()) {
            return "";
        }
        double speed = median(ours, FanOut::megabytesPerSecond);
        double cpu = median(ours, FanOut::cpuPerGigabyte);
        return String.format(Locale.ROOT, "   %s %6.0f MB/s (%.2f times) %.2f CPU s/GB (%.2f times; clients %.2f)",
                what, speed, speed / median(theirs, FanOut::megabytesPerSecond),
                cpu, cpu / median(theirs, FanOut::cpuPerGigabyte), median(ours, FanOut::clientCpuPerGigabyte));
    }

    private static <T> double median(Collection<T> runs, ToDoubleFunction<T> figure) {
        return Spread.of(runs.stream().map(figure::applyAsDouble).toList()).p50();
    }
}
