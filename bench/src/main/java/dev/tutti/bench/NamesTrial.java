package dev.tutti.bench;

import dev.tutti.core.model.Address;
import dev.tutti.lab.Fleet;
import dev.tutti.lab.FleetSpec;
import dev.tutti.lab.LabServer;
import dev.tutti.lab.WriteLoad;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Kills the primary of a chain and watches the name that stands for it, over UDP, and a client that finds its server by that name and
 * keeps each answer as long as it may.
 */
final class NamesTrial {
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final Duration ASK_EVERY = Duration.ofMillis(2);
    private static final int WRITES_PER_SECOND = 20;
    private static final Duration TTL = Duration.ofSeconds(5);

    private final FleetSpec spec;
    private final Map<Address, String> places = new LinkedHashMap<>();
    private int port;

    /**
     * One run, in seconds since the primary was killed.
     *
     * @param gone when its address was answered no more
     * @param changed when another one was answered
     * @param written when the client's first write on another server was acknowledged
     * @param problem why it does not count; null when it does
     */
    record Run(@Nullable Double gone, @Nullable Double changed, @Nullable Double written, @Nullable String problem) {}

    NamesTrial(FleetSpec spec) {
        this.spec = spec;
    }

    Run run(int number) throws IOException {
        port = WatchedFleet.freePort();
        try (WatchedFleet watched = WatchedFleet.start(spec, 0, "bench", Duration.ZERO, this::zones);
                WriteLoad load = WriteLoad.start(watched::primary, 2, 200);
                WriteLoad byName = WriteLoad.follow(client(), 1, WRITES_PER_SECOND)) {
            load.awaitMore(200, DEADLINE);
            byName.awaitMore(WRITES_PER_SECOND, DEADLINE);
            Pause.of(Duration.ofMillis(1500 + 137L * number % 1000));
            Address victim = watched.primary();
            List<String> first = List.of(String.valueOf(places.get(victim)));
            NameClient watcher = client();
            Instant killed = Instant.now();
            long began = System.nanoTime();
            watched.fleet().kill("1");
            Double gone = null;
            Double changed = null;
            while (changed == null && seconds(began) < DEADLINE.toSeconds()) {
                List<String> now = watcher.now();
                if (gone == null && !now.equals(first)) {
                    gone = seconds(began);
                }
                if (!now.isEmpty() && !now.equals(first)) {
                    changed = seconds(began);
                }
                Pause.of(ASK_EVERY);
            }
            watched.await("the client writes elsewhere", DEADLINE, () -> elsewhere(byName, victim, killed).isPresent());
            double written = Duration.between(killed, elsewhere(byName, victim, killed).orElseThrow()).toNanos() / 1e9;
            return new Run(gone, changed, written, changed == null ? "the name never changed" : null);
        } catch (IllegalStateException e) {
            return new Run(null, null, null, String.valueOf(e.getMessage()));
        }
    }

    /** One that keeps each answer as long as it may. */
    private NameClient client() {
        return new NameClient(new Address("127.0.0.1", port), "127.0.0.1", "write.db.example", ip -> places.entrySet().stream()
                .filter(place -> place.getValue().equals(ip))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow());
    }

    private static Optional<Instant> elsewhere(WriteLoad load, Address victim, Instant killed) {
        return load.acknowledged().stream()
                .filter(write -> write.at().isAfter(killed) && !write.server().equals(victim))
                .map(WriteLoad.Acknowledged::at)
                .findFirst();
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }

    private String zones(Fleet fleet) throws IOException {
        places.clear();
        for (LabServer server : fleet.servers()) {
            places.put(server.address(), "192.0.2." + (places.size() + 1));
        }
        Path file = Files.writeString(fleet.folder().resolve("dns.yaml"), """
                dns:
                  listen: ["127.0.0.1:%d"]
                  admin: 127.0.0.1:%d
                  state_folder: %s
                  rate_limit: 0
                servers:
                %s
                zones:
                  - name: db.example
                    name_servers: [ns1.example.]
                    negative_ttl: 1s
                    names: [{name: write, writer: "%s", ttl: %ds, ttl_when_down: 1s}]
                """.formatted(
                port, WatchedFleet.freePort(), fleet.folder().resolve("dns"),
                places.entrySet().stream()
                        .map(place -> "  - {address: \"" + place.getKey() + "\", ip: [" + place.getValue() + "]}")
                        .collect(Collectors.joining("\n")),
                fleet.primaries().getFirst().address(), TTL.toSeconds()));
        return "traffic:\n  dns: " + file;
    }
}
