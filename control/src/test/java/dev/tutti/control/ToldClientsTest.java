package dev.tutti.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.control.record.Recovery;
import dev.tutti.control.record.Recovery.Kind;
import dev.tutti.control.record.Recovery.StepRecord;
import dev.tutti.control.record.Recovery.StepState;
import dev.tutti.core.model.Address;
import dev.tutti.lab.Accounts;
import dev.tutti.lab.Flavour;
import dev.tutti.lab.Fleet;
import dev.tutti.lab.FleetExtension;
import dev.tutti.lab.LabServer;
import dev.tutti.lab.Sql;
import dev.tutti.lab.process.Jdbc;
import dev.tutti.lab.process.Ports;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.function.UnaryOperator;

/** A recovery tells the clients of names and routers, in its own steps and with times, and waits for nobody who is slow. */
class ToldClientsTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private static Fleet start(String what) {
        return FleetExtension.startOrSkip(Fleet.custom("1<-2,3", Flavour.MARIADB_11_4), what);
    }

    /** One name, for writing. */
    private Path zones(Fleet fleet, int port) throws IOException {
        StringBuilder servers = new StringBuilder();
        for (LabServer server : fleet.servers()) {
            servers.append("  - {address: \"").append(server.address()).append("\", ip: [127.0.0.1]}\n");
        }
        return Files.writeString(folder.resolve("dns.yaml"), """
                dns:
                  listen: ["127.0.0.1:%d"]
                  admin: 127.0.0.1:%d
                  state_folder: %s
                servers:
                %szones:
                  - name: db.example
                    name_servers: [ns1.example.]
                    names:
                      - {name: write, writer: "%s"}
                """.formatted(port, Ports.take(), folder.resolve("dns"), servers, fleet.server("1").address()));
    }

    private TestPlane plane(Fleet fleet, String routers, String tellDeadline) throws Exception {
        return plane(fleet, routers, tellDeadline, UnaryOperator.identity());
    }

    private TestPlane plane(
            Fleet fleet, String routers, String tellDeadline, UnaryOperator<TestPlane.Setup> more) throws Exception {
        int port = Ports.take();
        Path zones = zones(fleet, port);
        Path file = Files.writeString(folder.resolve("routers.yaml"), "traffic:\n  providers:\n" + routers);
        return TestPlane.ready(folder, fleet, setup -> more.apply(setup)
                .with("traffic", "dns: " + zones)
                .with("traffic", "routers: " + file)
                .with("traffic", "tell_deadline: " + tellDeadline));
    }

    private static String haproxy(String name, Object socket) {
        return "    - {name: " + name + ", kind: haproxy, socket: \"" + socket
                + "\", routes: [{route: write.db.example., to: writer}]}\n";
    }

    private static JsonNode router(TestPlane tutti, String name) {
        for (JsonNode router : tutti.api().get("/api/v1/dns/routers").json()) {
            if (router.get("provider").asString().equals(name)) {
                return router;
            }
        }
        throw new AssertionError("there is no router " + name);
    }

    private static StepRecord step(Recovery recovery, String kind) {
        return recovery.steps().stream().filter(step -> step.kind().equals(kind)).findFirst().orElseThrow();
    }

    private static Instant ended(StepRecord step) {
        return Objects.requireNonNull(step.ended(), step.toString());
    }

    @Test
    void theTimelineOfAFailoverSaysWhenClientsWereToldAndWhichRouterHasNotConfirmed() throws Exception {
        try (Fleet fleet = start("clients are told");
                RealHaProxy haproxy = RealHaProxy.start(folder);
                ServerSocket neverAnswers = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                TestPlane tutti = plane(fleet, haproxy("haproxy", haproxy.socket())
                        + haproxy("silent", "127.0.0.1:" + neverAnswers.getLocalPort()), "3s")) {
            tutti.until("HAProxy leads to the primary", () -> router(tutti, "haproxy").get("done").asBoolean());

            fleet.kill("1");
            Recovery failover = tutti.awaitSucceeded(Kind.FAILOVER, fleet.server("1"));

            LabServer promoted = FailoverTest.byAddress(fleet, String.valueOf(failover.promoted()));
            StepRecord told = step(failover, "tell_clients");
            assertThat(told.server()).isEqualTo(promoted.address().toString());
            assertThat(told.state()).isEqualTo(StepState.DONE);
            assertThat(told.detail())
                    .contains("write.db.example answers " + promoted.address() + " after ", "haproxy told and read back after ");
            assertThat(told.warning()).contains("silent has not confirmed within 3 s", "goes on being told");
            assertThat(failover.outcome()).contains("takes the writes", "Warning: silent has not confirmed");
            assertThat(failover.steps()).extracting(StepRecord::kind)
                    .containsSubsequence("make_writable", "tell_clients", "repoint");

            // Neither the other replica nor anybody who asks whether the chain is whole has waited for the silent one.
            assertThat(ended(step(failover, "make_writable"))).isBeforeOrEqualTo(told.began());
            assertThat(ended(step(failover, "repoint"))).isBefore(ended(told));
            assertThat(failover.settledAt()).isBefore(ended(told));
            assertThat(tutti.api().get("/api/v1/recoveries/" + failover.id()).json().toString()).contains("\"warning\":\"silent");
            assertThat(portBehind(haproxy.port())).isEqualTo(Integer.toString(promoted.directAddress().port()));
        }
    }

    private static String portBehind(int port) throws SQLException {
        try (Connection connection = Jdbc.connect(
                new Address("127.0.0.1", port), Accounts.ADMIN, Duration.ofSeconds(5), Duration.ofSeconds(5))) {
            return String.valueOf(Sql.rows(connection, "SELECT @@port AS port").getFirst().get("port"));
        }
    }

    @Test
    void aFormerPrimaryThatComesBackIsFencedWhileARouterIsStillWaitedForAndRoutersAreLookedAtThen() throws Exception {
        Path looks = folder.resolve("looks");
        String counting = """
                    - name: counted
                      kind: command
                      check: 1h
                      apply: [/bin/sh, -c, 'cat > "$0.new" && mv "$0.new" "$0"', "%1$s"]
                      read: [/bin/sh, -c, 'echo >> "%2$s"; cat "$0" 2>/dev/null || echo "{}"', "%1$s"]
                      routes: [{route: write.db.example.}]
                """.formatted(folder.resolve("kept.json"), looks);
        try (Fleet fleet = start("a fence while clients are told");
                ServerSocket neverAnswers = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                TestPlane tutti = plane(
                        fleet, counting + haproxy("silent", "127.0.0.1:" + neverAnswers.getLocalPort()), "60s")) {
            fleet.kill("1");
            tutti.until("the chain is whole but for the silent router", () -> tutti.recovery(Kind.FAILOVER, fleet.server("1"))
                    .filter(failover -> failover.settledAt() != null)
                    .isPresent());
            tutti.until("the other router is told", () -> router(tutti, "counted").get("done").asBoolean());
            long before = Files.size(looks);

            fleet.start("1");
            tutti.awaitSucceeded(Kind.FENCE, fleet.server("1"));

            assertThat(Sql.readOnly(fleet.server("1"))).isTrue();
            tutti.until("routers are looked at", () -> size(looks) > before);
            assertThat(tutti.recovery(Kind.FAILOVER, fleet.server("1")).orElseThrow().ended()).isNull();
        }
    }

    @Test
    void aPrimaryIsNotHandedOverWhileARouterGoesOnSendingClientsThere() throws Exception {
        Path password = Files.writeString(
                folder.resolve("replication"), Accounts.REPLICATION.password().reveal());
        try (Fleet fleet = start("a switchover with a router that hangs");
                ServerSocket neverAnswers = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                TestPlane tutti = plane(
                        fleet, haproxy("silent", "127.0.0.1:" + neverAnswers.getLocalPort()), "3s",
                        setup -> setup.with("fleet", "replication_user: " + Accounts.REPLICATION.user())
                                .with("fleet", "replication_password_file: " + password))) {
            LabServer first = fleet.server("1");
            ApiClient.Reply asked = tutti.api().post("/api/v1/chains/" + first.address() + "/switchover", "{}");
            assertThat(asked.status()).as(asked.body()).isEqualTo(202);

            Recovery failed = tutti.awaitEnded(Kind.SWITCHOVER, first);

            assertThat(failed.state()).isEqualTo(Recovery.State.FAILED);
            assertThat(step(failed, "let_clients_go").detail()).contains("silent has not confirmed within 3 s");
            assertThat(step(failed, "stop_writes").state()).isEqualTo(StepState.SKIPPED);
            assertThat(failed.outcome()).contains("write.db.example answers " + first.address() + " after");
            assertThat(Sql.readOnly(first)).isFalse();
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0;
        }
    }
}
