package dev.tutti.bench;

import dev.tutti.core.model.Address;
import dev.tutti.lab.Fleet;
import dev.tutti.lab.FleetSpec;
import dev.tutti.lab.LabServer;
import dev.tutti.lab.WriteLoad;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/**
 * Kills the primary of a chain and watches the name that stands for it, over UDP, and a client that finds its server by that name and
 * keeps each answer as long as it may.
 */
final class NamesTrial {
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final Duration ASK_EVERY = Duration.ofMillis(2);
    private static final Duration WRITE_EVERY = Duration.ofMillis(50);
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
                Client client = new Client(watched.fleet())) {
            load.awaitMore(200, DEADLINE);
            String first = places.get(watched.primary());
            watched.await("the client writes by name", DEADLINE, () -> client.lastServer != null && List.of(first).equals(answers()));
            Pause.of(Duration.ofMillis(1500 + 137L * number % 1000));
            Address victim = watched.primary();
            long killed = System.nanoTime();
            watched.fleet().kill("1");
            Double gone = null;
            Double changed = null;
            while (changed == null && seconds(killed) < DEADLINE.toSeconds()) {
                List<String> now = answers();
                if (gone == null && !now.equals(List.of(first))) {
                    gone = seconds(killed);
                }
                if (!now.isEmpty() && !now.equals(List.of(first))) {
                    changed = seconds(killed);
                }
                Pause.of(ASK_EVERY);
            }
            watched.await("the client writes elsewhere", DEADLINE, () ->
                    client.lastServer != null && !victim.equals(client.lastServer) && client.writtenAt > killed);
            double written = (client.firstOn(client.lastServer) - killed) / 1e9;
            return new Run(gone, changed, written, changed == null ? "the name never changed" : null);
        } catch (IllegalStateException e) {
            return new Run(null, null, null, String.valueOf(e.getMessage()));
        }
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

    private Message ask() throws IOException {
        SimpleResolver resolver = new SimpleResolver("127.0.0.1");
        resolver.setPort(port);
        resolver.setTimeout(Duration.ofSeconds(1));
        return resolver.send(Message.newQuery(Record.newRecord(Name.fromConstantString("write.db.example."), Type.A, DClass.IN)));
    }

    private static List<String> addresses(Message answer) {
        return answer.getSection(Section.ANSWER).stream()
                .map(record -> ((ARecord) record).getAddress().getHostAddress())
                .toList();
    }

    private List<String> answers() {
        try {
            return addresses(ask());
        } catch (IOException e) {
            return List.of();
        }
    }

    /** Writes twenty times a second, on a thread of its own, to the server that the name stood for when it last asked. */
    private final class Client implements AutoCloseable {
        private final Fleet fleet;
        private final Map<Address, Long> first = new java.util.concurrent.ConcurrentHashMap<>();
        private volatile @Nullable Address lastServer;
        private volatile long writtenAt;
        private volatile boolean closed;
        private final AtomicReference<@Nullable Connection> open = new AtomicReference<>();

        Client(Fleet fleet) {
            this.fleet = fleet;
            Thread.ofVirtual().name("client by name").start(this::write);
        }

        long firstOn(@Nullable Address server) {
            return server == null ? Long.MAX_VALUE : first.getOrDefault(server, Long.MAX_VALUE);
        }

        private void write() {
            long keptUntil = System.nanoTime();
            @Nullable Address server = null;
            while (!closed) {
                try {
                    if (System.nanoTime() >= keptUntil) {
                        Message answer = ask();
                        List<String> found = addresses(answer);
                        long ttl = found.isEmpty() ? 1 : answer.getSection(Section.ANSWER).getFirst().getTTL();
                        keptUntil = System.nanoTime() + Duration.ofSeconds(ttl).toNanos();
                        Address next = places.entrySet().stream()
                                .filter(place -> found.contains(place.getValue()))
                                .map(Map.Entry::getKey)
                                .findFirst()
                                .orElse(null);
                        if (next != null && !next.equals(server)) {
                            drop();
                        }
                        server = next;
                    }
                    if (server != null) {
                        write(server);
                        first.putIfAbsent(server, System.nanoTime());
                        writtenAt = System.nanoTime();
                        lastServer = server;
                    }
                } catch (IOException | SQLException e) {
                    drop();
                }
                Pause.of(WRITE_EVERY);
            }
            drop();
        }

        private void write(Address server) throws SQLException {
            Connection connection = open.get();
            if (connection == null) {
                LabServer lab = fleet.servers().stream().filter(one -> one.address().equals(server)).findFirst().orElseThrow();
                connection = lab.connect();
                open.set(connection);
            }
            try (Statement statement = connection.createStatement()) {
                statement.execute("CREATE DATABASE IF NOT EXISTS by_name");
                statement.execute("CREATE TABLE IF NOT EXISTS by_name.t (id BIGINT PRIMARY KEY AUTO_INCREMENT)");
                statement.execute("INSERT INTO by_name.t () VALUES ()");
            }
        }

        private void drop() {
            Connection connection = open.getAndSet(null);
            if (connection == null) {
                return;
            }
            try {
                connection.close();
            } catch (SQLException e) {
                // It is gone anyway.
            }
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
