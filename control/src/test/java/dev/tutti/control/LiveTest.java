package dev.tutti.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.control.record.Json;
import dev.tutti.control.record.Recovery;
import dev.tutti.control.record.Recovery.Kind;
import dev.tutti.lab.Fleet;
import dev.tutti.lab.LabServer;
import dev.tutti.lab.Sql;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/** What listeners and load balancers are told while a primary dies. */
class LiveTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void listenersGetTheFleetFirstAndThenEverythingThatChangesDuringAFailover() throws Exception {
        List<String> lines = new CopyOnWriteArrayList<>();
        try (Fleet fleet = Fleets.of("1<-2,3")) {
            TestPlane tutti = TestPlane.ready(folder, fleet);
            try (HttpClient client = HttpClient.newHttpClient()) {
                var _ = client.sendAsync(
                                HttpRequest.newBuilder(URI.create(tutti.api().url() + "/api/v1/events")).build(),
                                BodyHandlers.ofLines())
                        .thenAccept(response -> response.body().forEach(lines::add));
                tutti.until("the fleet comes first", () -> lines.size() >= 2);
                assertThat(lines.getFirst()).isEqualTo("event: fleet");
                assertThat(Json.mapper().readTree(lines.get(1).substring(6)).get("servers").size()).isEqualTo(3);
                fleet.kill("1");
                tutti.awaitSucceeded(Kind.FAILOVER, fleet.server("1"));
                tutti.until("all of it is told", () -> lines.contains("event: server")
                        && lines.contains("event: decision")
                        && lines.stream().anyMatch(line -> line.startsWith("data:") && line.contains("\"succeeded\""))
                        && lines.contains("event: chain"));
                assertThat(lines).contains("event: recovery");
                long before = System.nanoTime();
                tutti.close();
                assertThat(Duration.ofNanos(System.nanoTime() - before))
                        .as("a listener does not hold up the end")
                        .isLessThan(Duration.ofSeconds(10));
                client.shutdownNow();
            } catch (RuntimeException | AssertionError e) {
                tutti.close();
                throw e;
            }
        }
    }

    @Test
    void aLoadBalancerIsNeverSentToTwoPrimariesAndSoonToTheNewOne() throws Exception {
        try (Fleet fleet = Fleets.of("1<-2,3");
                TestPlane tutti = TestPlane.ready(folder, fleet)) {
            String chain = tutti.seen(fleet.server("1").address()).orElseThrow().chain();
            assertThat(health(tutti, chain, "primary", fleet.server("1"))).isEqualTo(200);
            assertThat(health(tutti, chain, "primary", fleet.server("2"))).isEqualTo(503);
            assertThat(health(tutti, chain, "replica", fleet.server("2"))).isEqualTo(200);
            assertThat(health(tutti, chain, "replica", fleet.server("1"))).isEqualTo(503);
            assertThat(health(tutti, "no-such-chain", "primary", fleet.server("1"))).isEqualTo(503);

            AtomicBoolean ended = new AtomicBoolean();
            List<Long> atOnce = new CopyOnWriteArrayList<>();
            Thread balancer = Thread.ofVirtual().start(() -> {
                while (!ended.get()) {
                    Fleet all = fleet;
                    // One state answers one request; two requests may see two states, so only the writable ones count.
                    atOnce.add(all.servers().stream()
                            .filter(server -> health(tutti, chain, "primary", server) == 200)
                            .filter(LiveTest::acceptsWrites)
                            .count());
                }
            });
            fleet.kill("1");
            Recovery failover = tutti.awaitSucceeded(Kind.FAILOVER, fleet.server("1"));
            LabServer promoted = FailoverTest.byAddress(fleet, String.valueOf(failover.promoted()));
            tutti.until("the new primary is told", () -> health(tutti, chain, "primary", promoted) == 200);
            fleet.start("1");
            tutti.awaitSucceeded(Kind.FENCE, fleet.server("1"));
            assertThat(health(tutti, chain, "primary", fleet.server("1"))).isEqualTo(503);
            assertThat(health(tutti, chain, "primary", promoted)).isEqualTo(200);
            ended.set(true);
            balancer.join();
            assertThat(atOnce).isNotEmpty().allSatisfy(count -> assertThat(count).isLessThan(2));
        }
    }

    /** One that is being killed in this very moment accepts none. */
    private static boolean acceptsWrites(LabServer server) {
        try {
            return server.pid().isPresent() && !Sql.readOnly(server);
        } catch (IllegalStateException e) {
            return false;
        }
    }

    private static int health(TestPlane tutti, String chain, String role, LabServer server) {
        return tutti.api().withToken("").get("/health/" + chain + "/" + role + "?server=" + server.address()).status();
    }
}
