package dev.tutti.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.control.record.Recovery;
import dev.tutti.control.record.Recovery.Kind;
import dev.tutti.lab.Flavour;
import dev.tutti.lab.Fleet;
import dev.tutti.lab.FleetExtension;
import dev.tutti.lab.FleetSpec;
import dev.tutti.lab.LabServer;
import dev.tutti.lab.Sql;
import dev.tutti.lab.WriteLoad;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;

/** Replicas that ask their source by GTID stay so wherever they go, and go nowhere when that is not certain to be right. */
class GtidTest {
    private static Fleet start(Flavour flavour, String shape) {
        FleetSpec spec = Fleet.custom(shape, flavour);
        return FleetExtension.startOrSkip(
                Sql.isMariaDb(flavour)
                        ? spec
                        : spec.withOption("gtid_mode", "ON").withOption("enforce_gtid_consistency", "ON"),
                "GTID on " + flavour);
    }

    static void useGtid(LabServer... replicas) {
        for (LabServer replica : replicas) {
            String change = switch (replica.flavour()) {
                case MARIADB_11_4, MARIADB_10_11 -> "CHANGE MASTER TO MASTER_USE_GTID=slave_pos";
                case MYSQL_5_6 -> "CHANGE MASTER TO MASTER_AUTO_POSITION=1";
                case MYSQL_9_7 -> "CHANGE REPLICATION SOURCE TO SOURCE_AUTO_POSITION=1";
            };
            Sql.run(replica, "STOP " + Sql.replica(replica), change, "START " + Sql.replica(replica));
        }
    }

    static void assertGoesByGtid(LabServer replica) {
        if (Sql.isMariaDb(replica.flavour())) {
            assertThat(Sql.replicaStatus(replica, "Using_Gtid")).as("%s", replica).isEqualTo("Slave_Pos");
        } else {
            assertThat(Sql.replicaStatus(replica, "Auto_Position")).as("%s", replica).isEqualTo("1");
        }
    }

    @ParameterizedTest
    @EnumSource(Flavour.class)
    void aReplicaMovesAnIntermediateDiesThePrimaryDiesAndAllStillGoByGtid(Flavour flavour, @TempDir Path folder)
            throws Exception {
        try (Fleet fleet = start(flavour, "1<-2,3 3<-4,5")) {
            useGtid(fleet.server("2"), fleet.server("3"), fleet.server("4"), fleet.server("5"));
            try (TestPlane tutti = TestPlane.ready(folder, fleet);
                    WriteLoad load = WriteLoad.start(WriteLoad.firstWritableOf(fleet), 2, 200)) {
                LabServer second = fleet.server("2");
                LabServer fifth = fleet.server("5");
                load.awaitMore(50, TestPlane.LONG);
                ApiClient.Reply asked = tutti.api().post(
                        "/api/v1/servers/" + fifth.address() + "/relocate", "{\"below\": \"" + second.address() + "\"}");
                assertThat(asked.status()).as(asked.body()).isEqualTo(202);
                Recovery moved = tutti.awaitSucceeded(Kind.RELOCATE, fifth);
                assertThat(moved.outcome()).contains("by GTID, as before");
                assertGoesByGtid(fifth);

                fleet.kill("3");
                Recovery rescue = tutti.awaitSucceeded(Kind.RESCUE, fleet.server("3"));
                assertThat(rescue.lost()).isEmpty();
                assertGoesByGtid(fleet.server("4"));
                tutti.until("4 is seen elsewhere", () -> tutti.sourceOf(fleet.server("4"))
                        .filter(source -> !source.equals(fleet.server("3").address()))
                        .isPresent());

                load.awaitMore(50, TestPlane.LONG);
                fleet.kill("1");
                Recovery failover = tutti.awaitSucceeded(Kind.FAILOVER, fleet.server("1"));
                assertThat(failover.lost()).as(failover.toString()).isEmpty();
                load.awaitMore(50, TestPlane.LONG);
                load.stop();
                LabServer promoted = FailoverTest.byAddress(fleet, String.valueOf(failover.promoted()));
                try (Connection connection = promoted.connect()) {
                    // The last write of each client may have reached nobody when the primary died.
                    assertThat(load.missingOn(connection)).hasSizeLessThanOrEqualTo(2);
                }
                List<LabServer> left = List.of(second, fleet.server("4"), fifth);
                Sql.awaitSameRows(left);
                left.stream().filter(server -> !server.equals(promoted)).forEach(GtidTest::assertGoesByGtid);
            }
        }
    }

