package dev.tutti.binlogserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tutti.binlogserver.config.BinlogServerConfig;
import dev.tutti.binlogserver.ingest.ReceiverState;
import dev.tutti.binlogserver.store.StoredFile;
import dev.tutti.core.model.Coordinates;
import dev.tutti.core.model.Version.Family;
import dev.tutti.lab.Flavour;
import dev.tutti.lab.Fleet;
import dev.tutti.lab.FleetSpec;
import dev.tutti.lab.LabServer;
import dev.tutti.lab.Sql;
import dev.tutti.lab.TestCertificate;
import dev.tutti.lab.WriteLoad;
import dev.tutti.wire.Tls;
import dev.tutti.wire.server.Authentication;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.Arrays;
import java.util.List;

/**
 * One flavour's part of the matrix: a primary and its replicas, through phases with and without acknowledgements and TLS.
 *
 * @param port where the Binlog Server of each phase listens, so that replicas find it again
 */
record Matrix(Flavour flavour, Fleet fleet, LabServer primary, TestCertificate certificate, Path folder, int port) {
    private static final String BY_POSITION = "2";
    private static final String BY_GTID = "3";
    private static final String FRESH = "4";

    void run() throws Exception {
        for (LabServer server : fleet.servers()) {
            semiSyncPlugins(server);
            // Everywhere beforehand: what one domain writes does not wait for what another one creates.
            Sql.run(server, "SET SESSION sql_log_bin = 0", "CREATE TABLE app.other (a INT)");
        }
        boolean first = true;
        // MySQL 5.6 knows no TLS that a Java of today speaks (nothing newer than 1.0), so there it is never on.
        for (boolean tls : flavour == Flavour.MYSQL_5_6 ? new boolean[] {false} : new boolean[] {false, true}) {
            for (boolean semiSync : new boolean[] {false, true}) {
                phase(semiSync, tls, first);
                first = false;
            }
        }
    }

    static FleetSpec spec(Flavour flavour, TestCertificate certificate) {
        FleetSpec spec = Fleet.custom("1 2 3 4", flavour);
        return switch (flavour) {
            case MYSQL_5_6 -> spec.withOption("gtid_mode", "ON").withOption("enforce_gtid_consistency", "ON")
                    .withOption("slave_parallel_workers", "2");
            case MYSQL_9_7 -> spec.withOption("gtid_mode", "ON").withOption("enforce_gtid_consistency", "ON")
                    .withOption("replica_parallel_workers", "4");
            // What they need for TLS; MySQL 9.7 makes its own.
            case MARIADB_10_11, MARIADB_11_4 -> spec.withOption("slave_parallel_threads", "4")
                    .withOption("slave_parallel_mode", "optimistic")
                    .withOption("ssl", "1")
                    .withOption("ssl_cert", certificate.certificate().toString())
                    .withOption("ssl_key", certificate.key().toString());
        };
    }

