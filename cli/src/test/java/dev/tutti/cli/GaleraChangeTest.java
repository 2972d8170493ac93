package dev.tutti.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.cli.json.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

/** Changes of a cluster: what is sent, what is asked, and who has to answer it how. */
@Timeout(20)
class GaleraChangeTest {
    private static final String RECOVER = "POST /api/v1/galera/payments/recover";
    private static final String FIRST = "1a2b3c4d";
    private static final String BOTH = "1a2b3c4d,5e6f7a8b";

    private final StandIn api = StandIn.withGalera();

    @AfterEach
    void close() {
        api.close();
    }

    /** Refuses until both concerns are agreed to, then recovers. */
    private void asks() {
        Json question = Json.object(
                "error", Json.object("kind", "needs_confirmation", "message", "2 concerns have to be agreed to."),
                "plan", StandIn.json("galera-plan-recover.json"));
        api.on(RECOVER, 409, question.toString());
        api.onBody(RECOVER, "\"dry_run\":false,\"confirm\":[\"1a2b3c4d\",\"5e6f7a8b\"]", 202,
                StandIn.fixture("galera-recovery-21-begun.json"));
        api.on("GET /api/v1/recoveries/21", StandIn.fixture("galera-recovery-21-done.json"));
        api.events(StandIn.event("fleet", "{}"));
    }

