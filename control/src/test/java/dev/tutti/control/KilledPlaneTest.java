package dev.tutti.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.control.record.Recovery;
import dev.tutti.control.record.Recovery.Kind;
import dev.tutti.control.record.Recovery.State;
import dev.tutti.lab.Fleet;
import dev.tutti.lab.LabServer;
import dev.tutti.lab.Sql;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The control plane itself dies in the middle of a recovery; the next one finishes it, or says what became of it. */
class KilledPlaneTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @ParameterizedTest(name = "killed {0} it is journalled that {1} is {2}")
    @CsvSource({"before, stop_replication, RUNNING", "after, stop_replication, DONE"})
    void aFailoverThatHadChangedNoRoleIsTakenBackReportedAndDoneAnew(String when, String kind, String state)
            throws Exception {
        try (Fleet fleet = Fleets.of("1<-2,3")) {
            dieDuring(fleet, "1", when, kind, state);
            try (TestPlane tutti = next(fleet)) {
                LabServer first = fleet.server("1");
                tutti.until("the interrupted one is reported", () -> tutti.plane().journal().recovery(1).orElseThrow().state()
                        == State.INTERRUPTED);
                Recovery interrupted = tutti.plane().journal().recovery(1).orElseThrow();
                assertThat(interrupted.outcome()).contains("no server's role had changed", "run again");
                Recovery anew = awaitAnew(tutti, Kind.FAILOVER, first);
                assertSettled(fleet, anew);
            }
        }
    }

    @ParameterizedTest(name = "killed {0} it is journalled that {1} is {2}")
    @CsvSource({
        "after, forget_source, RUNNING",
        "after, forget_source, DONE",
        "before, make_writable, DONE",
        "after, repoint, RUNNING",
        "before, repoint, DONE"
    })
    void aFailoverThatHadBegunToChangeARoleIsFinished(String when, String kind, String state) throws Exception {
        try (Fleet fleet = Fleets.of("1<-2,3")) {
            dieDuring(fleet, "1", when, kind, state);
            try (TestPlane tutti = next(fleet)) {
                Recovery finished = tutti.awaitSucceeded(Kind.FAILOVER, fleet.server("1"));
                assertThat(finished.id()).as("the same recovery").isEqualTo(1);
                assertThat(finished.promoted()).isNotNull();
                assertSettled(fleet, finished);
                assertThat(tutti.plane().journal().recoveries(null, 10)).hasSize(1);
            }
        }
    }

    @Test
    void aRescueThatWasInterruptedIsReportedAndDoneAnew() throws Exception {
        try (Fleet fleet = Fleets.of("1<-2,3 3<-4")) {
            dieDuring(fleet, "3", "after", "repoint", "RUNNING");
            // The worst moment: its replication is stopped already, and the place is being looked for.
            Sql.run(fleet.server("4"), "STOP SLAVE");
            try (TestPlane tutti = next(fleet)) {
                awaitAnew(tutti, Kind.RESCUE, fleet.server("3"));
                assertThat(tutti.plane().journal().recovery(1).orElseThrow().state()).isEqualTo(State.INTERRUPTED);
                Sql.run(fleet.server("1"), "INSERT INTO app.t (v) VALUES ('after')");
                Sql.awaitSameRows(List.of(fleet.server("1"), fleet.server("4")));
            }
        }
    }

    @Test
    void aServerThatWasDeadBeforeItWasEverSeenIsLeftToAPersonSinceItMayBeAnIntermediate() throws Exception {
        try (Fleet fleet = Fleets.of("1<-2,3 3<-4")) {
            fleet.kill("3");
            try (TestPlane tutti = TestPlane.over(folder, fleet.server("4")).start()) {
                Recovery refused = tutti.awaitEnded(Kind.FAILOVER, fleet.server("3"));
                assertThat(refused.state()).isEqualTo(State.REFUSED);
                assertThat(refused.outcome()).contains("nobody knows whether it is a primary or an intermediate");
                assertThat(Sql.readOnly(fleet.server("4"))).isTrue();
            }
        }
    }

    private static Recovery awaitAnew(TestPlane tutti, Kind kind, LabServer subject) {
        tutti.until("it is done anew", () -> tutti.recovery(kind, subject).filter(one -> one.id() == 2).isPresent());
        return tutti.awaitSucceeded(kind, subject);
    }

    private static void assertSettled(Fleet fleet, Recovery failover) {
        LabServer promoted = FailoverTest.byAddress(fleet, String.valueOf(failover.promoted()));
        LabServer other = promoted.equals(fleet.server("2")) ? fleet.server("3") : fleet.server("2");
        assertThat(Sql.readOnly(promoted)).isFalse();
        assertThat(Sql.readOnly(other)).isTrue();
        Sql.run(promoted, "INSERT INTO app.t (v) VALUES ('after')");
        Sql.awaitSameRows(List.of(promoted, other));
        assertThat(failover.steps()).allSatisfy(
                step -> assertThat(step.state()).isEqualTo(Recovery.StepState.DONE));
    }

    private TestPlane next(Fleet fleet) throws Exception {
        return TestPlane.over(folder, fleet.servers().getLast()).start();
    }

    private void dieDuring(Fleet fleet, String victim, String when, String kind, String state) throws Exception {
        Path config = Files.writeString(
                folder.resolve("tutti.yaml"), TestPlane.over(folder, fleet.servers().getLast()).yaml());
        File output = folder.resolve("output").toFile();
        Process process = DyingPlane.start(config, output, when, kind, state);
        try {
            LabServer last = fleet.servers().getLast();
            org.awaitility.Awaitility.await().atMost(TestPlane.LONG).until(() ->
                    fleet.servers().stream().allMatch(Entries::inLog)
                            && Files.readString(output.toPath()).contains("watching " + last.address()));
            fleet.kill(victim);
            assertThat(process.waitFor(TestPlane.LONG.toSeconds(), TimeUnit.SECONDS))
                    .as("it dies: " + Files.readString(output.toPath()))
                    .isTrue();
            assertThat(process.exitValue()).as(Files.readString(output.toPath())).isEqualTo(128 + 9);
        } finally {
            process.destroyForcibly();
        }
    }
}
