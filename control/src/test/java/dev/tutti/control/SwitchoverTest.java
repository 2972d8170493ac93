package dev.tutti.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.control.record.Recovery;
import dev.tutti.control.record.Recovery.Kind;
import dev.tutti.control.record.Recovery.State;
import dev.tutti.control.record.Recovery.StepRecord;
import dev.tutti.lab.Accounts;
import dev.tutti.lab.Flavour;
import dev.tutti.lab.Fleet;
import dev.tutti.lab.FleetExtension;
import dev.tutti.lab.FleetSpec;
import dev.tutti.lab.LabServer;
import dev.tutti.lab.Sql;
import dev.tutti.lab.WriteLoad;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.function.UnaryOperator;

/** The planned change of a primary: nothing acknowledged is lost, and what fails half way is taken back. */
class SwitchoverTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private TestPlane plane(Fleet fleet) throws Exception {
        return plane(fleet, UnaryOperator.identity());
    }

    private TestPlane plane(Fleet fleet, UnaryOperator<TestPlane.Setup> more) throws Exception {
        Path password = Files.writeString(
                folder.resolve("replication"), Accounts.REPLICATION.password().reveal());
        return TestPlane.ready(folder, fleet, setup -> more.apply(setup)
                .with("fleet", "replication_user: " + Accounts.REPLICATION.user())
                .with("fleet", "replication_password_file: " + password));
    }

    private static ApiClient.Reply ask(TestPlane tutti, Fleet fleet, String body) {
        return tutti.api().post("/api/v1/chains/" + fleet.server("1").address() + "/switchover", body);
    }

    private static Recovery switchOver(TestPlane tutti, Fleet fleet, LabServer from, LabServer to) {
        ApiClient.Reply asked =
                ask(tutti, fleet, "{\"to\": \"" + to.address() + "\", \"drain_seconds\": 1}");
        assertThat(asked.status()).as(asked.body()).isEqualTo(202);
        Recovery done = tutti.awaitSucceeded(Kind.SWITCHOVER, from);
        assertThat(done.lost()).as(done.toString()).isEmpty();
        assertThat(done.promoted()).isEqualTo(to.address().toString());
        tutti.until("the chain is whole below " + to, () -> fleet.servers().stream()
                .filter(server -> !server.equals(to))
                .allMatch(server -> tutti.sourceOf(server).isPresent()));
        return done;
    }

    private void thereAndBack(Fleet fleet) throws Exception {
        LabServer first = fleet.server("1");
        LabServer second = fleet.server("2");
        try (TestPlane tutti = plane(fleet);
                WriteLoad load = WriteLoad.start(WriteLoad.firstWritableOf(fleet), 4, 400)) {
            load.awaitMore(100, TestPlane.LONG);
            Recovery there = switchOver(tutti, fleet, first, second);
            assertThat(there.outcome()).contains("takes the writes", "nobody could write for");
            assertThat(Sql.readOnly(first)).isTrue();
            load.awaitMore(100, TestPlane.LONG);
            switchOver(tutti, fleet, second, first);
            assertThat(Sql.readOnly(second)).isTrue();
            load.awaitMore(100, TestPlane.LONG);
            load.stop();
            Sql.awaitSameRows(fleet.servers());
            try (Connection connection = first.connect()) {
                assertThat(load.missingOn(connection)).isEmpty();
            }
            tutti.until("nothing is wrong", () -> tutti.api().get("/api/v1/problems").json().isEmpty());
        }
    }

    @ParameterizedTest
    @EnumSource(Flavour.class)
    void nothingAcknowledgedIsLostByCoordinates(Flavour flavour) throws Exception {
        try (Fleet fleet = FleetExtension.startOrSkip(Fleet.custom("1<-2,3 3<-4", flavour), "switchover on " + flavour)) {
            thereAndBack(fleet);
        }
    }

    @ParameterizedTest
    @EnumSource(Flavour.class)
    void nothingAcknowledgedIsLostByGtid(Flavour flavour) throws Exception {
        FleetSpec spec = Fleet.custom("1<-2,3", flavour);
        try (Fleet fleet = FleetExtension.startOrSkip(
                Sql.isMariaDb(flavour)
                        ? spec
                        : spec.withOption("gtid_mode", "ON").withOption("enforce_gtid_consistency", "ON"),
                "switchover by GTID on " + flavour)) {
            GtidTest.useGtid(fleet.server("2"), fleet.server("3"));
            thereAndBack(fleet);
            GtidTest.assertGoesByGtid(fleet.server("2"));
            GtidTest.assertGoesByGtid(fleet.server("3"));
        }
    }

    private static StepRecord step(Recovery recovery, String kind) {
        return recovery.steps().stream().filter(step -> step.kind().equals(kind)).findFirst().orElseThrow();
    }

    /** An open transaction of a client would keep the primary from becoming read-only, and is waited for no longer than asked. */
    @Test
    void whoIsStillInATransactionIsToldOfAndEnded() throws Exception {
        try (Fleet fleet = Fleets.of("1<-2,3");
                TestPlane tutti = plane(fleet);
                Connection client = Sql.connect(
                        fleet.server("1").address(), Accounts.APP.user(), Accounts.APP.password().reveal());
                Statement statement = client.createStatement()) {
            statement.execute("LOCK TABLES app.t WRITE");
            statement.execute("INSERT INTO app.t (v) VALUES ('before')");
            client.setAutoCommit(false);
            statement.execute("INSERT INTO app.t (v) VALUES ('never committed')");

            Recovery done = switchOver(tutti, fleet, fleet.server("1"), fleet.server("2"));

            assertThat(step(done, "await_clients").warning()).contains("1 of 1 connection was still in a transaction");
            assertThat(step(done, "stop_writes").detail()).contains("ended 1 connection");
            assertThat(done.outcome()).contains("Warning");
            Sql.awaitSameRows(fleet.servers());
            try (Connection connection = fleet.server("2").connect()) {
                assertThat(Sql.rows(connection, "SELECT v FROM app.t")).hasSize(1);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MARIADB_11_4", "MYSQL_9_7"})
    void aSuccessorThatCannotApplyTheRestLeadsToEverythingBeingTakenBack(Flavour flavour) throws Exception {
        try (Fleet fleet = FleetExtension.startOrSkip(Fleet.custom("1<-2,3", flavour), "taking back on " + flavour)) {
            LabServer first = fleet.server("1");
            LabServer second = fleet.server("2");
            try (TestPlane tutti = plane(fleet);
                    WriteLoad load = WriteLoad.start(WriteLoad.firstWritableOf(fleet), 2, 200);
                    Connection blocker = second.connect();
                    Statement lock = blocker.createStatement()) {
                load.awaitMore(50, TestPlane.LONG);
                lock.execute("LOCK TABLES app.t READ");

                ApiClient.Reply asked = ask(tutti, fleet, "{\"to\": \"" + second.address() + "\", \"drain_seconds\": 0}");
                assertThat(asked.status()).as(asked.body()).isEqualTo(202);
                Recovery failed = tutti.awaitEnded(Kind.SWITCHOVER, first);

                assertThat(failed.state()).isEqualTo(State.FAILED);
                assertThat(failed.outcome())
                        .contains("has applied", first.address() + " accepts writes again", second.address() + " replicates from it");
                assertThat(failed.promoted()).isNull();
                assertThat(Sql.readOnly(first)).isFalse();
                assertThat(Sql.readOnly(second)).isTrue();
                lock.execute("UNLOCK TABLES");
                load.awaitMore(50, TestPlane.LONG);
                load.stop();
                Sql.awaitSameRows(fleet.servers());
                try (Connection connection = second.connect()) {
                    assertThat(load.missingOn(connection)).isEmpty();
                }
                // A change that came to nothing holds back no failover.
                fleet.kill("1");
                tutti.awaitSucceeded(Kind.FAILOVER, first);
            }
        }
    }

    @Test
    void aPrimaryThatDiesBeforeItsSuccessorIsReadyIsFailedOver() throws Exception {
        try (Fleet fleet = Fleets.of("1<-2,3")) {
            LabServer first = fleet.server("1");
            LabServer second = fleet.server("2");
            try (TestPlane tutti = plane(fleet);
                    WriteLoad load = WriteLoad.start(WriteLoad.firstWritableOf(fleet), 2, 200);
                    Connection blocker = second.connect();
                    Statement lock = blocker.createStatement()) {
                load.awaitMore(50, TestPlane.LONG);
                lock.execute("LOCK TABLES app.t READ");
                ApiClient.Reply asked = ask(tutti, fleet, "{\"to\": \"" + second.address() + "\", \"drain_seconds\": 0}");
                assertThat(asked.status()).as(asked.body()).isEqualTo(202);
                tutti.until("the primary has stopped writing", () -> tutti.recovery(Kind.SWITCHOVER, first)
                        .filter(change -> step(change, "catch_up").state() == Recovery.StepState.RUNNING)
                        .isPresent());

                fleet.kill("1");
                Recovery failed = tutti.awaitEnded(Kind.SWITCHOVER, first);
                lock.execute("UNLOCK TABLES");

                assertThat(failed.state()).isEqualTo(State.FAILED);
                assertThat(failed.outcome()).contains("unless it has died and is replaced");
                Recovery failover = tutti.awaitSucceeded(Kind.FAILOVER, first);
                load.awaitMore(50, TestPlane.LONG);
                load.stop();
                Sql.awaitSameRows(java.util.List.of(second, fleet.server("3")));
                try (Connection connection =
                        FailoverTest.byAddress(fleet, String.valueOf(failover.promoted())).connect()) {
                    assertThat(load.missingOn(connection)).as("all was received before the primary died").isEmpty();
                }
            }
        }
    }

    @Test
    void namesLeadNobodyToThePrimaryBeforeItStopsAndToTheSuccessorAfterEachTime() throws Exception {
        try (Fleet fleet = Fleets.of("1<-2,3")) {
            LabServer first = fleet.server("1");
            LabServer second = fleet.server("2");
            int port = dev.tutti.lab.process.Ports.take();
            Path zones = NamesTest.zones(
                    folder, port, fleet.servers().stream().map(LabServer::address).toList());
            try (TestPlane tutti = plane(fleet, setup -> setup.with("traffic", "dns: " + zones))) {
                tutti.until("the name stands for the primary", () -> answers(tutti).contains("192.0.2.1"));
                for (int round = 0; round < 2; round++) {
                    Recovery there = switchOver(tutti, fleet, first, second);
                    assertThat(there.steps()).extracting(StepRecord::kind).containsSubsequence(
                            "let_clients_go", "await_clients", "stop_writes", "catch_up", "make_writable", "tell_clients", "follow");
                    assertThat(step(there, "let_clients_go").detail()).contains("write.db.example answers nobody after");
                    assertThat(step(there, "tell_clients").detail()).contains("answers " + second.address());
                    assertThat(answers(tutti)).contains("192.0.2.2");
                    switchOver(tutti, fleet, second, first);
                    assertThat(answers(tutti)).contains("192.0.2.1");
                }
            }
        }
    }

    private static String answers(TestPlane tutti) {
        return tutti.api().get("/api/v1/dns/names/write.db.example?from=127.0.0.1").json().get("answers").toString();
    }

    @Test
    void whatIsInTheWayIsToldAndADryRunChangesNothing() throws Exception {
        try (Fleet fleet = Fleets.of("1<-2,3")) {
            try (TestPlane without = TestPlane.ready(folder, fleet)) {
                assertThat(ask(without, fleet, "{}").message()).contains("fleet.replication_user");
            }
            try (TestPlane tutti = plane(fleet)) {
                JsonNode plan = ask(tutti, fleet, "{\"dry_run\": true}").json();
                assertThat(plan.get("goal").asString()).isEqualTo("switchover");
                assertThat(plan.get("forecast").toString()).contains("make_writable", "follow").doesNotContain("password");
                assertThat(Sql.readOnly(fleet.server("1"))).isFalse();
                assertThat(ask(tutti, fleet, "{\"drain_seconds\": -1}").status()).isEqualTo(400);
                assertThat(tutti.api().withToken("wrong").post(
                        "/api/v1/chains/" + fleet.server("1").address() + "/switchover", "{}").status()).isEqualTo(401);
                assertThat(ask(tutti, fleet, "{\"to\": \"" + fleet.server("1").address() + "\"}").message())
                        .contains("is no replica of it");
                fleet.kill("3");
                tutti.until("3 is missed", () -> !tutti.seen(fleet.server("3").address()).orElseThrow().answering());
                assertThat(ask(tutti, fleet, "{}").message()).contains(fleet.server("3").address() + " does not answer");
            }
        }
    }
}