    private List<String> bodies() {
        return api.requests.stream()
                .filter(request -> request.method().equals("POST"))
                .map(StandIn.Request::body)
                .toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            recover                                   | recover                  | {"history":null,"base":null,
            recover pay --base par                    | recover                  | {"history":null,"base":"par1",
            recover --history 8bcf4a34-aedc-14e5-bcc3-d3e36277729f | recover   | {"history":"8bcf4a34-aedc-14e5-bcc3-d3e36277729f","base":null,
            heal                                      | heal                     | {
            fence --keep lon1.example:3306            | fence                    | {"keep":"lon1",
            weights payments lon1=2 par=0             | weights                  | {"weights":{"lon1":2,"par1":0},
            weights lon1=2                            | weights                  | {"weights":{"lon1":2},
            rolling payments -- restart               | rolling                  | {"command":"restart",
            rolling -- upgrade                        | rolling                  | {"command":"upgrade",
            bootstrap --first ams                     | bootstrap                | {"first":"ams1",
            bootstrap                                 | bootstrap                | {"first":null,
            resync par1                               | nodes/par1/resync        | {
            resync payments par1 --donor lon1,ams     | nodes/par1/resync        | {"donors":["lon1","ams1"],
            quarantine fra                            | nodes/fra1/quarantine    | {
            release payments fra1                     | nodes/fra1/release       | {
            desync par1 on                            | nodes/par1/desync        | {"on":true,
            desync payments par1 off                  | nodes/par1/desync        | {"on":false,
            """)
    void eachAsksForWhatItSays(String line, String path, String body) {
        String request = "POST /api/v1/galera/payments/" + path;
        api.onBody(request, "\"dry_run\":true", 200, "{\"goal\": \"x\", \"stages\": []}");

        Tutti.Result result = Tutti.at(api).line("galera " + asDryRun(line));

        assertThat(result.err()).isEmpty();
        assertThat(result.exit()).isZero();
        assertThat(api.requests.getLast().line()).isEqualTo(request);
        assertThat(api.requests.getLast().body()).isEqualTo(body + "\"dry_run\":true,\"confirm\":[]}");
    }

    private static String asDryRun(String line) {
        return line.contains(" -- ") ? line.replace(" -- ", " --dry-run -- ") : line + " --dry-run";
    }

    @Test
    void preferredDonorsAreKeptAtOnce() {
        String request = "POST /api/v1/galera/payments/nodes/par1/donors";
        api.on(request, "{\"node\": \"par1\", \"donors\": []}");

        assertThat(Tutti.at(api).line("galera donor prefer par1 lon1,ams").out())
                .isEqualTo("par1 asks lon1, ams1 first when it needs a state.\n");
        assertThat(Tutti.at(api).line("galera donor prefer payments par1 none").out())
                .isEqualTo("par1 prefers no donor any more.\n");
        assertThat(bodies()).containsExactly("{\"donors\":[\"lon1\",\"ams1\"]}", "{\"donors\":[]}");
    }

    @Test
    void aDryRunSaysHowItsQuestionsAreAnswered() {
        Tutti.Result result = Tutti.at(api).line("galera recover payments --base par1 --dry-run");

        assertThat(result.exit()).isZero();
        assertThat(result.out()).endsWith("""
                To be agreed to:
                  1a2b3c4d  8 transactions would be lost: the cluster was seen at 4719, and the best that is left is 4711
                  5e6f7a8b  nothing is known of fra1.example:3306 (no answer within 2 s): it may have more, or be primary
                To agree to that and have it done:
                  tutti galera recover --base par1 --confirm 1a2b3c4d,5e6f7a8b payments
                """);
    }

    @Test
    void withoutAPersonAQuestionIsShownAndNothingIsDone() {
        asks();

        Tutti.Result result = Tutti.at(api).line("galera recover --yes --confirm " + FIRST);

        assertThat(result.exit()).isEqualTo(ExitCode.REFUSED);
        assertThat(result.err()).isEqualTo("Not done yet: 2 concerns have to be agreed to.\n");
        assertThat(result.out())
                .contains("begin the cluster again at par1.example:3306", "  5e6f7a8b  nothing is known of fra1")
                .doesNotContain("  1a2b3c4d")
                .endsWith("  tutti galera recover --yes --confirm 1a2b3c4d,5e6f7a8b\n");
        assertThat(bodies()).hasSize(1);
    }

    @Test
    void programsGetTheQuestionAsItCame() {
        asks();

        Tutti.Result result = Tutti.at(api).line("galera recover --yes --json");

        assertThat(result.exit()).isEqualTo(ExitCode.REFUSED);
        assertThat(result.out()).startsWith("{\"error\":{\"kind\":\"needs_confirmation\"").contains("\"concerns\":[");
    }

    @Test
    void whatWasAgreedToBeforehandIsDone() {
        asks();

        Tutti.Result result = Tutti.at(api).line("galera recover --confirm " + BOTH);

        assertThat(result.err()).isEmpty();
        assertThat(result.exit()).isZero();
        assertThat(result.out()).isEqualTo("""
                Recovery 21: galera recover of payments
                  ✔ +4.00 s   begin the cluster again at par1.example:3306 with 8bcf4a34-aedc-14e5-bcc3-d3e36277729f:4711 [3.99 s]
                ✔ Succeeded after 11.5 s:
                payments commits again.
                """);
    }

    @Test
    void aPersonAgreesToEachConcernInWordsAndToThePlan() {
        asks();

        Tutti.Result result = Tutti.at(api).typing("agree\nAgree\ny\n").line("galera recover");

        assertThat(result.exit()).isZero();
        assertThat(result.out())
                .contains("To be agreed to, 1 of 2: 8 transactions would be lost", "To be agreed to, 2 of 2: nothing is known of fra1",
                        "Type \"agree\" to accept this: ", "Do this? [y/N]", "Succeeded");
        assertThat(bodies()).containsExactly(
                "{\"history\":null,\"base\":null,\"dry_run\":true,\"confirm\":[]}",
                "{\"history\":null,\"base\":null,\"dry_run\":false,\"confirm\":[\"1a2b3c4d\",\"5e6f7a8b\"]}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "y\n", "yes\nyes\ny\n", "agree\n\n", "agree\nagree\nn\n"})
    void aPersonWhoDoesNotAgreeToAllChangesNothing(String typed) {
        asks();

        Tutti.Result result = Tutti.at(api).typing(typed).line("galera recover");

        assertThat(result.exit()).isEqualTo(ExitCode.FAILED);
        assertThat(result.out()).endsWith("Nothing was changed.\n");
        assertThat(bodies()).hasSize(1);
    }

    @Test
    void otherFiguresThanWereAgreedToAreAskedAnew() {
        api.on(RECOVER, 409, Json.object(
                "error", Json.object("kind", "needs_confirmation", "message", "1 concern has to be agreed to."),
                "plan", Json.object("goal", "recover", "concerns", Json.array(List.of(
                        Json.object("id", "00000001", "sentence", "9 transactions would be lost"))))).toString());

        Tutti.Result result = Tutti.at(api).typing("agree\nagree\ny\n").line("galera recover");

        assertThat(result.exit()).isEqualTo(ExitCode.REFUSED);
        assertThat(result.out()).contains("  00000001  9 transactions would be lost");
    }

    @Test
    void aRefusalIsThreeAndSaysWhy() {
        api.onError("POST /api/v1/galera/payments/heal", 409, "refused", "nothing is to be done");

        Tutti.Result result = Tutti.at(api).line("galera heal --yes");

        assertThat(result.exit()).isEqualTo(ExitCode.REFUSED);
        assertThat(result.err()).isEqualTo("Refused: nothing is to be done\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "recover", "recover --json", "desync par1 maybe --yes", "desync par1", "weights --yes", "weights payments --yes",
                "weights lon1=x --yes", "weights lon1=1 lon1=2 --yes", "weights lon1=1 par1 --yes", "fence payments --yes",
                "rolling --yes", "resync --yes", "resync payments par1 more --yes", "recover --history 17 --yes",
                "donor prefer par1"
            })
    void wrongUseIsTwoAndChangesNothing(String line) {
        Tutti.Result result = Tutti.at(api).line("galera " + line);

        assertThat(result.exit()).isEqualTo(ExitCode.WRONG_USE);
        assertThat(result.err()).isNotBlank().doesNotContain("Exception");
        assertThat(bodies()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            quarantine db7           | No node is known as "db7".
            resync par1 --donor lon9 | No node is known as "lon9". Near to it: lon1.
            recover orders           | No cluster is known as "orders".
            """)
    void aNameThatIsNotCertainChangesNothing(String line, String sentence) {
        Tutti.Result result = Tutti.at(api).line("galera " + line + " --yes");

        assertThat(result.exit()).isEqualTo(ExitCode.FAILED);
        assertThat(result.err()).contains(sentence);
        assertThat(bodies()).isEmpty();
    }

    @Test
    void amongSeveralClustersOneHasToBeNamed() {
        Json payments = StandIn.json("galera.json").list().getFirst();
        api.on("GET /api/v1/galera", Json.array(List.of(payments, payments.and("name", "orders"))).toString());

        Tutti.Result result = Tutti.at(api).line("galera heal --yes");
        assertThat(result.exit()).isEqualTo(ExitCode.WRONG_USE);
        assertThat(result.err()).isEqualTo("There are 2 clusters: payments, orders. Name one of them first.\n");

        api.on("GET /api/v1/galera", "[]");
        assertThat(Tutti.at(api).line("galera advice").err()).contains("No cluster is described.");
    }

    @Test
    void whatIsToBeTypedIsSafeToType() {
        Json evil = Json.object("goal", "recover", "concerns", Json.array(List.of(
                Json.object("id", "x; rm -rf ~ '$(id)'\u001b[2J", "sentence", "s"))));
        api.onBody(RECOVER, "\"dry_run\":true", 200, evil.toString());

        assertThat(Tutti.at(api).line("galera recover --dry-run").out())
                .endsWith("  tutti galera recover --confirm 'x; rm -rf ~ '\\''$(id)'\\'''\n");
    }
}