    private void phase(boolean semiSync, boolean tls, boolean first) throws Exception {
        semiSyncAtPrimary(semiSync);
        // Or they would be back, as they were before, as soon as the next server listens.
        Sql.stopReplication(fleet.server(BY_POSITION));
        Sql.stopReplication(fleet.server(BY_GTID));
        try (BinlogServer server = TestServer.start(config(tls))) {
            await("receiving").atMost(TestServer.LONG).untilAsserted(() -> assertThat(server.receiver().state())
                    .isInstanceOfSatisfying(ReceiverState.Receiving.class,
                            receiving -> assertThat(receiving.semiSync()).isEqualTo(semiSync)));
            if (semiSync) {
                await("the primary counts us").atMost(TestServer.LONG)
                        .until(() -> status("Rpl_semi_sync_master_clients") == 1);
            }
            long waitedBefore = semiSync ? status("Rpl_semi_sync_master_yes_tx") : 0;
            long unacknowledged = semiSync ? status("Rpl_semi_sync_master_no_tx") : 0;
            try (WriteLoad load = WriteLoad.start(primary::address, 2, 300)) {
                follow(BY_POSITION, server, "MASTER_LOG_FILE='mysql-bin.000001', MASTER_LOG_POS=4", semiSync, tls, first);
                follow(BY_GTID, server, byGtid(), semiSync, tls, first);
                load.awaitMore(100, TestServer.LONG);
                moreKindsOfTransactions();
                Sql.run(primary, "FLUSH BINARY LOGS");
                load.awaitMore(100, TestServer.LONG);
                // In the middle of a file.
                Sql.stopReplication(fleet.server(BY_GTID));
                load.awaitMore(50, TestServer.LONG);
                Sql.startReplication(fleet.server(BY_GTID));
                Sql.run(primary, "FLUSH BINARY LOGS");
                load.awaitMore(50, TestServer.LONG);
                load.stop();
            }
            if (first) {
                // One that was never served, and has it all to read, several files of it.
                follow(FRESH, server, byGtid(), false, tls, true);
            }
            TestServer.awaitCaughtUp(server, primary);
            for (String name : first ? List.of(BY_POSITION, BY_GTID, FRESH) : List.of(BY_POSITION, BY_GTID)) {
                awaitSameRows(name);
            }
            assertThat(server.sessions().stream().filter(each -> each.user().equals("repl")))
                    .isNotEmpty()
                    .allMatch(each -> each.encrypted() == tls);
            if (semiSync) {
                assertThat(status("Rpl_semi_sync_master_yes_tx")).isGreaterThan(waitedBefore);
                assertThat(status("Rpl_semi_sync_master_no_tx")).isEqualTo(unacknowledged);
            }
            try (Connection connection = TestServer.connect(server)) {
                long acknowledged = Long.parseLong(String.valueOf(Sql.rows(
                        connection, "SHOW STATUS LIKE 'Binlog_server_acknowledgements_received'").getFirst().get("Value")));
                if (semiSync) {
                    assertThat(acknowledged).isPositive();
                } else {
                    assertThat(acknowledged).isZero();
                }
                if (first) {
                    // Once: what is served does not depend on the phase.
                    new AskedLikeAServer(server, primary, folder).compare(connection);
                    new ReadByPrograms(server, primary, folder).readAll();
                    Sql.stopReplication(fleet.server(FRESH));
                }
            }
            for (StoredFile file : server.store().files()) {
                assertSame(server, file);
            }
        }
    }

    private BinlogServerConfig config(boolean tls) {
        BinlogServerConfig plain =
                TestServer.config(folder.resolve("store"), flavour, List.of(primary.address()), port, 9_001);
        Authentication authentication = flavour == Flavour.MYSQL_9_7 && tls
                ? plain.authentication().withDefaultPlugin(Authentication.Plugin.CACHING_SHA2_PASSWORD)
                : plain.authentication();
        return tls
                ? TestServer.with(plain, authentication.withTls(certificate.context(), false), Tls.REQUIRED_TRUST_ALL)
                : TestServer.with(plain, authentication, Tls.OFF);
    }

    private String byGtid() {
        return flavour.family() == Family.MARIADB ? "MASTER_USE_GTID=slave_pos" : "MASTER_AUTO_POSITION=1";
    }

    private void follow(String name, BinlogServer server, String from, boolean semiSync, boolean tls, boolean first) {
        LabServer replica = fleet.server(name);
        Sql.run(replica, "SET GLOBAL rpl_semi_sync_" + word(replica, "slave", "replica") + "_enabled = " + (semiSync ? 1 : 0));
        String encrypted = !tls ? "" : "MASTER_SSL=1"
                + (flavour.family() == Family.MARIADB ? ", MASTER_SSL_VERIFY_SERVER_CERT=0" : "");
        if (first) {
            Sql.follow(replica, server.address(), from);
        } else if (tls) {
            // No host and no port: naming them, even the same, would take it back to the start of the log.
            Sql.run(replica, Sql.saysReplica(replica)
                    ? "CHANGE REPLICATION SOURCE TO " + encrypted.replace("MASTER_", "SOURCE_")
                    : "CHANGE MASTER TO " + encrypted);
            Sql.startReplication(replica);
        } else {
            Sql.startReplication(replica);
        }
    }

