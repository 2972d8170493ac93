package dev.tutti.binlogserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tutti.binlogserver.store.StoredFile;
import dev.tutti.core.model.Version.Family;
import dev.tutti.lab.LabServer;
import dev.tutti.lab.Sql;
import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Compares a Binlog Server's answers with its primary's: through the driver, and through the client that the family has. */
record AskedLikeAServer(BinlogServer server, LabServer primary, Path folder) {
    void compare(Connection connection) throws Exception {
        String status = Sql.saysReplica(primary) ? "SHOW BINARY LOG STATUS" : "SHOW MASTER STATUS";
        try (Connection theirs = primary.connect()) {
            // MariaDB writes a checkpoint event some time after it began a file, whether anybody writes or not.
            await("the same end of the log").atMost(TestServer.LONG).untilAsserted(() -> {
                List<Map<String, @Nullable String>> expected = Sql.rows(theirs, status);
                List<Map<String, @Nullable String>> found = Sql.rows(connection, status);
                for (String column : List.of("File", "Position", "Executed_Gtid_Set")) {
                    assertThat(normal(found.getFirst().get(column))).as(column).isEqualTo(normal(expected.getFirst().get(column)));
                }
            });
            List<Map<String, @Nullable String>> logs = Sql.rows(theirs, "SHOW BINARY LOGS");
            List<Map<String, @Nullable String>> ours = Sql.rows(connection, "SHOW BINARY LOGS");
            for (int i = 0; i < logs.size(); i++) {
                assertThat(ours.get(i)).containsEntry("Log_name", logs.get(i).get("Log_name"))
                        .containsEntry("File_size", logs.get(i).get("File_size"));
            }
            for (StoredFile file : server.store().files()) {
                events(theirs, connection, "SHOW BINLOG EVENTS IN '" + file.name() + "'");
                events(theirs, connection, "SHOW BINLOG EVENTS IN '" + file.name() + "' LIMIT 3, 4");
            }
            for (String name : List.of("binlog_checksum", "server_id", "log_bin", "gtid_mode", "gtid_executed", "gtid_purged",
                    "gtid_binlog_pos", "gtid_binlog_state", "gtid_domain_id")) {
                String show = "SHOW GLOBAL VARIABLES LIKE '" + name + "'";
                List<Map<String, @Nullable String>> one = Sql.rows(theirs, show);
                List<Map<String, @Nullable String>> other = Sql.rows(connection, show);
                assertThat(other).as(name).hasSameSizeAs(one);
                if (!one.isEmpty()) {
                    assertThat(gtids(other.getFirst().get("Value"))).as(name).isEqualTo(gtids(one.getFirst().get("Value")));
                }
            }
        }
        client();
    }

    private static @Nullable String normal(@Nullable String value) {
        return value == null ? null : value.replaceAll("\\s", "");
    }

    /** MariaDB's lists of GTIDs have no order. */
    private static List<String> gtids(@Nullable String value) {
        return String.valueOf(normal(value)).lines().flatMap(line -> List.of(line.split(",")).stream()).sorted().toList();
    }

    private void events(Connection theirs, Connection ours, String sql) throws Exception {
        List<Map<String, @Nullable String>> expected = Sql.rows(theirs, sql);
        List<Map<String, @Nullable String>> found = Sql.rows(ours, sql);
        List<String> differences = new ArrayList<>();
        for (int i = 0; i < Math.max(expected.size(), found.size()); i++) {
            Map<String, @Nullable String> beside = i < found.size() ? found.get(i) : Map.of();
            String one = i < expected.size() ? row(withEnd(expected.get(i), beside)) : "nothing";
            String other = i < found.size() ? row(found.get(i)) : "nothing";
            if (!one.equals(other)) {
                differences.add("the primary: " + one + "\n     we: " + other);
            }
        }
        assertThat(differences).as(sql).isEmpty();
    }

    /** MariaDB from 11.4 on shows 0 as the end of what stands inside a transaction, as it writes it; we say where it ends. */
    private static Map<String, @Nullable String> withEnd(
            Map<String, @Nullable String> theirs, Map<String, @Nullable String> ours) {
        if (!"0".equals(theirs.get("End_log_pos"))) {
            return theirs;
        }
        Map<String, @Nullable String> completed = new HashMap<>(theirs);
        completed.put("End_log_pos", ours.get("End_log_pos"));
        return completed;
    }

    private String row(Map<String, @Nullable String> row) {
        return row.get("Log_name") + " " + row.get("Pos") + " " + row.get("Event_type") + " " + row.get("Server_id") + " "
                + row.get("End_log_pos") + " " + info(row);
    }

    private String info(Map<String, @Nullable String> row) {
        String info = String.valueOf(row.get("Info"));
        return String.valueOf(row.get("Event_type")).startsWith("Previous_gtids") ? String.valueOf(normal(info)) : info;
    }

    private void client() throws Exception {
        List<String> client = Programs.client(primary, folder.resolve("client")).orElse(null);
        if (client == null) {
            System.err.println("*** NOT TESTED: there is no command-line client of " + primary.flavour());
            return;
        }
        boolean mariadb = primary.flavour().family() == Family.MARIADB;
        for (String sql : List.of(
                Sql.saysReplica(primary) ? "SHOW BINARY LOG STATUS" : "SHOW MASTER STATUS",
                "SHOW BINARY LOGS", "SHOW BINLOG EVENTS LIMIT 5",
                Sql.saysReplica(primary) ? "SHOW REPLICA STATUS" : "SHOW SLAVE STATUS",
                Sql.saysReplica(primary) ? "SHOW REPLICAS" : "SHOW SLAVE HOSTS",
                "SHOW PROCESSLIST", "SHOW FULL PROCESSLIST", "SHOW VARIABLES LIKE 'server_id'", "SHOW GLOBAL STATUS",
                "SELECT VERSION(), @@hostname, UNIX_TIMESTAMP(), CONNECTION_ID()", "SHOW GRANTS",
                mariadb ? "SELECT @@gtid_binlog_pos" : "SELECT @@global.gtid_executed")) {
            String out = Programs.run(
                    primary,
                    Programs.to(client, primary, server.address(), "tutti", "--batch", "--execute=" + sql),
                    folder.resolve("client"));
            assertThat(out.lines().count()).as(sql).isGreaterThan(1);
        }
    }
}
