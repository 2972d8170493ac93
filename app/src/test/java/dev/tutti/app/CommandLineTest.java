package dev.tutti.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.control.record.Json;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import java.nio.file.Path;

/** What somebody types in the course of a day, from a calm morning to the death of an intermediate. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@SuppressWarnings("NullAway.Init") // JUnit fills it
class CommandLineTest {
    private RealFleet fleet;

    @BeforeAll
    void start() throws Exception {
        fleet = RealFleet.start("");
    }

    @AfterAll
    void close() {
        fleet.close();
    }

    private Typed type(String... arguments) {
        return Typed.at(fleet, arguments);
    }

    private Typed works(String... arguments) {
        Typed typed = type(arguments);
        assertThat(typed.exit()).as(typed.toString()).isZero();
        assertThat(typed.err()).isEmpty();
        return typed;
    }

    private static JsonNode json(Typed typed) {
        return Json.mapper().readTree(typed.out());
    }

    @Test
    @Order(1)
    void aCalmFleet() {
        assertThat(works("clusters", "--check").out())
                .contains("calm", fleet.address("1") + " takes the writes; all 5 replicas replicate");
        String tree = works("topology").out();
        assertThat(tree.lines().filter(line -> line.contains("─ ")))
                .as(tree + works("servers").out()).hasSize(5)
                .filteredOn(line -> line.contains("intermediate"))
                .singleElement().asString().contains(fleet.address("4"));
        assertThat(works("servers").out()).contains(fleet.address("1"), fleet.address("6"), "MariaDB 11.4");
        assertThat(works("show", ":" + fleet.fleet.server("5").port()).out())
                .contains(fleet.address("5"), "replica", fleet.address("4"));
        assertThat(works("problems", "--check").out()).containsIgnoringCase("no problem");
        assertThat(works("explain", fleet.address("2")).out()).contains("it has answered since it is watched");
        assertThat(json(works("servers", "--json")).size()).isEqualTo(6);
    }

    @Test
    @Order(2)
    void movingAReplicaIsShownThenDone() {
        String five = fleet.address("5");
        String two = fleet.address("2");
        assertThat(works("relocate", five, "--below", two, "--dry-run").out()).contains(five, two);
        assertThat(json(works("show", five, "--json")).path("source").asString()).isEqualTo(fleet.address("4"));

        assertThat(type("relocate", five, "--below", two).exit()).as("nobody confirms").isEqualTo(2);
        assertThat(works("relocate", five, "--below", two, "--yes").out()).contains("Succeeded after");
        RealFleet.await("it is seen below its new source", () ->
                json(works("show", five, "--json")).path("source").asString().equals(two));
        RealFleet.await("it replicates", fleet::replicating);
        assertThat(works("recoveries").out()).contains("relocate", five, "succeeded");
    }

    @Test
    @Order(3)
    void aPlannedChangeOfThePrimaryIsShown() {
        String primary = fleet.address("1");
        assertThat(works("switchover", primary, "--to", fleet.address("2"), "--drain", "30s", "--dry-run").out())
                .contains(fleet.address("2") + " takes the writes from " + primary, "for 30 s at most", "Then, from what is known now");
        Typed refused = type("switchover", primary, "--to", fleet.address("6"), "--yes");
        assertThat(refused.exit()).as(refused.toString()).isEqualTo(3);
        assertThat(refused.err()).contains("is no replica of it that reads its log directly");
    }

    @Test
    @Order(3)
    void whatMakesNoSenseIsRefusedWithItsReason() {
        Typed refused = type("relocate", fleet.address("4"), "--below", fleet.address("6"), "--yes");
        assertThat(refused.exit()).as(refused.toString()).isEqualTo(3);
        assertThat(refused.err()).startsWith("Refused: ").contains(fleet.address("6"));
        Typed alive = type("recover", fleet.address("1"), "--yes");
        assertThat(alive.exit()).as(alive.toString()).isEqualTo(3);
        assertThat(type("show", "nosuch").exit()).isEqualTo(1);
    }

    @Test
    @Order(4)
    void downtimeIsSetSeenAndEnded() {
        works("downtime", fleet.address("3"), "--for", "5m", "--reason", "new disks");
        assertThat(works("show", fleet.address("3")).out()).contains("new disks");
        works("downtime", fleet.address("3"), "--end");
        assertThat(works("show", fleet.address("3")).out()).doesNotContain("new disks");
    }

    @Test
    @Order(5)
    void aServerIsForgottenAndFoundAgain() {
        works("forget", fleet.address("3"));
        RealFleet.await("it is gone", () -> !works("servers").out().contains(fleet.address("3")));
        works("discover", fleet.address("3"));
        RealFleet.await("it is back", () ->
                json(works("clusters", "--json")).path(0).path("servers").asInt() == 6);
    }

    @Test
    @Order(6)
    void theDeathOfAnIntermediateFromTheAlarmToTheAcknowledgement(@TempDir Path folder) {
        fleet.fleet.kill("4");
        assertThat(fleet.recovery(2).outcome()).as("only 6 was left below it").contains("1 replica replicates again");
        RealFleet.await("what was moved has been looked at since", () ->
                !works("problems").out().contains(fleet.address("4") + ": "));
        assertThat(type("problems", "--check").exit()).isEqualTo(5);
        assertThat(works("problems").out()).contains(fleet.address("4") + " does not answer: ");
        assertThat(works("explain", fleet.address("4")).out()).contains("intermediate " + fleet.address("4") + " is dead");
        assertThat(works("recoveries").out()).contains("rescue", "Not acknowledged");
        assertThat(works("recoveries", "2").out()).contains(fleet.address("6"), "done");
        works("ack", "2", "--comment", "seen");
        assertThat(works("recoveries", "2").out()).contains("anna", "seen");

        Path file = folder.resolve("fleet.json");
        works("snapshot", "--output", file.toString());
        Captured diagnosed = Captured.of("diagnose", "--snapshot", file.toString());
        assertThat(diagnosed.exit()).isEqualTo(5);
        assertThat(diagnosed.out()).contains(fleet.address("4"));
    }
}