    private static TestPlane preferring(LabServer wanted, Fleet fleet, Path folder) throws Exception {
        String rule = "rules: [{servers: '" + wanted.address() + "', preference: prefer}]";
        return TestPlane.ready(folder, fleet, setup -> setup.with("promotion", rule));
    }

    /** 2 goes by coordinates and is to take over; 3 and 4 go by GTID, and 4 has a transaction that nobody else has. */
    @ParameterizedTest
    @EnumSource(Flavour.class)
    void onlyTheReplicaWithATransactionOfItsOwnIsLost(Flavour flavour, @TempDir Path folder) throws Exception {
        try (Fleet fleet = start(flavour, "1<-2,3,4,5")) {
            LabServer second = fleet.server("2");
            LabServer third = fleet.server("3");
            LabServer fourth = fleet.server("4");
            useGtid(third, fourth);
            Sql.run(fleet.server("1"), "INSERT INTO app.t (v) VALUES ('before')");
            Sql.awaitSameRows(fleet.servers());
            Sql.run(fourth, "INSERT INTO app.t (id, v) VALUES (4711, 'errant')");
            try (TestPlane tutti = preferring(second, fleet, folder)) {
                fleet.kill("1");
                Recovery failover = tutti.awaitSucceeded(Kind.FAILOVER, fleet.server("1"));
                assertThat(failover.promoted()).isEqualTo(second.address().toString());
                assertThat(failover.lost()).singleElement().satisfies(lost -> {
                    assertThat(lost.server()).isEqualTo(fourth.address().toString());
                    assertThat(lost.reason()).contains("transactions of its own that " + second.address() + " never had");
                });
                assertGoesByGtid(third);
                assertGoesByGtid(fourth);
                Sql.run(second, "INSERT INTO app.t (v) VALUES ('after')");
                Sql.awaitSameRows(List.of(second, third, fleet.server("5")));
            }
        }
    }

    /** What only a replica by GTID has received is fetched from there before another takes over. */
    @ParameterizedTest
    @EnumSource(Flavour.class)
    void whatOnlyAReplicaByGtidHasReceivedIsKept(Flavour flavour, @TempDir Path folder) throws Exception {
        try (Fleet fleet = start(flavour, "1<-2,3,4")) {
            LabServer second = fleet.server("2");
            LabServer third = fleet.server("3");
            LabServer fourth = fleet.server("4");
            useGtid(second, third);
            try (TestPlane tutti = preferring(second, fleet, folder)) {
                Sql.run(second, "STOP " + Sql.replica(second) + " IO_THREAD");
                Sql.run(fourth, "STOP " + Sql.replica(fourth) + " IO_THREAD");
                for (int i = 0; i < 20; i++) {
                    Sql.run(fleet.server("1"), "INSERT INTO app.t (v) VALUES ('only on 3: " + i + "')");
                }
                Sql.awaitSameRows(List.of(fleet.server("1"), third));
                String expected = Sql.checksum(third);
                fleet.kill("1");
                Recovery failover = tutti.awaitSucceeded(Kind.FAILOVER, fleet.server("1"));
                assertThat(failover.promoted()).isEqualTo(second.address().toString());
                assertThat(failover.lost()).as(failover.toString()).isEmpty();
                Sql.awaitSameRows(List.of(second, third, fourth));
                assertThat(Sql.checksum(second)).isEqualTo(expected);
                assertGoesByGtid(third);
            }
        }
    }
}
