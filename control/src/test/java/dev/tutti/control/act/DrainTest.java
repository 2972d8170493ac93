package dev.tutti.control.act;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tutti.control.observe.Looker;
import dev.tutti.control.observe.Memory;
import dev.tutti.control.session.Session;
import dev.tutti.control.session.Sessions;
import dev.tutti.core.match.PseudoGtid;
import dev.tutti.core.model.Replication;
import dev.tutti.core.plan.Step;
import dev.tutti.lab.Accounts;
import dev.tutti.lab.Flavour;
import dev.tutti.lab.Fleet;
import dev.tutti.lab.FleetExtension;
import dev.tutti.lab.FleetSpec;
import dev.tutti.lab.LabServer;
import dev.tutti.lab.ServerSpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;

/** A replica counts as drained only when nothing that it received remains to be applied, whoever applies it. */
class DrainTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofSeconds(2);

    private final Sessions sessions = new Sessions(Accounts.ADMIN, Sessions.Tls.OFF);
    private final Performer performer = new Performer(
            sessions, new Equivalents(sessions, new Memory(), PseudoGtid.DEFAULT_PATTERN), Clients.NONE, null, LONG, LONG);

    private static ServerSpec parallel(ServerSpec server) {
        return switch (server.flavour()) {
            case MARIADB_11_4, MARIADB_10_11 ->
                server.withOption("slave_parallel_threads", "4").withOption("slave_parallel_mode", "optimistic");
            case MYSQL_5_6 -> server.withOption("slave_parallel_workers", "4");
            case MYSQL_9_7 -> server.withOption("replica_parallel_workers", "4");
        };
    }

    private static Fleet start(Flavour flavour) {
        FleetSpec spec = Fleet.custom("1<-2", flavour).withServer("2", DrainTest::parallel);
        return FleetExtension.startOrSkip(spec, "drain on " + flavour);
    }

    /** The coordinator has handed out all it has read and idles; a worker still executes. */
    @ParameterizedTest
    @EnumSource(Flavour.class)
    void aReplicaOneOfWhoseWorkersIsStillExecutingIsNotDrained(Flavour flavour) throws Exception {
        try (Fleet fleet = start(flavour);
                Connection blocker = fleet.server("2").connect();
                Session replica = sessions.open(fleet.server("2").address(), LONG)) {
            LabServer first = fleet.server("1");
            run(first, "INSERT INTO app.t (id, v) VALUES (1, 'before')");
            awaitCaughtUp(fleet, replica);
            try (Statement hold = block(blocker)) {
                run(first, "UPDATE app.t SET v = 'after' WHERE id = 1");
                awaitHandedOut(fleet, replica);

                StepResult early = performer.perform(new Step.Drain(fleet.server("2").address(), SHORT));

                assertThat(early).isInstanceOfSatisfying(StepResult.Failed.class, failed ->
                        assertThat(failed.detail()).contains("has applied", "workers of its parallel applier are at work"));
                hold.execute("ROLLBACK");
            }
            StepResult late = performer.perform(new Step.Drain(fleet.server("2").address(), LONG));

            assertThat(late).isInstanceOfSatisfying(StepResult.Done.class, done ->
                    assertThat(done.detail()).contains("applied everything received"));
            assertThat(value(replica, "SELECT COUNT(*) AS n FROM app.t WHERE v = 'after'")).isEqualTo("1");
        }
    }

    /** By coordinates, MariaDB takes all GTID domains for one: what comes later does not overtake. */
    @ParameterizedTest
    @EnumSource(value = Flavour.class, names = {"MARIADB_11_4", "MARIADB_10_11"})
    void equalCoordinatesAreEnoughOnMariaDbThatGoesByCoordinates(Flavour flavour) throws Exception {
        try (Fleet fleet = start(flavour);
                Connection blocker = fleet.server("2").connect();
                Session replica = sessions.open(fleet.server("2").address(), LONG)) {
            overtaking(fleet, blocker, replica, false);
        }
    }

    @ParameterizedTest
    @EnumSource(value = Flavour.class, names = {"MARIADB_11_4", "MARIADB_10_11"})
    void equalCoordinatesAreNotEnoughOnMariaDbThatGoesByGtid(Flavour flavour) throws Exception {
        try (Fleet fleet = start(flavour);
                Connection blocker = fleet.server("2").connect();
                Session replica = sessions.open(fleet.server("2").address(), LONG)) {
            run(fleet.server("2"), "STOP SLAVE", "SET GLOBAL gtid_slave_pos = ''",
                    "CHANGE MASTER TO MASTER_USE_GTID=slave_pos", "START SLAVE");
            overtaking(fleet, blocker, replica, true);
        }
    }

    private void overtaking(Fleet fleet, Connection blocker, Session replica, boolean overtakes) throws Exception {
        LabServer first = fleet.server("1");
        run(first, "INSERT INTO app.t (id, v) VALUES (1, 'before')");
        awaitCaughtUp(fleet, replica);
        try (Statement hold = block(blocker)) {
            run(first, "UPDATE app.t SET v = 'after' WHERE id = 1",
                    "SET SESSION gtid_domain_id = 7", "INSERT INTO app.t (id, v) VALUES (2, 'of another domain')");
            if (overtakes) {
                await().atMost(LONG).until(() -> "1".equals(value(replica, "SELECT COUNT(*) AS n FROM app.t WHERE id = 2")));
                awaitCaughtUp(fleet, replica);
            } else {
                awaitHandedOut(fleet, replica);
                await().during(Duration.ofMillis(500)).atMost(LONG).until(() -> look(replica).applied().compareTo(
                                look(replica).received()) < 0);
            }
            StepResult early = performer.perform(new Step.Drain(fleet.server("2").address(), SHORT));
            assertThat(early).isInstanceOf(StepResult.Failed.class);
            hold.execute("ROLLBACK");
        }
        StepResult late = performer.perform(new Step.Drain(fleet.server("2").address(), LONG));
        assertThat(late).isInstanceOf(StepResult.Done.class);
        assertThat(value(replica, "SELECT COUNT(*) AS n FROM app.t WHERE id = 2 OR v = 'after'")).isEqualTo("2");
    }

    /** Holds the row that the primary is about to change. */
    private static Statement block(Connection blocker) throws Exception {
        Statement hold = blocker.createStatement();
        hold.execute("BEGIN");
        hold.execute("SELECT * FROM app.t WHERE id = 1 FOR UPDATE");
        return hold;
    }

    private static Replication look(Session replica) throws Exception {
        return Looker.once(replica).replicating().orElseThrow();
    }

    private void awaitCaughtUp(Fleet fleet, Session replica) throws Exception {
        try (Session primary = sessions.open(fleet.server("1").address(), LONG)) {
            var written = Looker.once(primary).written();
            await().atMost(LONG).until(() -> look(replica).applied().equals(written));
        }
    }

    private void awaitHandedOut(Fleet fleet, Session replica) throws Exception {
        try (Session primary = sessions.open(fleet.server("1").address(), LONG)) {
            var written = Looker.once(primary).written();
            await().atMost(LONG).until(() -> look(replica).received().equals(written) && look(replica).applierIdle());
        }
    }

    private static void run(LabServer server, String... statements) throws Exception {
        try (Connection connection = server.connect(); Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static String value(Session session, String sql) throws Exception {
        return session.queryOne(sql).orElseThrow().require("n");
    }
}
