package dev.tutti.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.control.config.Grants;
import dev.tutti.control.record.Recovery.Kind;
import dev.tutti.lab.Flavour;
import dev.tutti.lab.Fleet;
import dev.tutti.lab.FleetExtension;
import dev.tutti.lab.LabServer;
import dev.tutti.lab.ServerSpec;
import dev.tutti.lab.Sql;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.util.List;

/** The privileges that the documentation names are enough for everything. */
class GrantsTest {
    private static Grants of(Flavour flavour) {
        return switch (flavour) {
            case MYSQL_5_6 -> Grants.MYSQL_5_6;
            case MYSQL_9_7 -> Grants.MYSQL_8;
            case MARIADB_10_11, MARIADB_11_4 -> Grants.MARIADB;
        };
    }

    @ParameterizedTest
    @EnumSource(Flavour.class)
    void anAccountWithTheDocumentedPrivilegesCanDoEverything(Flavour flavour, @TempDir Path folder) throws Exception {
        // 2 does not say under which host it listens, so that it is found through the process list.
        try (Fleet fleet = FleetExtension.startOrSkip(
                Fleet.custom("1<-2,3", flavour).withServer("2", GrantsTest::nameless), "grants on " + flavour)) {
            LabServer first = fleet.server("1");
            LabServer second = fleet.server("2");
            LabServer third = fleet.server("3");
            Sql.run(first, "CREATE USER 'least'@'%' IDENTIFIED BY 'least'");
            of(flavour).statements("'least'@'%'").forEach(statement -> Sql.run(first, statement));
            Sql.run(first, "INSERT INTO app.t (v) VALUES ('before')");
            Sql.awaitSameRows(fleet.servers());
            try (TestPlane tutti = TestPlane.over(folder, first).account("least", "least").start()) {
                tutti.awaitReady(fleet);
                assertThat(tutti.plane().injectionProblems()).isEmpty();
                ApiClient.Reply moved = tutti.api().post(
                        "/api/v1/servers/" + third.address() + "/relocate", "{\"below\": \"" + second.address() + "\"}");
                assertThat(moved.status()).as(moved.body()).isEqualTo(202);
                tutti.awaitSucceeded(Kind.RELOCATE, third);
                tutti.until("it is seen there", () -> tutti.sourceOf(third).filter(second.address()::equals).isPresent());
                fleet.kill("1");
                tutti.awaitSucceeded(Kind.FAILOVER, first);
                assertThat(Sql.readOnly(second)).isFalse();
                fleet.start("1");
                tutti.awaitSucceeded(Kind.FENCE, first);
                Sql.run(second, "INSERT INTO app.t (v) VALUES ('after')");
                Sql.awaitSameRows(List.of(second, third));
            }
        }
    }

    private static ServerSpec nameless(ServerSpec server) {
        return server.withOption("report_host", "''");
    }
}
