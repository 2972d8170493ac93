package dev.tutti.wire.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tutti.core.model.Secret;
import dev.tutti.lab.Flavour;
import dev.tutti.lab.Fleet;
import dev.tutti.lab.FleetExtension;
import dev.tutti.lab.LabServer;
import dev.tutti.wire.server.Authentication.Plugin;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Replicas of every server get as far as the dump, and show the error that it is answered with. */
class RealReplicasTest {
    private static final String MESSAGE = "Could not find first log file name in binary log index file";
    private static final Account REPL = Account.of("relay", Secret.of("rel ay"), Set.of());

    @ParameterizedTest
    @EnumSource(Flavour.class)
    void aReplicaRegistersAsksForALogAndShowsWhyItGotNone(Flavour flavour) throws Exception {
        boolean mariadb = flavour == Flavour.MARIADB_11_4 || flavour == Flavour.MARIADB_10_11;
        boolean newWords = flavour == Flavour.MYSQL_9_7;
        Map<String, String> variables = new HashMap<>(TestHandler.VARIABLES);
        variables.putAll(Map.of(
                "server_id", "4242", "server_uuid", "11111111-2222-3333-4444-555555555555", "gtid_mode", "OFF",
                "binlog_checksum", "CRC32", "rpl_semi_sync_source_enabled", "0", "rpl_semi_sync_master_enabled", "0"));
        TestHandler handler = new TestHandler(
                (session, sql) -> answer(variables, sql), (session, request, outlet) -> outlet.error(1236, "HY000", MESSAGE));
        DriverQuestions questions = new DriverQuestions(variables, (session, sql) -> answer(variables, sql));
        ServerHandler replicas = new ServerHandler() {
            @Override
            public Reply answer(Session session, String sql) {
                return questions.answer(session, sql);
            }

            @Override
            public Reply register(Session session, Registration replica) {
                return handler.register(session, replica);
            }

            @Override
            public void dump(Session session, DumpRequest request, Outlet outlet) throws java.io.IOException {
                handler.dump(session, request, outlet);
            }
        };
        String version = mariadb ? "5.5.5-10.11.19-MariaDB-log" : newWords ? "9.7.4" : "5.6.14-log";
        Plugin plugin = newWords ? Plugin.CACHING_SHA2_PASSWORD : Plugin.MYSQL_NATIVE_PASSWORD;
        ServerOptions options = new ServerOptions(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), version,
                (user, client) -> user.equals("relay") ? Optional.of(REPL) : Optional.empty(),
                Authentication.defaults().withDefaultPlugin(plugin));
        try (Fleet fleet = FleetExtension.startOrSkip(Fleet.single(flavour), "RealReplicasTest");
                WireServer server = WireServer.start(options, replicas)) {
            LabServer replica = fleet.server("1");
            String word = newWords ? "SOURCE" : "MASTER";
            String statement = String.format(
                    "CHANGE %s TO %2$s_HOST='127.0.0.1', %2$s_PORT=%3$d, %2$s_USER='relay', %2$s_PASSWORD='rel ay', "
                            + "%2$s_LOG_FILE='mysql-bin.000042', %2$s_LOG_POS=4711, %2$s_CONNECT_RETRY=1%4$s",
                    newWords ? "REPLICATION SOURCE" : "MASTER", word, server.address().port(),
                    mariadb ? ", MASTER_USE_GTID=no, MASTER_SSL=0, MASTER_SSL_VERIFY_SERVER_CERT=0"
                            : newWords ? ", SOURCE_SSL=0, GET_SOURCE_PUBLIC_KEY=1" : "");
            try (Connection connection = replica.connect();
                    Statement sql = connection.createStatement()) {
                sql.execute(statement);
                sql.execute(newWords ? "START REPLICA" : "START SLAVE");

                await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                    try (ResultSet row = sql.executeQuery(newWords ? "SHOW REPLICA STATUS" : "SHOW SLAVE STATUS")) {
                        assertThat(row.next()).isTrue();
                        assertThat(row.getString("Last_IO_Error")).contains(MESSAGE);
                        assertThat(row.getInt("Last_IO_Errno")).isIn(1236, 13114);
                    }
                });
            }
            assertThat(handler.registrations.getFirst().port()).isEqualTo(replica.port());
            assertThat(handler.dumps.getFirst().file()).isEqualTo("mysql-bin.000042");
            assertThat(handler.dumps.getFirst().position()).isEqualTo(4711);
            assertThat(handler.dumps.getFirst().serverId()).isEqualTo(handler.registrations.getFirst().serverId());
        }
    }

    /** The few questions of a replica that are no {@code SELECT @@…}. */
    private static Reply answer(Map<String, String> variables, String sql) {
        if (sql.startsWith("SELECT UNIX_TIMESTAMP()")) {
            return Reply.value("UNIX_TIMESTAMP()", "1795305600");
        }
        if (sql.startsWith("SHOW VARIABLES LIKE '")) {
            String name = sql.substring(21, sql.length() - 1);
            String value = variables.get(name.toLowerCase(java.util.Locale.ROOT));
            return value == null
                    ? new Reply.ResultSet(java.util.List.of("Variable_name", "Value"), java.util.List.of())
                    : Reply.row(java.util.List.of("Variable_name", "Value"), java.util.List.of(name, value));
        }
        if (sql.startsWith("SELECT binlog_gtid_pos")) {
            return Reply.value("pos", null);
        }
        return Reply.notUnderstood(sql);
    }
}
