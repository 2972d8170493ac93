package dev.tutti.bench.binlogs;

import dev.tutti.bench.Pause;
import dev.tutti.core.model.Address;
import dev.tutti.core.model.Coordinates;
import dev.tutti.core.model.Credentials;
import dev.tutti.lab.Accounts;
import dev.tutti.wire.Rows;
import dev.tutti.wire.WireConnection;
import dev.tutti.wire.WireException;
import dev.tutti.wire.WireOptions;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** One log file on a real primary, and a Binlog Server that has it. */
final class StreamBench implements AutoCloseable {
    /** A server serves for months; its first seconds are not what is measured. */
    private static final int WARM_UP = 4;

    private final LargePrimary primary;
    private final String events;
    private final Path folder;
    private final ServedProcess ours;
    private int nextId = 20_000;

    private StreamBench(LargePrimary primary, String events, Path folder) throws IOException {
        this.primary = primary;
        this.events = events;
        this.folder = folder;
        this.ours = ServedProcess.start(config("kept", primary.address()));
    }

    static StreamBench start(LogFile.Events events, long bytes) throws IOException, InterruptedException {
        LargePrimary primary = LargePrimary.start(events, bytes);
        try {
            StreamBench bench = new StreamBench(
                    primary, events.toString(), Files.createTempDirectory("tutti-bench-binlogs"));
            for (int i = 0; i < WARM_UP; i++) {
                bench.fetch(2, bench.ours.address());
                bench.fetch(2, primary.address());
            }
            return bench;
        } catch (IOException | RuntimeException | InterruptedException e) {
            primary.close();
            throw e;
        }
    }

    private Path config(String name, Address upstream) throws IOException {
        return BenchConfig.write(folder, name, upstream, ++nextId, LargePrimary.FILE);
    }

    private double fetch(int clients, Address server) throws IOException, InterruptedException {
        long from = System.nanoTime();
        try (Sinks sinks = Sinks.start(clients, server, account(), start(), primary.size() - 4, nextId)) {
            nextId += clients;
            sinks.await();
        }
        return (System.nanoTime() - from) / 1e9;
    }

    private static Credentials account() {
        return Accounts.ADMIN;
    }

    private static Coordinates start() {
        return new Coordinates(LargePrimary.FILE, 4);
    }

    FanOut fanOutOfPrimary(int clients) throws IOException, InterruptedException {
        return fanOut("MariaDB", clients, primary.address(), primary.pid());
    }

    FanOut fanOutOfUs(int clients) throws IOException, InterruptedException {
        return fanOut("Binlog Server", clients, ours.address(), ours.pid());
    }

    private FanOut fanOut(String name, int clients, Address server, long pid) throws IOException, InterruptedException {
        double before = Cpu.seconds(pid);
        double clientsBefore = Cpu.here();
        double seconds = fetch(clients, server);
        double cpu = Cpu.seconds(pid) - before;
        return new FanOut(name, events, clients, false, clients * (primary.size() - 4), seconds, cpu, Cpu.here() - clientsBefore);
    }

    /**
     * Clients that wait at the tail of an empty store get both files while they are received; the CPU is that of both. The first
     * file warms the JVM up, the second is measured.
     */
    FanOut tailOfUs(int clients) throws IOException, InterruptedException {
        String name = "tail" + nextId;
        Path config = config(name, primary.address());
        try (ServedProcess server = ServedProcess.start(config)) {
            long each = 2 * (primary.size() - 4);
            long all = clients * each;
            try (Sinks sinks = Sinks.start(clients, server.address(), account(), start(), each, nextId)) {
                nextId += clients;
                while (sinks.received() < all / 2) {
                    Pause.of(Duration.ofMillis(1));
                }
                long before = sinks.received();
                double cpu = Cpu.seconds(server.pid());
                double clientCpu = Cpu.here();
                long from = System.nanoTime();
                sinks.await();
                double seconds = (System.nanoTime() - from) / 1e9;
                return new FanOut("Binlog Server", events, clients, true, all - before, seconds,
                        Cpu.seconds(server.pid()) - cpu, Cpu.here() - clientCpu);
            }
        } finally {
            delete(folder.resolve(name));
        }
    }

    /** Both files are received in one go: the first warms the JVM up, the second is measured, until all of it is on disk. */
    Ingest ingestByUs() throws IOException, InterruptedException {
        String name = "ingest" + nextId;
        Path config = config(name, primary.address());
        Path store = folder.resolve(name);
        Path kept = store.resolve(LargePrimary.SECOND);
        try (ServedProcess server = ServedProcess.start(config);
                WireConnection connection = WireConnection.connect(server.address(), account(), WireOptions.defaults())) {
            while (!Files.exists(kept)) {
                Pause.of(Duration.ofMillis(1));
            }
            double before = Cpu.seconds(server.pid());
            long from = System.nanoTime();
            while (Files.size(kept) < primary.size() || !isDurable(connection)) {
                Pause.of(Duration.ofMillis(1));
            }
            return new Ingest("Binlog Server", events, primary.size(), (System.nanoTime() - from) / 1e9,
                    Cpu.seconds(server.pid()) - before);
        } finally {
            delete(store);
        }
    }

    private boolean isDurable(WireConnection connection) throws WireException {
        Rows rows = connection.query("SHOW MASTER STATUS");
        String file = String.valueOf(rows.value(0, "File"));
        return !file.equals(LargePrimary.FILE)
                && (!file.equals(LargePrimary.SECOND)
                        || Long.parseLong(String.valueOf(rows.value(0, "Position"))) >= primary.size());
    }

    Ingest ingestByTool() throws IOException, InterruptedException {
        Path target = Files.createDirectories(folder.resolve("tool"));
        List<String> command = new ArrayList<>(primary.server().installation().binlogProgram().orElseThrow());
        command.addAll(List.of(
                "--no-defaults", "--read-from-remote-server", "--raw", "--result-file=" + target + "/",
                "--host=" + primary.address().host(), "--port=" + primary.address().port(), "--protocol=tcp",
                "--user=" + account().user(), "--password=" + account().password().reveal(), "--skip-ssl",
                LargePrimary.SECOND));
        long from = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(target.resolve("errors").toFile())
                .start();
        int code = process.waitFor();
        double seconds = (System.nanoTime() - from) / 1e9;
        if (code != 0) {
            throw new IOException("mariadb-binlog: " + Files.readString(target.resolve("errors")));
        }
        delete(target);
        return new Ingest("mariadb-binlog --raw", events, primary.size(), seconds, 0);
    }

    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(one);
            }
        }
    }

    @Override
    public void close() {
        ours.close();
        primary.close();
        try {
            delete(folder);
        } catch (IOException e) {
            System.err.println(folder + " could not be deleted: " + e.getMessage());
        }
    }
}
