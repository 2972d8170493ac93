package dev.tutti.wire.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.core.model.Secret;
import dev.tutti.lab.Flavour;
import dev.tutti.lab.FleetExtension;
import dev.tutti.lab.TestCertificate;
import dev.tutti.lab.install.Installation;
import dev.tutti.wire.server.Authentication.Plugin;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The clients that people have: each server's own command line client, and the JDBC driver. */
class RealClientsTest {
    private static final String PASSWORD = "sec ret";
    /** MySQL 9 clients of some packages have no native plugin any more: the account that both can verify is for all. */
    private static final Account BOTH = Account.of("both", Secret.of(PASSWORD), Set.of());

    @TempDir
    private Path folder;

    static Stream<Arguments> clients() {
        return Stream.of(Flavour.values())
                .flatMap(flavour -> Stream.of(Plugin.values())
                        .flatMap(plugin -> Stream.of(false, true).map(tls -> Arguments.of(flavour, plugin, tls))))
                // Its TLS library knows nothing newer than TLS 1.0, which Java refuses.
                .filter(a -> a.get()[0] != Flavour.MYSQL_5_6 || a.get()[2].equals(false))
                // This package has no client plugins, and MariaDB's client gives up on a greeting that names one that it lacks.
                .filter(a -> a.get()[0] != Flavour.MARIADB_11_4 || a.get()[1] == Plugin.MYSQL_NATIVE_PASSWORD);
    }

    private static WireServer start(Plugin plugin) throws IOException {
        return WireServer.start(
                new ServerOptions(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), "5.6.14-log",
                        (user, client) -> user.equals("both") ? Optional.of(BOTH) : Optional.empty(),
                        Authentication.defaults().withDefaultPlugin(plugin).withTls(TestCertificate.sharedContext(), false)),
                new DriverQuestions(
                        TestHandler.VARIABLES,
                        (session, sql) -> sql.regionMatches(true, 0, "SHOW", 0, 4)
                                ? Reply.row(List.of("User", "Encrypted"),
                                        List.of(session.user(), session.encrypted() ? "yes" : "no"))
                                : Reply.notUnderstood(sql)));
    }

    private record Output(int exit, String text) {}

    private Output run(Flavour flavour, WireServer server, String password, boolean tls) throws Exception {
        Installation installation = FleetExtension.installOrSkip(flavour, "the command line client of " + flavour);
        // MySQL 5.6's mysql needs a library that no system has any more; its mysqladmin does not.
        boolean admin = flavour == Flavour.MYSQL_5_6;
        List<String> command =
                new ArrayList<>(installation.program(admin ? "mysqladmin" : "mariadb", "mysql").orElseThrow());
        command.addAll(List.of(
                "--no-defaults", "--protocol=tcp", "--host=" + server.address().host(), "--port=" + server.address().port(),
                "--user=both"));
        command.addAll(switch (flavour) {
            case MYSQL_9_7 -> tls ? List.of("--ssl-mode=REQUIRED") : List.of("--ssl-mode=DISABLED", "--get-server-public-key");
            case MARIADB_11_4, MARIADB_10_11 ->
                tls ? List.of("--ssl", "--skip-ssl-verify-server-cert") : List.of("--skip-ssl");
            case MYSQL_5_6 -> List.of("--skip-ssl");
        });
        if (flavour == Flavour.MARIADB_10_11) {
            Path plugins = installation.base().resolve("lib/x86_64-linux-gnu/libmariadb3/plugin");
            command.add("--plugin-dir=" + plugins);
        }
        command.addAll(admin ? List.of("processlist") : List.of("--execute=SHOW who"));
        Path output = Files.createTempFile(folder, "client", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().putAll(installation.environment());
        builder.environment().put("MYSQL_PWD", password);
        Process process = builder.start();
        process.getOutputStream().close();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        return new Output(process.waitFor(), Files.readString(output));
    }

    @ParameterizedTest
    @MethodSource("clients")
    void everyServersCommandLineClientLogsInAndSeesAResult(Flavour flavour, Plugin plugin, boolean tls) throws Exception {
        try (WireServer server = start(plugin)) {
            Output right = run(flavour, server, PASSWORD, tls);
            assertThat(right.text()).containsPattern("both[\\s|]+" + (tls ? "yes" : "no"));
            assertThat(right.exit()).isZero();

            Output wrong = run(flavour, server, "guessed", tls);
            assertThat(wrong.text())
                    .contains(flavour == Flavour.MYSQL_5_6 ? "error: " : "ERROR 1045 (28000)")
                    .contains("Access denied for user 'both'@'127.0.0.1' (using password: YES)");
            assertThat(wrong.exit()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "MYSQL_NATIVE_PASSWORD, disable",
        "MYSQL_NATIVE_PASSWORD, trust",
        "CACHING_SHA2_PASSWORD, disable",
        "CACHING_SHA2_PASSWORD, trust"
    })
    void theJdbcDriverLogsInAndSeesAResult(Plugin plugin, String sslMode) throws Exception {
        try (WireServer server = start(plugin)) {
            String url = "jdbc:mariadb://" + server.address() + "/?sslMode=" + sslMode + "&allowPublicKeyRetrieval=true";
            try (Connection connection = DriverManager.getConnection(url, "both", PASSWORD);
                    Statement statement = connection.createStatement();
                    ResultSet result = statement.executeQuery("SHOW who")) {
                assertThat(result.next()).isTrue();
                assertThat(Map.of(result.getString(1), result.getString(2)))
                        .isEqualTo(Map.of("both", sslMode.equals("trust") ? "yes" : "no"));
            }
            assertThatThrownBy(() -> DriverManager.getConnection(url, "both", "guessed").close())
                    .isInstanceOf(SQLException.class)
                    .satisfies(e -> assertThat(((SQLException) e).getErrorCode()).isEqualTo(1045));
        }
    }
}
