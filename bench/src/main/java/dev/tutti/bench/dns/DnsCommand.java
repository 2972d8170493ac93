package dev.tutti.bench.dns;

import dev.tutti.bench.Machine;
import dev.tutti.bench.Report;
import dev.tutti.bench.Spread;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** Our DNS server beside gdnsd. */
@Command(
        name = "dns",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Asks our DNS server and gdnsd in turn with dnsperf, on the same cores: as fast as they answer, and at a rate that both manage.",
            "Ours changes the health of a tenth of its names ten times a second meanwhile; gdnsd serves the same names without"
                    + " changes. Then ours makes 1,000 checks a second for 10,000 names, and its memory is read.",
            "Needs Debian's gdnsd, dnsperf and bind9-dnsutils."
        },
        footer = {
            "",
            "Example:  tutti bench dns --runs 3 --json dns.json",
            "",
            "Exit codes: 0 measured; 1 something failed; 2 wrong use."
        })
public final class DnsCommand implements Callable<Integer> {
    private static final int RATE = 20_000;
    @Option(names = "--runs", paramLabel = "N", defaultValue = "3", description = "Of each server in turn, after one to warm up; 3.")
    int runs = 3;

    @Option(names = "--seconds", paramLabel = "N", defaultValue = "10", description = "Of each run; 10.")
    int seconds = 10;

    @Option(names = "--names", paramLabel = "N", defaultValue = "1000", description = "In the zone; 1000.")
    int names = 1000;

    @Option(names = "--threads", paramLabel = "N", defaultValue = "1", description = "That receive UDP, in both servers; 1.")
    int threads = 1;

    @Option(names = "--changes", paramLabel = "N", defaultValue = "10", description = "Changes of health a second in ours; 10.")
    int changesPerSecond = 10;

    @Option(names = "--heap", paramLabel = "SIZE", defaultValue = "96m", description = "Of ours, as ./tutti dns has it; 96m.")
    String heap = "96m";

    @Mixin
    Report report = new Report();

    /** Makes the command. */
    public DnsCommand() {}

    /**
     * Runs in turn of one server.
     *
     * @param flood as fast as it answers
     * @param paced at a rate that both manage
     */
    private record Runs(String server, List<DnsPerf> flood, List<DnsPerf> paced) {
        double perSecond() {
            return Spread.of(flood.stream().map(DnsPerf::perSecond).toList()).p50();
        }

        double p99() {
            return Spread.of(paced.stream().map(DnsPerf::p99Millis).toList()).p50();
        }

        long lost() {
            return Stream.concat(flood.stream(), paced.stream()).mapToLong(DnsPerf::lost).sum();
        }
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        for (String program : List.of("gdnsd", "dnsperf", "dig")) {
            if (Stream.of("/usr/bin", "/usr/sbin").noneMatch(folder -> Files.isExecutable(Path.of(folder, program)))) {
                System.err.println(program + " is missing: apt-get install gdnsd dnsperf bind9-dnsutils");
                return 2;
            }
        }
        Machine machine = Machine.here(List.of());
        System.out.println(machine);
        Path folder = Files.createTempDirectory("tutti-bench-dns-");
        try {
            Path questions = Files.writeString(folder.resolve("questions"), BenchZone.questions(names));
            Runs ours = new Runs("tutti", new ArrayList<>(), new ArrayList<>());
            Runs theirs = new Runs("gdnsd", new ArrayList<>(), new ArrayList<>());
            long changes = compare(folder, questions, ours, theirs);
            print(ours, theirs, changes);
            Memory memory = memory(folder);
            System.out.printf(Locale.ROOT, "10,000 names, %.0f checks a second: %.0f MiB resident (-Xmx%s)%n", memory.checksPerSecond(),
                    memory.residentMib(), heap);
            String command = "./tutti bench dns --runs " + runs + " --seconds " + seconds + " --names " + names + " --threads " + threads + " --changes " + changesPerSecond;
            System.out.println("repeat with: " + command);
            report.write(machine, command, Map.of("tutti", ours, "gdnsd", theirs, "changes", changes, "memory", memory));
            return 0;
        } finally {
            delete(folder);
        }
    }

