package dev.tutti.core.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.core.model.Address;
import dev.tutti.core.model.BinlogServer;
import dev.tutti.core.model.Coordinates;
import dev.tutti.core.model.Replication;
import dev.tutti.core.model.Replication.Receiver;
import dev.tutti.core.model.Replication.Workers;
import dev.tutti.core.model.Version;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What each release is asked and answers. Column names: the reference manuals' SHOW SLAVE STATUS and SHOW REPLICA STATUS
 * (MySQL 5.6 to 9.4, MariaDB 10.3 to 12) and outputs that people published.
 */
class DialectTest {
    private static final Row NO_VARIABLES = new Row(Map.of());

    @Test
    void aBinlogServerIsKnownByWhatItSaysOfItself() {
        Dialect dialect = Dialect.of(Version.parse("11.4.5-MariaDB"));
        assertThat(dialect.showBinlogServer()).isEqualTo("SHOW GLOBAL VARIABLES LIKE 'binlog\\_server%'");
        assertThat(dialect.showVariables()).contains("'binlog_server_state'");
        assertThat(dialect.readBinlogServer(NO_VARIABLES)).isEmpty();
        Map<String, @Nullable String> said = new HashMap<>(Map.of(
                "binlog_server", "tutti 0.1.0", "binlog_server_state", "disk_full", "binlog_server_first_file", "bin.000002",
                "binlog_server_last_file", "bin.000009", "binlog_server_lineage_file", "", "binlog_server_bytes", "4711",
                "binlog_server_replicas", "12", "binlog_server_semi_sync", "ON"));
        assertThat(dialect.readBinlogServer(new Row(said))).hasValueSatisfying(it -> {
            assertThat(it.state()).isEqualTo(BinlogServer.State.DISK_FULL);
            assertThat(it.limitsKnown()).isTrue();
            assertThat(it.lineage()).as("all of it is of the primary that it follows").isZero();
            assertThat(it.bytes()).isEqualTo(4711L);
            assertThat(it.freeBytes()).isNull();
            assertThat(it.replicas()).isEqualTo(12);
            assertThat(it.semiSync()).isTrue();
        });
        assertThat(dialect.readBinlogServer(new Row(Map.of("MAXSCALE_VERSION", "24.02.1"))))
                .hasValueSatisfying(it -> assertThat(it.limitsKnown()).isFalse());
    }

