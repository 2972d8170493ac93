package dev.tutti.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.control.record.Recovery;
import dev.tutti.control.record.Recovery.Kind;
import dev.tutti.lab.Flavour;
import dev.tutti.lab.Fleet;
import dev.tutti.lab.FleetExtension;
import dev.tutti.lab.LabServer;
import dev.tutti.lab.Sql;
import dev.tutti.lab.WriteLoad;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;

/** The story that everything else is about, on every server software that the lab has: nothing acknowledged is lost. */
class FailoverTest {
    private static final int CLIENTS = 2;

    @ParameterizedTest
    @EnumSource(Flavour.class)
    void aReplicaMovesAnIntermediateDiesThePrimaryDiesAndNothingIsLost(Flavour flavour, @TempDir Path folder)
            throws Exception {
        try (Fleet fleet = FleetExtension.startOrSkip(Fleet.custom("1<-2,3 3<-4,5", flavour), "failover on " + flavour);
                TestPlane tutti = TestPlane.ready(folder, fleet);
                WriteLoad load = WriteLoad.start(WriteLoad.firstWritableOf(fleet), CLIENTS, 200)) {
            load.awaitMore(50, TestPlane.LONG);
            LabServer fifth = fleet.server("5");
            LabServer second = fleet.server("2");
            ApiClient.Reply asked = tutti.api()
                    .post("/api/v1/servers/" + fifth.address() + "/relocate", "{\"below\": \"" + second.address() + "\"}");
            assertThat(asked.status()).as(asked.body()).isEqualTo(202);
            tutti.awaitSucceeded(Kind.RELOCATE, fifth);

            fleet.kill("3");
            Recovery rescue = tutti.awaitSucceeded(Kind.RESCUE, fleet.server("3"));
            assertThat(rescue.lost()).isEmpty();
            tutti.until("4 is seen elsewhere", () -> tutti.sourceOf(fleet.server("4"))
                    .filter(source -> !source.equals(fleet.server("3").address()))
                    .isPresent());

            load.awaitMore(50, TestPlane.LONG);
            fleet.kill("1");
            Recovery failover = tutti.awaitSucceeded(Kind.FAILOVER, fleet.server("1"));
            assertThat(failover.lost()).isEmpty();
            load.awaitMore(50, TestPlane.LONG);
            load.stop();

            LabServer promoted = byAddress(fleet, String.valueOf(failover.promoted()));
            // All survivors hold the same: what is missing had reached none of them, which without semi-synchronous replication can
            // happen to the last write of each client, and to no other.
            Sql.awaitSameRows(List.of(second, fleet.server("4"), fifth));
            try (Connection connection = promoted.connect()) {
                assertThat(load.missingOn(connection)).hasSizeLessThanOrEqualTo(CLIENTS);
            }
        }
    }

    /** Workers of all replicas are in the middle of things when the primary dies. */
    @ParameterizedTest
    @EnumSource(Flavour.class)
    void whatParallelAppliersHaveReceivedIsAppliedBeforeOneIsChosen(Flavour flavour, @TempDir Path folder)
            throws Exception {
        String workers = flavour == Flavour.MYSQL_9_7
                ? "replica_parallel_workers"
                : Sql.isMariaDb(flavour) ? "slave_parallel_threads" : "slave_parallel_workers";
        try (Fleet fleet = FleetExtension.startOrSkip(
                        Fleet.custom("1<-2,3,4", flavour).withOption(workers, "4"), "parallel failover on " + flavour);
                TestPlane tutti = TestPlane.ready(folder, fleet);
                WriteLoad load = WriteLoad.start(WriteLoad.firstWritableOf(fleet), 8, 3000)) {
            load.awaitMore(2000, TestPlane.LONG);
            fleet.kill("1");
            Recovery failover = tutti.awaitSucceeded(Kind.FAILOVER, fleet.server("1"));
            assertThat(failover.lost()).as(failover.toString()).isEmpty();
            load.awaitMore(200, TestPlane.LONG);
            load.stop();
            Sql.awaitSameRows(List.of(fleet.server("2"), fleet.server("3"), fleet.server("4")));
        }
    }

    static LabServer byAddress(Fleet fleet, String address) {
        return fleet.servers().stream()
                .filter(server -> server.address().toString().equals(address))
                .findFirst()
                .orElseThrow();
    }
}
