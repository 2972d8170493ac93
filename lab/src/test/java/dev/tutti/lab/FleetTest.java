package dev.tutti.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.lab.process.Processes.State;
import dev.tutti.lab.remote.RemoteFleet;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;

/** Real chains start, replicate, lose servers and get them back. */
class FleetTest {
    @ParameterizedTest
    @EnumSource(names = {"MARIADB_11_4", "MYSQL_5_6", "MARIADB_10_11"})
    void aChainReplicatesAndItsServersDieAndComeBack(Flavour flavour) throws Exception {
        try (Fleet fleet = FleetExtension.startOrSkip(Fleet.chain(flavour), "a chain of " + flavour.title())) {
            write(fleet.server("1"), "before");
            awaitValue(fleet.server("6"), "before");

            fleet.kill("4");
            assertThat(fleet.server("4").pid()).isEmpty();
            assertThat(fleet.server("4").tryConnect()).isEmpty();
            write(fleet.server("1"), "while 4 was dead");
            fleet.start("4");
            awaitValue(fleet.server("6"), "while 4 was dead");

            fleet.pause("2");
            assertThat(fleet.server("2").state()).isEqualTo(State.PAUSED);
            fleet.resume("2");
            fleet.stop("3");
            assertThat(fleet.server("3").state()).isEqualTo(State.DEAD);
            awaitValue(fleet.server("2"), "while 4 was dead");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MYSQL_9_7"})
    void theNewestMysqlReplicatesInItsOwnWords(Flavour flavour) throws Exception {
        try (Fleet fleet = FleetExtension.startOrSkip(Fleet.star(flavour, 1), "a pair of " + flavour.title())) {
            write(fleet.server("1"), "new words");
            awaitValue(fleet.server("2"), "new words");
        }
    }

    @Test
    void serversAreConfiguredAsTheContractSays() throws Exception {
        FleetSpec spec = Fleet.custom("1@mysql56<-2@mariadb114", Flavour.MYSQL_5_6)
                .withProxies()
                .withOption("binlog-format", "STATEMENT")
                .withServer("2", s -> s.withOption("max_connections", "77"));
        try (Fleet fleet = FleetExtension.startOrSkip(spec, "a mixed pair")) {
            assertThat(ask(fleet.server("1"), "SELECT @@binlog_format, @@read_only, @@report_port, @@server_id"))
                    .isEqualTo("STATEMENT 0 " + fleet.server("1").port() + " 1");
            assertThat(ask(fleet.server("2"), "SELECT @@binlog_format, @@read_only, @@max_connections, @@server_id"))
                    .isEqualTo("STATEMENT 1 77 2");
            assertThat(ask(fleet.server("1"), "SELECT COUNT(*) FROM mysql.user WHERE user = ''")).isEqualTo("0");
            assertThat(fleet.server("1").port()).isNotEqualTo(fleet.server("1").directPort());
            assertThat(fleet.server("1").installation().binlogProgram()).isPresent();
        }
    }

    @Test
    void anotherProcessBreaksAndMendsARunningFleetThroughItsFolder() throws Exception {
        try (Fleet fleet = Fleet.start(Fleet.star(Flavour.MARIADB_11_4, 1).withProxies())) {
            RemoteFleet remote = RemoteFleet.in(fleet.folder());
            long before = fleet.server("2").pid().orElseThrow();

            remote.kill("2");
            assertThat(fleet.server("2").state()).isEqualTo(State.DEAD);
            remote.start("2");
            assertThat(remote.file().servers().get(1).pid())
                    .isEqualTo(fleet.server("2").pid().orElseThrow())
                    .isNotEqualTo(before);
            remote.pause("2");
            assertThat(fleet.server("2").state()).isEqualTo(State.PAUSED);
            assertThatThrownBy(() -> remote.stop("2")).hasMessageContaining("paused");
            remote.resume("2");

            remote.cut("1", Cut.BOTH);
            assertThat(remote.faults("1")).isEqualTo("cut both");
            write(fleet.server("1"), "behind the cut");
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> !"Yes".equals(receiver(fleet.server("2"))));
            remote.heal("1");
            awaitValue(fleet.server("2"), "behind the cut");

            remote.down(false);
            assertThat(fleet.servers()).allMatch(s -> s.state() == State.DEAD);
        }
    }

    @Test
    void wrongNamesAndWrongMomentsAreExplained(@TempDir Path folder) throws Exception {
        try (Fleet fleet = Fleet.start(Fleet.single(Flavour.MARIADB_11_4))) {
            assertThatThrownBy(() -> fleet.kill("9"))
                    .hasMessage("There is no server \"9\" in this fleet; its servers are 1.");
            assertThatThrownBy(() -> fleet.cut("1", Cut.BOTH)).hasMessageContaining("without proxies");
            assertThatThrownBy(() -> fleet.start("1")).hasMessageContaining("runs already");
            fleet.kill("1");
            assertThatThrownBy(() -> fleet.pause("1")).hasMessageContaining("is not running");
        }
        Files.writeString(folder.resolve("precious"), "data");
        assertThatThrownBy(() -> Fleet.start(Fleet.single(Flavour.MARIADB_11_4).inFolder(folder)))
                .hasMessageContaining("is not empty");
        assertThatThrownBy(() -> RemoteFleet.in(folder)).hasMessageContaining("There is no fleet in");
    }

    @Test
    void aServerThatCannotStartShowsTheEndOfItsLogAndLeavesNothingBehind() {
        FleetSpec spec = Fleet.single(Flavour.MARIADB_11_4).withOption("no_such_option", "1");
        assertThatThrownBy(() -> Fleet.start(spec))
                .isInstanceOf(LabException.class)
                .hasMessageContaining("Server 1 ended while it started")
                .hasMessageContaining("no_such_option");
    }

    @Test
    void aTemporaryFolderGoesWithItsFleetAndANamedOneStays(@TempDir Path parent) throws Exception {
        Path temporary;
        try (Fleet fleet = Fleet.start(Fleet.single(Flavour.MARIADB_11_4))) {
            temporary = fleet.folder();
        }
        assertThat(temporary).doesNotExist();
        // Longer than a Unix domain socket's path may be: sockets must go elsewhere.
        Path named = parent.resolve("a folder with spaces and " + "a long name ".repeat(10)).resolve("fleet");
        try (Fleet fleet = Fleet.start(Fleet.star(Flavour.MARIADB_11_4, 1).inFolder(named))) {
            assertThat(RemoteFleet.in(named).file().servers()).hasSize(2);
            write(fleet.server("1"), "long");
            awaitValue(fleet.server("2"), "long");
        }
        assertThat(named.resolve("1/data")).isDirectory();
    }

    private static String receiver(LabServer server) throws Exception {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW SLAVE STATUS")) {
            return row.next() ? String.valueOf(row.getString("Slave_IO_Running")) : "none";
        }
    }

    private static String ask(LabServer server, String sql) throws Exception {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            List<String> cells = new java.util.ArrayList<>();
            for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                cells.add(row.getString(i));
            }
            return String.join(" ", cells);
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
