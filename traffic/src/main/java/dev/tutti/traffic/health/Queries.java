package dev.tutti.traffic.health;

import dev.tutti.core.model.Credentials;
import dev.tutti.traffic.health.Prober.Result;
import dev.tutti.traffic.zone.Probe;

import java.net.InetSocketAddress;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Asks a database server. Stateless. */
final class Queries {
    private static final String GALERA =
            "SHOW GLOBAL STATUS WHERE Variable_name IN ('wsrep_ready', 'wsrep_cluster_status', 'wsrep_local_state')";

    /** wsrep_local_state of a node that serves: Synced. */
    private static final String SYNCED = "4";

    Result ask(Probe.Query query, int millis, ScheduledExecutorService watchdog) {
        return connected(query.address(), query.account(), millis, watchdog, statement -> {
            if (!statement.execute(query.sql())) {
                return query.expected().isEmpty() ? Result.good("executed") : Result.bad("the query has no rows");
            }
            try (ResultSet rows = statement.getResultSet()) {
                if (!rows.next()) {
                    return query.expected().isEmpty() ? Result.good("no row") : Result.bad("the query gave no row");
                }
                String value = String.valueOf(rows.getString(1));
                return query.expected().isEmpty() || query.expected().get().equals(value)
                        ? Result.good("answered")
                        : Result.bad("the query gave \"" + (value.length() > 60 ? value.substring(0, 60) + "…" : value) + "\"");
            }
        });
    }

    Result ask(Probe.Galera galera, int millis, ScheduledExecutorService watchdog) {
        return connected(galera.address(), galera.account(), millis, watchdog, statement -> {
            Map<String, String> status = new HashMap<>();
            try (ResultSet rows = statement.executeQuery(GALERA)) {
                while (rows.next()) {
                    status.put(rows.getString(1).toLowerCase(java.util.Locale.ROOT), rows.getString(2));
                }
            }
            String component = status.getOrDefault("wsrep_cluster_status", "no Galera node");
            String state = status.getOrDefault("wsrep_local_state", "unknown");
            boolean ready = "ON".equals(status.get("wsrep_ready"));
            return ready && component.equals("Primary") && state.equals(SYNCED)
                    ? Result.good("Primary and Synced")
                    : Result.bad(component + ", local state " + state + (ready ? "" : ", not ready"));
        });
    }

    @FunctionalInterface
    private interface Asking {
        Result with(Statement statement) throws SQLException;
    }

    private static Result connected(
            InetSocketAddress address, Credentials account, int millis, ScheduledExecutorService watchdog, Asking asking) {
        String host = address.getAddress().getHostAddress();
        String url = "jdbc:mariadb://" + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort() + "/";
        Properties options = new Properties();
        options.setProperty("user", account.user());
        options.setProperty("password", account.password().reveal());
        options.setProperty("connectTimeout", Integer.toString(millis));
        options.setProperty("socketTimeout", Integer.toString(millis));
        options.setProperty("allowPublicKeyRetrieval", "true");
        options.setProperty("log", "false");
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        try (Connection connection = DriverManager.getConnection(url, options)) {
            long left = Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime()));
            // A server that sends a byte now and then would never let the socket's own timeout pass.
            ScheduledFuture<?> late = watchdog.schedule(() -> abort(connection), left, TimeUnit.MILLISECONDS);
            try (Statement statement = connection.createStatement()) {
                return asking.with(statement);
            } finally {
                late.cancel(false);
            }
        } catch (SQLException e) {
            return end - System.nanoTime() <= 0 ? Prober.late(Duration.ofMillis(millis)) : Result.bad(Prober.told(e));
        }
    }

    private static void abort(Connection connection) {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException e) {
            // It has ended by itself.
        }
    }
}
