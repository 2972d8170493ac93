package dev.tutti.traffic.feed.proxy;

import dev.tutti.core.model.Address;
import dev.tutti.core.model.Credentials;
import dev.tutti.core.model.Secret;
import dev.tutti.wire.server.Reply;
import dev.tutti.wire.server.ServerOptions;
import dev.tutti.wire.server.Session;
import dev.tutti.wire.server.WireServer;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/**
 * Stands in for ProxySQL's admin interface, which Debian does not have: as there, SQLite behind the MySQL protocol, with tables of
 * the same names and columns for memory, runtime and disk, and {@code LOAD} and {@code SAVE} that copy between them. What is no SQL
 * of SQLite's is refused as there, also when a driver asks it; only SET is answered by OK, as there.
 */
final class ProxySqlStandIn implements AutoCloseable {
    static final Credentials ACCOUNT = new Credentials("radmin", Secret.of("the admin's password"));
    private static final String COLUMNS = """
            (hostgroup_id INT NOT NULL DEFAULT 0, hostname VARCHAR NOT NULL, port INT NOT NULL DEFAULT 3306,
             gtid_port INT NOT NULL DEFAULT 0, status VARCHAR NOT NULL DEFAULT 'ONLINE', weight INT NOT NULL DEFAULT 1,
             compression INT NOT NULL DEFAULT 0, max_connections INT NOT NULL DEFAULT 1000,
             max_replication_lag INT NOT NULL DEFAULT 0, use_ssl INT NOT NULL DEFAULT 0,
             max_latency_ms INT NOT NULL DEFAULT 0, comment VARCHAR NOT NULL DEFAULT '',
             PRIMARY KEY (hostgroup_id, hostname, port))""";

    private final Connection database;
    private final WireServer server;
    private final CountDownLatch closed = new CountDownLatch(1);
    final List<String> statements = new CopyOnWriteArrayList<>();
    volatile String failing = "";
    volatile boolean hanging;

    ProxySqlStandIn(Path folder) throws SQLException, IOException {
        database = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("memory.db"));
        sql("ATTACH '" + folder.resolve("disk.db") + "' AS disk");
        for (String table : List.of("main.mysql_servers", "main.runtime_mysql_servers", "disk.mysql_servers")) {
            sql("CREATE TABLE " + table + COLUMNS);
        }
        server = WireServer.start(ServerOptions.onLoopback(0, "8.0.11", List.of(ACCOUNT)), this::answer);
    }

    Address address() {
        return new Address("127.0.0.1", server.address().port());
    }

    synchronized void sql(String sql) throws SQLException {
        try (Statement statement = database.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Host, weight and further columns of a table, ordered. */
    synchronized List<String> rows(String select) throws SQLException {
        return result(select).rows().stream().map(row -> String.join(" ", row)).sorted().toList();
    }

    private Reply answer(Session session, String sql) {
        statements.add(sql);
        try {
            if (hanging) {
                closed.await();
            }
            if (!failing.isEmpty() && sql.startsWith(failing)) {
                return new Reply.Err(1045, "28000", "ProxySQL Admin Error: disk I/O error");
            }
            synchronized (this) {
                return switch (sql) {
                    case "LOAD MYSQL SERVERS TO RUNTIME" -> copy("main.mysql_servers", "main.runtime_mysql_servers");
                    case "SAVE MYSQL SERVERS TO DISK" -> copy("main.mysql_servers", "disk.mysql_servers");
                    default -> run(sql);
                };
            }
        } catch (SQLException e) {
            return new Reply.Err(1045, "28000", "ProxySQL Admin Error: " + e.getMessage() + " in " + sql);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Reply.Err(1105, "HY000", "interrupted");
        }
    }

    private Reply copy(String from, String to) throws SQLException {
        sql("DELETE FROM " + to);
        sql("INSERT INTO " + to + " SELECT * FROM " + from);
        return Reply.ok();
    }

    private Reply run(String sql) throws SQLException {
        if (sql.regionMatches(true, 0, "set ", 0, 4)) {
            // A variable that it does not have is no error there (admin_handler_command_set answers OK).
            return Reply.ok();
        }
        if (sql.startsWith("SELECT")) {
            return result(sql);
        }
        try (Statement statement = database.createStatement()) {
            return new Reply.Ok(statement.executeUpdate(sql));
        }
    }

    private Reply.ResultSet result(String select) throws SQLException {
        try (Statement statement = database.createStatement();
                ResultSet result = statement.executeQuery(select)) {
            List<String> columns = new ArrayList<>();
            for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                columns.add(result.getMetaData().getColumnName(i));
            }
            List<List<@Nullable String>> rows = new ArrayList<>();
            while (result.next()) {
                List<@Nullable String> row = new ArrayList<>();
                for (int i = 1; i <= columns.size(); i++) {
                    row.add(result.getString(i));
                }
                rows.add(row);
            }
            return new Reply.ResultSet(columns, rows);
        }
    }

    @Override
    public void close() throws SQLException {
        closed.countDown();
        server.close();
        database.close();
    }
}
