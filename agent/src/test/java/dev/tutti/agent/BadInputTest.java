package dev.tutti.agent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;

/** What is wrong is named, and nothing is overwritten. */
class BadInputTest {
    private static final String WHOLE = """
            # GALERA saved state
            version: 2.1
            uuid:    6b6a7c0e-0000-11ee-8000-000000000001
            seqno:   -1
            safe_to_bootstrap: 0
            """;

    @TempDir
    Path folder;

    private Path data() throws Exception {
        Path data = Files.createDirectories(folder.resolve("data"));
        Files.createDirectories(data.resolve("mysql"));
        Files.writeString(data.resolve("mysql/table.ibd"), "x".repeat(100_000));
        return data;
    }

    private TestAgent galera(String script, String more) throws Exception {
        return TestAgent.of(folder, "galera", data(), folder.resolve("error.log"), List.of("/bin/sh", "-c", script), more);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# GALERA saved state\nversion: 2.1\nuuid:    6b6a7c0e-00", "version: 7\n"})
    void aDamagedGrastateIsNamedAndLeftAsItIs(String content) throws Exception {
        try (TestAgent agent = galera("exit 0", ""); Asking ask = agent.asking()) {
            Path file = Files.writeString(data().resolve("grastate.dat"), content);

            JsonNode marked = ask.act("mark-safe");

            assertThat(Asking.text(marked, "state")).as(marked.toString()).isEqualTo("refused");
            assertThat(Files.readString(file)).isEqualTo(content);
            assertThat(Asking.text(ask.report().path("galera"), "grastate_case")).isIn("Empty", "Damaged", "UnknownVersion");
            assertThat(Asking.text(ask.report().path("galera"), "grastate_text")).isEqualTo(content);
        }
    }

    @Test
    void whatTheLogSaysOfConflictsIsReportedByTable() throws Exception {
        Files.writeString(folder.resolve("error.log"), """
                2026-11-26 17:54:26 2 [Note] WSREP: cluster conflict due to high priority abort for threads:
                2026-11-26 17:54:26 2 [Note] WSREP: Winning thread:\s
                   THD: 2, mode: high priority, state: exec, conflict: executing, seqno: 552
                   SQL: update app.hot set n=n+1 where id=1Rrk
                """);
        try (TestAgent agent = galera("exit 0", ""); Asking ask = agent.asking()) {
            JsonNode conflicts = ask.report().path("conflicts");

            assertThat(conflicts.toString()).isEqualTo("[{\"table\":\"app.hot\",\"count\":1}]");
        }
    }

    @Test
    void aMissingGrastateIsNoPermissionToBootstrap() throws Exception {
        String position = "6b6a7c0e-0000-11ee-8000-000000000001:78";
        try (TestAgent agent = galera("echo WSREP: Recovered position: " + position, ""); Asking ask = agent.asking()) {
            JsonNode refused = ask.act("bootstrap", Map.of("uuid", position.substring(0, 36), "seqno", 78));

            assertThat(Asking.text(refused, "state")).as(refused.toString()).isEqualTo("refused");
            assertThat(Asking.text(refused, "message")).contains("grastate.dat is missing");
            assertThat(Asking.text(ask.act("start"), "message")).contains("grastate.dat is missing");
            assertThat(ask.report().path("galera").path("grastate_text").isNull()).isTrue();
        }
    }

    @Test
    void grastateIsEditedWholeAndTheOldOneIsKept() throws Exception {
        try (TestAgent agent = galera("exit 0", ""); Asking ask = agent.asking()) {
            Path file = Files.writeString(data().resolve("grastate.dat"), WHOLE);

            JsonNode marked = ask.act("mark-safe");

            assertThat(Files.readString(file)).isEqualTo(WHOLE.replace("bootstrap: 0", "bootstrap: 1"));
            assertThat(Files.readString(Path.of(marked.path("details").path("kept").asString("")))).isEqualTo(WHOLE);
            ask.act("clear-safe");
            assertThat(Files.readString(file)).isEqualTo(WHOLE);
        }
    }

    @Test
    void aProgramThatFailsOrTellsNothingIsNamedWithItsOutput() throws Exception {
        try (TestAgent agent = galera("echo broken pages; exit 1", ""); Asking ask = agent.asking()) {
            JsonNode failed = ask.act("recover-position");

            assertThat(Asking.text(failed, "state")).isEqualTo("failed");
            assertThat(failed.path("exit_code").asInt()).isEqualTo(1);
            assertThat(failed.path("output").toString()).contains("broken pages");
            assertThat(Asking.text(ask.act("start"), "message")).contains("--wsrep-recover ended with code 1");
        }
    }

    @Test
    void aProgramThatNeverEndsIsKilledAndNamed() throws Exception {
        try (TestAgent agent = galera("sleep 1000", "deadlines:\n  recover: 1s\n"); Asking ask = agent.asking()) {
            JsonNode failed = ask.act("recover-position");

            assertThat(Asking.text(failed, "state")).isEqualTo("failed");
            assertThat(Asking.text(failed, "message")).contains("had not ended after 1 s (deadlines.recover)");
        }
    }

    @Test
    void whileOneActionRunsAnotherIsToldSoAndAFenceGoesBeforeIt() throws Exception {
        try (TestAgent agent = galera("sleep 1000", ""); Asking ask = agent.asking()) {
            assertThat(ask.post(Map.of("id", "long", "kind", "recover-position")).status()).isEqualTo(202);

            Asking.Answered busy = ask.post(Map.of("id", "other", "kind", "stop"));

            assertThat(busy.status()).isEqualTo(409);
            assertThat(Asking.text(busy.body().path("action"), "id")).isEqualTo("long");
            assertThat(Asking.text(ask.report().path("doing"), "kind")).isEqualTo("recover-position");
            assertThat(Asking.text(ask.act("fence"), "state")).isEqualTo("done");
            assertThat(Asking.text(ask.ended("long"), "message")).contains("cancelled");
        }
    }

    @Test
    void whatTheDeathOfAnAgentInterruptedIsSaidToBeInterruptedAndNotDoneAgain() throws Exception {
        Path later = folder.resolve("later");
        try (TestAgent agent = galera("sleep 1000", ""); Asking ask = agent.asking()) {
            ask.post(Map.of("id", "long", "kind", "recover-position"));
            Files.createDirectories(later.resolve("state"));
            // What is on disk now is what a kill -9 leaves, but for a line that was being written.
            Files.copy(folder.resolve("state/actions.jsonl"), later.resolve("state/actions.jsonl"));
        }
        Files.writeString(later.resolve("state/actions.jsonl"), "{\"id\":\"half", StandardOpenOption.APPEND);

        try (TestAgent next = TestAgent.of(later, "galera", data(), folder.resolve("error.log"), List.of("/bin/true"), "");
                Asking ask = next.asking()) {
            Asking.Answered again = ask.post(Map.of("id", "long", "kind", "recover-position"));

            assertThat(again.status()).isEqualTo(200);
            assertThat(Asking.text(again.body(), "state")).isEqualTo("interrupted");
        }
    }

    @Test
    void aCopyThatDoesNotFitIsRefusedBeforeItBegins() throws Exception {
        try (TestAgent agent = galera("exit 0", "save:\n  reserve: 900000T\n"); Asking ask = agent.asking()) {
            JsonNode refused = ask.act("save-data", Map.of("way", "copy"));

            assertThat(Asking.text(refused, "state")).as(refused.toString()).isEqualTo("refused");
            assertThat(Asking.text(refused, "message")).contains("does not fit");
            assertThat(folder.resolve("data-saved")).isEmptyDirectory();
        }
    }

    @Test
    void aDataFolderIsSavedByCopyAndByRenaming() throws Exception {
        try (TestAgent agent = galera("exit 0", "save:\n  reserve: 0\n"); Asking ask = agent.asking()) {
            Path copy = Path.of(ask.act("save-data", Map.of("way", "copy")).path("details").path("folder").asString(""));
            assertThat(copy.resolve("mysql/table.ibd")).hasSize(100_000);
            assertThat(folder.resolve("data/mysql/table.ibd")).hasSize(100_000);

            Path moved = Path.of(ask.act("save-data", Map.of("way", "rename")).path("details").path("folder").asString(""));

            assertThat(moved.resolve("mysql/table.ibd")).hasSize(100_000);
            assertThat(folder.resolve("data")).isEmptyDirectory();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{\"id\": \"1\", \"kind\": \"run\"}", "{\"id\": \"1\", \"kind\": \"stop\", \"command\": \"id\"}", "{", "null",
        "{\"kind\": \"stop\"}", "{\"id\": \"../1\", \"kind\": \"stop\"}",
        "{\"id\": \"1\", \"kind\": \"start\", \"donors\": [\"n1,n2 --wsrep-new-cluster\"]}",
        "{\"id\": \"1\", \"kind\": \"stop\", \"donors\": [\"n1\"]}", "{\"id\": \"1\", \"kind\": \"bootstrap\"}",
        "{\"id\": \"1\", \"kind\": \"bootstrap\", \"uuid\": \"1-1-1-1-1\", \"seqno\": 3}"
    })
    void aRequestThatIsNotUnderstoodDoesNothing(String body) throws Exception {
        try (TestAgent agent = galera("exit 0", ""); Asking ask = agent.asking()) {
            assertThat(ask.postText(body).status()).isEqualTo(400);
            assertThat(ask.get("/v1/actions/1").status()).isEqualTo(404);
        }
    }
}
