package dev.tutti.core.dialect;

import dev.tutti.core.model.Address;
import dev.tutti.core.model.Coordinates;
import dev.tutti.core.model.Replication;
import dev.tutti.core.model.Version;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;

/**
 * MySQL 5.6 to 9.x. The statements were renamed from master and slave to source and replica in 8.0.22 and 8.0.23, {@code
 * SHOW BINARY LOG STATUS} came with 8.2.0, and 8.4 removed the old ones.
 */
public final class MySqlDialect extends Dialect {
    private final boolean saysReplica;
    private final boolean saysBinaryLogStatus;

    MySqlDialect(Version version) {
        super(version);
        saysReplica = version.isAtLeast(8, 0, 23);
        saysBinaryLogStatus = version.isAtLeast(8, 2, 0);
    }

    private String replica() {
        return saysReplica ? "REPLICA" : "SLAVE";
    }

    @Override
    public String showReplicaStatus() {
        return "SHOW " + replica() + " STATUS";
    }

    @Override
    public String showBinaryLogStatus() {
        return saysBinaryLogStatus ? "SHOW BINARY LOG STATUS" : "SHOW MASTER STATUS";
    }

    @Override
    public String showReplicas() {
        return saysReplica ? "SHOW REPLICAS" : "SHOW SLAVE HOSTS";
    }

    @Override
    public String showHeartbeats() {
        return version().isAtLeast(5, 7, 0)
                ? "SELECT s.COUNT_RECEIVED_HEARTBEATS AS heartbeats, c.HEARTBEAT_INTERVAL AS heartbeat_period FROM"
                        + " performance_schema.replication_connection_status s JOIN"
                        + " performance_schema.replication_connection_configuration c USING (CHANNEL_NAME)"
                : "SHOW GLOBAL STATUS WHERE Variable_name IN ('Slave_received_heartbeats', 'Slave_heartbeat_period',"
                        + " 'Uptime')";
    }

    @Override
    public String showRelayLogEvents(String file) {
        return "SHOW RELAYLOG EVENTS IN " + literal(file);
    }

    @Override
    public String stopReplication() {
        return "STOP " + replica();
    }

    @Override
    public String startReplication() {
        return "START " + replica();
    }

    @Override
    public String stopReceiver() {
        return "STOP " + replica() + " IO_THREAD";
    }

    @Override
    public String startReceiver() {
        return "START " + replica() + " IO_THREAD";
    }

    @Override
    public String startApplier() {
        return "START " + replica() + " SQL_THREAD";
    }

    @Override
    public String stopApplier() {
        return "STOP " + replica() + " SQL_THREAD";
    }

    @Override
    public String forgetSource() {
        return "RESET " + replica() + " ALL";
    }

    @Override
    public String changeSource(ChangeSource change) {
        String prefix = prefix();
        return (saysReplica ? "CHANGE REPLICATION SOURCE TO " : "CHANGE MASTER TO ")
                + changeOptions(prefix, change)
                + (change.at() == null ? ", " + prefix + "_AUTO_POSITION=1" : "");
    }

    @Override
    String prefix() {
        return saysReplica ? "SOURCE" : "MASTER";
    }

    @Override
    public String stopWrites() {
        return version().isAtLeast(5, 7, 8) ? "SET GLOBAL super_read_only = ON" : setReadOnly(true);
    }

    @Override
    public String showGtids() {
        return "SELECT @@global.gtid_executed AS has";
    }

    @Override
    public String compareGtids(String has) {
        String set = literal(has);
        return "SELECT @@global.gtid_mode AS mode, GTID_SUBTRACT(" + set + ", @@global.gtid_executed) AS lacking,"
                + " GTID_SUBTRACT(@@global.gtid_purged, " + set + ") AS purged";
    }

    @Override
    public GtidAnswer readGtids(String has, Row answer, String replicaUuid, long replicaServerId) {
        String mode = answer.text("mode").orElse("");
        if (!mode.equalsIgnoreCase("ON")) {
            return new GtidAnswer.Impossible("its gtid_mode is " + mode);
        }
        String lacking = answer.text("lacking").orElse("").replace("\n", "");
        if (!replicaUuid.isEmpty() && lacking.toLowerCase(Locale.ROOT).contains(replicaUuid.toLowerCase(Locale.ROOT))) {
            return new GtidAnswer.Errant(lacking);
        }
        if (!lacking.isEmpty()) {
            return new GtidAnswer.Ahead(lacking);
        }
        String purged = answer.text("purged").orElse("").replace("\n", "");
        return purged.isEmpty()
                ? new GtidAnswer.Covered()
                : new GtidAnswer.Impossible("it has purged what the replica lacks: " + purged);
    }

    @Override
    public String changeSourceOfBinlogServer(Address source, @Nullable Coordinates at) {
        return saysReplica
                ? "CHANGE REPLICATION SOURCE TO " + changeSourceOptions("SOURCE", source, at)
                : "CHANGE MASTER TO " + changeSourceOptions("MASTER", source, at);
    }

    @Override
    boolean usesGtid(Row status) {
        return status.text("Auto_Position").filter("1"::equals).isPresent();
    }

    /** Applied coordinates are those before the first transaction that is not committed: when equal, they tell all. */
    @Override
    public boolean mustAskWorkers(Replication replication, Row variables) {
        return variables.number("slave_parallel_workers", "replica_parallel_workers").orElse(0L) > 0
                && replication.applierRunning()
                && replication.receiver() != Replication.Receiver.CONNECTED
                && replication.applied().compareTo(replication.received()) < 0;
    }

    @Override
    public Replication.Workers readWorkers(List<Row> threads) {
        // A receiver that tries to connect cannot be told from a worker in every release, and counts as a busy one.
        List<Row> others = threads.stream().filter(row -> !idleCoordinator(row)).toList();
        return others.size() == threads.size()
                ? Replication.Workers.BUSY
                : workers(others, "Waiting for an event from Coordinator");
    }

    @Override
    public boolean coordinatesLag() {
        return true;
    }

    @Override
    boolean parallelUnordered(Row variables) {
        return variables.number("slave_parallel_workers", "replica_parallel_workers").orElse(0L) > 0
                && !variables.isYes("slave_preserve_commit_order", "replica_preserve_commit_order");
    }
}
