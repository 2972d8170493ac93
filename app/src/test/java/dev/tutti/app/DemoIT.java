package dev.tutti.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.control.record.Json;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** The demo as newcomers and programs use it. */
@SuppressWarnings("NullAway.Init") // JUnit fills it
class DemoIT {
    private static final Duration RECOVERED = Duration.ofSeconds(30);

    @TempDir
    private Path parent;

    private Path folder() {
        return parent.resolve("fleet");
    }

    private Packaged headless() throws Exception {
        return headless("chain");
    }

    private Packaged headless(String scenario) throws Exception {
        return Packaged.start(parent, "demo", "--scenario", scenario, "--headless", "--json", "--dir", folder().toString(),
                "--port", Integer.toString(RealFleet.freePort()));
    }

    private static JsonNode ready(Packaged demo) throws IOException {
        String line = demo.out.readLine();
        assertThat(line).as(demo.err()).isNotNull();
        return Json.mapper().readTree(line);
    }

    /** What a program does with it: reads one line, kills processes by their numbers, looks with the account it was given. */
    @Test
    void whateverIsKilledByItsPidIsRecoveredAndSigtermEndsEverything() throws Exception {
        try (Packaged demo = headless()) {
            JsonNode description = ready(demo);
            Servers servers = new Servers(description);
            assertThat(servers.all).extracting(server -> server.path("name").asString()).containsExactly("1", "2", "3", "4", "5", "6");
            assertThat(servers.all).extracting(server -> server.path("replicates_from").asString(null))
                    .containsExactly(null, "1", "1", "1", "4", "4");
            assertThat(servers.all).allMatch(server -> server.path("kind").asString().equals("server")
                    && Files.exists(Path.of(server.path("data").asString(), "mysql-bin.000001")));
            assertThat(description.path("api").asString()).startsWith("http://127.0.0.1:");
            servers.awaitBelow("1");
            servers.mayLookAndWrite("1");

            servers.kill("4", "KILL");
            servers.awaitAllBelow("1");

            servers.kill("1", "KILL");
            String second = servers.awaitNewPrimary();
            servers.awaitAllBelow(second);
            servers.mayLookAndWrite(second);

            servers.kill(second, "STOP");
            String third = servers.awaitNewPrimary();
            servers.awaitAllBelow(third);
            servers.mayLookAndWrite(third);

            demo.signal("TERM");
            assertThat(demo.exit()).as(demo.err()).isZero();
            assertThat(demo.out.readAllAsString()).as("nothing but the one line").isEmpty();
        }
        Packaged.awaitNothingLeft(folder());
        assertThat(parent.resolve("tutti/running")).isEmptyDirectory();
    }

    /** A Binlog Server is killed by its process id as a server is, is looked at, lets replicas in, and ends with the demo. */
    @Test
    void binlogServersAreDescribedKilledAndEndedLikeServers() throws Exception {
        try (Packaged demo = headless("binlog-servers")) {
            Servers servers = new Servers(ready(demo));
            assertThat(servers.all).extracting(server -> server.path("name").asString())
                    .containsExactly("1", "2", "3", "4", "5", "6", "A", "B");
            assertThat(servers.all).extracting(server -> server.path("replicates_from").asString(null))
                    .containsExactly(null, "1", "2", "A", "A", "B", "1", "1");
            List<JsonNode> stores = servers.all.stream()
                    .filter(server -> server.path("kind").asString().equals("binlog-server"))
                    .toList();
            assertThat(stores).extracting(server -> server.path("name").asString()).containsExactly("A", "B");
            for (JsonNode store : stores) {
                assertThat(Path.of(store.path("data").asString(), "mysql-bin.000001")).isNotEmptyFile();
                try (Connection replica = DriverManager.getConnection(
                        "jdbc:mariadb://127.0.0.1:" + store.path("port").asInt() + "/",
                        store.path("replication_user").asString(), store.path("replication_password").asString())) {
                    assertThat(replica.isValid(5)).isTrue();
                }
            }
            servers.awaitAllBelow("1");

            servers.kill("A", "KILL");
            servers.awaitAllBelow("1");
            assertThat(Packaged.run(parent, "lab", "start", "A").out()).isEqualTo("server A started\n");

            demo.signal("TERM");
            assertThat(demo.exit()).as(demo.err()).isZero();
        }
        Packaged.awaitNothingLeft(folder());
    }

    @Test
    void aDemoThatIsKilledWithoutWarningLeavesNoProcess() throws Exception {
        try (Packaged demo = headless()) {
            ready(demo);
            assertThat(Packaged.processesOf(folder())).hasSizeGreaterThan(6);
            demo.process.destroyForcibly();
            demo.exit();
        }
        Packaged.awaitNothingLeft(folder());
    }

