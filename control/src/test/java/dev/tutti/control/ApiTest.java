package dev.tutti.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.tutti.control.api.ApiServer;
import dev.tutti.control.api.Tokens;
import dev.tutti.control.record.Recovery;
import dev.tutti.lab.Flavour;
import dev.tutti.lab.Fleet;
import dev.tutti.lab.FleetExtension;
import dev.tutti.lab.LabServer;
import dev.tutti.lab.Sql;
import dev.tutti.lab.process.Ports;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The contract of the API, on a calm chain that no test here changes for long. */
class ApiTest {
    private static final String PASSWORD = "kept-from-everybody-5cd1";

    @RegisterExtension
    static final FleetExtension FLEET = FleetExtension.of(Fleet.custom("1<-2,3 3<-4", Flavour.MARIADB_11_4));

    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static TestPlane tutti;

    private static final ListAppender<ILoggingEvent> LOGGED = new ListAppender<>();

    @BeforeAll
    static void start() throws Exception {
        LOGGED.start();
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).addAppender(LOGGED);
        Sql.run(
                FLEET.server("1"),
                "CREATE USER keeper@'%' IDENTIFIED BY '" + PASSWORD + "'",
                "GRANT ALL PRIVILEGES ON *.* TO keeper@'%'");
        Path zones = NamesTest.zones(folder, Ports.take(), List.of("1", "2", "3").stream()
                .map(name -> FLEET.server(name).address())
                .toList());
        Path mesh = MeshTest.describe(folder, "payments");
        tutti = TestPlane.ready(folder, FLEET.fleet(), setup -> setup.account("keeper", PASSWORD)
                .with("traffic", "dns: " + zones)
                .with("mesh", "description: " + mesh)
                .with("galera", "clusters: [{name: payments, nodes: [{name: n1, address: '127.0.0.1:1'}]}]"));
        Recovery moved = move("4", "2");
        assertThat(moved.state()).isEqualTo(Recovery.State.SUCCEEDED);
        tutti.api().put("/api/v1/servers/" + address("2") + "/downtime", "{\"minutes\": 60, \"reason\": \"test\"}");
    }

    @AfterAll
    static void end() {
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).detachAppender(LOGGED);
        tutti.close();
    }

    private static String address(String name) {
        return FLEET.server(name).address().toString();
    }

    private static Recovery move(String replica, String below) {
        ApiClient.Reply reply = tutti.api()
                .post("/api/v1/servers/" + address(replica) + "/relocate", "{\"below\": \"" + address(below) + "\"}");
        assertThat(reply.status()).as(reply.body()).isEqualTo(202);
        long id = reply.json().get("id").asLong();
        tutti.until("the move ends", () -> tutti.plane().journal().recovery(id).orElseThrow().ended() != null);
        tutti.until("it is seen there", () -> tutti.sourceOf(FLEET.server(replica))
                .filter(FLEET.server(below).address()::equals)
                .isPresent());
        return tutti.plane().journal().recovery(id).orElseThrow();
    }

    /** Every path of the document with what stands for its variables, and the parameters that it needs. */
    private static String filled(String path) {
        String filled = path.replace("{name}", address("1")).replace("{address}", address("2"))
                .replace("{chain}", address("1")).replace("{id}", "1").replace("{cluster}", "payments")
                .replace("{node}", "n1");
        return switch (path) {
            case "/api/v1/explain" -> filled + "?subject=" + address("1");
            case "/health/{chain}/primary" -> filled + "?server=" + address("1");
            case "/health/{chain}/replica" -> filled + "?server=" + address("2") + "&max_lag_seconds=60";
            case "/api/v1/dns/names/{name}" -> "/api/v1/dns/names/write.db.example?from=127.0.0.1";
            case "/health/galera/{cluster}/node" -> filled + "?node=n1";
            default -> filled;
        };
    }

    private static final Map<String, String> BODIES = Map.of(
            "POST /api/v1/discover", "{\"address\": \"%1$s\"}",
            "POST /api/v1/servers/{address}/relocate", "{\"below\": \"%2$s\", \"dry_run\": true}",
            "PUT /api/v1/servers/{address}/downtime", "{\"minutes\": 60, \"reason\": \"test\"}",
            "POST /api/v1/recoveries/{id}/acknowledge", "{\"comment\": \"seen\"}");

    @Test
    void everyReadingRequestOfTheDocumentAnswersAsTheDocumentSays() {
        JsonNode document = tutti.api().get("/api/v1/openapi.json").json();
        List<String> problems = new ArrayList<>();
        document.get("paths").properties().forEach(path -> path.getValue().properties().forEach(operation -> {
            if (!operation.getKey().equals("get") || path.getKey().endsWith("/events")) {
                return;
            }
            ApiClient.Reply reply = tutti.api().withToken("").get(filled(path.getKey()));
            JsonNode responses = operation.getValue().get("responses");
            // No node answers there, and its health check says so.
            boolean noNode = path.getKey().startsWith("/health/galera/") && reply.status() == 503;
            if (reply.status() != 200 && !noNode) {
                problems.add(path.getKey() + " answers " + reply.status() + ": " + reply.body());
            } else if (responses.has("2XX")) {
                JsonNode schema = responses.get("2XX").get("content").get("application/json").get("schema");
                Schemas.problems(document, schema, reply.json()).forEach(one -> problems.add(path.getKey() + ": " + one));
            }
        }));
        assertThat(problems).isEmpty();
        assertThat(document.get("paths").size()).isGreaterThan(20);
    }

    @Test
    void whatHasNamesAsKeysIsDescribedAsAnObject() {
        JsonNode schemas = tutti.api().get("/api/v1/openapi.json").json().get("components").get("schemas");
        JsonNode says = schemas.get("RouterView").get("properties").get("says");
        assertThat(says.get("type").asString()).isEqualTo("object");
        assertThat(says.get("additionalProperties").get("type").asString()).isEqualTo("string");
    }

    @Test
    void everyChangingRequestAnswersAsTheDocumentSays() {
        JsonNode document = tutti.api().get("/api/v1/openapi.json").json();
        JsonNode schemas = document.get("components").get("schemas");
        ApiClient.Reply discovered =
                tutti.api().post("/api/v1/discover", "{\"address\": \"" + address("2") + "\"}");
        assertThat(discovered.status()).isEqualTo(202);
        assertThat(discovered.json().get("address").asString()).isEqualTo(address("2"));

        ApiClient.Reply plan = tutti.api().post(
                "/api/v1/servers/" + address("2") + "/relocate",
                "{\"below\": \"" + address("3") + "\", \"dry_run\": true}");
        assertThat(plan.status()).as(plan.body()).isEqualTo(200);
        assertThat(Schemas.problems(document, schemas.get("PlanView"), plan.json())).isEmpty();

        ApiClient.Reply taken = tutti.api().post("/api/v1/recoveries/1/acknowledge", "{\"by\": \"me\", \"comment\": \"ok\"}");
        assertThat(taken.status()).isEqualTo(200);
        assertThat(Schemas.problems(document, schemas.get("RecoveryView"), taken.json())).isEmpty();

        String downtime = "/api/v1/servers/" + address("3") + "/downtime";
        assertThat(tutti.api().put(downtime, "{\"minutes\": 1}").status()).isEqualTo(200);
        assertThat(tutti.api().delete(downtime).status()).isEqualTo(200);
        ApiClient.Reply alive = tutti.api().post("/api/v1/servers/" + address("1") + "/recover", "{}");
        assertThat(alive.status()).isEqualTo(409);
        assertThat(alive.message()).contains("is not dead");
    }

    @Test
    void nothingIsChangedWithoutARightToken() {
        JsonNode before = tutti.api().get("/api/v1/recoveries").json();
        JsonNode document = tutti.api().get("/api/v1/openapi.json").json();
        List<String> asked = new ArrayList<>();
        document.get("paths").properties().forEach(path -> path.getValue().properties().forEach(operation -> {
            String method = operation.getKey().toUpperCase(java.util.Locale.ROOT);
            if (!method.equals("GET")) {
                String body = BODIES.getOrDefault(method + " " + path.getKey(), "{}").formatted(address("2"), address("3"));
                asked.add(path.getKey());
                for (String token : List.of("", "wrong", TestPlane.TOKEN + "x")) {
                    ApiClient.Reply reply = tutti.api().withToken(token).ask(method, filled(path.getKey()), body);
                    assertThat(reply.status()).as(method + " " + path.getKey()).isEqualTo(401);
                    assertThat(reply.message()).contains("Authorization: Bearer TOKEN");
                }
                if (method.equals("POST")) {
                    assertThat(tutti.api().get(filled(path.getKey())).status()).as("GET " + path.getKey()).isEqualTo(404);
                }
            }
        }));
        assertThat(asked).hasSizeGreaterThanOrEqualTo(7);
        assertThat(tutti.api().get("/api/v1/recoveries").json()).isEqualTo(before);
        assertThat(tutti.api().get("/api/v1/servers").json().size()).isEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "GET | /api/v1/decisions?limits=3 | `` | 400 | there is no parameter \"limits\" here; there are chain, server, limit",
        "GET | /api/v1/decisions?limit=many | `` | 400 | \"limit\" is \"many\": write a whole number",
        "GET | /api/v1/decisions?limit=0 | `` | 400 | write a whole number from 1 to 10000",
        "GET | /api/v1/fleet?pretty=1 | `` | 400 | there is no parameter \"pretty\" here",
        "GET | /api/v1/explain | `` | 400 | \"subject\" is missing",
        "GET | /api/v1/servers/nobody:1 | `` | 404 | nobody:1 is not known; discover it first",
        "GET | /api/v1/servers/no:port | `` | 400 | \"no:port\" is not an address",
        "GET | /api/v1/chains/none | `` | 404 | There is no chain \"none\"",
        "GET | /api/v1/recoveries/99 | `` | 404 | There is no recovery 99",
        "GET | /api/v1/recoveries/x | `` | 400 | \"x\" is not the number of a recovery",
        "GET | /api/v1/nothing | `` | 404 | There is no GET /api/v1/nothing",
        "GET | /health/x/primary | `` | 400 | \"server\" is missing",
        "POST | /api/v1/discover | `{}` | 400 | \"address\" is missing",
        "POST | /api/v1/discover | `{\"address\": \"a b\"}` | 400 | is not an address",
        "POST | /api/v1/discover | `{\"address\":` | 400 | the body is not what this request takes",
        "POST | /api/v1/discover | `[]` | 400 | the body is not what this request takes",
        "POST | /api/v1/discover | `null` | 400 | the body is not what this request takes",
        "POST | /api/v1/discover | `{\"address\": \"a:1\"} {}` | 400 | the body is not what this request takes",
        "POST | /api/v1/servers/nobody:1/relocate | `{\"below\": \"a:1\"}` | 404 | nobody:1 is not known",
        "POST | /api/v1/servers/nobody:1/recover | `{}` | 404 | nobody:1 is not known",
        "PUT | /api/v1/servers/nobody:1/downtime | `{\"minutes\": 1}` | 404 | nobody:1 is not known",
        "PUT | /api/v1/servers/nobody:1/downtime | `{\"minutes\": 0}` | 400 | \"minutes\" is missing or out of range",
        "DELETE | /api/v1/servers/nobody:1 | `` | 404 | nobody:1 is not known",
        "DELETE | /api/v1/servers/nobody:1/downtime | `` | 404 | nobody:1 is not known",
        "POST | /api/v1/recoveries/99/acknowledge | `{}` | 404 | There is no recovery 99",
    })
    void eachMistakeIsToldInASentence(String method, String path, String body, int status, String expected) {
        ApiClient.Reply reply = tutti.api().ask(method, path, body.isEmpty() ? null : body);
        assertThat(reply.status()).as(reply.body()).isEqualTo(status);
        assertThat(reply.message()).contains(expected).doesNotContain("\n").doesNotContain("Exception");
    }

    @Test
    void aMisspeltFieldIsRefusedRatherThanIgnored() {
        ApiClient.Reply reply = tutti.api().post(
                "/api/v1/servers/" + address("4") + "/relocate", "{\"below\": \"" + address("1") + "\", \"dryrun\": true}");
        assertThat(reply.status()).as("a dry run must not become a real one: " + reply.body()).isEqualTo(400);
        assertThat(reply.message()).contains("dryrun");
    }

    @Test
    void aBodyThatIsTooLargeIsRefused() {
        ApiClient.Reply reply = tutti.api().post("/api/v1/discover", "{\"address\": \"" + "a".repeat(70_000) + "\"}");
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.message()).contains("larger than 65536 bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "/api/v1/fleet", "/api/v1/openapi.json", "/api/v1/events", "/metrics", "/health", "/", "/api/v1/nothing"})
    void onLoopbackOnlyNamesOfThisMachineAreAnswered(String path) throws IOException {
        assertThat(statusLine(path, "evil.example:7410")).as(path).contains(" 403 ");
        assertThat(statusLine(path.equals("/api/v1/events") ? "/health" : path, "localhost")).doesNotContain(" 403 ");
    }

    private static String statusLine(String path, String host) throws IOException {
        URI url = URI.create(tutti.api().url());
        try (Socket socket = new Socket(url.getHost(), url.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readNBytes(64), StandardCharsets.US_ASCII).lines().findFirst().orElse("");
        }
    }

    @Test
    void thePageIsServedWithItsContentSecurityPolicy() {
        ApiClient.Reply page = tutti.api().withToken("").get("/");
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.body()).contains("<html");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElse("")).contains("default-src 'self'");
        assertThat(page.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(tutti.api().get("/../../etc/passwd").status()).isEqualTo(404);
        assertThat(tutti.api().get("/%2e%2e/%2e%2e/META-INF/MANIFEST.MF").status()).isEqualTo(404);
    }

    @Test
    void metricsTellEachServer() {
        String metrics = tutti.api().withToken("").get("/metrics").body();
        for (LabServer server : FLEET.fleet().servers()) {
            assertThat(metrics.lines())
                    .anyMatch(line -> line.startsWith("tutti_server_up{") && line.contains(server.address().toString())
                            && line.endsWith(" 1.0"));
        }
        assertThat(metrics).contains("tutti_journal_up 1.0", "tutti_server_lag_seconds{", "tutti_chain_problems{");
    }

    @Test
    void aPortInUseIsToldInASentence() {
        assertThatIOException()
                .isThrownBy(() -> ApiServer.start(tutti.plane(), Tokens.of(tutti.config()), "test").close())
                .withMessageContaining("The API cannot listen on " + tutti.config().listen())
                .withMessageContaining("set another server.listen");
    }

    @Test
    void noAnswerNoLogLineAndNoFileHoldsASecret() throws Exception {
        JsonNode document = tutti.api().get("/api/v1/openapi.json").json();
        List<String> all = new ArrayList<>();
        document.get("paths").properties().forEach(path -> {
            if (path.getValue().has("get") && !path.getKey().endsWith("/events")) {
                all.add(tutti.api().get(filled(path.getKey())).body());
            }
        });
        LOGGED.list.forEach(event -> all.add(event.getFormattedMessage()));
        try (Stream<Path> files = Files.list(folder.resolve("state"))) {
            for (Path file : files.toList()) {
                all.add(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        assertThat(all).hasSizeGreaterThan(20).allSatisfy(
                text -> assertThat(text).doesNotContain(PASSWORD).doesNotContain(TestPlane.TOKEN));
    }
}
