package dev.tutti.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.cli.http.Paths;
import dev.tutti.cli.json.Json;
import dev.tutti.cli.json.JsonReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server may call itself anything, and errors quote what it sends: none of it may command the terminal. */
class HostileTest {
    private static final String EVIL = "\\u001b[2J\\u001b]0;owned\\u0007\\r\\n\\u009b31m\\u202e\\u0000\u0085\u200bx";

    private static String evil() {
        return JsonReader.read('"' + EVIL + '"').orElseThrow().raw();
    }

    /** Every text of the fixtures gets it at its end. */
    private static String poisoned(String json) {
        return json.replaceAll("(: \"|:\")((?:[^\"\\\\]|\\\\.)*)\"", "$1$2" + EVIL.replace("\\", "\\\\") + "\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "clusters", "topology", "servers", "show db5", "problems", "explain", "recoveries", "recoveries 17",
                "relocate db4 --below db1 --dry-run", "relocate db4 --below db1 --yes", "topology --watch", "forget shop",
                "topology shop", "galera status", "galera advice", "galera recover --dry-run", "galera quarantine ams1"
            })
    void nothingReachesTheTerminal(String line) {
        try (var api = new StandIn()) {
            String fleet = poisoned(StandIn.fixture("fleet.json"));
            Json read = JsonReader.read(fleet).orElseThrow();
            api.on("GET /api/v1/fleet", fleet);
            api.on("GET /api/v1/chains", read.get("chains").toString());
            api.on("GET /api/v1/servers", read.get("servers").toString());
            api.on("GET /api/v1/problems", poisoned(StandIn.fixture("problems.json")));
            api.on("GET /api/v1/recoveries?limit=20", poisoned(StandIn.fixture("recoveries.json")));
            api.on("GET /api/v1/recoveries/17", poisoned(StandIn.fixture("recovery-17.json")));
            for (Json server : read.get("servers").list()) {
                String path = "/api/v1/servers/" + Paths.segment(server.raw("address"));
                api.on("GET " + path, server.toString());
                api.on("POST " + path + "/relocate", poisoned(StandIn.fixture("plan-relocate.json")));
            }
            for (Json chain : read.get("chains").list()) {
                api.on("GET /api/v1/explain?subject=" + Paths.segment(chain.raw("name")), poisoned(StandIn.fixture("explain-shop.json")));
            }
            api.on("GET /api/v1/recoveries/18",
                    poisoned(StandIn.fixture("recovery-18-done.json").replace("succeeded", "ended")));
            if (line.contains("--yes")) {
                api.on("POST /api/v1/servers/" + Paths.segment("db4.shop.example:3306" + evil())
                        + "/relocate", poisoned(StandIn.fixture("recovery-18-begun.json")));
            }
            String galera = poisoned(StandIn.fixture("galera.json"));
            String cluster = "/api/v1/galera/" + Paths.segment("payments" + evil());
            api.on("GET /api/v1/galera", galera);
            api.on("GET " + cluster + "/advice", poisoned(StandIn.fixture("galera-advice.json")));
            api.on("POST " + cluster + "/recover", poisoned(StandIn.fixture("galera-plan-recover.json")));
            api.events(StandIn.event("fleet", fleet), StandIn.end());

            Tutti.Result result = Tutti.at(api).columns(90).line(line);

            assertThat(line.startsWith("forget") || line.contains("quarantine") ? result.err() : result.out()).isNotBlank();
            assertThat((result.out() + result.err()).chars())
                    .allMatch(c -> c == '\n' || (c >= ' ' && c < 0x7f) || (c >= 0xa0 && c < 0x2000) || (c > 0x2070 && c < 0xfe00)
                            || c == '–' || c == '…' || c == '•');
            assertThat(result.out() + result.err()).doesNotContain("owned", "[2J");
        }
    }

    @Test
    void asJsonTheTextIsKeptButEscaped() {
        try (var api = new StandIn()) {
            api.on("GET /api/v1/problems", "[{\"sentence\": \"a\u009b31m\u202e\u200bb ü\"}]");

            String out = Tutti.at(api).line("problems --json").out();

            assertThat(out).isEqualTo("[{\"sentence\": \"a\\u009b31m\\u202e\\u200bb ü\"}]\n");
        }
    }

    @Test
    void anErrorPageIsHarmless() {
        try (var api = new StandIn()) {
            api.on("GET /api/v1/problems", new StandIn.Reply(500, "text/html", "\u001b]0;owned\u0007<h1>\u001b[31mred"));
            Tutti.Result result = Tutti.at(api).line("problems");
            assertThat(result.err()).contains("<h1>red").doesNotContain("\u001b", "owned");
        }
    }

    @Test
    void namesGoIntoPathsAsNames() {
        try (var api = StandIn.withFleet()) {
            Tutti.at(api).run("recoveries", "../servers?x=1#y z");
            assertThat(api.requests.getLast().path()).isEqualTo("/api/v1/recoveries/..%2Fservers%3Fx%3D1%23y%20z");
        }
    }
}
