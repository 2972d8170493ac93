package dev.tutti.binlogserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tutti.binlogserver.config.BinlogServerConfig;
import dev.tutti.core.model.Address;
import dev.tutti.core.model.Coordinates;
import dev.tutti.lab.FaultProxy;
import dev.tutti.lab.Flavour;
import dev.tutti.lab.Fleet;
import dev.tutti.lab.FleetExtension;
import dev.tutti.lab.LabServer;
import dev.tutti.lab.Sql;
import dev.tutti.lab.TestCertificate;
import dev.tutti.lab.WriteLoad;
import dev.tutti.wire.Tls;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** Replicas and Binlog Servers that move while everything goes on. */
class HoppingTest {
    private static final int HOPS = 20;
    private static final int PACKET = 0xff_ffff;

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(value = Flavour.class, names = {"MARIADB_11_4", "MYSQL_5_6"})
    void whateverMovesNothingIsLostOrRepeated(Flavour flavour) throws Exception {
        // Rows of up to 17 MB must get through.
        try (Fleet fleet = FleetExtension.startOrSkip(
                Fleet.custom("1 2 3 4", flavour)
                        .withOption("max_allowed_packet", "128M")
                        .withOption("innodb_log_file_size", "256M"),
                "hopping on " + flavour)) {
            LabServer primary = fleet.server("1");
            TestCertificate certificate = TestCertificate.in(Files.createDirectories(folder.resolve("tls")));
            for (LabServer server : fleet.servers()) {
                Sql.run(server, "SET SESSION sql_log_bin = 0", "CREATE TABLE app.large (id INT PRIMARY KEY, v LONGBLOB)");
            }
            BinlogServerConfig one = TestServer.config(
                    folder.resolve("one"), flavour, List.of(primary.address()), 0, 9_001);
            // The other one is below the first: a chain of two.
            try (BinlogServer first = TestServer.start(
                    TestServer.with(one, one.authentication().withTls(certificate.context(), false), Tls.OFF))) {
                TestServer.awaitCaughtUp(first, primary);
                BinlogServerConfig two = TestServer.config(
                        folder.resolve("two"), flavour, List.of(first.address()), 0, 9_002);
                try (BinlogServer second =
                        TestServer.start(TestServer.with(two, two.authentication(), Tls.REQUIRED_TRUST_ALL))) {
                    replicasHop(fleet, first, second);
                    largeEventsArrive(fleet, first, second);
                    aSlowReplicaSlowsNobody(fleet, first);
                    thePrimaryChanges(fleet, first, second);
                }
            }
        }
    }

    private static void replicasHop(Fleet fleet, BinlogServer first, BinlogServer second) throws Exception {
        LabServer primary = fleet.server("1");
        List<Address> sources = List.of(primary.address(), first.address(), second.address());
        List<LabServer> replicas = List.of(fleet.server("2"), fleet.server("3"));
        Random random = new Random(20);
        try (WriteLoad load = WriteLoad.start(primary::address, 2, 300)) {
            for (LabServer replica : replicas) {
                Sql.follow(replica, first.address(), "MASTER_LOG_FILE='mysql-bin.000001', MASTER_LOG_POS=4");
            }
            for (int hop = 0; hop < HOPS; hop++) {
                load.awaitMore(10, TestServer.LONG);
                hop(replicas.get(random.nextInt(2)), sources.get(random.nextInt(3)));
                if (hop % 7 == 3) {
                    Sql.run(primary, "FLUSH LOGS");
                }
            }
            load.awaitMore(50, TestServer.LONG);
            load.stop();
        }
        for (LabServer replica : replicas) {
            awaitSameRows(replica, primary, "app.t");
        }
    }

    /** To the same coordinates elsewhere, without a search. */
    private static void hop(LabServer replica, Address to) {
        Sql.stopReplication(replica);
        Sql.follow(replica, to, "MASTER_LOG_FILE='" + Sql.replicaStatus(replica, "Relay_Master_Log_File")
                + "', MASTER_LOG_POS=" + Sql.replicaStatus(replica, "Exec_Master_Log_Pos"));
    }

    /** 20 MB, and events whose packets end exactly where a packet must end, one byte before and one behind. */
    private static void largeEventsArrive(Fleet fleet, BinlogServer first, BinlogServer second) throws Exception {
        LabServer primary = fleet.server("1");
        hop(fleet.server("2"), first.address());
        hop(fleet.server("3"), second.address());
        Sql.run(primary, "INSERT INTO app.large VALUES (1, REPEAT('x', 100000))");
        // What an event has beside its row is the same for all of them.
        long beside = largestEvent(primary) - 100_000;
        int id = 2;
        // Towards MariaDB and MySQL there is one byte before an event, with semi-synchronous replication three.
        for (int ahead : new int[] {1, 3}) {
            for (int more : new int[] {-1, 0, 1}) {
                long row = PACKET - ahead - beside + more;
                Sql.run(primary, "INSERT INTO app.large VALUES (" + id++ + ", REPEAT('y', " + row + "))");
            }
        }
        Sql.run(primary, "INSERT INTO app.large VALUES (" + id + ", REPEAT('z', 20000000))");
        TestServer.awaitCaughtUp(first, primary);
        Coordinates end = TestServer.awaitCaughtUp(second, primary);
        for (BinlogServer server : List.of(first, second)) {
            assertThat(Files.mismatch(
                            server.store().folder().resolve(end.file()), first.store().folder().resolve(end.file())))
                    .isEqualTo(-1);
        }
        for (String name : List.of("2", "3")) {
            awaitSameRows(fleet.server(name), primary, "app.large");
        }
    }

