package dev.tutti.bench;

import dev.tutti.core.dialect.Dialect;
import dev.tutti.core.model.Address;
import dev.tutti.core.model.Coordinates;
import dev.tutti.core.model.Version;
import dev.tutti.wire.server.QueryHandler;
import dev.tutti.wire.server.Reply;
import dev.tutti.wire.server.Session;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Answers what a control plane asks as a MySQL 5.6 server in a healthy chain under load would, and everything else with OK. Its
 * own coordinates, and those that it has received and applied, move with time. Thread safe.
 */
final class ModelServer implements QueryHandler {
    private static final String READ_ONLY = Dialect.of(Version.parse(ModelFleet.VERSION)).selectReadOnly();

    private static final Coordinates BEGIN = new Coordinates("mysql-bin.000042", 4_000_000);
    private static final long BYTES_PER_SECOND = 100_000;
    private static final Duration HEARTBEAT = Duration.ofSeconds(2);

    private final long serverId;
    private final Supplier<Address> self;
    private final Supplier<@Nullable Address> source;
    private final Supplier<List<ModelServer>> replicas;
    private final long started = System.nanoTime();

    /**
     * @param source whom it replicates from; null for the primary
     * @param replicas who is registered with it
     */
    ModelServer(
            long serverId,
            Supplier<Address> self,
            Supplier<@Nullable Address> source,
            Supplier<List<ModelServer>> replicas) {
        this.serverId = serverId;
        this.self = self;
        this.source = source;
        this.replicas = replicas;
    }

    @Override
    public Reply answer(Session session, String sql) {
        String statement = sql.toUpperCase(Locale.ROOT);
        if (statement.startsWith("SHOW GLOBAL VARIABLES")) {
            return nameAndValue(variables());
        }
        if (statement.startsWith("SHOW GLOBAL STATUS")) {
            return nameAndValue(Map.of(
                    "Slave_heartbeat_period", HEARTBEAT.toSeconds() + ".000",
                    "Slave_received_heartbeats", Long.toString(seconds() / HEARTBEAT.toSeconds()),
                    "Uptime", Long.toString(seconds())));
        }
        if (sql.equals(READ_ONLY)) {
            return Reply.value("read_only", source.get() == null ? "0" : "1");
        }
        return switch (statement) {
            case "SHOW SLAVE STATUS" -> slaveStatus();
            case "SHOW MASTER STATUS" -> masterStatus();
            case "SHOW SLAVE HOSTS" -> slaveHosts();
            default -> Reply.ok();
        };
    }

    private Map<String, String> variables() {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("binlog_format", "ROW");
        variables.put("binlog_row_image", "FULL");
        variables.put("gtid_mode", "OFF");
        variables.put("log_bin", "ON");
        variables.put("log_slave_updates", "ON");
        variables.put("read_only", source.get() == null ? "OFF" : "ON");
        variables.put("relay_log_recovery", "OFF");
        variables.put("server_id", Long.toString(serverId));
        variables.put("server_uuid", uuid());
        variables.put("slave_net_timeout", "4");
        variables.put("slave_parallel_workers", "0");
        variables.put("version", ModelFleet.VERSION);
        variables.put("version_comment", "MySQL Community Server (GPL)");
        return variables;
    }

    private static Reply nameAndValue(Map<String, String> values) {
        List<List<@Nullable String>> rows = new ArrayList<>();
        values.forEach((name, value) -> rows.add(List.of(name, value)));
        return new Reply.ResultSet(List.of("Variable_name", "Value"), rows);
    }

    private Reply masterStatus() {
        return Reply.row(
                List.of("File", "Position", "Binlog_Do_DB", "Binlog_Ignore_DB", "Executed_Gtid_Set"),
                List.of(BEGIN.file(), position(), "", "", ""));
    }

