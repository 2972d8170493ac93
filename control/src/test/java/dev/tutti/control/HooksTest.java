package dev.tutti.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.tutti.control.record.Json;
import dev.tutti.control.record.Recovery;
import dev.tutti.control.record.Recovery.Kind;
import dev.tutti.control.record.Recovery.State;
import dev.tutti.lab.Fleet;
import dev.tutti.lab.LabServer;
import dev.tutti.lab.Sql;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What the outside is told, and what it can stop. */
class HooksTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private Path script(String name, String body) throws IOException {
        Path file = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + body + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void aFormerPrimaryThatComesBackWhileTheHookAfterItStillRunsIsFenced() throws Exception {
        Path begun = folder.resolve("begun");
        Path goOn = folder.resolve("go-on");
        Path slow = script("slow", "touch " + begun + "\nwhile [ ! -e " + goOn + " ]; do sleep 0.05; done");
        try (Fleet fleet = Fleets.of("1<-2,3");
                TestPlane tutti = TestPlane.ready(folder, fleet, setup -> setup.with("hooks", "after: " + slow)
                        .with("hooks", "deadline: 60s"))) {
            LabServer first = fleet.server("1");
            fleet.kill("1");
            tutti.until("the hook runs", () -> Files.exists(begun));

            fleet.start("1");

            tutti.awaitSucceeded(Kind.FENCE, first);
            assertThat(Sql.readOnly(first)).isTrue();
            Files.createFile(goOn);
        }
    }

    @Test
    void eachMomentIsToldToItsExecutableAndToWebhooks() throws Exception {
        List<JsonNode> posted = new CopyOnWriteArrayList<>();
        HttpServer receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", exchange -> {
            posted.add(Json.mapper().readTree(exchange.getRequestBody().readAllBytes()));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        receiver.start();
        Path told = folder.resolve("told");
        Path tell = script("tell", "env | grep '^TUTTI_' | sort > " + told + ".$TUTTI_MOMENT.new\n"
                + "mv " + told + ".$TUTTI_MOMENT.new " + told + ".$TUTTI_MOMENT");
        try (Fleet fleet = Fleets.of("1<-2,3");
                TestPlane tutti = TestPlane.ready(folder, fleet, setup -> setup.with("hooks", "detected: " + tell)
                        .with("hooks", "before: " + tell)
                        .with("hooks", "after: " + tell)
                        .with("hooks", "webhooks: [http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook]"))) {
            LabServer first = fleet.server("1");
            fleet.kill("1");
            Recovery failover = tutti.awaitSucceeded(Kind.FAILOVER, first);
            for (String moment : List.of("detected", "before", "after")) {
                Path file = Path.of(told + "." + moment);
                tutti.until(file + " is written", () -> Files.exists(file));
                assertThat(Files.readAllLines(file))
                        .contains("TUTTI_MOMENT=" + moment, "TUTTI_KIND=failover", "TUTTI_RECOVERY=" + failover.id(),
                                "TUTTI_SERVER=" + first.address(), "TUTTI_CHAIN=" + first.address(),
                                "TUTTI_PROMOTED=" + (moment.equals("after") ? failover.promoted() : ""))
                        .anySatisfy(line -> assertThat(line).startsWith("TUTTI_REASON=primary " + first.address()));
            }
            tutti.until("three moments are posted", () -> posted.size() >= 3);
            assertThat(posted).extracting(body -> body.get("moment").asString())
                    .containsExactlyInAnyOrder("detected", "before", "after");
            JsonNode after = posted.stream()
                    .filter(body -> body.get("moment").asString().equals("after"))
                    .findFirst()
                    .orElseThrow();
            JsonNode view = tutti.api().get("/api/v1/recoveries/" + failover.id()).json();
            assertThat(after.get("recovery")).as("the shape of the API").isEqualTo(view);
        } finally {
            receiver.stop(0);
        }
    }

