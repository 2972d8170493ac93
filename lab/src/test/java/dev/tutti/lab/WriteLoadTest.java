package dev.tutti.lab;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.sql.Connection;
import java.time.Duration;

/** The write load knows what was acknowledged and for how long nothing was. */
class WriteLoadTest {
    @RegisterExtension
    static final FleetExtension FLEET = FleetExtension.single(Flavour.MARIADB_11_4);

    @Test
    void theLoadSurvivesAKilledPrimaryAndLosesNothingAcknowledged() throws Exception {
        try (WriteLoad load = WriteLoad.start(WriteLoad.firstWritableOf(FLEET.fleet()), 4, 400)) {
            load.awaitMore(50, Duration.ofSeconds(20));
            FLEET.fleet().kill("1");
            long acknowledged = load.acknowledgedCount();
            FLEET.fleet().start("1");
            load.awaitMore(50, Duration.ofSeconds(20));
            load.stop();

            assertThat(load.acknowledgedCount()).isGreaterThan(acknowledged).isEqualTo(load.acknowledged().size());
            assertThat(load.failures()).isPositive();
            assertThat(load.longestGap().length()).isBetween(Duration.ofMillis(100), Duration.ofSeconds(20));
            try (Connection connection = FLEET.server("1").connect()) {
                assertThat(load.missingOn(connection)).isEmpty();
                try (var statement = connection.createStatement()) {
                    statement.executeUpdate(
                            "DELETE FROM app.t WHERE v = '" + load.acknowledged().getFirst().value() + "'");
                }
                assertThat(load.missingOn(connection))
                        .containsExactly(load.acknowledged().getFirst().value());
            }
        }
    }

    @Test
    void theLoadKeepsToItsRate() {
        try (WriteLoad load = WriteLoad.start(() -> FLEET.server("1").address(), 2, 100)) {
            load.awaitMore(60, Duration.ofSeconds(20));
            load.stop();
            Duration length = load.acknowledged().getLast().sinceStart()
                    .minus(load.acknowledged().getFirst().sinceStart());
            assertThat(length).isGreaterThan(Duration.ofMillis(500));
        }
    }
}
