package dev.tutti.core.dialect;

import dev.tutti.core.model.Address;
import dev.tutti.core.model.BinlogServer;
import dev.tutti.core.model.Coordinates;
import dev.tutti.core.model.Credentials;
import dev.tutti.core.model.Replication;
import dev.tutti.core.model.Version;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How to ask a server something and how to read what it answers. Outside of this package nobody asks which vendor or
 * version a server is.
 *
 * <p>Sources: the reference manuals' chapters on replication statements (MySQL 5.6, 8.0, 8.4, 9.x; MariaDB 10 to 12).
 */
public abstract sealed class Dialect permits MySqlDialect, MariaDbDialect {
    /** In every release of both families since 5.6 and 10.0; what follows it differs. Never decisive on its own. */
    private static final String APPLIER_IDLE = "has read all relay log";

    private static final Pattern LINK = Pattern.compile(
            "(?i)(master|source)_(ssl_.+|tls_version|retry_count)|connect_retry|get_(master|source)_public_key|heartbeat_period"
                    + "|using_gtid");

    private static final Pattern NUMBER = Pattern.compile("\\d+(\\.\\d+)?");

    private final Version version;

    Dialect(Version version) {
        this.version = version;
    }

    public static Dialect of(Version version) {
        return version.family() == Version.Family.MARIADB ? new MariaDbDialect(version) : new MySqlDialect(version);
    }

    public Version version() {
        return version;
    }

    // ---- asking --------------------------------------------------------------------------------------------------

    /**
     * Everything about a server that rarely changes, as rows of name and value; absent names are no error. A Binlog Server is
     * recognised by it as well.
     */
    public String showVariables() {
        return "SHOW GLOBAL VARIABLES WHERE Variable_name IN (" + quoted(List.of(
                "server_id", "server_uuid", "version", "version_comment", "read_only", "log_bin", "log_slave_updates",
                "log_replica_updates", "binlog_format", "binlog_row_image", "slave_parallel_workers",
                "replica_parallel_workers", "slave_parallel_threads", "slave_parallel_mode",
                "slave_preserve_commit_order", "replica_preserve_commit_order", "gtid_mode", "slave_net_timeout",
                "replica_net_timeout", "relay_log_recovery", "binlog_server", "binlog_server_state",
                "binlog_server_first_file", "binlog_server_last_file", "binlog_server_bytes", "binlog_server_free_bytes",
                "binlog_server_replicas", "binlog_server_lineage_file", "binlog_server_semi_sync", "maxscale_version")) + ")";
    }

    /** What a Binlog Server says of itself, which changes from look to look; an ordinary server answers with no rows. */
    public String showBinlogServer() {
        return "SHOW GLOBAL VARIABLES LIKE 'binlog\\_server%'";
    }

    /**
     * The few values that change the role of a server, asked at every look. A number in MySQL and in MariaDB before 12.0.1,
     * one of OFF, ON, NO_LOCK and NO_LOCK_NO_ADMIN from there on (MDEV-36425): whatever is not off, keeps writes away.
     */
    public String selectReadOnly() {
        return "SELECT CAST(@@global.read_only AS CHAR) NOT IN ('0', 'OFF') AS read_only";
    }

    public abstract String showReplicaStatus();

    public abstract String showBinaryLogStatus();

    public String showBinaryLogs() {
        return "SHOW BINARY LOGS";
    }

    public abstract String showReplicas();

    /** Hosts of the connections that fetch the binary log, for replicas that do not register themselves. */
    public String showDumpConnections() {
        return "SELECT HOST AS host FROM information_schema.PROCESSLIST WHERE COMMAND IN ('Binlog Dump', 'Binlog Dump GTID')";
    }

    /** One row with {@code heartbeats} and {@code heartbeat_period} in seconds, or rows of name and value. */
    public abstract String showHeartbeats();

    public abstract String showRelayLogEvents(String file);

