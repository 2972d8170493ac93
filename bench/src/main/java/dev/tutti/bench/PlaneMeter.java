package dev.tutti.bench;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import dev.tutti.control.ControlPlane;
import dev.tutti.control.Live;
import dev.tutti.control.SteadyClock;
import dev.tutti.control.api.ApiServer;
import dev.tutti.control.api.Tokens;
import dev.tutti.control.config.Config;
import dev.tutti.control.record.DecisionRecord;
import dev.tutti.control.record.Json;
import dev.tutti.control.record.Recovery;
import dev.tutti.control.record.SqliteJournal;
import dev.tutti.core.fleet.Watched;
import dev.tutti.core.model.Address;
import dev.tutti.lab.Accounts;
import dev.tutti.settings.ConfigException;

import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** A JVM that holds nothing but a control plane, as {@code tutti server} would, and what it costs. */
final class PlaneMeter {
    private static final Duration DISCOVERY = Duration.ofSeconds(60);

    private final ControlPlane plane;
    private final AtomicLong polls = new AtomicLong();

    private PlaneMeter(ControlPlane plane) {
        this.plane = plane;
        plane.live().add(new Live.Listener() {
            @Override
            public void serverTouched(Address server) {
                polls.incrementAndGet();
            }

            @Override
            public void serverGone(Address server) {}

            @Override
            public void decided(DecisionRecord decision) {}

            @Override
            public void recoveryChanged(Recovery recovery) {}

            @Override
            public void clusterTouched(String cluster) {}
        });
    }

    /** Arguments: a server to start from, how many there are, their kind, seconds to warm up, seconds to measure, state folder. */
    public static void main(String[] arguments) throws IOException, ConfigException {
        OtherJvm.endWithParent();
        var _ = new BenchCommand();
        Path state = Path.of(arguments[5]);
        Path password = Files.writeString(state.resolve("password"), Accounts.ADMIN.password().reveal());
        Config config = Config.parse(
                """
                server:
                  listen: 127.0.0.1:%d
                  state_folder: "%s"
                fleet:
                  seeds: [%s]
                  user: %s
                  password_file: "%s"
                """
                        .formatted(WatchedFleet.freePort(), state, arguments[0], Accounts.ADMIN.user(), password),
                "the measured configuration");
        long heapBefore = heapAfterCollection();
        try (ControlPlane plane = new ControlPlane(config, SqliteJournal.open(state), new SteadyClock());
                ApiServer _ = ApiServer.start(plane, Tokens.of(config), "bench")) {
            plane.start();
            PlaneRun run = new PlaneMeter(plane).measure(
                    Integer.parseInt(arguments[1]),
                    arguments[2],
                    Duration.ofSeconds(Long.parseLong(arguments[3])),
                    Duration.ofSeconds(Long.parseLong(arguments[4])),
                    heapBefore);
            System.out.println(Json.mapper().writeValueAsString(run));
            System.out.flush();
        }
        System.exit(0);
    }

    private PlaneRun measure(int servers, String kind, Duration warmUp, Duration length, long heapBefore) {
        awaitDiscovery(servers);
        Pause.of(warmUp);
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long from = System.nanoTime();
        long cpu = system.getProcessCpuTime();
        long allocated = threads.getTotalThreadAllocatedBytes();
        long collections = collections();
        long pollsBefore = polls.get();
        Pause.of(length);
        long pollsAfter = polls.get();
        long cpuAfter = system.getProcessCpuTime();
        long allocatedAfter = threads.getTotalThreadAllocatedBytes();
        double seconds = (System.nanoTime() - from) / 1e9;
        return new PlaneRun(
                servers,
                kind,
                seconds,
                pollsAfter - pollsBefore,
                servers - answering(),
                (cpuAfter - cpu) / 1e9,
                allocatedAfter - allocated,
                heapAfterCollection() - heapBefore,
                heapBefore,
                threads.getThreadCount(),
                collections() - collections);
    }

    private void awaitDiscovery(int servers) {
        long until = System.nanoTime() + DISCOVERY.toNanos();
        while (answering() < servers) {
            if (System.nanoTime() > until) {
                throw new IllegalStateException("after " + DISCOVERY.toSeconds() + " s " + answering() + " of " + servers
                        + " servers answer");
            }
            Pause.of(Duration.ofMillis(50));
        }
    }

    private int answering() {
        return (int) plane.state().fleet().servers().values().filter(Watched::answering).count();
    }

    private static long collections() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionCount)
                .sum();
    }

    @SuppressWarnings("SystemGc") // what is left after a collection is what is measured
    private static long heapAfterCollection() {
        for (int i = 0; i < 3; i++) {
            System.gc();
            Pause.of(Duration.ofMillis(100));
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
