package dev.tutti.core.dialect;

import dev.tutti.core.model.Address;
import dev.tutti.core.model.Coordinates;
import dev.tutti.core.model.Replication;
import dev.tutti.core.model.Version;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** MariaDB 10 to 12. Keeps the words of old; they work in every release. */
public final class MariaDbDialect extends Dialect {
    MariaDbDialect(Version version) {
        super(version);
    }

    @Override
    public String showReplicaStatus() {
        return "SHOW SLAVE STATUS";
    }

    @Override
    public String showBinaryLogStatus() {
        return "SHOW MASTER STATUS";
    }

    @Override
    public String showReplicas() {
        return "SHOW SLAVE HOSTS";
    }

    @Override
    public String showHeartbeats() {
        return "SHOW GLOBAL STATUS WHERE Variable_name IN ('Slave_received_heartbeats', 'Slave_heartbeat_period', 'Uptime')";
    }

    @Override
    public String showRelayLogEvents(String file) {
        return "SHOW RELAYLOG EVENTS IN " + literal(file);
    }

    @Override
    public String stopReplication() {
        return "STOP SLAVE";
    }

    @Override
    public String startReplication() {
        return "START SLAVE";
    }

    @Override
    public String stopReceiver() {
        return "STOP SLAVE IO_THREAD";
    }

    @Override
    public String startReceiver() {
        return "START SLAVE IO_THREAD";
    }

    @Override
    public String startApplier() {
        return "START SLAVE SQL_THREAD";
    }

    @Override
    public String stopApplier() {
        return "STOP SLAVE SQL_THREAD";
    }

    @Override
    public String forgetSource() {
        return "RESET SLAVE ALL";
    }

    @Override
    public String changeSource(ChangeSource change) {
        return "CHANGE MASTER TO " + changeOptions("MASTER", change) + ", MASTER_USE_GTID=" + usedGtid(change);
    }

    @Override
    String prefix() {
        return "MASTER";
    }

    @Override
    public Optional<String> beforeFollowingByGtid() {
        return Optional.of("SET GLOBAL gtid_slave_pos = @@global.gtid_binlog_pos");
    }

    private static String usedGtid(ChangeSource change) {
        if (change.at() != null) {
            return "no";
        }
        boolean current = change.before().text("Using_Gtid").filter("Current_Pos"::equalsIgnoreCase).isPresent();
        return current ? "current_pos" : "slave_pos";
    }

    @Override
    public String showGtids() {
        return "SELECT CONCAT(@@global.gtid_binlog_state, ',', @@global.gtid_slave_pos) AS has";
    }

    @Override
    public String compareGtids(String has) {
        return "SELECT @@global.gtid_binlog_state AS logged";
    }

    @Override
    public GtidAnswer readGtids(String has, Row answer, String replicaUuid, long replicaServerId) {
        return MariaDbGtids.compare(has, answer.text("logged").orElse(""), replicaServerId);
    }

    @Override
    public String changeSourceOfBinlogServer(Address source, @Nullable Coordinates at) {
        return "CHANGE MASTER TO " + changeSourceOptions("MASTER", source, at);
    }

    @Override
    boolean usesGtid(Row status) {
        return status.text("Using_Gtid").filter(value -> !value.equalsIgnoreCase("No")).isPresent();
    }

    /**
     * Applied coordinates are those of the transaction that came furthest. Within a GTID domain commits keep their order; a
     * replica that goes by GTID applies domains side by side, so that even equal coordinates say nothing of the others. One
     * that goes by coordinates takes all for one domain (both seen on 10.11 and 11.4).
     */
    @Override
    public boolean mustAskWorkers(Replication replication, Row variables) {
        return parallelUnordered(variables)
                && replication.applierRunning()
                && replication.receiver() != Replication.Receiver.CONNECTED
                && (replication.gtid() || replication.applied().compareTo(replication.received()) < 0);
    }

    @Override
    public Replication.Workers readWorkers(List<Row> threads) {
        // Workers belong to a pool that exists while any applier runs; the coordinator among them is no worker.
        if (threads.stream().noneMatch(Dialect::idleCoordinator)) {
            return Replication.Workers.BUSY;
        }
        return workers(
                threads.stream()
                        .filter(row -> row.text("command").filter("Slave_worker"::equals).isPresent())
                        .toList(),
                "Waiting for work from SQL thread");
    }

    @Override
    boolean parallelUnordered(Row variables) {
        // Commits keep the source's order within a GTID domain, and only there; which domains are in use is not known here.
        String mode = variables.text("slave_parallel_mode").orElse("").toLowerCase(Locale.ROOT);
        return variables.number("slave_parallel_threads").orElse(0L) > 0 && !mode.equals("none");
    }
}