    private static long largestEvent(LabServer primary) throws Exception {
        Coordinates end = TestServer.end(primary);
        try (Connection connection = primary.connect()) {
            long largest = 0;
            long before = 4;
            for (var row : Sql.rows(connection, "SHOW BINLOG EVENTS IN '" + end.file() + "'")) {
                long at = Long.parseLong(String.valueOf(row.get("Pos")));
                largest = Math.max(largest, at - before);
                before = at;
            }
            return largest;
        }
    }

    private static void aSlowReplicaSlowsNobody(Fleet fleet, BinlogServer first) throws Exception {
        LabServer primary = fleet.server("1");
        LabServer slow = fleet.server("4");
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        FaultProxy link = new FaultProxy(port, first.address());
        try {
            link.serverIsUp();
            Coordinates start = TestServer.end(primary);
            Sql.run(slow, "SET SESSION sql_log_bin = 0", "DELETE FROM app.t", "DELETE FROM app.large");
            copyRows(primary, slow);
            link.bandwidth(10_000);
            Sql.follow(slow, new Address("127.0.0.1", port),
                    "MASTER_LOG_FILE='" + start.file() + "', MASTER_LOG_POS=" + start.position());
            // 3 MB take five minutes at this rate.
            Sql.run(primary, "INSERT INTO app.large VALUES (100, REPEAT('s', 3000000))",
                    "INSERT INTO app.t (v) VALUES ('behind it')");
            for (String name : List.of("2", "3")) {
                awaitSameRows(fleet.server(name), primary, "app.t");
            }
            assertThat(Sql.checksum(slow)).isNotEqualTo(Sql.checksum(primary));
            // Killed in the middle of it.
            fleet.kill("4");
            link.heal();
            fleet.start("4");
            awaitSameRows(slow, primary, "app.t");
            awaitSameRows(slow, primary, "app.large");
            hop(slow, first.address());
        } finally {
            link.close();
        }
    }

    /** As a copy of the primary would have them. */
    private static void copyRows(LabServer from, LabServer to) throws Exception {
        try (Connection source = from.connect(); Connection target = to.connect()) {
            target.createStatement().execute("SET SESSION sql_log_bin = 0");
            for (String table : List.of("app.t", "app.large")) {
                try (var rows = source.createStatement().executeQuery("SELECT * FROM " + table);
                        var insert = target.prepareStatement("INSERT INTO " + table + " VALUES (?, ?)")) {
                    while (rows.next()) {
                        insert.setLong(1, rows.getLong(1));
                        insert.setBytes(2, rows.getBytes(2));
                        insert.executeUpdate();
                    }
                }
            }
        }
    }

    /** A replica becomes the primary: its log is advanced past that of the Binlog Servers, which then follow it from there. */
    private static void thePrimaryChanges(Fleet fleet, BinlogServer first, BinlogServer second) throws Exception {
        LabServer promoted = fleet.server("2");
        Sql.stopReplication(promoted);
        Coordinates old = java.util.Objects.requireNonNull(first.store().end());
        while (TestServer.end(promoted).fileNumber() <= old.fileNumber()) {
            Sql.run(promoted, "FLUSH LOGS");
        }
        Coordinates begin = new Coordinates(TestServer.end(promoted).file(), Coordinates.FIRST_POSITION);
        try (Connection admin = TestServer.connect(first); WriteLoad load = WriteLoad.start(promoted::address, 2, 300)) {
            admin.createStatement().execute("STOP SLAVE");
            admin.createStatement().execute("CHANGE MASTER TO MASTER_HOST='127.0.0.1', MASTER_PORT=" + promoted.port()
                    + ", MASTER_LOG_FILE='" + begin.file() + "', MASTER_LOG_POS=4");
            admin.createStatement().execute("START SLAVE");
            load.awaitMore(200, Duration.ofSeconds(30));
            load.stop();
        }
        TestServer.awaitCaughtUp(first, promoted);
        TestServer.awaitCaughtUp(second, promoted);
        for (String name : List.of("3", "4")) {
            LabServer replica = fleet.server(name);
            awaitSameRows(replica, promoted, "app.t");
            assertThat(Sql.replicaStatus(replica, "Relay_Master_Log_File")).isEqualTo(begin.file());
        }
    }

    private static void awaitSameRows(LabServer replica, LabServer primary, String table) {
        String sql = "CHECKSUM TABLE " + table;
        await("the same rows of " + table + " on " + replica).atMost(TestServer.LONG).untilAsserted(() -> {
            assertThat(Sql.replicaStatus(replica, "Last_IO_Error")).isEmpty();
            assertThat(Sql.replicaStatus(replica, "Last_SQL_Error")).isEmpty();
            assertThat(Sql.value(replica, sql, "Checksum")).isEqualTo(Sql.value(primary, sql, "Checksum"));
        });
    }
}
