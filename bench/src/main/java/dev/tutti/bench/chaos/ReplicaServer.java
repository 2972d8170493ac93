package dev.tutti.bench.chaos;

import dev.tutti.core.model.Coordinates;
import dev.tutti.core.model.Version.Family;
import dev.tutti.lab.Flavour;
import dev.tutti.lab.LabServer;
import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A server of the fleet, asked in the words of its version. */
record ReplicaServer(LabServer server) {
    private boolean renamed() {
        return server.flavour() == Flavour.MYSQL_9_7;
    }

    private String word(String sql) {
        return renamed()
                ? sql.replace("CHANGE MASTER TO", "CHANGE REPLICATION SOURCE TO")
                        .replace("SHOW MASTER STATUS", "SHOW BINARY LOG STATUS")
                        .replace("SLAVE", "REPLICA")
                        .replace("Slave", "Replica")
                        .replace("MASTER", "SOURCE")
                        .replace("Master", "Source")
                : sql;
    }

    void run(String... statements) throws SQLException {
        try (Connection connection = server.connect(); Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(word(sql));
            }
        }
    }

    String value(String sql, String column) throws SQLException {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(word(sql))) {
            return rows.next() ? String.valueOf(rows.getString(word(column))) : "";
        }
    }

    void follow(int port, String firstFile) throws SQLException {
        run("STOP SLAVE",
                "CHANGE MASTER TO MASTER_HOST='127.0.0.1', MASTER_PORT=" + port
                        + ", MASTER_USER='tutti', MASTER_PASSWORD='tutti', MASTER_HEARTBEAT_PERIOD=0.5, MASTER_CONNECT_RETRY=1"
                        + ", MASTER_LOG_FILE='" + firstFile + "', MASTER_LOG_POS=4"
                        + (renamed() ? ", MASTER_SSL=0, GET_SOURCE_PUBLIC_KEY=1, MASTER_RETRY_COUNT=100000" : "")
                        + (server.flavour().family() == Family.MARIADB ? ", MASTER_SSL=0, MASTER_SSL_VERIFY_SERVER_CERT=0" : ""),
                "START SLAVE");
    }

    /** What it has received. */
    @Nullable Coordinates received() throws SQLException {
        String file = value("SHOW SLAVE STATUS", "Master_Log_File");
        return file.isEmpty() || file.equals("null")
                ? null
                : new Coordinates(file, Long.parseLong(value("SHOW SLAVE STATUS", "Read_Master_Log_Pos")));
    }

    /** What keeps it from replicating; empty if nothing does. Connections that fail are tried again and do not count. */
    String problem() throws SQLException {
        String applier = value("SHOW SLAVE STATUS", "Last_SQL_Error");
        boolean receives = !value("SHOW SLAVE STATUS", "Slave_IO_Running").equals("No");
        return !applier.isEmpty() || receives ? applier : value("SHOW SLAVE STATUS", "Last_IO_Error");
    }

    Coordinates end() throws SQLException {
        return new Coordinates(
                value("SHOW MASTER STATUS", "File"), Long.parseLong(value("SHOW MASTER STATUS", "Position")));
    }

    String rows() throws SQLException {
        return value("CHECKSUM TABLE app.t", "Checksum") + " of " + value("SELECT COUNT(*) AS n FROM app.t", "n") + " rows";
    }
}
