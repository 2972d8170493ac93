package dev.tutti.traffic.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.core.model.Credentials;
import dev.tutti.core.model.Secret;
import dev.tutti.core.traffic.health.Thresholds;
import dev.tutti.lab.Accounts;
import dev.tutti.lab.Flavour;
import dev.tutti.lab.FleetExtension;
import dev.tutti.traffic.health.Prober.Result;
import dev.tutti.traffic.zone.Check;
import dev.tutti.traffic.zone.Probe;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Checks by query, against a real server. */
class QueryCheckTest {
    @RegisterExtension
    static final FleetExtension FLEET = FleetExtension.single(Flavour.MARIADB_11_4);

    private final InetSocketAddress address = new InetSocketAddress(
            InetAddress.getLoopbackAddress(), FLEET.fleet().servers().getFirst().address().port());

    private Result probe(Probe probe, Duration timeout) {
        try (Prober prober = new Prober()) {
            return prober.probe(new Check("c", probe, Duration.ofSeconds(60), timeout, Thresholds.USUAL));
        }
    }

    private Result query(String sql, @Nullable String expected) {
        return probe(
                new Probe.Query(address, Accounts.ADMIN, sql, Optional.ofNullable(expected)), Duration.ofSeconds(20));
    }

    @Test
    void theFirstColumnOfTheFirstRowIsCompared() {
        assertThat(query("SELECT 1", null)).isEqualTo(Result.good("answered"));
        assertThat(query("SELECT @@global.read_only", "0")).isEqualTo(Result.good("answered"));
        assertThat(query("SELECT @@global.read_only", "1")).isEqualTo(Result.bad("the query gave \"0\""));
        assertThat(query("SELECT 1 FROM dual WHERE 1 = 0", "1")).isEqualTo(Result.bad("the query gave no row"));
        assertThat(query("DO 1", "1")).isEqualTo(Result.bad("the query has no rows"));
        assertThat(query("SELEC 1", null).detail()).contains("syntax");
    }

    @Test
    void whoMayNotLogInIsToldWithoutThePassword() {
        Result refused = probe(
                new Probe.Query(address, new Credentials("tutti", Secret.of("wrong-secret")), "SELECT 1", Optional.empty()),
                Duration.ofSeconds(20));
        assertThat(refused.success()).isFalse();
        assertThat(refused.detail()).contains("Access denied").doesNotContain("wrong-secret");
    }

    @Test
    void aQueryThatTakesTooLongIsGivenUp() {
        Instant before = Instant.now();
        Result late = probe(
                new Probe.Query(address, Accounts.ADMIN, "SELECT SLEEP(60)", Optional.empty()), Duration.ofSeconds(2));
        assertThat(late.success()).as(late.detail()).isFalse();
        assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void aServerThatIsNoGaleraNodeIsNotTakenForOne() {
        Result none = probe(new Probe.Galera(address, Accounts.ADMIN), Duration.ofSeconds(20));
        assertThat(none.success()).isFalse();
        assertThat(none.detail()).contains("not ready");
    }
}
