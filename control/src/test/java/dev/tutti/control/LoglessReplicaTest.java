package dev.tutti.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.control.act.Recoveries.Started;
import dev.tutti.control.record.Recovery;
import dev.tutti.lab.Flavour;
import dev.tutti.lab.Fleet;
import dev.tutti.lab.FleetExtension;
import dev.tutti.lab.LabServer;
import dev.tutti.lab.Sql;
import dev.tutti.lab.WriteLoad;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.Objects;

class LoglessReplicaTest {
    @RegisterExtension
    static final FleetExtension fleet = FleetExtension.of(Fleet.custom("1<-2,3", Flavour.MARIADB_11_4)
            .withServer("3", server -> server.withOption("log_slave_updates", "0")));

    @TempDir
    @Nullable Path folder;

    /** Its place in its living source's log stands for the end of the log that it does not write. */
    @Test
    void aReplicaThatDoesNotLogItsUpdatesIsMovedBelowASiblingUnderLoad() throws Exception {
        Fleet servers = fleet.fleet();
        LabServer sibling = fleet.server("2");
        LabServer logless = fleet.server("3");
        try (TestPlane plane = TestPlane.over(Objects.requireNonNull(folder), fleet.server("1")).start();
                WriteLoad load = WriteLoad.start(WriteLoad.firstWritableOf(servers), 2, 200)) {
            plane.until("both replicas are seen", () -> plane.sourceOf(sibling).isPresent()
                    && plane.sourceOf(logless).isPresent());
            load.awaitMore(300, TestPlane.LONG);

            Started started = plane.plane().recoveries().relocate(logless.address(), sibling.address(), "tester");
            assertThat(started).isInstanceOf(Started.Running.class);
            plane.awaitSucceeded(Recovery.Kind.RELOCATE, logless);

            load.awaitMore(100, TestPlane.LONG);
            load.stop();
            Sql.awaitSameRows(servers.servers());
        }
    }
}
