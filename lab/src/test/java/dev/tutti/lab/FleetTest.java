package dev.tutti.lab;

import static org.assertj.core.api.Assertions.assertThat;

import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;

/** Real chains start, replicate, lose servers and get them back. */
class FleetTest {
    @ParameterizedTest
    @EnumSource(names = {"MARIADB_11_4"})
    void aChainReplicatesAndItsServersDieAndComeBack(Flavour flavour) throws Exception {
        try (Fleet fleet = Fleet.start(Fleet.chain(flavour))) {
            write(fleet.server("1"), "before");
            awaitValue(fleet.server("6"), "before");

            fleet.kill("4");
            assertThat(fleet.server("4").pid()).isEmpty();
            assertThat(fleet.server("4").tryConnect()).isEmpty();
            write(fleet.server("1"), "while 4 was dead");
            fleet.start("4");
            awaitValue(fleet.server("6"), "while 4 was dead");

            fleet.pause("2");
            assertThat(fleet.server("2").tryConnect()).isEmpty();
            fleet.resume("2");
            awaitValue(fleet.server("2"), "while 4 was dead");
        }
    }

    static void write(LabServer server, String value) throws Exception {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("INSERT INTO app.t (v) VALUES ('" + value + "')");
        }
    }

    static void awaitValue(LabServer server, String value) {
        Awaitility.await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(() -> {
            try (Connection connection = server.connect();
                    Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("SELECT id FROM app.t WHERE v = '" + value + "'")) {
                return rows.next();
            }
        });
    }
}
