package dev.tutti.control;

import dev.tutti.lab.LabServer;
import dev.tutti.lab.Sql;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Pseudo-GTID entries in the logs of the lab's servers. Stateless. */
final class Entries {
    private Entries() {}

    /** Whether there is one in its newest log file; also of a server that writes none of what it replicates. */
    static boolean inLog(LabServer server) {
        return countInLog(server) > 0
                || "0".equals(Sql.value(server, "SELECT @@global.log_bin AS v", "v"))
                || "0".equals(Sql.value(server, "SELECT @@global." + logUpdates(server) + " AS v", "v"));
    }

    private static String logUpdates(LabServer server) {
        return Sql.saysReplica(server) ? "log_replica_updates" : "log_slave_updates";
    }

    /** How many stand in its newest log file. */
    static int countInLog(LabServer server) {
        String file = Sql.value(server, Sql.showBinaryLogStatus(server), "File");
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
}
