package dev.tutti.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.cli.json.Json;
import dev.tutti.cli.json.JsonReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;

/** {@code topology --watch}: it ends when the stand-in ends the stream, as there is no second attempt here. */
@Timeout(20)
class WatchTest {
    private final StandIn api = StandIn.withFleet();

    @AfterEach
    void close() {
        api.close();
    }

    private static String fleet() {
        return StandIn.event("fleet", StandIn.fixture("fleet.json"));
    }

    private static String server(String address, String before, String after) {
        for (Json it : StandIn.json("fleet.json").get("servers").list()) {
            if (it.raw("address").equals(address)) {
                return StandIn.event("server", it.toString().replace(before, after));
            }
        }
        throw new AssertionError(address);
    }

    private static final String MOVED = server(
            "db4.shop.example:3306", "\"source\":\"db2.shop.example:3306\"", "\"source\":\"db1.shop.example:3306\"");

    @Test
    void aMovedReplicaIsDrawnAtItsNewPlace() {
        api.events(fleet(), ": nothing new\n\n", StandIn.event("decision", "{}"), fleet(), MOVED, StandIn.end());

        Tutti.Result result = Tutti.at(api).line("topology shop --watch");

        assertThat(result.exit()).isEqualTo(4);
        assertThat(result.err()).startsWith("Lost the connection to " + api.url());
        String[] screens = result.out().split("\n\n");
        assertThat(screens).hasSize(2);
        assertThat(screens[0]).contains("  │  ├─ db4.shop.example:3306", "  └─ db3.shop");
        assertThat(screens[1]).contains("  ├─ db4.shop.example:3306 ", "  └─ db3.shop");
    }

    @Test
    void serversAndChainsComeAndGo() {
        api.events(
                fleet(),
                StandIn.event("gone", "{\"address\": \"db5.shop.example:3306\"}"),
                StandIn.event("chain_gone", "{\"name\": \"shop\"}"),
                StandIn.event("chain", "{\"name\": \"shop\", \"state\": \"calm\", \"sentence\": \"Back.\", \"primary\": null}"),
                StandIn.end());

        Tutti.Result result = Tutti.at(api).line("topology shop --watch");

        assertThat(result.out()).containsOnlyOnce("db5.shop");
        assertThat(result.out()).contains("shop  ✔ calm\n  Back.\n");
    }

    @Test
    void onATerminalEachScreenReplacesTheLast() {
        api.events(fleet(), MOVED, StandIn.end());

        Tutti.Result result = Tutti.at(api).onTerminal(6, 100).line("topology --watch");

        assertThat(result.out()).startsWith("\u001b[H\u001b[J\u001b[Hshop  ▲ troubled\u001b[K\n");
        assertThat(result.out().split("\u001b\\[H")).hasSize(4);
        assertThat(result.out()).contains("lines more than this window shows");
        assertThat(List.of(result.out().split("\u001b\\[H"))).allMatch(screen -> screen.lines().count() <= 6);
    }

    @Test
    void afterALostConnectionItGoesOn() {
        api.events(fleet(), StandIn.end());
        api.events(fleet(), MOVED, StandIn.end());
        var attempts = new int[1];

        Tutti.Result result = Tutti.at(api).pausing(duration -> attempts[0]++ < 3).line("topology --watch");

        assertThat(result.out()).contains("  ├─ db4.shop.example:3306 ");
        assertThat(result.err().lines()).hasSize(4);
    }

    @Test
    void forProgramsEachEventIsALine() {
        api.events(fleet(), MOVED, StandIn.event("gone", "{\"address\": \"x:1\"}"), StandIn.end());

        Tutti.Result result = Tutti.at(api).line("topology --watch --json");

        List<Json> events = result.out().lines().map(line -> JsonReader.read(line).orElseThrow()).toList();
        assertThat(events.stream().map(it -> it.raw("event"))).containsExactly("fleet", "server", "gone");
        assertThat(events.get(1).get("data").raw("source")).isEqualTo("db1.shop.example:3306");
    }

    @Test
    void withoutAControlPlaneItEndsAtOnce() {
        api.on("GET /api/v1/events", new StandIn.Reply(500, "text/html", "<h1>no</h1>"));
        assertThat(Tutti.at(api).pausing(duration -> true).line("topology --watch").exit()).isEqualTo(4);
        api.on("GET /api/v1/events", "{}");
        assertThat(Tutti.at(api).pausing(duration -> true).line("topology --watch").err()).contains("it sent no events");
    }
}
