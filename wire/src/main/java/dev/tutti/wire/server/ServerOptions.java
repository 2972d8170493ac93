package dev.tutti.wire.server;

import dev.tutti.core.model.Credentials;

import java.util.List;

/**
 * What a server says it is and whom it lets in.
 *
 * @param port where to listen on the loopback address; 0 for any free port
 * @param version as the greeting says it, for example {@code 5.6.14-log} or {@code 5.5.5-10.11.19-MariaDB}: MariaDB replicas
 *     recognise their kind by that prefix
 * @param accounts who may log in
 */
public record ServerOptions(int port, String version, List<Credentials> accounts) {
    public ServerOptions {
        accounts = List.copyOf(accounts);
    }
}
