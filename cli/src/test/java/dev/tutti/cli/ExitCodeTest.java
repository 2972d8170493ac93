package dev.tutti.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.cli.json.JsonReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What each command tells a script: by its exit code, and with --json on standard output. */
class ExitCodeTest {
    private final StandIn api = StandIn.withFleet();

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    void problemsMatterOnlyWhenAskedFor() {
        assertThat(Tutti.at(api).line("problems").exit()).isEqualTo(0);
        assertThat(Tutti.at(api).line("problems --check").exit()).isEqualTo(5);
        assertThat(Tutti.at(api).line("clusters --check").exit()).isEqualTo(5);
        assertThat(Tutti.at(api).line("clusters --check --json").exit()).isEqualTo(5);
    }

    @Test
    void withoutProblemsACheckIsContent() {
        api.on("GET /api/v1/problems", "[]");
        api.on("GET /api/v1/chains", "[{\"name\": \"shop\", \"state\": \"calm\", \"sentence\": \"All is well.\"}]");

        Tutti.Result problems = Tutti.at(api).line("problems --check");
        assertThat(problems.exit()).isZero();
        assertThat(problems.out()).isEqualTo("No problems.\n");
        assertThat(Tutti.at(api).line("clusters --check").exit()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "relocate db4", "relocate", "show", "downtime db4 --for 2", "downtime db4 --for 2h", "downtime db4",
                "downtime db4 --end --for 2h", "recoveries --limit 0", "recoveries 17 --chain shop", "clusters --timeout soon",
                "discover db1:port", "problems --nonsense", "completion fish", "clusters --api ftp://here",
                "clusters --api http://user:geheim@here:7410", "relocate db4 --below db1", "recover db1 --json"
            })
    void wrongUseIsTwo(String line) {
        Tutti.Result result = Tutti.at(api).line(line);

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).isNotBlank().doesNotContain("Exception", "geheim");
        assertThat(api.requests).noneMatch(request -> !request.method().equals("GET"));
    }

    @Test
    void aRefusalIsThreeAndSaysWhy() {
        api.onError(
                "POST /api/v1/servers/db4.shop.example:3306/relocate", 409, "below_itself", "db5 is below db4 itself.");

        for (String line : new String[] {"relocate db4 --below db5 --dry-run", "relocate db4 --below db5 --yes"}) {
            Tutti.Result result = Tutti.at(api).line(line);
            assertThat(result.exit()).isEqualTo(3);
            assertThat(result.err()).isEqualTo("Refused: db5 is below db4 itself.\n");
            assertThat(result.out()).isEmpty();
        }
        Tutti.Result json = Tutti.at(api).line("relocate db4 --below db5 --yes --json");
        assertThat(json.exit()).isEqualTo(3);
        assertThat(JsonReader.read(json.out()).orElseThrow().get("error").raw("kind")).isEqualTo("below_itself");
    }

    @Test
    void anErrorOfTheApiIsOne() {
        Tutti.Result unknown = Tutti.at(api).line("recoveries 99");
        assertThat(unknown.exit()).isEqualTo(1);
        assertThat(unknown.err()).isEqualTo("There is no /api/v1/recoveries/99.\n");

        api.onError("GET /api/v1/problems", 500, "internal", "The journal cannot be read.");
        assertThat(Tutti.at(api).line("problems").exit()).isEqualTo(1);

        api.onError("POST /api/v1/discover", 503, "not_now", "still starting.");
        Tutti.Result notNow = Tutti.at(api).line("discover db9.example:3306");
        assertThat(notNow.exit()).isEqualTo(1);
        assertThat(notNow.err()).isEqualTo("Not possible now: still starting.\n");
    }

    @Test
    void jsonIsWhatTheApiSaid() {
        assertThat(Tutti.at(api).line("topology --json").out()).isEqualTo(StandIn.fixture("fleet.json"));
        assertThat(Tutti.at(api).line("problems --json").out()).isEqualTo(StandIn.fixture("problems.json"));
        assertThat(Tutti.at(api).line("recoveries --json").out()).isEqualTo(StandIn.fixture("recoveries.json"));
        assertThat(Tutti.at(api).line("recoveries 17 --json").out()).isEqualTo(StandIn.fixture("recovery-17.json"));
        assertThat(Tutti.at(api).line("explain shop --json").out()).isEqualTo(StandIn.fixture("explain-shop.json"));
        assertThat(Tutti.at(api).line("snapshot").out()).isEqualTo(StandIn.fixture("snapshot.json"));
        assertThat(Tutti.at(api).line("topology shop --json").out()).contains("\"name\":\"shop\"").doesNotContain("billing");
        assertThat(JsonReader.read(Tutti.at(api).line("servers --chain shop --json").out()).orElseThrow().list()).hasSize(5);
        assertThat(JsonReader.read(Tutti.at(api).line("explain --json").out()).orElseThrow().list()).hasSize(2);
        assertThat(JsonReader.read(Tutti.at(api).line("show db5 --json").out()).orElseThrow().raw("server_id")).isEqualTo("105");
    }

    @Test
    void changesSendWhatTheContractSays() {
        api.on("POST /api/v1/discover", "{}");
        api.on("DELETE /api/v1/servers/db5.shop.example:3306", 204, "");
        api.on("PUT /api/v1/servers/db5.shop.example:3306/downtime", "{}");
        api.on("DELETE /api/v1/servers/db5.shop.example:3306/downtime", 204, "");
        api.on("POST /api/v1/recoveries/17/acknowledge", "{}");

        assertThat(Tutti.at(api).line("discover db9.example").out())
                .isEqualTo("Watching db9.example:3306 and everything in its chain. `tutti topology` shows it.\n");
        assertThat(Tutti.at(api).line("downtime db5 --for 1h30s --reason 'new \"disks\"'").out())
                .isEqualTo("Downtime of db5.shop.example:3306 for 1 h 1 min: nothing is recovered because of it meanwhile.\n");
        assertThat(Tutti.at(api).line("downtime db5 --end").exit()).isZero();
        assertThat(Tutti.at(api).line("ack 17 --comment done").out()).isEqualTo("Recovery 17 is acknowledged by anna.\n");
        assertThat(Tutti.at(api).line("forget db5").out())
                .isEqualTo("Forgot db5.shop.example:3306. To watch it again: tutti discover db5.shop.example:3306\n");
        assertThat(Tutti.at(api).line("forget db5 --json").out()).isEmpty();

        assertThat(api.requests.stream().filter(it -> !it.body().isEmpty()).map(it -> it.line() + " " + it.body()))
                .containsExactly(
                        "POST /api/v1/discover {\"address\":\"db9.example:3306\"}",
                        "PUT /api/v1/servers/db5.shop.example:3306/downtime {\"minutes\":61,\"reason\":\"new \\\"disks\\\"\"}",
                        "POST /api/v1/recoveries/17/acknowledge {\"by\":\"anna\",\"comment\":\"done\"}");
    }

    @Test
    void onlyChangesCarryTheToken() {
        api.on("DELETE /api/v1/servers/db5.shop.example:3306", 204, "");

        Tutti.at(api).line("forget db5");

        assertThat(api.requests.stream().map(StandIn.Request::authorization))
                .containsExactly("null", "Bearer " + StandIn.TOKEN);
    }

    @Test
    void aSnapshotIsSavedWholeOrNotAtAll(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("fleet.json");
        Tutti.Result saved = Tutti.at(api).run("snapshot", "--output", file.toString());
        assertThat(saved.out()).isEqualTo("Saved to " + file + ".\n");
        assertThat(file).hasContent(StandIn.fixture("snapshot.json"));

        api.onError("GET /api/v1/snapshot", 500, "internal", "No.");
        assertThat(Tutti.at(api).run("snapshot", "--output", file.toString()).exit()).isEqualTo(1);
        assertThat(file).hasContent(StandIn.fixture("snapshot.json"));
        try (var files = Files.list(directory)) {
            assertThat(files).containsExactly(file);
        }

        api.on("GET /api/v1/snapshot", "{}");
        Tutti.Result nowhere = Tutti.at(api).run("snapshot", "--output", directory.resolve("no/such/place").toString());
        assertThat(nowhere.exit()).isEqualTo(1);
        assertThat(nowhere.err()).startsWith("Cannot write ");
    }

    @Test
    void anEmptyFleetSaysHowToBegin() {
        api.on("GET /api/v1/fleet", "{\"chains\": [], \"servers\": []}");
        api.on("GET /api/v1/chains", "[]");
        api.on("GET /api/v1/servers", "[]");

        assertThat(Tutti.at(api).line("topology").out()).contains("tutti discover ADDRESS");
        assertThat(Tutti.at(api).line("clusters").out()).contains("tutti discover ADDRESS");
        assertThat(Tutti.at(api).line("servers").out()).contains("tutti discover ADDRESS");
        assertThat(Tutti.at(api).line("show db1").err()).contains("tutti discover ADDRESS");
        assertThat(Tutti.at(api).line("explain").exit()).isZero();
    }
}
