package dev.tutti.control;

import static org.awaitility.Awaitility.await;

import dev.tutti.core.model.Version.Family;
import dev.tutti.lab.Flavour;
import dev.tutti.lab.LabServer;
import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;

/** Statements on servers of the lab, past the control plane. Stateless. */
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

    /** One column of the first row; null for NULL and when there is no row. */
    static @Nullable String value(LabServer server, String sql, String column) {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getString(column) : null;
        } catch (SQLException e) {
            throw new IllegalStateException(server + ": " + e.getMessage(), e);
        }
    }

    static boolean readOnly(LabServer server) {
        return "1".equals(value(server, "SELECT @@global.read_only AS v", "v"));
    }

    static String rows(LabServer server) {
        return String.valueOf(value(server, "CHECKSUM TABLE app.t", "Checksum"));
    }

    /** Waits until all of these hold the same rows. */
    static void awaitSameRows(List<LabServer> servers) {
        await("the same rows on " + servers)
                .atMost(TestPlane.LONG)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> new TreeSet<>(servers.stream().map(Sql::rows).toList()).size() == 1);
    }

    static boolean logHoldsAnEntry(LabServer server) {
        return entriesInLog(server) > 0 || "0".equals(value(server, "SELECT @@global.log_bin AS v", "v"))
                || "0".equals(value(server, "SELECT @@global." + logUpdates(server) + " AS v", "v"));
    }

    private static String logUpdates(LabServer server) {
        return server.flavour() == Flavour.MYSQL_9_7 ? "log_replica_updates" : "log_slave_updates";
    }

    /** How many Pseudo-GTID entries stand in the newest log file. */
    static int entriesInLog(LabServer server) {
        String file = value(server, showBinaryLogStatus(server), "File");
        int entries = 0;
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SHOW BINLOG EVENTS IN '" + file + "'")) {
            while (rows.next()) {
                if (rows.getString("Info").contains("_pseudo_gtid_")) {
                    entries++;
                }
            }
            return entries;
        } catch (SQLException e) {
            throw new IllegalStateException(server + ": " + e.getMessage(), e);
        }
    }

    static String showBinaryLogStatus(LabServer server) {
        return server.flavour() == Flavour.MYSQL_9_7 ? "SHOW BINARY LOG STATUS" : "SHOW MASTER STATUS";
    }

    /** The words of a statement in the server's own dialect: SLAVE, or REPLICA on newer MySQL. */
    static String replica(LabServer server) {
        return server.flavour() == Flavour.MYSQL_9_7 ? "REPLICA" : "SLAVE";
    }

    static @Nullable String replicaStatus(LabServer server, String column) {
        return value(server, "SHOW " + replica(server) + " STATUS", column);
    }

    static boolean isMariaDb(LabServer server) {
        return isMariaDb(server.flavour());
    }

    static boolean isMariaDb(Flavour flavour) {
        return flavour.family() == Family.MARIADB;
    }
}
