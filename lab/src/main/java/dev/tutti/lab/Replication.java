package dev.tutti.lab;

import dev.tutti.core.model.Address;
import dev.tutti.core.model.Version.Family;
import dev.tutti.lab.process.Deadline;
import dev.tutti.lab.process.Tail;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** Makes fresh servers replicate from each other, from the start of the source's first binary log. Stateless. */
final class Replication {
    private Replication() {}

    static void start(LabServer replica, FleetMember source, Deadline deadline) {
        String what = "Server " + replica.name() + " cannot replicate from server " + source.name();
        try (Connection connection = replica.connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements(replica.flavour(), source.address())) {
                statement.execute(sql);
            }
            AtomicReference<String> seen = new AtomicReference<>("");
            deadline.await(
                    () -> runs(statement, replica.flavour(), seen),
                    what,
                    () -> "Replication status: " + seen.get() + ". " + Tail.ofLogs(replica.errorLog()));
        } catch (SQLException e) {
            throw new LabException(what + ": " + e.getMessage(), e);
        }
    }

    private static List<String> statements(Flavour flavour, Address source) {
        boolean newWords = flavour == Flavour.MYSQL_9_7;
        String prefix = newWords ? "SOURCE" : "MASTER";
        String common = String.format(
                "%1$s_HOST='%2$s', %1$s_PORT=%3$d, %1$s_USER='%4$s', %1$s_PASSWORD='%5$s', %1$s_LOG_FILE='mysql-bin.000001', "
                        + "%1$s_LOG_POS=4, %1$s_HEARTBEAT_PERIOD=1, %1$s_CONNECT_RETRY=1",
                prefix, source.host(), source.port(), Accounts.REPLICATION.user(),
                Accounts.REPLICATION.password().reveal());
        if (newWords) {
            return List.of(
                    "CHANGE REPLICATION SOURCE TO " + common + ", SOURCE_SSL=0, GET_SOURCE_PUBLIC_KEY=1, "
                            + "SOURCE_AUTO_POSITION=0, SOURCE_RETRY_COUNT=86400",
                    "START REPLICA");
        }
        String own = flavour.family() == Family.MARIADB
                ? ", MASTER_USE_GTID=no, MASTER_SSL=0, MASTER_SSL_VERIFY_SERVER_CERT=0"
                : ", MASTER_AUTO_POSITION=0, MASTER_RETRY_COUNT=86400";
        return List.of("CHANGE MASTER TO " + common + own, "START SLAVE");
    }

    private static boolean runs(Statement statement, Flavour flavour, AtomicReference<String> seen) {
        boolean newWords = flavour == Flavour.MYSQL_9_7;
        String word = newWords ? "Replica" : "Slave";
        try (ResultSet row = statement.executeQuery("SHOW " + word + " STATUS")) {
            if (!row.next()) {
                seen.set("none");
                return false;
            }
            String receiver = row.getString(word + "_IO_Running");
            String applier = row.getString(word + "_SQL_Running");
            seen.set("receiver " + receiver + " " + row.getString("Last_IO_Error") + ", applier " + applier + " "
                    + row.getString("Last_SQL_Error"));
            return "Yes".equals(receiver) && "Yes".equals(applier);
        } catch (SQLException e) {
            seen.set(String.valueOf(e.getMessage()));
            return false;
        }
    }
}
