package dev.tutti.binlogserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tutti.binlogserver.front.Front;
import dev.tutti.binlogserver.front.FrontConfig;
import dev.tutti.core.model.Address;
import dev.tutti.lab.Accounts;
import dev.tutti.lab.Flavour;
import dev.tutti.lab.Fleet;
import dev.tutti.lab.FleetExtension;
import dev.tutti.lab.LabServer;
import dev.tutti.lab.Sql;
import dev.tutti.lab.WriteLoad;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Several Binlog Servers behind one address. */
class FrontTest {
    @TempDir
    Path folder;

    @Test
    void replicasOfADeadServerGoOnBelowAnotherByThemselves() throws Exception {
        try (Fleet fleet = FleetExtension.startOrSkip(
                Fleet.custom("1 2 3", Flavour.MARIADB_11_4), "a front before two Binlog Servers")) {
            LabServer primary = fleet.server("1");
            BinlogServer first = TestServer.start(TestServer.config(
                    folder.resolve("a"), primary.flavour(), List.of(primary.address()), 0, 9_001));
            try (BinlogServer second = TestServer.start(TestServer.config(
                            folder.resolve("b"), primary.flavour(), List.of(primary.address()), 0, 9_002));
                    Front front = Front.start(new FrontConfig(
                            new Address("127.0.0.1", free()),
                            List.of(first.address(), second.address()),
                            Duration.ofMillis(100),
                            Duration.ofSeconds(1),
                            Optional.of(Accounts.ADMIN)));
                    WriteLoad load = WriteLoad.start(primary::address, 2, 300)) {
                for (String name : List.of("2", "3")) {
                    Sql.follow(fleet.server(name), front.address(), "MASTER_LOG_FILE='mysql-bin.000001', MASTER_LOG_POS=4");
                    await("a connection of " + name).atMost(TestServer.LONG).until(() ->
                            "Yes".equals(Sql.replicaStatus(fleet.server(name), "Slave_IO_Running")));
                }
                assertThat(front.connections()).as("spread over both").containsExactly(1, 1);
                load.awaitMore(200, Duration.ofSeconds(30));
                first.close();
                load.awaitMore(200, Duration.ofSeconds(30));
                await("both below the other").atMost(TestServer.LONG).until(() -> front.connections().equals(List.of(0, 2)));
                try (Connection connection = TestServer.connect(second)) {
                    await("registered there").atMost(TestServer.LONG).until(() ->
                            Sql.rows(connection, "SHOW SLAVE HOSTS").size() == 2);
                }
                load.stop();
                for (String name : List.of("2", "3")) {
                    await("the same rows on " + name).atMost(TestServer.LONG).untilAsserted(() ->
                            assertThat(Sql.checksum(fleet.server(name)))
                                    .as(Sql.replicaSummary(fleet.server(name)))
                                    .isEqualTo(Sql.checksum(primary)));
                }
            }
        }
    }

    /** What a replica says of itself, for when it does not get what it should. */
    private static int free() throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
