package dev.tutti.bench.binlogs;

import dev.tutti.bench.Spread;
import dev.tutti.core.model.Address;
import dev.tutti.lab.Accounts;
import dev.tutti.wire.Rows;
import dev.tutti.wire.WireConnection;
import dev.tutti.wire.WireOptions;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/** Finding transactions by their GTID in a large store, through the protocol. */
final class SearchBench {
    private static final int FILES = 10;
    private static final long FILE_BYTES = 1_000_000_000L;
    private static final int SEARCHES = 200;

    Map<String, Object> run() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("tutti-bench-search");
        try {
            Path store = Files.createDirectories(folder.resolve("kept"));
            long first = 1;
            try (LargePrimary primary = LargePrimary.start(LogFile.Events.SMALL, 1_000_000)) {
                byte[] head = primary.head();
                List<String> names = new ArrayList<>();
                for (int i = 1; i <= FILES; i++) {
                    String name = String.format(Locale.ROOT, "mysql-bin.%06d", i);
                    first = LogFile.write(store.resolve(name), head, LogFile.Events.SMALL, FILE_BYTES, first);
                    names.add(name);
                }
                Files.write(store.resolve("tutti-files"), names);
            }
            Path config = BenchConfig.write(folder, "kept", Address.parse("127.0.0.1:1"), 19_001, "oldest");
            long from = System.nanoTime();
            try (ServedProcess server = ServedProcess.start(config, List.of("-Xmx1g"));
                    WireConnection connection = WireConnection.connect(
                            server.address(), Accounts.ADMIN, WireOptions.defaults())) {
                double opened = (System.nanoTime() - from) / 1e9;
                SplittableRandom random = new SplittableRandom(7);
                List<Double> times = new ArrayList<>();
                for (int i = 0; i < SEARCHES; i++) {
                    long begin = System.nanoTime();
                    Rows rows = connection.query("SHOW BINLOG GTID '0-1-" + (1 + random.nextLong(first - 1)) + "'");
                    times.add((System.nanoTime() - begin) / 1e9);
                    if (rows.rows().size() != 1) {
                        throw new IllegalStateException("a transaction was found " + rows.rows().size() + " times");
                    }
                }
                Spread all = Spread.of(times.subList(SEARCHES / 10, SEARCHES));
                System.out.printf(
                        Locale.ROOT, "%nsearch for a GTID among %d in %d GB: p50 %s, worst %s; the store was open after %.1f s%n",
                        first, FILES, Spread.time(all.p50()), Spread.time(all.worst()), opened);
                return Map.of("seconds", times, "transactions", first, "open_seconds", opened);
            }
        } finally {
            StreamBench.delete(folder);
        }
    }
}
