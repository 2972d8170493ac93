package dev.tutti.wire;

import java.time.Duration;

/**
 * As whom a server's binary log is asked for, without end, as a replica does.
 *
 * @param serverId unique among everything that replicates from that server, and not its own; 1 to 4294967295
 * @param uuid what MySQL tells replicas apart by; written as {@code 8-4-4-4-12} hexadecimal digits
 * @param host what the server shows in {@code SHOW SLAVE HOSTS}; at most 60 bytes
 * @param port likewise
 * @param heartbeat how often the server is to show that it lives while it has nothing to send; 1 ms to 4294967 s
 * @param semiSync whether to offer acknowledgements, if the server has semi-synchronous replication switched on
 */
public record ReplicaIdentity(long serverId, String uuid, String host, int port, Duration heartbeat, boolean semiSync) {
    public ReplicaIdentity {
        if (serverId < 1 || serverId > 0xffff_ffffL) {
            throw new IllegalArgumentException("a replica's server id is between 1 and 4294967295, not " + serverId);
        }
        if (heartbeat.toMillis() < 1) {
            throw new IllegalArgumentException("a heartbeat period is at least 1 ms, not " + heartbeat);
        }
    }

    public ReplicaIdentity withoutSemiSync() {
        return new ReplicaIdentity(serverId, uuid, host, port, heartbeat, false);
    }

    public ReplicaIdentity withHeartbeat(Duration other) {
        return new ReplicaIdentity(serverId, uuid, host, port, other, semiSync);
    }
}