    @Test
    void aBinlogServerIsToldNothingThatItDoesNotKnow() {
        Address source = new Address("db2.example", 3307);
        assertThat(Dialect.of(Version.parse("9.4.0")).changeSourceOfBinlogServer(source, new Coordinates("bin.000010", 4)))
                .isEqualTo("CHANGE REPLICATION SOURCE TO SOURCE_HOST='db2.example', SOURCE_PORT=3307,"
                        + " SOURCE_LOG_FILE='bin.000010', SOURCE_LOG_POS=4");
        assertThat(Dialect.of(Version.parse("11.4.5-MariaDB")).changeSourceOfBinlogServer(source, null))
                .isEqualTo("CHANGE MASTER TO MASTER_HOST='db2.example', MASTER_PORT=3307");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            5.6.14-log      | SHOW SLAVE STATUS   | SHOW MASTER STATUS     | SHOW SLAVE HOSTS | RESET SLAVE ALL   | CHANGE MASTER TO MASTER_HOST
            5.7.44          | SHOW SLAVE STATUS   | SHOW MASTER STATUS     | SHOW SLAVE HOSTS | RESET SLAVE ALL   | CHANGE MASTER TO MASTER_HOST
            8.0.21          | SHOW SLAVE STATUS   | SHOW MASTER STATUS     | SHOW SLAVE HOSTS | RESET SLAVE ALL   | CHANGE MASTER TO MASTER_HOST
            8.0.22          | SHOW SLAVE STATUS   | SHOW MASTER STATUS     | SHOW SLAVE HOSTS | RESET SLAVE ALL   | CHANGE MASTER TO MASTER_HOST
            8.0.23          | SHOW REPLICA STATUS | SHOW MASTER STATUS     | SHOW REPLICAS    | RESET REPLICA ALL | CHANGE REPLICATION SOURCE TO SOURCE_HOST
            8.0.36-28       | SHOW REPLICA STATUS | SHOW MASTER STATUS     | SHOW REPLICAS    | RESET REPLICA ALL | CHANGE REPLICATION SOURCE TO SOURCE_HOST
            8.2.0           | SHOW REPLICA STATUS | SHOW BINARY LOG STATUS | SHOW REPLICAS    | RESET REPLICA ALL | CHANGE REPLICATION SOURCE TO SOURCE_HOST
            8.4.3           | SHOW REPLICA STATUS | SHOW BINARY LOG STATUS | SHOW REPLICAS    | RESET REPLICA ALL | CHANGE REPLICATION SOURCE TO SOURCE_HOST
            9.4.0           | SHOW REPLICA STATUS | SHOW BINARY LOG STATUS | SHOW REPLICAS    | RESET REPLICA ALL | CHANGE REPLICATION SOURCE TO SOURCE_HOST
            10.3.39-MariaDB | SHOW SLAVE STATUS   | SHOW MASTER STATUS     | SHOW SLAVE HOSTS | RESET SLAVE ALL   | CHANGE MASTER TO MASTER_HOST
            12.0.2-MariaDB  | SHOW SLAVE STATUS   | SHOW MASTER STATUS     | SHOW SLAVE HOSTS | RESET SLAVE ALL   | CHANGE MASTER TO MASTER_HOST
            """)
    void eachReleaseIsAskedInItsOwnWords(
            String version, String status, String binaryLog, String replicas, String forget, String change) {
        Dialect dialect = Dialect.of(Version.parse(version));
        assertThat(dialect.showReplicaStatus()).isEqualTo(status);
        assertThat(dialect.showBinaryLogStatus()).isEqualTo(binaryLog);
        assertThat(dialect.showReplicas()).isEqualTo(replicas);
        assertThat(dialect.forgetSource()).isEqualTo(forget);
        String word = status.contains("REPLICA") ? "REPLICA" : "SLAVE";
        assertThat(dialect.stopReplication()).isEqualTo("STOP " + word);
        assertThat(dialect.startReplication()).isEqualTo("START " + word);
        assertThat(dialect.stopReceiver()).isEqualTo("STOP " + word + " IO_THREAD");
        assertThat(dialect.startReceiver()).isEqualTo("START " + word + " IO_THREAD");
        assertThat(dialect.startApplier()).isEqualTo("START " + word + " SQL_THREAD");
        assertThat(dialect.changeSource(change(new Row(Map.of())))).startsWith(change + "='db2.example', ");
        assertThat(dialect.setReadOnly(true)).isEqualTo("SET GLOBAL read_only = ON");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "mysql-5.6.14", "mysql-5.7.44", "mysql-8.0.21", "mysql-8.0.23", "mysql-8.0.36", "mysql-8.4.3", "mysql-9.4.0",
        "mariadb-10.3.39", "mariadb-10.11.6", "mariadb-11.4.5", "mariadb-12.0.2"
    })
    void eachReleasesReplicaStatusIsRead(String release) throws IOException {
        Replication replication = dialect(release)
                .readReplication(status(release, Map.of()), heartbeats(release), NO_VARIABLES)
                .orElseThrow();
        assertThat(replication.source()).isEqualTo(new Address("db1.example", 3307));
        assertThat(replication.receiver()).isEqualTo(Receiver.CONNECTED);
        assertThat(replication.applierRunning()).isTrue();
        assertThat(replication.received()).isEqualTo(new Coordinates("bin.1000000", 9020));
        assertThat(replication.applied()).isEqualTo(new Coordinates("bin.999999", 8010));
        assertThat(replication.relayLog()).isEqualTo(new Coordinates("relay-bin.000007", 431));
        assertThat(replication.lag()).isEqualTo(Duration.ofSeconds(3));
        assertThat(replication.applierIdle()).isTrue();
        assertThat(replication.heartbeats()).isEqualTo(17);
        assertThat(replication.heartbeatPeriod()).isEqualTo(Duration.ofMillis(1500));
        assertThat(replication.gtid()).isFalse();
        assertThat(replication.filtered()).isFalse();
        assertThat(replication.drained()).isFalse();
        assertThat(replication.parallelUnordered()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"mysql-5.6.14", "mysql-8.0.36", "mariadb-10.11.6"})
    void aLostSourceIsReadByItsNumber(String release) throws IOException {
        String prefix = release.equals("mysql-8.0.36") ? "Replica" : "Slave";
        String source = release.equals("mysql-8.0.36") ? "Source" : "Master";
        Map<String, @Nullable String> changes = new HashMap<>();
        changes.put(prefix + "_IO_Running", "Connecting");
        changes.put(prefix + "_SQL_Running_State", "Reading event from the relay log");
        changes.put("Last_IO_Errno", "2003");
        changes.put("Last_IO_Error", "error reconnecting to master");
        changes.put("Seconds_Behind_" + source, null);
        Replication replication = dialect(release)
                .readReplication(status(release, changes), List.of(), NO_VARIABLES)
                .orElseThrow();
        assertThat(replication.receiver()).isEqualTo(Receiver.CONNECTING);
        assertThat(replication.receiverError()).isEqualTo(2003);
        assertThat(replication.lag()).isNull();
        assertThat(replication.heartbeats()).isNull();
        assertThat(replication.applierIdle()).isFalse();
    }

    @Test
    void mariadbsPreparingIsNotStopped() throws IOException {
        Row status = status("mariadb-11.4.5", Map.of("Slave_IO_Running", "Preparing", "Using_Gtid", "Slave_Pos"));
        Replication replication =
                dialect("mariadb-11.4.5").readReplication(status, List.of(), NO_VARIABLES).orElseThrow();
        assertThat(replication.receiver()).isEqualTo(Receiver.CONNECTING);
        assertThat(replication.gtid()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "mysql-8.4.3, Replicate_Wild_Do_Table", "mysql-8.4.3, Replicate_Rewrite_DB", "mysql-5.6.14, Replicate_Ignore_DB",
        "mariadb-10.3.39, Replicate_Do_Domain_Ids", "mariadb-12.0.2, Replicate_Ignore_Server_Ids"
    })
    void anyFilterMakesAReplicaFiltered(String release, String column) throws IOException {
        Row status = status(release, Map.of(column, "shop.%"));
        assertThat(dialect(release).readReplication(status, List.of(), NO_VARIABLES).orElseThrow().filtered()).isTrue();
    }

    @Test
    void whoHasNoSourceIsNoReplica() throws IOException {
        Dialect dialect = dialect("mysql-5.7.44");
        Map<String, @Nullable String> noHost = Map.of("Master_Host", "");
        Map<String, @Nullable String> noPort = Map.of("Master_Port", "0");
        assertThat(dialect.readReplication(status("mysql-5.7.44", noHost), List.of(), NO_VARIABLES)).isEmpty();
        assertThat(dialect.readReplication(status("mysql-5.7.44", noPort), List.of(), NO_VARIABLES)).isEmpty();
    }

    @Test
    void parallelAppliersThatKeepTheOrderAreTold() {
        assertThat(unordered("5.6.14", "slave_parallel_workers", "4")).isTrue();
        assertThat(unordered("5.7.44", "slave_parallel_workers", "4", "slave_preserve_commit_order", "OFF")).isTrue();
        assertThat(unordered("8.4.3", "replica_parallel_workers", "4", "replica_preserve_commit_order", "ON")).isFalse();
        assertThat(unordered("8.4.3", "replica_parallel_workers", "0")).isFalse();
        assertThat(unordered("10.11.6-MariaDB", "slave_parallel_threads", "0", "slave_parallel_mode", "optimistic")).isFalse();
        assertThat(unordered("10.11.6-MariaDB", "slave_parallel_threads", "8", "slave_parallel_mode", "none")).isFalse();
        // Two GTID domains may overtake each other.
        assertThat(unordered("10.11.6-MariaDB", "slave_parallel_threads", "8", "slave_parallel_mode", "optimistic")).isTrue();
    }

    /** The states are those that real servers show: see DrainTest. */
    @Test
    void workersIdleOnlyWhenAllOfThemAreSeenToWait() {
        Dialect mysql = Dialect.of(Version.parse("8.4.3"));
        Row coordinator = thread("Query", "Replica has read all relay log; waiting for more updates");
        Row waits = thread("Connect", "Waiting for an event from Coordinator");
        assertThat(mysql.readWorkers(List.of(coordinator, waits, waits))).isEqualTo(Workers.IDLE);
        assertThat(mysql.readWorkers(List.of(coordinator, waits, thread("Query", "Executing event")))).isEqualTo(Workers.BUSY);
        assertThat(mysql.readWorkers(List.of(coordinator))).isEqualTo(Workers.BUSY);
        assertThat(mysql.readWorkers(List.of(waits))).isEqualTo(Workers.BUSY);
        Dialect mariadb = Dialect.of(Version.parse("10.11.6-MariaDB"));
        Row driver = thread("Slave_SQL", "Slave has read all relay log; waiting for more updates");
        Row idle = thread("Slave_worker", "Waiting for work from SQL thread");
        Row held = thread("Slave_worker", "Waiting for prior transaction to commit");
        Row receiver = thread("Slave_IO", "Reconnecting after a failed master event read");
        assertThat(mariadb.readWorkers(List.of(driver, receiver, idle))).isEqualTo(Workers.IDLE);
        assertThat(mariadb.readWorkers(List.of(driver, idle, held))).isEqualTo(Workers.BUSY);
        assertThat(mariadb.readWorkers(List.of())).isEqualTo(Workers.BUSY);
    }

    private static Row thread(String command, String state) {
        return new Row(Map.of("command", command, "state", state));
    }

    private static boolean unordered(String version, String... namesAndValues) {
        Map<String, @Nullable String> variables = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            variables.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return Dialect.of(Version.parse(version)).parallelUnordered(new Row(variables));
    }

    @Test
    void readOnlyIsWhateverIsNotOff() {
        // MariaDB 12.0.1 made a word of it: OFF, ON, NO_LOCK, NO_LOCK_NO_ADMIN.
        assertThat(dialect("mariadb-12.0.2").selectReadOnly())
                .isEqualTo("SELECT CAST(@@global.read_only AS CHAR) NOT IN ('0', 'OFF') AS read_only");
    }

    // ---- changing the source ----------------------------------------------------------------------------------------

    @Test
    void aChangeOfSourceSaysTlsAndHeartbeatsAgain() throws IOException {
        assertThat(dialect("mysql-8.4.3").changeSource(change(status("mysql-8.4.3", Map.of("heartbeat_period", "1.500")))))
                .isEqualTo("CHANGE REPLICATION SOURCE TO SOURCE_HOST='db2.example', SOURCE_PORT=3306,"
                        + " SOURCE_LOG_FILE='bin.000002', SOURCE_LOG_POS=154, SOURCE_HEARTBEAT_PERIOD=1.500, SOURCE_SSL=1,"
                        + " SOURCE_SSL_CA='/etc/tls/ca.pem', SOURCE_SSL_CERT='/etc/tls/o''brien.pem',"
                        + " SOURCE_SSL_KEY='/etc/tls/key.pem', SOURCE_SSL_CRL='/etc/tls/crl.pem',"
                        + " SOURCE_SSL_VERIFY_SERVER_CERT=1, SOURCE_TLS_VERSION='TLSv1.2,TLSv1.3'");
        assertThat(dialect("mysql-5.6.14").changeSource(change(status("mysql-5.6.14", Map.of()))))
                .isEqualTo("CHANGE MASTER TO MASTER_HOST='db2.example', MASTER_PORT=3306, MASTER_LOG_FILE='bin.000002',"
                        + " MASTER_LOG_POS=154, MASTER_SSL=1, MASTER_SSL_CA='/etc/tls/ca.pem',"
                        + " MASTER_SSL_CERT='/etc/tls/o''brien.pem', MASTER_SSL_KEY='/etc/tls/key.pem',"
                        + " MASTER_SSL_CRL='/etc/tls/crl.pem', MASTER_SSL_VERIFY_SERVER_CERT=1");
        assertThat(dialect("mariadb-11.4.5").changeSource(change(status("mariadb-11.4.5", Map.of()))))
                .contains("MASTER_SSL_CRL='/etc/tls/crl.pem'")
                .doesNotContain("TLS_VERSION")
                .endsWith(", MASTER_USE_GTID=no");
    }

    @Test
    void withoutTlsNothingIsSaidOfIt() throws IOException {
        Row status = status("mysql-8.4.3", Map.of("Source_SSL_Allowed", "No"));
        assertThat(dialect("mysql-8.4.3").changeSource(change(status))).doesNotContain("SSL").doesNotContain("TLS");
    }

    @Test
    void hostileNamesStayInsideTheirQuotes() {
        Address hostile = new Address("x', MASTER_PORT=1; DROP TABLE t; -- \\", 3306);
        Row before = new Row(Map.of("heartbeat_period", "1, MASTER_HOST='evil'"));
        String statement = dialect("mysql-5.6.14")
                .changeSource(new ChangeSource(hostile, new Coordinates("b'in.000001", 4), before));
        assertThat(statement)
                .isEqualTo("CHANGE MASTER TO MASTER_HOST='x'', MASTER_PORT=1; DROP TABLE t; -- \\\\', MASTER_PORT=3306,"
                        + " MASTER_LOG_FILE='b''in.000001', MASTER_LOG_POS=4");
        assertThat(dialect("mysql-5.6.14").showRelayLogEvents("relay'\\.1")).isEqualTo("SHOW RELAYLOG EVENTS IN 'relay''\\\\.1'");
    }

    // ---- rows ---------------------------------------------------------------------------------------------------------

    @Test
    void registeredReplicasNeedAHostAndAPort() {
        Dialect dialect = dialect("mysql-5.7.44");
        assertThat(dialect.readReplica(new Row(Map.of("Server_id", "2", "Host", "db2", "Port", "3307"))))
                .contains(new Address("db2", 3307));
        assertThat(dialect.readReplica(new Row(Map.of("Host", "", "Port", "3307")))).isEmpty();
        assertThat(dialect.readReplica(new Row(Map.of("Host", "db2", "Port", "0")))).isEmpty();
    }

    @Test
    void rowsKnowTheirColumnsInAnyCase() {
        Row row = new Row(Map.of("Port", " 3306 ", "Flag", "ON", "Bad", "x"));
        assertThat(row.number("PORT")).contains(3306L);
        assertThat(row.isYes("flag")).isTrue();
        assertThatThrownBy(() -> row.number("bad")).isInstanceOf(UnexpectedAnswerException.class).hasMessageContaining("whole number");
        assertThatThrownBy(() -> row.require("absent", "missing"))
                .isInstanceOf(UnexpectedAnswerException.class)
                .hasMessageContaining("absent or missing");
    }

    // ---- fixtures -----------------------------------------------------------------------------------------------------

    private static ChangeSource change(Row before) {
        return new ChangeSource(new Address("db2.example", 3306), new Coordinates("bin.000002", 154), before);
    }

    private static Dialect dialect(String release) {
        String[] parts = release.split("-");
        return Dialect.of(Version.parse(parts[0].equals("mariadb") ? parts[1] + "-MariaDB" : parts[1]));
    }

    private static List<Row> heartbeats(String release) {
        boolean asVariables = release.startsWith("mariadb") || release.startsWith("mysql-5.6");
        return asVariables
                ? List.of(
                        new Row(Map.of("Variable_name", "Slave_heartbeat_period", "Value", "1.500")),
                        new Row(Map.of("Variable_name", "Slave_received_heartbeats", "Value", "17")))
                : List.of(new Row(Map.of("heartbeats", "17", "heartbeat_period", "1.500")));
    }

    private static Row status(String release, Map<String, @Nullable String> changes) throws IOException {
        Map<String, @Nullable String> columns = new HashMap<>();
        for (String line : Files.readAllLines(Path.of("src/test/resources/replica-status", release + ".txt"))) {
            int colon = line.indexOf(':');
            String value = line.substring(colon + 1).strip();
            columns.put(line.substring(0, colon), value.equals("NULL") ? null : value);
        }
        changes.keySet().stream()
                .filter(name -> !name.equals("heartbeat_period"))
                .forEach(name -> assertThat(columns).containsKey(name));
        columns.putAll(changes);
        return new Row(columns);
    }
}