    private Reply slaveHosts() {
        List<List<@Nullable String>> rows = new ArrayList<>();
        for (ModelServer replica : replicas.get()) {
            Address address = replica.self.get();
            rows.add(List.of(
                    Long.toString(replica.serverId), address.host(), Integer.toString(address.port()),
                    Long.toString(serverId), replica.uuid()));
        }
        return new Reply.ResultSet(List.of("Server_id", "Host", "Port", "Master_id", "Slave_UUID"), rows);
    }

    private Reply slaveStatus() {
        Address from = source.get();
        if (from == null) {
            return new Reply.ResultSet(List.of("Slave_IO_State"), List.of());
        }
        Map<String, @Nullable String> row = new LinkedHashMap<>();
        row.put("Slave_IO_State", "Waiting for master to send event");
        row.put("Master_Host", from.host());
        row.put("Master_User", "repl");
        row.put("Master_Port", Integer.toString(from.port()));
        row.put("Connect_Retry", "60");
        row.put("Master_Log_File", BEGIN.file());
        row.put("Read_Master_Log_Pos", position());
        row.put("Relay_Log_File", "relay-bin.000117");
        row.put("Relay_Log_Pos", position());
        row.put("Relay_Master_Log_File", BEGIN.file());
        row.put("Slave_IO_Running", "Yes");
        row.put("Slave_SQL_Running", "Yes");
        for (String filter : List.of(
                "Replicate_Do_DB", "Replicate_Ignore_DB", "Replicate_Do_Table", "Replicate_Ignore_Table",
                "Replicate_Wild_Do_Table", "Replicate_Wild_Ignore_Table")) {
            row.put(filter, "");
        }
        row.put("Last_Errno", "0");
        row.put("Last_Error", "");
        row.put("Skip_Counter", "0");
        row.put("Exec_Master_Log_Pos", position());
        row.put("Relay_Log_Space", "104857600");
        row.put("Until_Condition", "None");
        row.put("Until_Log_File", "");
        row.put("Until_Log_Pos", "0");
        row.put("Master_SSL_Allowed", "No");
        for (String tls : List.of("CA_File", "CA_Path", "Cert", "Cipher", "Key")) {
            row.put("Master_SSL_" + tls, "");
        }
        row.put("Seconds_Behind_Master", "0");
        row.put("Master_SSL_Verify_Server_Cert", "No");
        row.put("Last_IO_Errno", "0");
        row.put("Last_IO_Error", "");
        row.put("Last_SQL_Errno", "0");
        row.put("Last_SQL_Error", "");
        row.put("Replicate_Ignore_Server_Ids", "");
        row.put("Master_Server_Id", "1");
        row.put("Master_UUID", uuid());
        row.put("Master_Info_File", "/var/lib/mysql/master.info");
        row.put("SQL_Delay", "0");
        row.put("SQL_Remaining_Delay", null);
        row.put("Slave_SQL_Running_State",
                "Slave has read all relay log; waiting for the slave I/O thread to update it");
        row.put("Master_Retry_Count", "86400");
        row.put("Master_Bind", "");
        row.put("Last_IO_Error_Timestamp", "");
        row.put("Last_SQL_Error_Timestamp", "");
        row.put("Master_SSL_Crl", "");
        row.put("Master_SSL_Crlpath", "");
        row.put("Retrieved_Gtid_Set", "");
        row.put("Executed_Gtid_Set", "");
        row.put("Auto_Position", "0");
        return Reply.row(List.copyOf(row.keySet()), new ArrayList<>(row.values()));
    }

    private String uuid() {
        return "00000000-0000-0000-0000-%012d".formatted(serverId);
    }

    private long seconds() {
        return Duration.ofNanos(System.nanoTime() - started).toSeconds();
    }

    private String position() {
        long moved = Duration.ofNanos(System.nanoTime() - started).toMillis() * BYTES_PER_SECOND / 1000;
        return Long.toString(BEGIN.position() + moved);
    }
}
