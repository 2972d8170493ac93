package dev.tutti.binlogserver;

import dev.tutti.core.model.Address;
import dev.tutti.core.model.Version.Family;
import dev.tutti.lab.Flavour;
import dev.tutti.lab.LabServer;
import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Statements on servers of the lab and on Binlog Servers. Stateless. */
final class Sql {
    private Sql() {}

    static void run(LabServer server, String... statements) {
        try (Connection connection = server.connect(); Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(server + ": " + e.getMessage(), e);
        }
    }

    static @Nullable String value(LabServer server, String sql, String column) {
        try (Connection connection = server.connect(); Statement statement = connection.createStatement()) {
            ResultSet rows = statement.executeQuery(sql);
            return rows.next() ? rows.getString(column) : null;
        } catch (SQLException e) {
            throw new IllegalStateException(server + ": " + e.getMessage(), e);
        }
    }

    static Connection connect(Address server, String user, String password) throws SQLException {
        return DriverManager.getConnection("jdbc:mariadb://" + server.host() + ":" + server.port() + "/?user=" + user
                + "&password=" + password + "&sslMode=disable");
    }

    /** All rows of a result, each by column name. */
    static List<Map<String, @Nullable String>> rows(Connection connection, String sql) throws SQLException {
        List<Map<String, @Nullable String>> all = new ArrayList<>();
        try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                Map<String, @Nullable String> row = new LinkedHashMap<>();
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    row.put(rows.getMetaData().getColumnLabel(i), rows.getString(i));
                }
                all.add(row);
            }
        }
        return all;
    }

    static String checksum(LabServer server) {
        return String.valueOf(value(server, "CHECKSUM TABLE app.t", "Checksum"));
    }

    static boolean saysReplica(LabServer server) {
        return server.flavour() == Flavour.MYSQL_9_7;
    }

    static @Nullable String replicaStatus(LabServer server, String column) {
        String name = saysReplica(server) ? column.replace("Slave", "Replica").replace("Master", "Source") : column;
        return value(server, saysReplica(server) ? "SHOW REPLICA STATUS" : "SHOW SLAVE STATUS", name);
    }

    static void stopReplication(LabServer server) {
        run(server, saysReplica(server) ? "STOP REPLICA" : "STOP SLAVE");
    }

    static void startReplication(LabServer server) {
        run(server, saysReplica(server) ? "START REPLICA" : "START SLAVE");
    }

    /** Points a replica, which may have replicated from the same log before, somewhere in it. */
    static void follow(LabServer replica, Address source, String more) {
        boolean words = saysReplica(replica);
        boolean mariadb = replica.flavour().family() == Family.MARIADB;
        String options = "MASTER_HOST='" + source.host() + "', MASTER_PORT=" + source.port()
                + ", MASTER_USER='repl', MASTER_PASSWORD='repl', MASTER_HEARTBEAT_PERIOD=1, MASTER_CONNECT_RETRY=1"
                + (more.isEmpty() ? "" : ", " + more)
                + (mariadb && !more.contains("MASTER_SSL") ? ", MASTER_SSL=0, MASTER_SSL_VERIFY_SERVER_CERT=0" : "");
        if (words) {
            run(replica, "STOP REPLICA",
                    "CHANGE REPLICATION SOURCE TO " + options.replace("MASTER_", "SOURCE_")
                            + (more.contains("MASTER_SSL") ? "" : ", SOURCE_SSL=0") + ", GET_SOURCE_PUBLIC_KEY=1",
                    "START REPLICA");
        } else {
            run(replica, "STOP SLAVE", "CHANGE MASTER TO " + options, "START SLAVE");
        }
    }
}
