package dev.tutti.traffic.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tutti.core.traffic.health.Calculated;
import dev.tutti.core.traffic.health.Health;
import dev.tutti.core.traffic.health.Thresholds;
import dev.tutti.traffic.testing.Listening;
import dev.tutti.traffic.zone.Check;
import dev.tutti.traffic.zone.Probe;
import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/** Many checks at once, and what several observers make of one. */
class CheckersTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private static Check check(String name, Probe probe, Duration interval) {
        return new Check(name, probe, interval, interval, new Thresholds(2, 2));
    }

    private static InetSocketAddress at(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    private static Health health(Observatory observatory, String check) {
        return Objects.requireNonNull(observatory.judgements().get(check)).health();
    }

    @Test
    void targetsThatHangCostTheOthersNothing() throws Exception {
        try (Listening good = Listening.silent(); Listening hung = Listening.silent()) {
            Map<String, Check> checks = new HashMap<>();
            for (int i = 0; i < 300; i++) {
                Probe probe = i % 3 == 0
                        ? new Probe.Http(at(hung.port()), false, "h", "/", 200, 399, Optional.empty())
                        : new Probe.Tcp(at(good.port()));
                checks.put("c" + i, check("c" + i, probe, Duration.ofSeconds(1)));
            }
            Observatory observatory = new Observatory(InstantSource.system(), 18, changed -> {});
            observatory.watch(checks, Map.of());
            try (Checkers checkers = new Checkers(observatory)) {
                checkers.set(checks);
                await().atMost(LIMIT).until(() -> checks.keySet().stream().allMatch(name ->
                        health(observatory, name) == (Integer.parseInt(name.substring(1)) % 3 == 0 ? Health.DOWN : Health.UP)));
                checkers.set(Map.of());
                long made = checkers.made();
                assertThat(made).isGreaterThanOrEqualTo(600);
            }
        }
    }

    @Test
    void observersAreCountedAndThoseThatFallSilentAreNot() {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
        Set<String> changed = ConcurrentHashMap.newKeySet();
        Observatory observatory = new Observatory(() -> Objects.requireNonNull(now.get()), 50, changed::addAll);
        Check check = check("c", new Probe.Tcp(at(1)), Duration.ofSeconds(1));
        observatory.watch(Map.of("c", check), Map.of("all", new Calculated(List.of("c"), 1)));
        for (String observer : List.of("a", "b", "c")) {
            observatory.report("c", observer, true, "connected");
        }
        assertThat(changed).containsExactlyInAnyOrder("c", "all");
        changed.clear();
        observatory.report("c", "a", false, "refused");
        observatory.report("c", "a", false, "refused");
        assertThat(changed).isEmpty();
        observatory.report("c", "b", false, "refused");
        observatory.report("c", "b", false, "refused");
        assertThat(health(observatory, "c")).isEqualTo(Health.DOWN);
        assertThat(health(observatory, "all")).isEqualTo(Health.DOWN);
        assertThat(new HashSet<>(changed)).containsExactlyInAnyOrder("c", "all");

        now.set(Instant.EPOCH.plusSeconds(60));
        observatory.look();
        assertThat(health(observatory, "c")).as("nobody has said anything of late").isEqualTo(Health.UNKNOWN);
        assertThat(observatory.report("unknown", "a", true, "")).isFalse();
        for (int i = 0; i < 100; i++) {
            observatory.report("c", "stranger" + i, true, "");
        }
        assertThat(observatory.opinions("c")).hasSize(64);
    }

    @Test
    void whatWasSeenOfAChangedCheckIsForgotten() {
        Observatory observatory = new Observatory(InstantSource.system(), 18, changed -> {});
        Check check = check("c", new Probe.Tcp(at(1)), Duration.ofSeconds(1));
        observatory.watch(Map.of("c", check), Map.of());
        observatory.report("c", "a", true, "connected");
        observatory.watch(Map.of("c", check), Map.of());
        assertThat(health(observatory, "c")).isEqualTo(Health.UP);
        observatory.watch(Map.of("c", check("c", new Probe.Tcp(at(2)), Duration.ofSeconds(1))), Map.of());
        assertThat(health(observatory, "c")).isEqualTo(Health.UNKNOWN);
    }
}