    @Test
    void aFailingHookBeforeItStopsAFailoverAndNothingHasChanged() throws Exception {
        Path no = script("no", "echo 'the pager says no'\nexit 3");
        try (Fleet fleet = Fleets.of("1<-2,3");
                TestPlane tutti = TestPlane.ready(folder, fleet, setup -> setup.with("hooks", "before: " + no))) {
            LabServer first = fleet.server("1");
            fleet.kill("1");
            Recovery refused = tutti.awaitEnded(Kind.FAILOVER, first);
            assertThat(refused.state()).isEqualTo(State.REFUSED);
            assertThat(refused.outcome()).contains(no + " exited with 3: the pager says no");
            assertThat(refused.steps()).allSatisfy(
                    step -> assertThat(step.state()).isEqualTo(Recovery.StepState.SKIPPED));
            for (LabServer replica : List.of(fleet.server("2"), fleet.server("3"))) {
                assertThat(Sql.readOnly(replica)).isTrue();
                assertThat(Sql.replicaStatus(replica, "Slave_IO_Running")).isEqualTo("Connecting");
                assertThat(Sql.replicaStatus(replica, "Slave_SQL_Running")).isEqualTo("Yes");
                assertThat(Sql.replicaStatus(replica, "Master_Port")).isEqualTo(Integer.toString(first.port()));
            }
            fleet.start("1");
            tutti.awaitReady(fleet);
            assertThat(Sql.readOnly(first)).isFalse();
        }
    }

    @Test
    void aHookThatHangsIsKilledAtItsDeadline() throws Exception {
        Path hang = script("hang", "sleep 600");
        try (Fleet fleet = Fleets.of("1<-2,3");
                TestPlane tutti = TestPlane.ready(folder, fleet, setup -> setup.with("hooks", "before: " + hang)
                        .with("hooks", "deadline: 300ms"))) {
            fleet.kill("1");
            Recovery refused = tutti.awaitEnded(Kind.FAILOVER, fleet.server("1"));
            assertThat(refused.state()).isEqualTo(State.REFUSED);
            assertThat(refused.outcome()).contains(hang + " did not end within 300 ms and was killed");
            assertThat(ProcessHandle.allProcesses()
                            .filter(process -> process.parent().filter(ProcessHandle.current()::equals).isPresent()
                                    && process.info().commandLine().filter(line -> line.contains("hang")).isPresent()))
                    .isEmpty();
        }
    }

    @Test
    void aFenceThatCannotBeDoneIsNotTriedEverySecondAndNothingIsWrittenOnTheFormerPrimary() throws Exception {
        Path noFence = script("no-fence", "test \"$TUTTI_KIND\" != fence");
        try (Fleet fleet = Fleets.of("1<-2,3");
                TestPlane tutti = TestPlane.ready(folder, fleet, setup -> setup.with("hooks", "before: " + noFence)
                        .only("pseudo_gtid", "every: 50ms")
                        .with("timing", "poll: 100ms"))) {
            LabServer first = fleet.server("1");
            fleet.kill("1");
            tutti.awaitSucceeded(Kind.FAILOVER, first);
            fleet.start("1");
            assertThat(tutti.awaitEnded(Kind.FENCE, first).state()).isEqualTo(State.REFUSED);
            awaitLooksAt(tutti, first, 30);
            assertThat(tutti.plane().journal().recoveries(null, 100))
                    .filteredOn(one -> one.kind() == Kind.FENCE)
                    .hasSizeLessThan(3);
            assertThat(tutti.awaitProblem(first.address(), "former_primary_returned")).contains("both accept writes");
            assertThat(Entries.countInLog(first)).as("entries written since its restart").isZero();
        }
    }

    private static void awaitLooksAt(TestPlane tutti, LabServer server, int looks) {
        for (int i = 0; i < looks; i++) {
            var before = tutti.seen(server.address()).orElseThrow().seenAt();
            tutti.until("another look", () -> !java.util.Objects.equals(
                    before, tutti.seen(server.address()).orElseThrow().seenAt()));
        }
    }
}
