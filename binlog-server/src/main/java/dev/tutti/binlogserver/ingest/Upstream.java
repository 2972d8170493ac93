package dev.tutti.binlogserver.ingest;

import dev.tutti.core.model.Address;
import dev.tutti.core.model.Credentials;
import dev.tutti.wire.ReplicaIdentity;
import dev.tutti.wire.WireOptions;

import java.time.Duration;
import java.util.List;

/**
 * Whom to receive from.
 *
 * @param addresses servers that hold the same log, in the order in which they are tried; at least one
 * @param account with REPLICATION SLAVE and, to find the first file, REPLICATION CLIENT (BINLOG MONITOR)
 * @param options how to connect; the read timeout bounds how long the stream may stay silent: several heartbeats
 * @param replica as whom
 * @param start where an empty store begins: {@code oldest}, {@code newest}, or a file's name
 * @param retry how long to wait after a failed attempt at all addresses
 */
public record Upstream(
        List<Address> addresses,
        Credentials account,
        WireOptions options,
        ReplicaIdentity replica,
        String start,
        Duration retry) {
    public Upstream {
        addresses = List.copyOf(addresses);
        if (addresses.isEmpty()) {
            throw new IllegalArgumentException("an upstream needs at least one address");
        }
    }

    /** The same at other addresses. */
    public Upstream at(List<Address> others) {
        return new Upstream(others, account, options, replica, start, retry);
    }
}