    /**
     * One row with {@code command} and {@code state} for each thread of replication. Needs PROCESS: without it no thread is
     * seen, and workers count as busy.
     */
    public String showApplierThreads() {
        return "SELECT COMMAND AS command, STATE AS state FROM information_schema.PROCESSLIST WHERE USER = 'system user'"
                + " AND COMMAND <> 'Daemon'";
    }

    /** One row with {@code has}: all that a stopped replica has, by GTID. */
    public abstract String showGtids();

    /** One row about whether a server has all of that, for {@link #readGtids}. */
    public abstract String compareGtids(String has);

    /**
     * Whether a replica can go on by GTID below a server.
     *
     * @param answer what that server answered to {@link #compareGtids}
     * @param replicaUuid {@code server_uuid} of the replica, empty where it has none
     * @param replicaServerId its {@code server_id}
     */
    public abstract GtidAnswer readGtids(String has, Row answer, String replicaUuid, long replicaServerId);

    // ---- changing ------------------------------------------------------------------------------------------------

    public abstract String stopReplication();

    public abstract String startReplication();

    public abstract String stopReceiver();

    public abstract String startReceiver();

    public abstract String startApplier();

    /** Stops the applier alone; its workers end what they have begun. */
    public abstract String stopApplier();

    public abstract String forgetSource();

    public abstract String changeSource(ChangeSource change);

    /**
     * A Binlog Server follows another server.
     *
     * @param at the beginning of a file of a new primary; null goes on where its own log ends
     */
    public abstract String changeSourceOfBinlogServer(Address source, @Nullable Coordinates at);

    static String changeSourceOptions(String prefix, Address source, @Nullable Coordinates at) {
        return prefix + "_HOST=" + literal(source.host()) + ", " + prefix + "_PORT=" + source.port()
                + (at == null
                        ? ""
                        : ", " + prefix + "_LOG_FILE=" + literal(at.file()) + ", " + prefix + "_LOG_POS=" + at.position());
    }

    /** Begins a new file of its own binary log, without a word about it in that log. */
    public String beginLogFile() {
        return "FLUSH NO_WRITE_TO_BINLOG BINARY LOGS";
    }

    /** What stands in a log file from a position on, a few events of it. */
    public String showBinlogEvents(Coordinates from, int limit) {
        return "SHOW BINLOG EVENTS IN " + literal(from.file()) + " FROM " + from.position() + " LIMIT " + limit;
    }

    /**
     * Follows a server for the first time.
     *
     * @param change where to; {@code before} tells how another server was connected
     * @param account as whom; the statement holds its password and belongs in no message
     */
    public String follow(ChangeSource change, Credentials account) {
        String prefix = prefix();
        StringBuilder statement = new StringBuilder(changeSource(change));
        statement.append(", ").append(prefix).append("_USER=").append(literal(account.user()));
        statement.append(", ").append(prefix).append("_PASSWORD=").append(literal(account.password().reveal()));
        Row before = change.before();
        before.number("Connect_Retry").ifPresent(seconds ->
                statement.append(", ").append(prefix).append("_CONNECT_RETRY=").append(seconds));
        before.number("Master_Retry_Count", "Source_Retry_Count").ifPresent(times ->
                statement.append(", ").append(prefix).append("_RETRY_COUNT=").append(times));
        boolean knowsTls = before.text("Master_SSL_Allowed", "Source_SSL_Allowed").isPresent();
        if (knowsTls && !before.isYes("Master_SSL_Allowed", "Source_SSL_Allowed")) {
            // Some releases take TLS for granted where nothing is said.
            statement.append(", ").append(prefix).append("_SSL=0, ").append(prefix).append("_SSL_VERIFY_SERVER_CERT=0");
        }
        if (before.isYes("Get_master_public_key", "Get_Source_public_key")) {
            statement.append(", GET_").append(prefix).append("_PUBLIC_KEY=1");
        }
        return statement.toString();
    }

    /** What options of a source begin with. */
    abstract String prefix();

    /** What a server must be told before it follows by GTID for the first time: what it wrote itself counts as had. */
    public Optional<String> beforeFollowingByGtid() {
        return Optional.empty();
    }

