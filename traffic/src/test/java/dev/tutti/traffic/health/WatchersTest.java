package dev.tutti.traffic.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.core.traffic.health.Health;
import dev.tutti.core.traffic.health.Thresholds;
import dev.tutti.settings.ConfigException;
import dev.tutti.traffic.zone.Check;
import dev.tutti.traffic.zone.Check.Watchers;
import dev.tutti.traffic.zone.DnsConfig;
import dev.tutti.traffic.zone.Probe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;

/** Whose word counts for a check, and how much agreement it takes. */
class WatchersTest {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-01T12:00:00Z"));
    private final Observatory observatory = new Observatory(() -> Objects.requireNonNull(now.get()), 18, changed -> {});

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private void watch(Watchers watchers) {
        Check check = new Check("c", new Probe.Tcp(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1)), Duration.ofSeconds(2),
                Duration.ofSeconds(1), new Thresholds(1, 1), watchers);
        observatory.watch(Map.of("c", check), Map.of());
    }

    private Health health() {
        return Objects.requireNonNull(observatory.judgements().get("c")).health();
    }

    @Test
    void oneOfThreeIsTooFewForMoreThanHalfAndTwoAreEnough() {
        watch(new Watchers(List.of("a", "b", "c"), OptionalInt.of(50)));
        observatory.report("c", "a", true, "connected");
        observatory.report("c", "b", false, "refused");
        observatory.report("c", "c", false, "refused");
        assertThat(health()).isEqualTo(Health.DOWN);
        observatory.report("c", "b", true, "connected");
        assertThat(health()).isEqualTo(Health.UP);
    }

    @Test
    void whoFallsSilentDoesNotVote() {
        watch(new Watchers(List.of("a", "b", "c"), OptionalInt.of(50)));
        observatory.report("c", "b", false, "refused");
        observatory.report("c", "c", false, "refused");
        observatory.report("c", "a", true, "connected");
        assertThat(health()).isEqualTo(Health.DOWN);
        now.updateAndGet(before -> before.plusSeconds(10));
        observatory.report("c", "a", true, "connected");
        assertThat(health()).isEqualTo(Health.UP);
    }

    @Test
    void onlyThoseThatAreNamedCount() {
        watch(new Watchers(List.of("a"), OptionalInt.empty()));
        assertThat(observatory.report("c", Checkers.HERE, false, "refused")).isFalse();
        assertThat(observatory.report("c", "a", true, "connected")).isTrue();
        assertThat(health()).isEqualTo(Health.UP);
    }

    @Test
    void anObserversFileHasChecksAndNothingElse() throws Exception {
        Path file = Files.writeString(folder.resolve("checks.yaml"), "checks: [{name: db, kind: tcp, address: \"192.0.2.1:3306\"}]\n");
        assertThat(DnsConfig.readChecks(file)).containsOnlyKeys("db");
        Files.writeString(file, "checks: [{name: all, kind: calculated, children: [all]}]\n");
        assertThatThrownBy(() -> DnsConfig.readChecks(file)).isInstanceOf(ConfigException.class);
        Files.writeString(file, "zones: [{name: db.example}]\n");
        assertThatThrownBy(() -> DnsConfig.readChecks(file)).isInstanceOf(ConfigException.class).hasMessageContaining("zones");
    }
}
