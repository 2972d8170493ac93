package dev.tutti.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.control.record.Recovery.Kind;
import dev.tutti.core.model.Address;
import dev.tutti.lab.Flavour;
import dev.tutti.lab.Fleet;
import dev.tutti.lab.FleetExtension;
import dev.tutti.lab.LabServer;
import dev.tutti.lab.Sql;
import dev.tutti.lab.process.Ports;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Servers that are not what they should be: each is told in a sentence, and none disturbs the rest. */
class BadServersTest {
    @RegisterExtension
    static final FleetExtension CALM = FleetExtension.of(Fleet.star(Flavour.MARIADB_11_4, 1));

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private TestPlane watching(Address... more) throws Exception {
        List<Address> seeds = new ArrayList<>(List.of(CALM.server("1").address()));
        seeds.addAll(List.of(more));
        return TestPlane.over(folder, seeds).start();
    }

    @Test
    void aSeedThatNobodyListensOnIsToldAndTheRestIsWatched() throws Exception {
        Address nobody = new Address("127.0.0.1", Ports.take());
        try (TestPlane tutti = watching(nobody)) {
            assertThat(tutti.awaitProblem(nobody, "unreachable"))
                    .contains(nobody + " does not answer", "nothing listens on port " + nobody.port());
            tutti.awaitReady(CALM.fleet());
        }
    }

    @Test
    void aHostNameThatDoesNotResolveIsTold() throws Exception {
        Address nowhere = new Address("no-such-host.invalid", 3306);
        try (TestPlane tutti = watching(nowhere)) {
            assertThat(tutti.awaitProblem(nowhere, "unreachable"))
                    .contains("the host no-such-host.invalid cannot be resolved or reached");
            tutti.awaitReady(CALM.fleet());
        }
    }

    @Test
    void whatDoesNotSpeakTheProtocolIsToldAsSuch() throws Exception {
        try (Imposters web = Imposters.saying("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
                Imposters ssh = Imposters.saying("SSH-2.0-OpenSSH_9.2\r\n");
                TestPlane tutti = watching(web.address(), ssh.address())) {
            assertThat(tutti.awaitProblem(web.address(), "answers_nonsense"))
                    .contains("what answers at " + web.address() + " does not speak the protocol");
            tutti.awaitProblem(ssh.address(), "answers_nonsense");
            tutti.awaitReady(CALM.fleet());
        }
    }

    @Test
    void aServerThatHangsDelaysNobody() throws Exception {
        try (Imposters hung = Imposters.silent();
                Fleet fleet = Fleets.of("1<-2,3");
                TestPlane tutti = TestPlane.ready(folder, fleet, setup -> setup.only(
                        "fleet", "seeds: [" + hung.address() + ", " + fleet.server("1").address() + "]"))) {
            tutti.awaitProblem(hung.address(), "unreachable");
            for (LabServer server : fleet.servers()) {
                Instant before = tutti.seen(server.address()).orElseThrow().seenAt();
                tutti.until("three more looks at " + server, () -> {
                    Instant seenAt = tutti.seen(server.address()).orElseThrow().seenAt();
                    return before != null && seenAt != null && seenAt.isAfter(before.plusMillis(2900));
                });
                Instant seenAt = tutti.seen(server.address()).orElseThrow().seenAt();
                assertThat(Duration.between(seenAt, tutti.plane().clock().instant())).isLessThan(Duration.ofSeconds(3));
            }
            fleet.kill("1");
            var failover = tutti.awaitSucceeded(Kind.FAILOVER, fleet.server("1"));
            assertThat(failover.suspectedAt()).isNotNull();
            assertThat(Duration.between(failover.suspectedAt(), failover.writableAt())).isLessThan(Duration.ofSeconds(4));
        }
    }

    @Test
    void aPasswordThatIsWrongEverywhereIsToldForTheSeedAndNothingElseHappens() throws Exception {
        try (TestPlane tutti = TestPlane.over(folder, CALM.server("1"))
                .account("tutti", "wrong-password-7f3a")
                .start()) {
            assertThat(tutti.awaitProblem(CALM.server("1").address(), "turns_us_away"))
                    .contains("lives but will not let us in", "error 1045", "Access denied for user 'tutti'")
                    .doesNotContain("wrong-password-7f3a");
            assertThat(tutti.plane().journal().recoveries(null, 10)).isEmpty();
        }
    }

    @Test
    void aPrimaryThatWillNotLetUsInLivesAndIsNotReplaced() throws Exception {
        try (Fleet fleet = Fleets.of("1<-2,3");
                TestPlane tutti = TestPlane.ready(folder, fleet)) {
            LabServer first = fleet.server("1");
            Sql.run(
                    first,
                    "SET SESSION sql_log_bin = 0",
                    "CREATE USER keeper@'%' IDENTIFIED BY 'k'",
                    "SET PASSWORD FOR tutti@'%' = PASSWORD('changed')",
                    "KILL HARD USER tutti");
            tutti.until("it is told that it lives", () -> tutti.problem(first.address(), "unreachable_from_here")
                            .isPresent()
                    || tutti.problem(first.address(), "turns_us_away").isPresent());
            Instant from = tutti.plane().clock().instant();
            tutti.until("evidence is gathered for longer than any failover takes", () ->
                    tutti.plane().clock().instant().isAfter(from.plusSeconds(5)));
            assertThat(tutti.plane().journal().recoveries(null, 10)).isEmpty();
            tutti.until("the replicas are still watched", () -> tutti.sourceOf(fleet.server("2")).isPresent());
        }
    }

    @Test
    void coPrimariesAreTold() throws Exception {
        try (Fleet fleet = Fleets.of("1<-2")) {
            LabServer second = fleet.server("2");
            Sql.run(
                    fleet.server("1"),
                    "CHANGE MASTER TO MASTER_HOST='127.0.0.1', MASTER_PORT=" + second.port()
                            + ", MASTER_USER='repl', MASTER_PASSWORD='repl', MASTER_LOG_FILE='mysql-bin.000001',"
                            + " MASTER_LOG_POS=4, MASTER_USE_GTID=no, MASTER_SSL=0, MASTER_SSL_VERIFY_SERVER_CERT=0",
                    "START SLAVE");
            try (TestPlane tutti = TestPlane.over(folder, second).start()) {
                assertThat(tutti.awaitProblem(fleet.server("1").address(), "replication_loop"))
                        .contains("replicate from each other in a loop");
                tutti.awaitProblem(second.address(), "replication_loop");
                ApiClient.Reply chains = tutti.api().get("/api/v1/chains");
                assertThat(chains.json().size()).isEqualTo(1);
                assertThat(chains.json().get(0).get("servers").asInt()).isEqualTo(2);
            }
        }
    }

    @Test
    void twoServersWithOneServerIdAreTold() throws Exception {
        try (Fleet fleet = Fleets.of("1<-2,3");
                TestPlane tutti = TestPlane.over(folder, fleet.server("1")).start()) {
            tutti.awaitReady(fleet);
            Sql.run(fleet.server("3"), "STOP SLAVE", "SET GLOBAL server_id = 2", "START SLAVE");
            assertThat(tutti.awaitProblem(fleet.server("3").address(), "same_server_id"))
                    .contains(fleet.server("2").address().toString(), "have the same server_id 2");
        }
    }
}