    /** Whether a column of a replica's status tells how it is connected, and not to whom or how far. */
    public boolean isOfLink(String column) {
        return LINK.matcher(column).matches();
    }

    /**
     * One row for each connection of an ordinary client: {@code id}, and whether it is {@code busy} in a transaction or
     * statement. Threads of replication and our own account are none. Needs PROCESS.
     */
    public String showClients() {
        return "SELECT p.ID AS id, (p.COMMAND NOT IN ('Sleep', 'Killed') OR t.trx_id IS NOT NULL) AS busy"
                + " FROM information_schema.PROCESSLIST p"
                + " LEFT JOIN information_schema.INNODB_TRX t ON t.trx_mysql_thread_id = p.ID"
                + " WHERE p.USER NOT IN ('system user', 'event_scheduler', 'unauthenticated user',"
                + " SUBSTRING_INDEX(USER(), '@', 1)) AND p.COMMAND NOT LIKE 'Binlog Dump%'"
                + " AND p.COMMAND NOT IN ('Daemon', 'Register Slave', 'Register Replica')";
    }

    /** Ends a connection with whatever it is in the middle of. */
    public String endConnection(long id) {
        return "KILL " + id;
    }

    /** Lets a statement that waits for others' locks give up. */
    public String waitForLocksAtMost(java.time.Duration limit) {
        return "SET SESSION lock_wait_timeout = " + Math.max(1, limit.toSeconds());
    }

    /** Keeps everybody from writing whom the server can keep, ordinary accounts at least; undone by {@link #setReadOnly}. */
    public String stopWrites() {
        return setReadOnly(true);
    }

    public String setReadOnly(boolean readOnly) {
        return "SET GLOBAL read_only = " + (readOnly ? "ON" : "OFF");
    }

    // ---- reading answers -----------------------------------------------------------------------------------------

    /**
     * How a server replicates.
     *
     * @param status the row of its replica status
     * @param heartbeats what {@link #showHeartbeats} answered
     * @param variables what {@link #showVariables} answered, as one row
     */
    public Optional<Replication> readReplication(Row status, List<Row> heartbeats, Row variables) {
        String host = status.text("Master_Host", "Source_Host").orElse("");
        if (host.isEmpty()) {
            return Optional.empty();
        }
        int port = status.number("Master_Port", "Source_Port").orElse(3306L).intValue();
        if (port == 0) {
            return Optional.empty();
        }
        Coordinates applied = new Coordinates(
                status.text("Relay_Master_Log_File", "Relay_Source_Log_File").orElse(""),
                status.number("Exec_Master_Log_Pos", "Exec_Source_Log_Pos").orElse(0L));
        Coordinates received = new Coordinates(
                status.text("Master_Log_File", "Source_Log_File").orElse(""),
                status.number("Read_Master_Log_Pos", "Read_Source_Log_Pos").orElse(0L));
        return Optional.of(new Replication(
                new Address(host, port),
                receiver(status.text("Slave_IO_Running", "Replica_IO_Running").orElse("No")),
                status.isYes("Slave_SQL_Running", "Replica_SQL_Running"),
                status.number("Last_IO_Errno").orElse(0L).intValue(),
                status.text("Last_IO_Error").orElse(""),
                status.number("Last_SQL_Errno").orElse(0L).intValue(),
                status.text("Last_SQL_Error").orElse(""),
                received,
                applied,
                status.number("Seconds_Behind_Master", "Seconds_Behind_Source")
                        .map(java.time.Duration::ofSeconds)
                        .orElse(null),
                heartbeat(heartbeats, "heartbeats", "Slave_received_heartbeats").map(Double::longValue).orElse(null),
                heartbeat(heartbeats, "heartbeat_period", "Slave_heartbeat_period")
                        .map(seconds -> java.time.Duration.ofMillis(Math.round(seconds * 1000)))
                        .orElse(null),
                java.time.Duration.ofSeconds(status.number("SQL_Delay").orElse(0L)),
                usesGtid(status),
                filtered(status),
                relayLog(status),
                status.text("Slave_SQL_Running_State", "Replica_SQL_Running_State")
                        .filter(state -> state.contains(APPLIER_IDLE))
                        .isPresent(),
                parallelUnordered(variables),
                Replication.Workers.NONE));
    }

