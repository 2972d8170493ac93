package dev.tutti.binlogserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tutti.binlogserver.store.StoredFile;
import dev.tutti.core.model.Coordinates;
import dev.tutti.lab.Flavour;
import dev.tutti.lab.Fleet;
import dev.tutti.lab.FleetExtension;
import dev.tutti.lab.LabServer;
import dev.tutti.lab.Sql;
import dev.tutti.lab.WriteLoad;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;

/** What is stored is what the primary wrote, byte for byte, whatever happens to either side. */
class ByteIdentityTest {
    private static final int IN_USE_AT = 21;

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(Flavour.class)
    void filesAreEqualAcrossRotationsRestartsAndCrashesOfBothSides(Flavour flavour) throws Exception {
        try (Fleet fleet = FleetExtension.startOrSkip(Fleet.single(flavour), "byte identity on " + flavour)) {
            LabServer primary = fleet.server("1");
            BinlogServer server = TestServer.start(TestServer.config(folder, primary));
            try (WriteLoad load = WriteLoad.start(primary::address, 2, 400)) {
                load.awaitMore(200, Duration.ofSeconds(30));
                Sql.run(primary, "FLUSH BINARY LOGS", "INSERT INTO app.t (v) SELECT REPEAT('x', 90) FROM app.t");
                load.awaitMore(100, Duration.ofSeconds(30));
                // Ours ends without any order, theirs goes on.
                server.close();
                Sql.run(primary, "FLUSH BINARY LOGS");
                load.awaitMore(100, Duration.ofSeconds(30));
                server = TestServer.start(TestServer.config(folder, primary));
                load.awaitMore(100, Duration.ofSeconds(30));
                fleet.kill("1");
                fleet.start("1");
                load.awaitMore(100, Duration.ofSeconds(30));
                load.stop();
            }
            Sql.run(primary, "FLUSH BINARY LOGS");
            Coordinates end = TestServer.awaitCaughtUp(server, primary);
            assertThat(server.store().files().size()).isGreaterThanOrEqualTo(4);
            for (StoredFile file : server.store().files()) {
                assertSame(primary, file.name(), file.name().equals(end.file()));
            }
            server.close();
        }
    }

    private void assertSame(LabServer primary, String file, boolean active) throws IOException {
        byte[] theirs = Files.readAllBytes(primary.dataFolder().resolve(file));
        byte[] ours = Files.readAllBytes(folder.resolve(file));
        // An active file, and one that a crash left behind, has this bit set at the primary.
        theirs[IN_USE_AT] &= ~1;
        if (active) {
            theirs = Arrays.copyOf(theirs, ours.length);
        }
        assertThat(ours.length).as("length of %s", file).isEqualTo(theirs.length);
        assertThat(Arrays.mismatch(ours, theirs)).as("first difference in %s", file).isEqualTo(-1);
    }

    @ParameterizedTest
    @EnumSource(Flavour.class)
    void replicasBelowItEndWithTheSameRows(Flavour flavour) throws Exception {
        try (Fleet fleet = FleetExtension.startOrSkip(
                Fleet.custom("1 2 3", flavour), "replicas below a Binlog Server of " + flavour)) {
            LabServer primary = fleet.server("1");
            BinlogServer server = TestServer.start(TestServer.config(folder, primary));
            try (WriteLoad load = WriteLoad.start(primary::address, 2, 400)) {
                for (String name : new String[] {"2", "3"}) {
                    Sql.follow(fleet.server(name), server.address(), "MASTER_LOG_FILE='mysql-bin.000001', MASTER_LOG_POS=4");
                }
                load.awaitMore(500, Duration.ofSeconds(30));
                Sql.run(primary, "FLUSH BINARY LOGS", "INSERT INTO app.t (v) SELECT REPEAT('x', 90) FROM app.t");
                load.awaitMore(200, Duration.ofSeconds(30));
                load.stop();
            }
            for (String name : new String[] {"2", "3"}) {
                LabServer replica = fleet.server(name);
                await("the same rows on " + name).atMost(TestServer.LONG).untilAsserted(() -> {
                    assertThat(Sql.replicaStatus(replica, "Last_IO_Error")).isEmpty();
                    assertThat(Sql.replicaStatus(replica, "Last_SQL_Error")).isEmpty();
                    assertThat(Sql.checksum(replica)).isEqualTo(Sql.checksum(primary));
                });
            }
            server.close();
        }
    }
}
