package dev.tutti.wire.server;

import dev.tutti.core.model.Credentials;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * What a server says it is, whom it lets in, and how.
 *
 * @param listen where to listen; port 0 for any free port
 * @param version as the greeting says it, for example {@code 5.6.14-log} or {@code 5.5.5-10.11.19-MariaDB}: MariaDB replicas
 *     recognise their kind by that prefix
 * @param accounts who may log in
 * @param authentication how logins are proven, encrypted and limited
 * @param clock nanoseconds as {@link System#nanoTime} counts them, for what a session shows
 */
public record ServerOptions(
        InetSocketAddress listen, String version, Accounts accounts, Authentication authentication, LongSupplier clock) {

    public ServerOptions(InetSocketAddress listen, String version, Accounts accounts, Authentication authentication) {
        this(listen, version, accounts, authentication, System::nanoTime);
    }

    /** In clear on the loopback address, for servers of tests and models. */
    public static ServerOptions onLoopback(int port, String version, List<Credentials> accounts) {
        return new ServerOptions(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                version,
                Accounts.of(accounts),
                Authentication.defaults());
    }
}
