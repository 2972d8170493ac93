package dev.tutti.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tutti.control.record.Recovery;
import dev.tutti.control.record.Recovery.Kind;
import dev.tutti.control.record.Recovery.State;
import dev.tutti.lab.Accounts;
import dev.tutti.lab.Fleet;
import dev.tutti.lab.LabServer;
import dev.tutti.lab.Sql;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The control plane dies in the middle of a planned change: the next one takes it back, or finishes it, and says so. */
class KilledSwitchoverTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private TestPlane.Setup setup(Fleet fleet) throws IOException {
        Path password = Files.writeString(
                folder.resolve("replication"), Accounts.REPLICATION.password().reveal());
        return TestPlane.over(folder, fleet.servers().getLast())
                .with("fleet", "replication_user: " + Accounts.REPLICATION.user())
                .with("fleet", "replication_password_file: " + password);
    }

    @ParameterizedTest(name = "killed {0} it is journalled that {1} is {2}")
    @CsvSource({
        "before, stop_writes, DONE",
        "after, drain, RUNNING",
        "after, forget_source, DONE",
        "after, make_writable, RUNNING"
    })
    void beforeTheSuccessorAcceptsWritesAllIsTakenBack(String when, String kind, String state) throws Exception {
        try (Fleet fleet = Fleets.of("1<-2,3")) {
            LabServer first = fleet.server("1");
            LabServer second = fleet.server("2");
            dieDuring(fleet, when, kind, state);
            try (TestPlane tutti = setup(fleet).start()) {
                Recovery ended = tutti.awaitEnded(Kind.SWITCHOVER, first);
                assertThat(ended.state()).isEqualTo(State.INTERRUPTED);
                assertThat(ended.outcome()).contains(first.address() + " accepts writes again");
                assertThat(Sql.readOnly(first)).isFalse();
                assertThat(Sql.readOnly(second)).isTrue();
                assertWorks(tutti, fleet, first);
            }
        }
    }

    @ParameterizedTest(name = "killed {0} it is journalled that {1} is {2}")
    @CsvSource({"before, make_writable, DONE", "after, make_writable, DONE", "after, follow, RUNNING"})
    void onceTheSuccessorAcceptsWritesTheRestIsDone(String when, String kind, String state) throws Exception {
        try (Fleet fleet = Fleets.of("1<-2,3")) {
            dieDuring(fleet, when, kind, state);
            try (TestPlane tutti = setup(fleet).start()) {
                Recovery finished = tutti.awaitSucceeded(Kind.SWITCHOVER, fleet.server("1"));
                assertThat(finished.lost()).as(finished.toString()).isEmpty();
                assertThat(Sql.readOnly(fleet.server("1"))).isTrue();
                assertWorks(tutti, fleet, fleet.server("2"));
            }
        }
    }

    /** The journal may have failed in that very moment: what the successor shows counts, not what was written of it. */
    @Test
    void aSuccessorThatAcceptsWritesThoughTheJournalDoesNotSaySoIsNotJoinedByThePrimary() throws Exception {
        try (Fleet fleet = Fleets.of("1<-2,3")) {
            dieDuring(fleet, "after", "forget_source", "DONE");
            Sql.run(fleet.server("2"), "SET GLOBAL read_only = OFF");
            try (TestPlane tutti = setup(fleet).start()) {
                Recovery finished = tutti.awaitSucceeded(Kind.SWITCHOVER, fleet.server("1"));
                assertThat(finished.promoted()).isEqualTo(fleet.server("2").address().toString());
                assertThat(Sql.readOnly(fleet.server("1"))).isTrue();
                assertWorks(tutti, fleet, fleet.server("2"));
            }
        }
    }

    private static void assertWorks(TestPlane tutti, Fleet fleet, LabServer primary) {
        Sql.run(primary, "INSERT INTO app.t (v) VALUES ('after')");
        Sql.awaitSameRows(fleet.servers());
        tutti.until("entries are written again", () -> tutti.plane().injectionProblems().isEmpty());
        tutti.until("nothing is wrong", () -> tutti.api().get("/api/v1/problems").json().isEmpty());
        fleet.servers().stream()
                .filter(server -> !server.equals(primary))
                .forEach(server -> tutti.until(server + " follows", () -> tutti.sourceOf(server)
                        .filter(primary.address()::equals)
                        .isPresent()));
    }

    private void dieDuring(Fleet fleet, String when, String kind, String state) throws Exception {
        Path config = Files.writeString(folder.resolve("tutti.yaml"), setup(fleet).yaml());
        File output = folder.resolve("output").toFile();
        Process process = DyingPlane.start(config, output, when, kind, state);
        try {
            String chain = fleet.server("1").address().toString();
            String order = "{\"to\": \"" + fleet.server("2").address() + "\", \"drain_seconds\": 0}";
            await().atMost(TestPlane.LONG).until(() -> fleet.servers().stream().allMatch(Entries::inLog));
            // Refused until every server has been seen; asked again, it is under way or has ended the process.
            await().atMost(TestPlane.LONG).until(() -> asked(output, chain, order));
            assertThat(process.waitFor(TestPlane.LONG.toSeconds(), TimeUnit.SECONDS))
                    .as("it dies: " + Files.readString(output.toPath()))
                    .isTrue();
            assertThat(process.exitValue()).as(Files.readString(output.toPath())).isEqualTo(128 + 9);
        } finally {
            process.destroyForcibly();
        }
    }

    private static boolean asked(File output, String chain, String order) throws IOException {
        for (String line : Files.readAllLines(output.toPath())) {
            if (line.startsWith("http://")) {
                ApiClient api = new ApiClient(line.strip(), TestPlane.TOKEN);
                return api.post("/api/v1/chains/" + chain + "/switchover", order).status() == 202;
            }
        }
        return false;
    }
}