    private long compare(Path folder, Path questions, Runs ours, Runs theirs) throws IOException, InterruptedException {
        try (Served tutti = Served.tutti(folder, threads, heap, BenchZone.forTutti(names));
                Served gdnsd = Served.gdnsd(folder, threads, BenchZone.forGdnsd(names))) {
            long before = serial(tutti);
            Thread flapping = Thread.ofPlatform().daemon().name("flapping").start(() -> flap(tutti, changesPerSecond));
            for (int run = 0; run <= runs; run++) {
                for (Served served : List.of(tutti, gdnsd)) {
                    System.err.println((run == 0 ? "warming up " : "run " + run + " of ") + (served == tutti ? "tutti" : "gdnsd") + " …");
                    DnsPerf flood = DnsPerf.flood(served.port, questions, seconds);
                    DnsPerf paced = DnsPerf.paced(served.port, questions, seconds, RATE);
                    if (run > 0) {
                        (served == tutti ? ours : theirs).flood().add(flood);
                        (served == tutti ? ours : theirs).paced().add(paced);
                    }
                }
            }
            flapping.interrupt();
            flapping.join();
            return serial(tutti) - before;
        }
    }

    private static long serial(Served served) throws IOException {
        return served.status().path("zones").path(0).path("serial").asLong();
    }

    private static void flap(Served served, int perSecond) {
        boolean up = false;
        long next = System.nanoTime();
        while (perSecond > 0 && !Thread.currentThread().isInterrupted()) {
            next += 1_000_000_000L / perSecond;
            LockSupport.parkNanos(next - System.nanoTime());
            try {
                served.observe("flap", up);
                up = !up;
            } catch (IOException e) {
                System.err.println("the health could not be changed: " + e.getMessage());
            }
        }
    }

    private void print(Runs ours, Runs theirs, long changes) {
        System.out.printf(Locale.ROOT, "%n%-8s%16s%12s%14s%14s%10s%n", "", "questions/s", "best", "p50 at 20k/s", "p99 at 20k/s", "lost");
        for (Runs one : List.of(ours, theirs)) {
            System.out.printf(
                    Locale.ROOT, "%-8s%16.0f%12.0f%11.3f ms%11.3f ms%10d%n", one.server(), one.perSecond(),
                    one.flood().stream().mapToDouble(DnsPerf::perSecond).max().orElse(0),
                    Spread.of(one.paced().stream().map(DnsPerf::p50Millis).toList()).p50(), one.p99(), one.lost());
        }
        System.out.printf(Locale.ROOT, "%nours: %.2f times gdnsd's questions a second, %.2f times its p99; %d changes of state meanwhile%n",
                ours.perSecond() / theirs.perSecond(), ours.p99() / theirs.p99(), changes);
    }

    /** @param checksPerSecond that were made */
    private record Memory(double checksPerSecond, double residentMib) {}

    private Memory memory(Path folder) throws IOException, InterruptedException {
        System.err.println("10,000 names with 1,000 checks a second …");
        try (ServerSocket target = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress())) {
            Thread accepting = Thread.ofPlatform().daemon().start(() -> accept(target));
            Path own = Files.createDirectories(folder.resolve("memory"));
            try (Served tutti = Served.tutti(own, threads, heap, BenchZone.withChecks(10_000, target.getLocalPort(), 10))) {
                Path questions = Files.writeString(own.resolve("questions"), BenchZone.questions(10_000));
                DnsPerf.flood(tutti.port, questions, seconds);
                JsonNode before = tutti.counters();
                long began = System.nanoTime();
                DnsPerf.paced(tutti.port, questions, 2 * seconds, RATE);
                JsonNode after = tutti.counters();
                double lasted = (System.nanoTime() - began) / 1e9;
                return new Memory((made(after) - made(before)) / lasted, tutti.residentKilobytes() / 1024.0);
            } finally {
                accepting.interrupt();
            }
        }
    }

    private static long made(JsonNode counters) {
        return counters.path("checks_made").asLong();
    }

    private static void accept(ServerSocket target) {
        while (!target.isClosed()) {
            try (Socket socket = target.accept()) {
                socket.setSoLinger(true, 0);
            } catch (IOException e) {
                return;
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
