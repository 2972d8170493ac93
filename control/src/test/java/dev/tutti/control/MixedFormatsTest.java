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

/** Chains in which some servers log statements and others rows. */
class MixedFormatsTest {
    /** Appliers that keep the order make origin, time and order enough, though many transactions share a second. */
    @ParameterizedTest
    @EnumSource(Flavour.class)
    void aReplicaThatLogsRowsGoesBelowASiblingThatLogsStatementsUnderLoad(Flavour flavour, @TempDir Path folder)
            throws Exception {
        try (Fleet fleet = FleetExtension.startOrSkip(
                        Fleet.custom("1<-2,3", flavour)
                                .withOption("binlog_format", "STATEMENT")
                                .withServer("3", server -> server.withOption("binlog_format", "ROW")),
                        "formats on " + flavour);
                TestPlane tutti = TestPlane.ready(folder, fleet);
                WriteLoad load = WriteLoad.start(WriteLoad.firstWritableOf(fleet), 4, 400)) {
            LabServer third = fleet.server("3");
            LabServer second = fleet.server("2");
            load.awaitMore(300, TestPlane.LONG);

            assertThat(tutti.api()
                            .post("/api/v1/servers/" + third.address() + "/relocate",
                                    "{\"below\": \"" + second.address() + "\"}")
                            .status())
                    .isEqualTo(202);
            Recovery moved = tutti.awaitSucceeded(Kind.RELOCATE, third);

            assertThat(moved.steps()).singleElement().satisfies(step ->
                    assertThat(step.detail()).contains("replicates from " + second.address(), "compared by origin and time"));
            load.awaitMore(100, TestPlane.LONG);
            load.stop();
            Sql.awaitSameRows(fleet.servers());
            try (Connection connection = third.connect()) {
                assertThat(load.missingOn(connection)).isEmpty();
            }
        }
    }
}
