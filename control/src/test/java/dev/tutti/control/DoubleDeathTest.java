package dev.tutti.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tutti.control.config.Config;
import dev.tutti.control.record.Recovery;
import dev.tutti.control.record.SqliteJournal;
import dev.tutti.core.fleet.Watched;
import dev.tutti.core.model.Replication;
import dev.tutti.lab.Flavour;
import dev.tutti.lab.Fleet;
import dev.tutti.lab.FleetExtension;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;

class DoubleDeathTest {
    @RegisterExtension
    static final FleetExtension fleet = FleetExtension.chain(Flavour.MARIADB_11_4);

    @TempDir
    @Nullable Path folder;

    /** 2 and 3 stop receiving, 4 passes rows on to 5 and 6; then 1 and 4 die, and the rows are left on 5 and 6 alone. */
    @Test
    void whatOnlyTheReplicasOfADeadIntermediateReceivedIsKept() throws Exception {
        Path folder = Objects.requireNonNull(this.folder);
        Fleet servers = fleet.fleet();
        Path password = Files.writeString(folder.resolve("password"), "tutti");
        Config config = Config.parse(
                """
                server:
                  state_folder: %s
                fleet:
                  seeds: [%s]
                  password_file: %s
                pseudo_gtid:
                  every: 500ms
                """
                        .formatted(folder.resolve("state"), servers.server("1").address(), password),
                "test.yaml");
        try (ControlPlane plane =
                new ControlPlane(config, SqliteJournal.open(config.stateFolder()), new SteadyClock())) {
            plane.start();
            await().atMost(Duration.ofSeconds(20)).until(() -> plane.state().fleet().servers().values()
                    .filter(Watched::answering).count() == 6);
            insert(servers, "1", "before");
            await().atMost(Duration.ofSeconds(20)).until(() -> has(servers, "6", "before") && has(servers, "3", "before"));
            execute(servers, "2", "STOP SLAVE IO_THREAD");
            execute(servers, "3", "STOP SLAVE IO_THREAD");
            for (int i = 0; i < 20; i++) {
                insert(servers, "1", "only below 4, " + i);
            }
            await().atMost(Duration.ofSeconds(20)).until(() -> has(servers, "5", "only below 4, 19")
                    && has(servers, "6", "only below 4, 19"));

            servers.kill("1");
            servers.kill("4");
            execute(servers, "2", "START SLAVE IO_THREAD");
            execute(servers, "3", "START SLAVE IO_THREAD");

            await().atMost(Duration.ofSeconds(30)).until(() -> plane.journal().recoveries(null, 10).stream()
                    .anyMatch(recovery -> recovery.kind() == Recovery.Kind.FAILOVER && recovery.ended() != null));
            Recovery failover = plane.journal().recoveries(null, 10).stream()
                    .filter(recovery -> recovery.kind() == Recovery.Kind.FAILOVER)
                    .findFirst()
                    .orElseThrow();
            assertThat(failover.state()).as(failover.toString()).isEqualTo(Recovery.State.SUCCEEDED);
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                for (String name : new String[] {"2", "3", "5", "6"}) {
                    assertThat(has(servers, name, "only below 4, 19")).as("server " + name).isTrue();
                }
                assertThat(plane.state().fleet().servers().values()
                                .filter(Watched::answering)
                                .flatMap(server -> server.lastStatus().stream())
                                .flatMap(status -> status.replicating().stream())
                                .filter(Replication::healthy)
                                .count())
                        .as("replicas that replicate; recoveries: " + plane.journal().recoveries(null, 10))
                        .isEqualTo(3);
            });
        }
    }

    private static void insert(Fleet servers, String name, String value) throws SQLException {
        execute(servers, name, "INSERT INTO app.t (v) VALUES ('" + value + "')");
    }

    private static void execute(Fleet servers, String name, String sql) throws SQLException {
        try (Connection connection = servers.server(name).connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static boolean has(Fleet servers, String name, String value) throws SQLException {
        try (Connection connection = servers.server(name).connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT 1 FROM app.t WHERE v = '" + value + "'")) {
            return rows.next();
        }
    }
}
