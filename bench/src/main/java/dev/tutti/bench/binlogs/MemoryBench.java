package dev.tutti.bench.binlogs;

import dev.tutti.core.model.Coordinates;
import dev.tutti.lab.Accounts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Many clients in a small heap, one of them slow. */
final class MemoryBench {
    private static final int CLIENTS = 500;
    private static final long BYTES = 32_000_000;
    private static final String HEAP = "-Xmx512m";
    private static final int SLOW_BYTES_PER_SECOND = 10_000;

    Map<String, Object> run() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("tutti-bench-memory");
        try (LargePrimary primary = LargePrimary.start(LogFile.Events.SMALL, BYTES)) {
            Path config = BenchConfig.write(folder, "kept", primary.address(), 19_000, LargePrimary.FILE);
            long from = System.nanoTime();
            try (ServedProcess server = ServedProcess.start(config, List.of(HEAP));
                    SlowClient slow = SlowClient.start(server.address(), SLOW_BYTES_PER_SECOND);
                    Sinks sinks = Sinks.start(
                            CLIENTS - 1, server.address(), Accounts.ADMIN, new Coordinates(LargePrimary.FILE, 4),
                            primary.size() - 4, 20_000)) {
                sinks.await();
                double seconds = (System.nanoTime() - from) / 1e9;
                long resident = resident(server.pid());
                System.out.printf(
                        Locale.ROOT,
                        "%n%d clients with %s, one at %d kB/s: the others have %d MB each after %.1f s, the slow one %d kB; resident %d MB%n",
                        CLIENTS, HEAP, SLOW_BYTES_PER_SECOND / 1000, primary.size() / 1_000_000, seconds,
                        slow.received() / 1000, resident / 1_000_000);
                return Map.of("clients", CLIENTS, "heap", HEAP, "seconds", seconds, "resident_bytes", resident,
                        "slow_bytes", slow.received());
            }
        } finally {
            StreamBench.delete(folder);
        }
    }

    private static long resident(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc", String.valueOf(pid), "status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D+", "")) * 1024)
                .findFirst()
                .orElse(0);
    }
}
