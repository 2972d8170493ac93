package dev.tutti.control.session;

import dev.tutti.core.model.Address;
import dev.tutti.core.model.Credentials;
import org.mariadb.jdbc.Driver;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;

/** Opens sessions to servers. Thread safe. */
public final class Sessions {
    private final Credentials credentials;
    private final Tls tls;

    /** Whether sessions are encrypted. */
    public enum Tls {
        /** Not at all. */
        OFF,
        /** Encrypted, whoever the other side is. */
        TRUST,
        /** Encrypted, with a certificate that the JVM's trust store vouches for, and that names the host. */
        VERIFY
    }

    public Sessions(Credentials credentials, Tls tls) {
        this.credentials = credentials;
        this.tls = tls;
    }

    public Credentials credentials() {
        return credentials;
    }

    public Tls tls() {
        return tls;
    }

    /** Opens a session with one deadline for connecting and for each answer. */
    public Session open(Address server, Duration deadline) throws SessionException {
        return open(server, deadline, deadline);
    }

    /**
     * Opens a session.
     *
     * @param connect deadline for connecting and logging in: one that hangs is to be noticed soon
     * @param answer deadline for each answer after that: one that works may take its time
     * @throws SessionException if that fails, with what kind of failure it is
     */
    public Session open(Address server, Duration connect, Duration answer) throws SessionException {
        Exception unresolved = Names.problemWith(server.host(), connect);
        if (unresolved != null) {
            throw Failures.of(server, "connecting as " + credentials.user(), new SQLException(unresolved));
        }
        Properties properties = new Properties();
        properties.setProperty("user", credentials.user());
        properties.setProperty("password", credentials.password().reveal());
        properties.setProperty("connectTimeout", Long.toString(connect.toMillis()));
        properties.setProperty("socketTimeout", Long.toString(answer.toMillis()));
        properties.setProperty("socketFactory", WatchedSocketFactory.class.getName());
        properties.setProperty("allowPublicKeyRetrieval", "true");
        properties.setProperty("cachePrepStmts", "false");
        properties.setProperty("sslMode", switch (tls) {
            case OFF -> "disable";
            case TRUST -> "trust";
            case VERIFY -> "verify-full";
        });
        String host = server.host().indexOf(':') >= 0 ? "[" + server.host() + "]" : server.host();
        try {
            Connection connection = new Driver().connect("jdbc:mariadb://" + host + ":" + server.port() + "/", properties);
            WatchedSocket socket = WatchedSocketFactory.takeNewest();
            if (connection == null || socket == null) {
                throw new IllegalStateException("the driver did not use the socket that it was given");
            }
            return new Session(server, connection, socket);
        } catch (SQLException e) {
            throw Failures.of(server, "connecting as " + credentials.user(), e);
        } finally {
            WatchedSocketFactory.takeNewest();
        }
    }
}
