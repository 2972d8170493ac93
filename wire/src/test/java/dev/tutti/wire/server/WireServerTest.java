package dev.tutti.wire.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tutti.core.model.Address;
import dev.tutti.core.model.Credentials;
import dev.tutti.core.model.Secret;
import dev.tutti.core.model.Version;
import dev.tutti.wire.Rows;
import dev.tutti.wire.ServerErrorException;
import dev.tutti.wire.WireConnection;
import dev.tutti.wire.WireException;
import dev.tutti.wire.WireOptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.InetSocketAddress;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

class WireServerTest {
    private static final Credentials APP = new Credentials("app", Secret.of("secret"));
    private static final Map<String, String> VARIABLES =
            Map.of("version", "5.6.14-log", "version_comment", "model", "server_id", "7", "max_allowed_packet", "4194304",
                    "wait_timeout", "28800", "auto_increment_increment", "1", "system_time_zone", "UTC", "time_zone", "SYSTEM",
                    "sql_mode", "", "tx_isolation", "REPEATABLE-READ");

    private WireServer server;

    @BeforeEach
    void start() throws Exception {
        server = WireServer.start(
                ServerOptions.onLoopback(0, "5.6.14-log", List.of(APP)), new DriverQuestions(VARIABLES, WireServerTest::answer));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static Reply answer(Session session, String sql) {
        return switch (sql) {
            case "SHOW SLAVE STATUS" ->
                Reply.row(List.of("Master_Host", "Last_IO_Error", "Gtid"), Arrays.asList("db1", "", null));
            case "many" -> {
                List<List<@Nullable String>> rows = new ArrayList<>();
                for (int i = 0; i < 100_000; i++) {
                    rows.add(List.of(Integer.toString(i)));
                }
                yield new Reply.ResultSet(List.of("n"), rows);
            }
            case "delete" -> new Reply.Ok(3);
            case "fail" -> throw new IllegalStateException("broken inside");
            case "who" -> Reply.value("who", session.user() + "@" + session.database());
            default -> Reply.notUnderstood(sql);
        };
    }

    @Test
    void ourOwnClientReadsWhatTheServerAnswers() throws Exception {
        try (WireConnection connection = WireConnection.connect(server.address(), APP, WireOptions.defaults())) {
            assertThat(connection.version()).isEqualTo(Version.parse("5.6.14-log"));
            assertThat(connection.threadId()).isEqualTo(1);

            Rows status = connection.query("SHOW SLAVE STATUS");
            assertThat(status.columns()).containsExactly("Master_Host", "Last_IO_Error", "Gtid");
            assertThat(status.value(0, "master_host")).isEqualTo("db1");
            assertThat(status.value(0, "gtid")).isNull();
            assertThat(status.asMaps().getFirst()).containsEntry("Last_IO_Error", "");

            assertThat(connection.query("many").rows()).hasSize(100_000);
            assertThat(connection.query("delete").affected()).isEqualTo(3);
            assertThat(connection.query("SELECT @@server_id").first()).isEqualTo("7");
        }
    }

    @Test
    void aRefusedStatementLeavesTheConnectionUsable() throws Exception {
        try (WireConnection connection = WireConnection.connect(server.address(), APP, WireOptions.defaults())) {
            ServerErrorException refused =
                    catchThrowableOfType(ServerErrorException.class, () -> connection.query("nonsense"));

            assertThat(refused.code()).isEqualTo(1064);
            assertThat(refused.sqlState()).isEqualTo("42000");
            assertThat(refused).hasMessageContaining(server.address().toString()).hasMessageContaining("\"nonsense\"");
            assertThatThrownBy(() -> connection.query("fail")).hasMessageContaining("broken inside");
            assertThat(connection.query("delete").affected()).isEqualTo(3);
        }
    }

    @Test
    void aWrongPasswordIsRefusedWithoutBeingRepeated() {
        Credentials wrong = new Credentials("app", Secret.of("guessed"));

        ServerErrorException refused = catchThrowableOfType(
                ServerErrorException.class, () -> WireConnection.connect(server.address(), wrong, WireOptions.defaults()));

        assertThat(refused.code()).isEqualTo(1045);
        assertThat(refused)
                .hasMessageContaining(server.address().toString())
                .hasMessageContaining("the login of user 'app'")
                .hasMessageContaining("check user and password")
                .hasMessageNotContaining("guessed");
    }

    @Test
    void aServerThatDiesCutsItsConnections() throws Exception {
        try (WireConnection connection = WireConnection.connect(server.address(), APP, WireOptions.defaults())) {
            server.close();

            assertThatThrownBy(() -> connection.query("delete"))
                    .isInstanceOf(WireException.class)
                    .hasMessageContaining(server.address().toString());
        }
        assertThatThrownBy(() -> WireConnection.connect(server.address(), APP, WireOptions.defaults()))
                .isInstanceOf(WireException.class)
                .hasMessageContaining("Cannot connect to " + server.address());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::"})
    void aServerOnAllAddressesIsReachedByEach(String all) throws Exception {
        ServerOptions options = new ServerOptions(
                new InetSocketAddress(all, 0), "5.6.14-log", Accounts.of(List.of(APP)), Authentication.defaults());
        try (WireServer open = WireServer.start(options, (session, sql) -> Reply.value("host", session.host()))) {
            assertThat(open.address().host()).isEqualTo(all);
            Address loopback = new Address("127.0.0.1", open.address().port());
            try (WireConnection connection = WireConnection.connect(loopback, APP, WireOptions.defaults())) {
                assertThat(connection.query("host").first()).startsWith("127.0.0.1:");
            }
        }
    }

    @Test
    void theMariadbDriverConnectsAndAsks() throws Exception {
        String url = "jdbc:mariadb://" + server.address() + "/shop?user=app&password=secret";
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            assertThat(connection.isValid(2)).isTrue();
            try (ResultSet result = statement.executeQuery("SHOW SLAVE STATUS")) {
                assertThat(result.next()).isTrue();
                assertThat(result.getString("Master_Host")).isEqualTo("db1");
                assertThat(result.getString("Gtid")).isNull();
            }
            try (ResultSet result = statement.executeQuery("who")) {
                result.next();
                assertThat(result.getString(1)).isEqualTo("app@shop");
            }
            try (ResultSet result = statement.executeQuery("SELECT @@server_id")) {
                result.next();
                assertThat(result.getLong(1)).isEqualTo(7);
            }
            assertThat(statement.executeUpdate("delete")).isEqualTo(3);
            assertThatThrownBy(() -> statement.execute("nonsense"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("Not understood here");
        }
    }

    @Test
    void userVariablesAreKeptForTheSession() throws Exception {
        try (WireConnection connection = WireConnection.connect(server.address(), APP, WireOptions.defaults())) {
            connection.query("SET @slave_uuid = 'abc', @id = @@server_id");

            assertThat(connection.query("SELECT @slave_uuid, @id, @other").rows())
                    .containsExactly(Arrays.asList("abc", "7", null));
            assertThatThrownBy(() -> connection.query("SELECT @@gtid_mode")).hasMessageContaining("1193");
        }
    }
}
