package dev.tutti.control.session;

import dev.tutti.core.dialect.Dialect;
import dev.tutti.core.dialect.Row;
import dev.tutti.core.dialect.UnexpectedAnswerException;
import dev.tutti.core.model.Address;
import dev.tutti.core.model.Version;
import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One SQL session with one server. For one thread at a time; {@link #abort} may be called by any. */
public final class Session implements AutoCloseable {
    private final Address server;
    private final Connection connection;
    private final WatchedSocket socket;
    private final Dialect dialect;

    Session(Address server, Connection connection, WatchedSocket socket) throws SQLException {
        this.server = server;
        this.connection = connection;
        this.socket = socket;
        String version = connection.getMetaData().getDatabaseProductVersion();
        try {
            dialect = Dialect.of(Version.parse(version));
        } catch (IllegalArgumentException e) {
            connection.close();
            throw new SQLException("its version is \"" + version + "\"", e);
        }
    }

    public Address server() {
        return server;
    }

    public Dialect dialect() {
        return dialect;
    }

    /** Runs once, on a thread of its own, as soon as the server ends this session. */
    public void onLost(Runnable action) {
        socket.onLost(action);
    }

    /** All rows that a statement answers. */
    public List<Row> query(String sql) throws SessionException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            ResultSetMetaData meta = result.getMetaData();
            List<Row> rows = new ArrayList<>();
            while (result.next()) {
                Map<String, @Nullable String> columns = new HashMap<>();
                for (int i = 1; i <= meta.getColumnCount(); i++) {
                    columns.put(meta.getColumnLabel(i), result.getString(i));
                }
                rows.add(new Row(columns));
            }
            return rows;
        } catch (SQLException e) {
            throw Failures.of(server, sql, e);
        }
    }

    /** The first row, if there is any. */
    public Optional<Row> queryOne(String sql) throws SessionException {
        return query(sql).stream().findFirst();
    }

    /** Runs a statement that answers no rows. */
    public void execute(String sql) throws SessionException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw Failures.of(server, sql, e);
        }
    }

    /**
     * Runs a statement that holds a secret; neither it nor what the server quotes of it gets into a message.
     *
     * @param shown what messages say instead
     */
    public void executeSecretly(String sql, String shown) throws SessionException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw Failures.of(server, shown, new SQLException("the statement is not shown", e.getSQLState(), e.getErrorCode()));
        }
    }

    /** A message for an answer that should not be. */
    public UnexpectedAnswerException unexpected(String what) {
        return new UnexpectedAnswerException(server + ": " + what);
    }

    /** Ends the session from any thread without asking the server. */
    public void abort() {
        try {
            socket.close();
        } catch (java.io.IOException e) {
            // The socket is gone either way.
            return;
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            abort();
        }
    }
}
