package dev.tutti.lab;

import dev.tutti.core.model.Address;
import dev.tutti.core.model.Credentials;
import dev.tutti.core.model.Secret;
import dev.tutti.core.model.Version.Family;
import dev.tutti.lab.process.Deadline;
import dev.tutti.lab.process.Jdbc;
import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Statements that tests run on servers, in each flavour's own words. Every call has a connection of its own, as the administrator
 * and past the proxy, unless one is given. Stateless; a statement that fails is an {@link IllegalStateException}.
 */
public final class Sql {
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration SAME_ROWS = Duration.ofSeconds(60);

    private Sql() {}

    public static void run(LabServer server, String... statements) {
        try (Connection connection = server.connect(); Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(server + ": " + e.getMessage(), e);
        }
    }

    /** One column of the first row; null for NULL and when there is no row. */
    public static @Nullable String value(LabServer server, String sql, String column) {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getString(column) : null;
        } catch (SQLException e) {
            throw new IllegalStateException(server + ": " + e.getMessage(), e);
        }
    }

    /** A connection to a server that need not be the lab's, without TLS. */
    public static Connection connect(Address server, String user, String password) throws SQLException {
        return Jdbc.connect(server, new Credentials(user, Secret.of(password)), CONNECT, Duration.ZERO);
    }

    /** All rows of a result, each by column name. */
    public static List<Map<String, @Nullable String>> rows(Connection connection, String sql) throws SQLException {
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

    /** What tells the rows of {@code app.t} from other rows. */
    public static String checksum(LabServer server) {
        return String.valueOf(value(server, "CHECKSUM TABLE app.t", "Checksum"));
    }

    /** Waits until all of these hold the same rows in {@code app.t}. */
    public static void awaitSameRows(List<LabServer> servers) {
        Deadline.in(SAME_ROWS).await(
                () -> servers.stream().map(Sql::checksum).distinct().count() == 1,
                "The same rows are not on " + servers,
                () -> "Checksums: " + servers.stream().map(Sql::checksum).toList());
    }

    public static boolean readOnly(LabServer server) {
        return "1".equals(value(server, "SELECT @@global.read_only AS v", "v"));
    }

    public static boolean isMariaDb(Flavour flavour) {
        return flavour.family() == Family.MARIADB;
    }

    /** Whether its statements say REPLICA and SOURCE and no longer know the older words. */
    public static boolean saysReplica(LabServer server) {
        return server.flavour() == Flavour.MYSQL_9_7;
    }

    /** What its statements call a replica: SLAVE, or REPLICA on newer MySQL. */
    public static String replica(LabServer server) {
        return saysReplica(server) ? "REPLICA" : "SLAVE";
    }

    public static String showBinaryLogStatus(LabServer server) {
        return saysReplica(server) ? "SHOW BINARY LOG STATUS" : "SHOW MASTER STATUS";
    }

    /**
     * One column of its replica status; null when it is no replica.
     *
     * @param column in the older words, whatever the server says
     */
    public static @Nullable String replicaStatus(LabServer server, String column) {
        String name = saysReplica(server) ? column.replace("Slave", "Replica").replace("Master", "Source") : column;
        return value(server, "SHOW " + replica(server) + " STATUS", name);
    }

    /** How far a replica is, and what stops it, in one line. */
    public static String replicaSummary(LabServer replica) {
        return Stream.of(
                        "Slave_IO_Running", "Slave_SQL_Running", "Master_Log_File", "Read_Master_Log_Pos", "Exec_Master_Log_Pos",
                        "Slave_SQL_Running_State", "Last_IO_Error", "Last_SQL_Error")
                .map(column -> column + "=" + replicaStatus(replica, column))
                .collect(Collectors.joining(", "));
    }

    public static void stopReplication(LabServer server) {
        run(server, "STOP " + replica(server));
    }

    public static void startReplication(LabServer server) {
        run(server, "START " + replica(server));
    }

    /**
     * Points a replica, which may have replicated from the same log before, somewhere in it, and starts it.
     *
     * @param more further options of the statement, in the older words; empty for none
     */
    public static void follow(LabServer replica, Address source, String more) {
        boolean mariadb = isMariaDb(replica.flavour());
        String options = "MASTER_HOST='" + source.host() + "', MASTER_PORT=" + source.port()
                + ", MASTER_USER='" + Accounts.REPLICATION.user()
                + "', MASTER_PASSWORD='" + Accounts.REPLICATION.password().reveal()
                + "', MASTER_HEARTBEAT_PERIOD=1, MASTER_CONNECT_RETRY=1"
                + (more.isEmpty() ? "" : ", " + more)
                + (mariadb && !more.contains("MASTER_SSL") ? ", MASTER_SSL=0, MASTER_SSL_VERIFY_SERVER_CERT=0" : "");
        stopReplication(replica);
        run(replica, saysReplica(replica)
                ? "CHANGE REPLICATION SOURCE TO " + options.replace("MASTER_", "SOURCE_")
                        + (more.contains("MASTER_SSL") ? "" : ", SOURCE_SSL=0") + ", GET_SOURCE_PUBLIC_KEY=1"
                : "CHANGE MASTER TO " + options);
        startReplication(replica);
    }
}
