package dev.tutti.traffic.zone;

import dev.tutti.core.model.Credentials;

import java.net.InetSocketAddress;
import java.util.Optional;

/** What is asked of a target. Addresses are literal: a name would need a resolver, which can hang or be this very server. */
public sealed interface Probe {
    InetSocketAddress address();

    /** The word of its kind in a configuration. */
    default String kind() {
        return switch (this) {
            case Tcp tcp -> "tcp";
            case Http http -> http.tls() ? "https" : "http";
            case Query query -> "query";
            case Galera galera -> "galera";
        };
    }

    /** A connection is accepted. */
    record Tcp(InetSocketAddress address) implements Probe {}

    /**
     * A page is answered.
     *
     * @param tls whether over TLS; certificates are not verified, as with Route 53: it is health that is checked, not identity
     * @param host what the Host header and SNI say
     * @param leastStatus the first good status, such as 200
     * @param mostStatus the last good one, such as 399
     * @param body what must stand in the first 5,120 bytes of the body
     */
    record Http(
            InetSocketAddress address, boolean tls, String host, String path, int leastStatus, int mostStatus, Optional<String> body)
            implements Probe {}

    /**
     * A query is answered.
     *
     * @param expected the first column of the first row as text; empty when any answer will do
     */
    record Query(InetSocketAddress address, Credentials account, String sql, Optional<String> expected) implements Probe {}

    /** A node says that it is ready, Primary and Synced. */
    record Galera(InetSocketAddress address, Credentials account) implements Probe {}
}