    private static String word(LabServer server, String before, String now) {
        return Sql.saysReplica(server) ? now : before;
    }

    private void semiSyncPlugins(LabServer server) {
        if (flavour == Flavour.MYSQL_5_6) {
            Sql.run(server, "INSTALL PLUGIN rpl_semi_sync_master SONAME 'semisync_master.so'",
                    "INSTALL PLUGIN rpl_semi_sync_slave SONAME 'semisync_slave.so'");
        } else if (flavour == Flavour.MYSQL_9_7) {
            Sql.run(server, "INSTALL PLUGIN rpl_semi_sync_source SONAME 'semisync_source.so'",
                    "INSTALL PLUGIN rpl_semi_sync_replica SONAME 'semisync_replica.so'");
        }
    }

    private void semiSyncAtPrimary(boolean on) {
        String prefix = "SET GLOBAL rpl_semi_sync_" + word(primary, "master", "source");
        // Nothing may go on without an acknowledgement while this runs.
        Sql.run(primary, prefix + "_timeout = 60000", prefix + "_enabled = " + (on ? 1 : 0));
        if (flavour != Flavour.MYSQL_5_6) {
            Sql.run(primary, prefix + "_wait_point = 'AFTER_SYNC'");
        }
    }

    private long status(String name) {
        return Long.parseLong(String.valueOf(Sql.value(
                primary, "SHOW STATUS LIKE '" + name.replace("master", word(primary, "master", "source")) + "'", "Value")));
    }

    /** Several domains, tagged GTIDs, statements, large transactions: what there is beyond single rows. */
    private void moreKindsOfTransactions() {
        Sql.run(primary, "BEGIN", "INSERT INTO app.t (v) SELECT REPEAT('x', 90) FROM (SELECT 1 FROM app.t LIMIT 50) AS some",
                "UPDATE app.t SET v = CONCAT(v, 'u') WHERE v LIKE 'xxx%' AND LENGTH(v) < 95", "COMMIT",
                "CREATE TABLE IF NOT EXISTS app.third (a INT)", "INSERT INTO app.other VALUES (1)");
        if (flavour.family() == Family.MARIADB) {
            Sql.run(primary, "SET SESSION gtid_domain_id = 7", "INSERT INTO app.other VALUES (7)",
                    "SET SESSION gtid_domain_id = 8", "INSERT INTO app.other VALUES (8)");
        } else if (flavour == Flavour.MYSQL_9_7) {
            Sql.run(primary, "SET SESSION gtid_next = 'AUTOMATIC:tagged'", "INSERT INTO app.other VALUES (9)");
        }
    }

    private void awaitSameRows(String name) {
        LabServer replica = fleet.server(name);
        await("the same rows on " + name).atMost(TestServer.LONG).untilAsserted(() -> {
            assertThat(Sql.replicaStatus(replica, "Last_IO_Error")).isEmpty();
            assertThat(Sql.replicaStatus(replica, "Last_SQL_Error")).isEmpty();
            assertThat(Sql.checksum(replica)).as(Sql.replicaSummary(replica)).isEqualTo(Sql.checksum(primary));
            assertThat(Sql.value(replica, "CHECKSUM TABLE app.other", "Checksum"))
                    .isEqualTo(Sql.value(primary, "CHECKSUM TABLE app.other", "Checksum"));
        });
        assertThat(Sql.replicaStatus(replica, "Slave_IO_Running")).isEqualTo("Yes");
    }

    private void assertSame(BinlogServer server, StoredFile file) throws Exception {
        byte[] theirs = Files.readAllBytes(primary.dataFolder().resolve(file.name()));
        byte[] ours = Files.readAllBytes(server.store().folder().resolve(file.name()));
        theirs[21] &= ~1;
        assertThat(Arrays.mismatch(ours, Arrays.copyOf(theirs, ours.length))).as(file.name()).isEqualTo(-1);
        Coordinates end = TestServer.end(primary);
        assertThat(file.name().equals(end.file()) || ours.length == theirs.length).as("all of " + file.name()).isTrue();
    }
}
