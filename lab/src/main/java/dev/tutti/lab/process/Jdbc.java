package dev.tutti.lab.process;

import dev.tutti.core.model.Address;
import dev.tutti.core.model.Credentials;
import dev.tutti.lab.Accounts;
import dev.tutti.lab.LabException;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** Connections to the lab's servers. Stateless. */
public final class Jdbc {
    private Jdbc() {}

    /**
     * A new connection without TLS.
     *
     * @param connect how long connecting may take
     * @param answer how long each answer may take; zero for no limit
     */
    public static Connection connect(Address server, Credentials account, Duration connect, Duration answer)
            throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", account.user());
        properties.setProperty("password", account.password().reveal());
        properties.setProperty("sslMode", "disable");
        properties.setProperty("allowPublicKeyRetrieval", "true");
        properties.setProperty("connectTimeout", Long.toString(connect.toMillis()));
        properties.setProperty("socketTimeout", Long.toString(answer.toMillis()));
        return DriverManager.getConnection("jdbc:mariadb://" + server + "/", properties);
    }

    /** Waits until the administrator can log in, that is until the server is ready. */
    public static void awaitLogin(String name, int port, ServerProcess process, Supplier<String> logs, Duration limit) {
        awaitLogin(name, new Address("127.0.0.1", port), process, logs, limit);
    }

    /** Waits until the administrator can log in, that is until the server is ready. */
    public static void awaitLogin(String name, Address address, ServerProcess process, Supplier<String> logs, Duration limit) {
        AtomicReference<String> last = new AtomicReference<>("not tried");
        Deadline.in(limit).await(
                () -> {
                    if (process.ended().isDone()) {
                        throw new LabException(name + " ended while it started. " + logs.get());
                    }
                    return canLogIn(address, last);
                },
                name + " at " + address + " did not become ready",
                () -> "Last answer: " + last.get() + ". " + logs.get());
    }

    private static boolean canLogIn(Address address, AtomicReference<String> last) {
        try (Connection connection = connect(address, Accounts.ADMIN, Duration.ofSeconds(2), Duration.ofSeconds(5))) {
            return connection.isValid(5);
        } catch (SQLException e) {
            last.set(String.valueOf(e.getMessage()));
            return false;
        }
    }
}
