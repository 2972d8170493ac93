package dev.tutti.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.control.config.Grants;
import dev.tutti.control.record.Recovery;
import dev.tutti.control.record.Recovery.Kind;
import dev.tutti.core.fleet.Watched;
import dev.tutti.core.model.Replication;
import dev.tutti.core.model.ServerStatus;
import dev.tutti.lab.Accounts;
import dev.tutti.lab.Flavour;
import dev.tutti.lab.Fleet;
import dev.tutti.lab.FleetExtension;
import dev.tutti.lab.LabServer;
import dev.tutti.lab.ServerSpec;
import dev.tutti.lab.Sql;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
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
            Path replication = Files.writeString(
                    folder.resolve("replication"), Accounts.REPLICATION.password().reveal());
            try (TestPlane tutti = TestPlane.over(folder, first).account("least", "least")
                    .with("fleet", "replication_user: " + Accounts.REPLICATION.user())
                    .with("fleet", "replication_password_file: " + replication)
                    .start()) {
                tutti.awaitReady(fleet);
                assertThat(tutti.plane().injectionProblems()).isEmpty();
                ApiClient.Reply moved = tutti.api().post(
                        "/api/v1/servers/" + third.address() + "/relocate", "{\"below\": \"" + second.address() + "\"}");
                assertThat(moved.status()).as(moved.body()).isEqualTo(202);
                tutti.awaitSucceeded(Kind.RELOCATE, third);
                tutti.until("it is seen there", () -> tutti.sourceOf(third).filter(second.address()::equals).isPresent());
                switchOver(tutti, first, first, second);
                tutti.until("3 is seen below 2", () -> tutti.sourceOf(third).filter(second.address()::equals).isPresent());
                switchOver(tutti, first, second, first);
                tutti.until("3 is seen below 1", () -> tutti.sourceOf(third).filter(first.address()::equals).isPresent());
                fleet.kill("1");
                Recovery failover = tutti.awaitSucceeded(Kind.FAILOVER, first);
                LabServer promoted = FailoverTest.byAddress(fleet, String.valueOf(failover.promoted()));
                assertThat(Sql.readOnly(promoted)).isFalse();
                fleet.start("1");
                tutti.awaitSucceeded(Kind.FENCE, first);
                Sql.run(promoted, "INSERT INTO app.t (v) VALUES ('after')");
                Sql.awaitSameRows(List.of(second, third));
            }
        }
    }

    /** With a client that forgets its transaction, whose connection has to be ended. */
    private static void switchOver(TestPlane tutti, LabServer chain, LabServer from, LabServer to) throws Exception {
        try (Connection client = Sql.connect(from.address(), Accounts.APP.user(), Accounts.APP.password().reveal());
                Statement statement = client.createStatement()) {
            client.setAutoCommit(false);
            statement.execute("INSERT INTO app.t (v) VALUES ('never committed')");
            ApiClient.Reply asked = tutti.api().post(
                    "/api/v1/chains/" + chain.address() + "/switchover",
                    "{\"to\": \"" + to.address() + "\", \"drain_seconds\": 0}");
            assertThat(asked.status()).as(asked.body()).isEqualTo(202);
            Recovery done = tutti.awaitSucceeded(Kind.SWITCHOVER, from);
            assertThat(done.lost()).as(done.toString()).isEmpty();
            tutti.until("it replicates", () -> tutti.seen(from.address()).flatMap(Watched::lastStatus)
                    .flatMap(ServerStatus::replicating)
                    .filter(Replication::healthy)
                    .isPresent());
        }
    }

    private static ServerSpec nameless(ServerSpec server) {
        return server.withOption("report_host", "''");
    }
}