    /**
     * What a Binlog Server stores and serves; empty for an ordinary server.
     *
     * @param variables what {@link #showVariables} answered, with newer answers of {@link #showBinlogServer}, as one row
     */
    public Optional<BinlogServer> readBinlogServer(Row variables) {
        Optional<String> ours = variables.text("binlog_server").filter(software -> !software.isBlank());
        Optional<String> software =
                ours.or(() -> variables.text("maxscale_version").map(version -> "MaxScale " + version));
        return software.map(name -> new BinlogServer(
                name,
                binlogServerState(variables.text("binlog_server_state").orElse("")),
                ours.isPresent(),
                file(variables, "binlog_server_first_file"),
                file(variables, "binlog_server_last_file"),
                file(variables, "binlog_server_lineage_file"),
                variables.number("binlog_server_bytes").orElse(null),
                variables.number("binlog_server_free_bytes").orElse(null),
                variables.number("binlog_server_replicas").map(Long::intValue).orElse(null),
                variables.isYes("binlog_server_semi_sync")));
    }

    private static BinlogServer.State binlogServerState(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "receiving" -> BinlogServer.State.RECEIVING;
            case "connecting" -> BinlogServer.State.CONNECTING;
            case "stopped" -> BinlogServer.State.STOPPED;
            case "disk_full" -> BinlogServer.State.DISK_FULL;
            case "diverged" -> BinlogServer.State.DIVERGED;
            default -> BinlogServer.State.UNKNOWN;
        };
    }

    private static @Nullable String file(Row variables, String name) {
        return variables.text(name).filter(file -> !file.isBlank()).orElse(null);
    }

    /**
     * Whether what the workers of a parallel applier do must be known to tell if everything received is applied. That a
     * coordinator has read its relay log only says that all of it is handed out.
     *
     * @param replication what was read without knowing of workers
     * @param variables what {@link #showVariables} answered, as one row
     */
    public abstract boolean mustAskWorkers(Replication replication, Row variables);

    /** What the workers do, by what {@link #showApplierThreads} answered. */
    public abstract Replication.Workers readWorkers(List<Row> threads);

    /**
     * Whether a parallel applier's applied coordinates may stay behind what its workers have committed until the applier is
     * stopped: MySQL moves them at checkpoints ({@code slave_checkpoint_period}), MariaDB with each commit.
     */
    public boolean coordinatesLag() {
        return false;
    }

    /** Busy as well when none is seen: the account may not be allowed to see them. */
    static Replication.Workers workers(List<Row> workers, String idleState) {
        boolean idle = !workers.isEmpty()
                && workers.stream().allMatch(row -> row.text("state").filter(idleState::equals).isPresent());
        return idle ? Replication.Workers.IDLE : Replication.Workers.BUSY;
    }

    /** Whether this thread of replication hands out work, and has nothing left to hand out. */
    static boolean idleCoordinator(Row thread) {
        return thread.text("state").filter(state -> state.contains(APPLIER_IDLE)).isPresent();
    }

    private static Replication.Receiver receiver(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "yes" -> Replication.Receiver.CONNECTED;
            case "connecting", "preparing" -> Replication.Receiver.CONNECTING;
            default -> Replication.Receiver.STOPPED;
        };
    }

    private static Optional<Double> heartbeat(List<Row> rows, String column, String variable) {
        for (Row row : rows) {
            Optional<String> value = row.text(column);
            if (value.isEmpty() && row.text("Variable_name").filter(variable::equalsIgnoreCase).isPresent()) {
                value = row.text("Value");
            }
            if (value.isPresent() && !value.get().isEmpty()) {
                return Optional.of(Double.parseDouble(value.get()));
            }
        }
        return Optional.empty();
    }

    private static @Nullable Coordinates relayLog(Row status) {
        return status.text("Relay_Log_File")
                .filter(file -> !file.isEmpty())
                .map(file -> new Coordinates(file, status.number("Relay_Log_Pos").orElse(0L)))
                .orElse(null);
    }

    private static boolean filtered(Row status) {
        return List.of(
                        "Replicate_Do_DB", "Replicate_Ignore_DB", "Replicate_Do_Table", "Replicate_Ignore_Table",
                        "Replicate_Wild_Do_Table", "Replicate_Wild_Ignore_Table", "Replicate_Rewrite_DB",
                        "Replicate_Do_Domain_Ids", "Replicate_Ignore_Domain_Ids", "Replicate_Ignore_Server_Ids")
                .stream()
                .anyMatch(column -> status.text(column).filter(value -> !value.isBlank()).isPresent());
    }

    abstract boolean usesGtid(Row status);

    abstract boolean parallelUnordered(Row variables);

    /** Replicas that registered themselves with a host and a port. */
    public Optional<Address> readReplica(Row row) {
        String host = row.text("Host").orElse("");
        int port = row.number("Port").orElse(0L).intValue();
        return host.isEmpty() || port < 1 || port > 65535 ? Optional.empty() : Optional.of(new Address(host, port));
    }

    /** Name and value rows as one row. */
    public static Row asOneRow(List<Row> nameAndValue) {
        java.util.Map<String, @Nullable String> columns = new java.util.HashMap<>();
        for (Row row : nameAndValue) {
            columns.put(row.require("Variable_name"), row.text("Value").orElse(""));
        }
        return new Row(columns);
    }

    // ---- quoting -------------------------------------------------------------------------------------------------

    /** A string literal; with backslashes doubled, as the default SQL mode reads them. */
    public static String literal(String value) {
        return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'";
    }

    private static String quoted(List<String> values) {
        return values.stream().map(Dialect::literal).collect(Collectors.joining(","));
    }

    /** The options of a change of source that are named alike but for the prefix. */
    static String changeOptions(String prefix, ChangeSource change) {
        StringBuilder options = new StringBuilder();
        options.append(prefix).append("_HOST=").append(literal(change.source().host()));
        options.append(", ").append(prefix).append("_PORT=").append(change.source().port());
        Coordinates at = change.at();
        if (at != null) {
            options.append(", ").append(prefix).append("_LOG_FILE=").append(literal(at.file()));
            options.append(", ").append(prefix).append("_LOG_POS=").append(at.position());
        }
        Row before = change.before();
        before.text("heartbeat_period").filter(period -> NUMBER.matcher(period).matches()).ifPresent(period ->
                options.append(", ").append(prefix).append("_HEARTBEAT_PERIOD=").append(period));
        if (before.isYes("Master_SSL_Allowed", "Source_SSL_Allowed")) {
            options.append(", ").append(prefix).append("_SSL=1");
            appendTls(options, prefix, before, "_SSL_CA", "CA_File");
            appendTls(options, prefix, before, "_SSL_CAPATH", "CA_Path");
            appendTls(options, prefix, before, "_SSL_CERT", "Cert");
            appendTls(options, prefix, before, "_SSL_CIPHER", "Cipher");
            appendTls(options, prefix, before, "_SSL_KEY", "Key");
            appendTls(options, prefix, before, "_SSL_CRL", "Crl");
            appendTls(options, prefix, before, "_SSL_CRLPATH", "Crlpath");
            options.append(", ").append(prefix).append("_SSL_VERIFY_SERVER_CERT=")
                    .append(before.isYes("Master_SSL_Verify_Server_Cert", "Source_SSL_Verify_Server_Cert") ? 1 : 0);
            before.text("Master_TLS_Version", "Source_TLS_Version").filter(value -> !value.isEmpty()).ifPresent(value ->
                    options.append(", ").append(prefix).append("_TLS_VERSION=").append(literal(value)));
        }
        return options.toString();
    }

    private static void appendTls(StringBuilder options, String prefix, Row before, String option, String column) {
        before.text("Master_SSL_" + column, "Source_SSL_" + column)
                .filter(value -> !value.isEmpty())
                .ifPresent(value -> options.append(", ").append(prefix).append(option).append('=').append(literal(value)));
    }
}
