package dev.tutti.app;

import dev.tutti.agent.observe.Observer;
import dev.tutti.settings.ConfigException;
import dev.tutti.traffic.health.Checkers;
import dev.tutti.traffic.zone.Check;
import dev.tutti.traffic.zone.DnsConfig;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The checks of a DNS server, made on an agent's host. Thread-safe. */
final class HostChecks implements Observer {
    private static final InstantSource CLOCK = InstantSource.system();

    private final Map<String, Observation> newest = new ConcurrentHashMap<>();
    private final Checkers checkers = new Checkers(this::took);

    private HostChecks() {}

    /** @throws IOException in a sentence, if the file is wrong */
    static HostChecks start(Path file) throws IOException {
        Map<String, Check> checks = read(file);
        HostChecks started = new HostChecks();
        started.checkers.set(checks);
        return started;
    }

    /** @throws IOException in a sentence, if the file is wrong */
    static Map<String, Check> read(Path file) throws IOException {
        try {
            return DnsConfig.readChecks(file);
        } catch (ConfigException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private void took(Check check, boolean success, String detail) {
        InetSocketAddress at = check.probe().address();
        Instant now = CLOCK.instant();
        newest.compute(check.name(), (name, before) -> new Observation(
                name, check.probe().kind(), at.getAddress().getHostAddress() + ":" + at.getPort(),
                before == null ? 1 : before.number() + 1, success,
                before != null && before.success() == success ? Math.min(before.streak(), Integer.MAX_VALUE - 1) + 1 : 1, detail, now));
    }

    @Override
    public List<Observation> newest() {
        return List.copyOf(newest.values());
    }

    @Override
    public void close() {
        checkers.close();
    }
}
