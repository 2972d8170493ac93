package dev.tutti.core.model;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;

/**
 * What one look at a server showed. Immutable; who looked and when stands beside it.
 *
 * @param address the address that was asked
 * @param serverId its {@code server_id}, unsigned 32 bits; 0 is a server that can neither replicate nor be replicated
 * @param uuid its {@code server_uuid}; null on MariaDB, which has none
 * @param version the software
 * @param readOnly whether ordinary accounts are kept from writing
 * @param logsBinary whether it writes a binary log
 * @param logsReplicaUpdates whether what it applies goes to its own binary log, so that it can have replicas
 * @param logFormat {@code ROW}, {@code STATEMENT} or {@code MIXED}
 * @param rowImage {@code binlog_row_image}; empty where the server has no such setting
 * @param written up to where its own binary log is written; null without one
 * @param replication how it replicates; null when it is nobody's replica
 * @param replicas the replicas that it names, as far as it can: by registration, or by their dump connection's host with
 *     port unknown left out
 * @param uptimeSeconds how long the process has run
 * @param binlogServer what it stores and serves if it is a Binlog Server; null for an ordinary server
 */
public record ServerStatus(
        Address address,
        long serverId,
        @Nullable String uuid,
        Version version,
        boolean readOnly,
        boolean logsBinary,
        boolean logsReplicaUpdates,
        String logFormat,
        String rowImage,
        @Nullable Coordinates written,
        @Nullable Replication replication,
        List<Address> replicas,
        long uptimeSeconds,
        @Nullable BinlogServer binlogServer) {

    public ServerStatus {
        replicas = List.copyOf(replicas);
    }

    /** The same server, seen to be a Binlog Server; unchanged for null. */
    public ServerStatus storing(@Nullable BinlogServer stores) {
        return new ServerStatus(
                address, serverId, uuid, version, readOnly, logsBinary, logsReplicaUpdates, logFormat, rowImage, written,
                replication, replicas, uptimeSeconds, stores);
    }

    /** The same server with another state of its replication. */
    public ServerStatus with(@Nullable Replication other) {
        return new ServerStatus(
                address, serverId, uuid, version, readOnly, logsBinary, logsReplicaUpdates, logFormat, rowImage, written, other,
                replicas, uptimeSeconds, binlogServer);
    }

    /** The same server under a server_id that no transaction has: what a Binlog Server shows as its own is another's. */
    public ServerStatus withoutIdentity() {
        return new ServerStatus(
                address, 0, uuid, version, readOnly, logsBinary, logsReplicaUpdates, logFormat, rowImage, written, replication,
                replicas, uptimeSeconds, binlogServer);
    }

    /** Whether it stores and serves a log of another server and applies nothing. */
    public boolean storesOnly() {
        return binlogServer != null;
    }

    public Optional<Replication> replicating() {
        return Optional.ofNullable(replication);
    }

    /** Whether it can have replicas that get all that it gets. */
    public boolean canFeedReplicas() {
        return logsBinary && (replication == null || logsReplicaUpdates);
    }

    /** Whether this server's release can read the binary log of the other's. */
    public Optional<String> objectionToReplicateFrom(ServerStatus source) {
        if (!source.logsBinary) {
            return Optional.of(source.address + " writes no binary log");
        }
        if (!source.canFeedReplicas()) {
            return Optional.of(source.address + " does not log what it replicates (log_slave_updates is off)");
        }
        if (storesOnly()) {
            // It executes nothing, and the identity that it shows is no one's that replicates.
            return source.version.family() == version.family()
                    ? Optional.empty()
                    : Optional.of(address + " stores logs of " + version + " and " + source.address + " is " + source.version);
        }
        if (source.serverId == serverId) {
            return Optional.of(address + " and " + source.address + " have the same server_id " + serverId);
        }
        if (source.version.family() != version.family()) {
            return Optional.of(address + " is " + version + " and " + source.address + " is " + source.version
                    + ": file/position replication between the two families is not certain to work");
        }
        boolean older = version.major() != source.version.major()
                ? version.major() < source.version.major()
                : version.minor() < source.version.minor();
        if (older) {
            return Optional.of(address + " is " + version + ", older than " + source.address + " with "
                    + source.version + ": a replica must not be older than its source");
        }
        // MIXED takes rows as they come; only STATEMENT cannot log them (ER_BINLOG_ROW_INJECTION_AND_STMT_MODE).
        if (logFormat.equals("STATEMENT") && !source.logFormat.equals("STATEMENT") && logsReplicaUpdates) {
            return Optional.of(address + " logs " + logFormat + " and cannot log the rows that " + source.address
                    + " sends (" + source.logFormat + ")");
        }
        return Optional.empty();
    }
}