    /** Asked to end while it starts its servers: by Ctrl-C in a terminal, or by a service manager. */
    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM"})
    void aDemoThatIsEndedWhileItStartsLeavesNoProcess(String signal) throws Exception {
        try (Packaged demo = headless()) {
            Awaitility.await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(10))
                    .until(() -> !Packaged.processesOf(folder()).isEmpty() || !demo.process.isAlive());
            demo.signal(signal);
            assertThat(demo.exit()).as(demo.err()).isEqualTo(1);
            assertThat(demo.out.readAllAsString()).isEmpty();
        }
        Packaged.awaitNothingLeft(folder());
    }

    @Test
    void theTourChecksItself() throws Exception {
        Captured tour = Packaged.run(parent, "demo", "--tour", "--dir", folder().toString(),
                "--port", Integer.toString(RealFleet.freePort()));
        assertThat(tour.exit()).as(tour.toString()).isZero();
        assertThat(tour.out()).containsPattern("intermediate 4 killed .* ms").containsPattern("primary 1 killed .* ms")
                .contains("writes acknowledged", "longest pause for clients").doesNotContain("FAILED");
        Packaged.awaitNothingLeft(folder());
    }

    @Test
    void theTourOfBinlogServersLosesNoAcknowledgedWrite() throws Exception {
        Captured tour = Packaged.run(parent, "demo", "--scenario", "binlog-servers", "--tour", "--dir", folder().toString(),
                "--port", Integer.toString(RealFleet.freePort()));
        assertThat(tour.exit()).as(tour.toString()).isZero();
        assertThat(tour.out()).containsPattern("Binlog Server A killed .* m?s").containsPattern("primary 1 killed .* m?s")
                .contains("acknowledged writes are on no replica", ", 0 of them lost; all tables equal").doesNotContain("FAILED");
        Packaged.awaitNothingLeft(folder());
    }

    @Test
    void aTakenPortAnUnknownFlavourAndAFullFolderAreToldInASentenceBeforeAnythingStarts() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Captured demo = Packaged.run(parent, "demo", "--headless", "--dir", folder().toString(),
                    "--port", Integer.toString(taken.getLocalPort()));
            assertThat(demo.exit()).isEqualTo(1);
            assertThat(demo.err()).contains("cannot listen on port " + taken.getLocalPort()).hasLineCount(1);
        }
        Captured flavour = Packaged.run(parent, "demo", "--flavour", "postgres");
        assertThat(flavour.exit()).isEqualTo(2);
        assertThat(flavour.err()).contains("no flavour \"postgres\"", "mariadb114").hasLineCount(1);
        Captured scenario = Packaged.run(parent, "demo", "--scenario", "opera");
        assertThat(scenario.exit()).isEqualTo(2);
        assertThat(scenario.err()).contains("no scenario \"opera\"", "chain, binlog-servers").hasLineCount(1);
        assertThat(folder()).doesNotExist();

        Files.createDirectories(folder());
        Files.writeString(folder().resolve("precious"), "data");
        Captured full = Packaged.run(parent, "demo", "--headless", "--dir", folder().toString(),
                "--port", Integer.toString(RealFleet.freePort()));
        assertThat(full.exit()).isEqualTo(1);
        assertThat(full.err()).contains("is not empty");
        assertThat(folder().resolve("precious")).hasContent("data");
    }

    /** In a terminal: the tree, what to try, commands beside it without options, Ctrl-C. */
    @Test
    void aPersonSeesTheTreeAndCommandsBesideItNeedNoOptions() throws Exception {
        Process terminal = new ProcessBuilder("script", "-qefc", "exec " + String.join(" ",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(), "--enable-native-access=ALL-UNNAMED",
                        "-jar", Path.of(System.getProperty("tutti.dist", "target/dist"), "tutti.jar").toString(),
                        "demo", "--dir", folder().toString()),
                        parent.resolve("typescript").toString())
                .redirectErrorStream(true)
                .redirectOutput(parent.resolve("screen").toFile())
                .start();
        try {
            Awaitility.await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(50))
                    .until(() -> screen().contains("intermediate  MariaDB") || !terminal.isAlive());
            assertThat(screen()).contains("Page: http://127.0.0.1:", "lab kill 4", folder() + "/tutti/tutti.log");
            String afterTree = screen().substring(screen().indexOf("Page: "));
            Optional<ProcessHandle> demo = terminal.descendants().filter(one -> one.info().command().orElse("").endsWith("java")).findFirst();
            assertThat(demo).isPresent();
            assertThat(afterTree).as("no log line garbles the tree").doesNotContain(" INFO ");

            assertThat(Packaged.run(parent, "lab", "kill", "4").out()).isEqualTo("server 4 killed\n");
            Awaitility.await().atMost(RECOVERED).pollInterval(Duration.ofMillis(50)).until(() -> screen().contains("recovering"));
            Awaitility.await().atMost(RECOVERED).pollInterval(Duration.ofMillis(50))
                    .until(() -> Files.readString(folder().resolve("tutti/tutti.log")).contains("recovery 1 succeeded"));
            assertThat(screen().substring(screen().indexOf("Page: "))).doesNotContain(" INFO ", " WARN ");

            terminal.getOutputStream().write(3); // Ctrl-C
            terminal.getOutputStream().flush();
            assertThat(terminal.waitFor(Duration.ofSeconds(30))).isTrue();
            assertThat(terminal.exitValue()).isZero();
        } finally {
            terminal.destroyForcibly();
        }
        Packaged.awaitNothingLeft(folder());
    }

    private String screen() throws IOException {
        return Files.readString(parent.resolve("screen"));
    }

    /** The servers as a program sees them that knows nothing but the line of JSON. */
    private static final class Servers {
        final List<JsonNode> all;
        private final String user;
        private final String password;
        private final Map<String, JsonNode> alive = new HashMap<>();
        private final List<String> dead = new ArrayList<>();

        Servers(JsonNode description) {
            all = StreamSupport.stream(description.path("servers").spliterator(), false).toList();
            user = description.path("user").asString();
            password = description.path("password").asString();
            all.forEach(server -> alive.put(server.path("name").asString(), server));
        }

        void kill(String name, String signal) throws Exception {
            JsonNode victim = alive.remove(name);
            assertThat(victim).isNotNull();
            dead.add(name);
            Packaged.signal(signal, victim.path("pid").asLong());
        }

        private Connection connect(JsonNode server) throws SQLException {
            return DriverManager.getConnection("jdbc:mariadb://" + server.path("host").asString() + ":"
                    + server.path("port").asInt() + "/?connectTimeout=2000&socketTimeout=5000", user, password);
        }

        private String portOfSource(JsonNode server) {
            try (Connection connection = connect(server);
                    var statement = connection.createStatement();
                    var rows = statement.executeQuery("SHOW SLAVE STATUS")) {
                boolean works = rows.next()
                        && rows.getString("Slave_IO_Running").equals("Yes")
                        && rows.getString("Slave_SQL_Running").equals("Yes");
                return works ? rows.getString("Master_Port") : "";
            } catch (SQLException e) {
                return "";
            }
        }

        private boolean writable(JsonNode server) {
            try (Connection connection = connect(server);
                    var statement = connection.createStatement();
                    var rows = statement.executeQuery("SHOW GLOBAL VARIABLES LIKE 'read_only'")) {
                return rows.next() && rows.getString(2).equals("OFF");
            } catch (SQLException e) {
                return false;
            }
        }

        /** The two levels that it starts with. */
        void awaitBelow(String primary) {
            Awaitility.await().atMost(RECOVERED).until(() -> alive.values().stream()
                    .allMatch(server -> server.path("name").asString().equals(primary) || !portOfSource(server).isEmpty()));
        }

        /** Every living replica replicates, and following sources leads from each to the primary. */
        void awaitAllBelow(String primary) {
            Awaitility.await("all replicate below " + primary + " without " + dead).atMost(RECOVERED)
                    .pollInterval(Duration.ofMillis(50)).until(() -> alive.keySet().stream().allMatch(name -> leadsTo(name, primary)));
        }

        private boolean leadsTo(String name, String primary) {
            String at = name;
            for (int i = 0; i < 6 && !at.equals(primary); i++) {
                JsonNode server = alive.get(at);
                String port = server == null ? "" : portOfSource(server);
                at = alive.entrySet().stream()
                        .filter(other -> Integer.toString(other.getValue().path("port").asInt()).equals(port))
                        .map(Map.Entry::getKey)
                        .findFirst()
                        .orElse("nowhere");
            }
            return at.equals(primary);
        }

        String awaitNewPrimary() {
            return Awaitility.await("a new primary without " + dead).atMost(RECOVERED).pollInterval(Duration.ofMillis(50))
                    .until(() -> alive.entrySet().stream()
                            .filter(server -> portOfSource(server.getValue()).isEmpty() && writable(server.getValue()))
                            .map(Map.Entry::getKey)
                            .findFirst(), Optional::isPresent)
                    .orElseThrow();
        }

        void mayLookAndWrite(String primary) throws SQLException {
            for (JsonNode server : alive.values()) {
                try (Connection connection = connect(server); var statement = connection.createStatement()) {
                    statement.executeQuery("SHOW GLOBAL STATUS").close();
                    statement.executeQuery("SELECT COUNT(*) FROM app.t").close();
                    if (server.path("name").asString().equals(primary)) {
                        statement.executeUpdate("INSERT INTO app.t (v) VALUES ('a program was here')");
                    }
                }
            }
        }
    }
}
