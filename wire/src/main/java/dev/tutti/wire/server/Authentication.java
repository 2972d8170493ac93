package dev.tutti.wire.server;

import dev.tutti.wire.handshake.CachingSha2Password;
import dev.tutti.wire.handshake.NativePassword;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import javax.net.ssl.SSLContext;

/**
 * How clients log in. Immutable.
 *
 * @param defaultPlugin what the greeting names; a client that cannot use it is asked for the other one, if its account has it.
 *     Clients of MariaDB give up on a greeting that names a plugin which is not installed with them, so among both families
 *     the native one is right
 * @param tls the server's certificate and key; null offers no TLS
 * @param requireTls whether a login without TLS is refused (error 3159) before anything is proven
 * @param emptyPasswords whether accounts with an empty password may log in
 * @param loginTimeout from the connection up to the end of the login, TLS included
 * @param maxConnections more are turned away with error 1040
 * @param idleTimeout how long a client may wait before its next command; null is for ever
 */
public record Authentication(
        Plugin defaultPlugin,
        @Nullable SSLContext tls,
        boolean requireTls,
        boolean emptyPasswords,
        Duration loginTimeout,
        int maxConnections,
        @Nullable Duration idleTimeout) {

    /** The ways to prove a password. */
    public enum Plugin {
        MYSQL_NATIVE_PASSWORD(NativePassword.NAME),
        CACHING_SHA2_PASSWORD(CachingSha2Password.NAME);

        private final String wireName;

        Plugin(String wireName) {
            this.wireName = wireName;
        }

        /** Its name as servers and clients write it. */
        public String wireName() {
            return wireName;
        }
    }

    public Authentication {
        if (requireTls && tls == null) {
            throw new IllegalArgumentException("TLS cannot be required without a certificate to offer it with");
        }
        if (maxConnections < 1) {
            throw new IllegalArgumentException("maxConnections must be at least 1, not " + maxConnections);
        }
        if (loginTimeout.toMillis() < 1) {
            throw new IllegalArgumentException("loginTimeout must be at least 1 ms, not " + loginTimeout);
        }
        if (idleTimeout != null && idleTimeout.toMillis() < 1) {
            throw new IllegalArgumentException("idleTimeout must be at least 1 ms, not " + idleTimeout);
        }
    }

    /**
     * Native passwords in clear, 10 s for a login, as servers have it ({@code connect_timeout}: three lost packets of a
     * TCP handshake fit in), 10,000 connections, no limit between commands.
     */
    public static Authentication defaults() {
        return new Authentication(
                Plugin.MYSQL_NATIVE_PASSWORD, null, false, false, Duration.ofSeconds(10), 10_000, null);
    }

    public Authentication withDefaultPlugin(Plugin other) {
        return new Authentication(other, tls, requireTls, emptyPasswords, loginTimeout, maxConnections, idleTimeout);
    }

    /** Offers TLS; {@code required} refuses logins without. */
    public Authentication withTls(SSLContext context, boolean required) {
        return new Authentication(
                defaultPlugin, context, required, emptyPasswords, loginTimeout, maxConnections, idleTimeout);
    }

    public Authentication withEmptyPasswords(boolean allowed) {
        return new Authentication(defaultPlugin, tls, requireTls, allowed, loginTimeout, maxConnections, idleTimeout);
    }

    public Authentication withLoginTimeout(Duration other) {
        return new Authentication(defaultPlugin, tls, requireTls, emptyPasswords, other, maxConnections, idleTimeout);
    }

    public Authentication withMaxConnections(int other) {
        return new Authentication(defaultPlugin, tls, requireTls, emptyPasswords, loginTimeout, other, idleTimeout);
    }

    public Authentication withIdleTimeout(@Nullable Duration other) {
        return new Authentication(defaultPlugin, tls, requireTls, emptyPasswords, loginTimeout, maxConnections, other);
    }
}
