package dev.tutti.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tutti.control.config.Config;
import dev.tutti.control.record.Recovery;
import dev.tutti.control.record.SqliteJournal;
import dev.tutti.lab.Flavour;
import dev.tutti.lab.Fleet;
import dev.tutti.lab.FleetExtension;
import dev.tutti.lab.WriteLoad;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;

class FailoverTest {
    @RegisterExtension
    static final FleetExtension fleet = FleetExtension.chain(
            Flavour.named(System.getProperty("tutti.test.flavour", "mariadb114")));

    @TempDir
    @org.jspecify.annotations.Nullable Path folder;

    @Test
    void anIntermediateAndThenThePrimaryDieAndNothingIsLost() throws Exception {
        Path folder = java.util.Objects.requireNonNull(this.folder);
        Fleet servers = fleet.fleet();
        Path password = Files.writeString(folder.resolve("password"), "tutti");
        Config config = Config.parse(
                """
                server:
                  state_folder: %s
                fleet:
                  seeds: [%s]
                  user: tutti
                  password_file: %s
                """.formatted(folder.resolve("state"), servers.server("5").address(), password),
                "test.yaml");
        try (ControlPlane plane =
                        new ControlPlane(config, SqliteJournal.open(config.stateFolder()), new SteadyClock());
                WriteLoad load = WriteLoad.start(WriteLoad.firstWritableOf(servers), 2, 200)) {
            plane.start();
            await().atMost(Duration.ofSeconds(10)).until(() -> plane.state().fleet().servers().size() == 6);
            load.awaitMore(500, Duration.ofSeconds(20));
            servers.kill("4");
            await().atMost(Duration.ofSeconds(10)).until(() -> ended(plane, 1));
            Recovery rescue = plane.journal().recovery(1).orElseThrow();
            System.err.println(rescue);
            assertThat(rescue.state()).as(rescue.toString()).isEqualTo(Recovery.State.SUCCEEDED);
            load.awaitMore(500, Duration.ofSeconds(20));
            servers.kill("1");
            await().atMost(Duration.ofSeconds(20)).until(() -> ended(plane, 2));
            Recovery failover = plane.journal().recovery(2).orElseThrow();
            System.err.println(failover);
            assertThat(failover.state()).as(failover.toString()).isEqualTo(Recovery.State.SUCCEEDED);
            assertThat(failover.lost()).isEmpty();
            load.awaitMore(100, Duration.ofSeconds(20));
            System.err.println("gap " + load.longestGap());
            load.stop();
            String promoted = failover.promoted();
            var server = servers.servers().stream()
                    .filter(one -> one.address().toString().equals(promoted))
                    .findFirst()
                    .orElseThrow();
            try (Connection connection = server.connect()) {
                System.err.println("missing: " + load.missingOn(connection).size() + " of " + load.acknowledgedCount());
            }
        }
    }

    private static boolean ended(ControlPlane plane, long id) {
        return plane.journal().recovery(id).filter(recovery -> recovery.ended() != null).isPresent();
    }
}
