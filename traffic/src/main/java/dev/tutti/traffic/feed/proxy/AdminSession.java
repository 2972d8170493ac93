package dev.tutti.traffic.feed.proxy;

import dev.tutti.core.model.Address;
import dev.tutti.core.model.Credentials;
import dev.tutti.core.traffic.feed.Failure;
import dev.tutti.traffic.feed.FeedException;
import dev.tutti.traffic.feed.Patience;

import java.net.SocketTimeoutException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * A connection to ProxySQL's admin interface: SQLite behind the MySQL protocol. Only plain text statements go there. Used by one
 * thread and closed after each use.
 */
public final class AdminSession implements AutoCloseable {
    /** Where and as whom. */
    public record Access(Address server, Credentials account) {}

    private final Connection connection;
    private final String title;

    private AdminSession(Connection connection, String title) {
        this.connection = connection;
        this.title = title;
    }

    static AdminSession open(Access access, String title, Patience patience) throws FeedException {
        String doing = "logging in as " + access.account().user();
        Properties properties = new Properties();
        properties.setProperty("user", access.account().user());
        properties.setProperty("password", access.account().password().reveal());
        properties.setProperty("sslMode", "disable");
        // ProxySQL takes no packet before it has answered the one before.
        properties.setProperty("usePipelineAuth", "false");
        // The driver then begins with SET NAMES alone: ProxySQL takes one variable in a SET, and says OK to one that it lacks.
        properties.setProperty("jdbcCompliantTruncation", "false");
        properties.setProperty("connectTimeout", Integer.toString(patience.millis(doing)));
        properties.setProperty("socketTimeout", Integer.toString(patience.millis(doing)));
        try {
            return new AdminSession(DriverManager.getConnection("jdbc:mariadb://" + access.server() + "/", properties), title);
        } catch (SQLException e) {
            if (e.getErrorCode() == 1045 || "28000".equals(e.getSQLState())) {
                throw new FeedException(new Failure.Refused(title, firstLine(e) + ", " + doing,
                        "use an account of admin-admin_credentials"), e);
            }
            throw failed(e, title, doing, patience);
        }
    }

    /** All rows, each value as text. */
    List<List<String>> rows(String sql, Patience patience) throws FeedException {
        try (Statement statement = statement(sql, patience);
                ResultSet result = statement.executeQuery(sql)) {
            int columns = result.getMetaData().getColumnCount();
            List<List<String>> rows = new ArrayList<>();
            while (result.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= columns; i++) {
                    row.add(String.valueOf(result.getString(i)));
                }
                rows.add(row);
            }
            return rows;
        } catch (SQLException e) {
            throw failed(e, title, sql, patience);
        }
    }

    void execute(String sql, Patience patience) throws FeedException {
        try (Statement statement = statement(sql, patience)) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw failed(e, title, sql, patience);
        }
    }

    private Statement statement(String sql, Patience patience) throws FeedException, SQLException {
        connection.setNetworkTimeout(Runnable::run, patience.millis(sql));
        return connection.createStatement();
    }

    private static FeedException failed(SQLException e, String title, String doing, Patience patience) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLTimeoutException || cause instanceof SocketTimeoutException) {
                return new FeedException(patience.late(doing).failure(), e);
            }
        }
        String state = String.valueOf(e.getSQLState());
        return new FeedException(state.startsWith("08")
                ? new Failure.Unreachable(title, firstLine(e))
                : new Failure.Faulty(title, firstLine(e) + ", " + doing), e);
    }

    private static String firstLine(SQLException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            // It is gone either way.
        }
    }
}
