package dev.tutti.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tutti.control.record.DecisionLog;
import dev.tutti.control.record.JournalException;
import dev.tutti.control.record.Recovery;
import dev.tutti.control.record.Recovery.Kind;
import dev.tutti.control.record.SqliteJournal;
import dev.tutti.core.fleet.Watched;
import dev.tutti.core.traffic.tell.Change;
import dev.tutti.core.traffic.tell.Clients;
import dev.tutti.core.traffic.tell.History;
import dev.tutti.lab.Fleet;
import dev.tutti.lab.FleetExtension;
import dev.tutti.lab.LabServer;
import dev.tutti.lab.Sql;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/** What must survive a restart does, and without a journal nothing is changed. */
class JournalTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void decisionsRecoveriesAndDowntimesSurviveARestart() throws Exception {
        try (Fleet fleet = Fleets.of("1<-2,3")) {
            LabServer first = fleet.server("1");
            Recovery failover;
            int decisions;
            try (TestPlane before = TestPlane.ready(folder, fleet)) {
                fleet.kill("1");
                failover = before.awaitSucceeded(Kind.FAILOVER, first);
                before.api().put("/api/v1/servers/" + fleet.server("3").address() + "/downtime",
                        "{\"minutes\": 5, \"reason\": \"kept\"}");
                before.awaitVerdict(first, "recovering");
                decisions = before.decisionsAbout(first).size();
            }
            fleet.start("1");
            try (TestPlane after = TestPlane.over(folder, first).start()) {
                assertThat(after.plane().journal().recovery(failover.id())).contains(failover);
                assertThat(after.decisionsAbout(first)).hasSizeGreaterThanOrEqualTo(decisions);
                after.awaitSucceeded(Kind.FENCE, first);
                String chain = first.address().toString();
                after.until("the chain has the name that load balancers know it by", () -> after.api()
                        .get("/health/" + chain + "/primary?server=" + failover.promoted()).status() == 200);
                // Known from the journal alone: the seed leads nowhere.
                after.until("the chain is watched", () -> after.seen(fleet.server("3").address())
                        .filter(Watched::answering)
                        .isPresent());
                assertThat(after.api().get("/api/v1/servers/" + fleet.server("3").address())
                                .json().get("downtime").get("reason").asString())
                        .isEqualTo("tester: kept");
            }
        }
    }

    @Test
    void theLastChangesOfNamesSurviveARestartAndOlderOnesAreForgotten() {
        List<Change> changes = IntStream.range(0, History.MOST + 10).mapToObj(number -> new Change(
                Instant.EPOCH.plusMillis(number), Change.Kind.NAME, "n" + number, new Clients(false, List.of("paris"), true),
                List.of("a 192.0.2.1"), List.of(), "Nobody: it is a test.")).toList();
        try (SqliteJournal journal = SqliteJournal.open(folder)) {
            journal.addChanges(changes.subList(0, 5));
            journal.addChanges(changes.subList(5, changes.size()));
        }
        try (SqliteJournal journal = SqliteJournal.open(folder)) {
            assertThat(journal.changes()).isEqualTo(changes.subList(10, changes.size()));
        }
    }

    @Test
    void aSecondControlPlaneOnTheSameFolderIsRefused() {
        try (SqliteJournal first = SqliteJournal.open(folder)) {
            assertThat(first.servers()).isEmpty();
            assertThatExceptionOfType(JournalException.class)
                    .isThrownBy(() -> SqliteJournal.open(folder))
                    .withMessage("Another control plane uses the journal in " + folder
                            + ": stop it, or set another server.state_folder");
        }
        SqliteJournal.open(folder).close();
    }

    @Test
    void aFolderThatCannotBeWrittenIsTold() {
        assertThatExceptionOfType(JournalException.class)
                .isThrownBy(() -> SqliteJournal.open(Path.of("/proc/tutti")))
                .withMessageContaining("The journal cannot be opened in /proc/tutti")
                .withMessageContaining("give server.state_folder a folder that this user may write to");
    }

    @Test
    void aFileThatIsNoJournalIsToldAndNothingStaysLocked() throws Exception {
        Path file = Files.writeString(folder.resolve("journal.db"), "not a database, but long enough to be read as one".repeat(90));
        assertThatExceptionOfType(JournalException.class)
                .isThrownBy(() -> SqliteJournal.open(folder))
                .withMessageContaining("journal.db")
                .withMessageContaining("not a database");
        Files.delete(file);
        SqliteJournal.open(folder).close();
    }

    @Test
    void aRecordThatCannotBeReadIsLeftOutAndTheRestIsThere() throws Exception {
        Instant at = Instant.parse("2030-01-01T00:00:00Z");
        try (SqliteJournal journal = SqliteJournal.open(folder)) {
            journal.begin(recovery("db1:3306", at));
            journal.begin(recovery("db2:3306", at));
        }
        try (var connection = java.sql.DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("journal.db"));
                var statement = connection.createStatement()) {
            statement.executeUpdate("UPDATE recoveries SET document = '{\"id\": 1, \"kind\": \"dance' WHERE id = 1");
        }
        try (SqliteJournal journal = SqliteJournal.open(folder)) {
            assertThat(journal.recoveries(null, 10)).extracting(Recovery::subject).containsExactly("db2:3306");
            assertThat(journal.unfinished()).extracting(Recovery::subject).containsExactly("db2:3306");
        }
    }

    private static Recovery recovery(String subject, Instant at) {
        return new Recovery(
                0, Kind.RELOCATE, subject, "chain", Recovery.State.RUNNING, "tester", at, null, "asked", null, null, null, at,
                null, null, List.of(), List.of(), List.of(), null, null, List.of());
    }

    @Test
    void onAFullDiskNothingIsRecoveredItIsSaidAndWhenThereIsRoomAgainItGoesOn() throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        FleetExtension.require(
                succeeds("mount", "-t", "tmpfs", "-o", "size=1m", "tutti-test", disk.toString()),
                "a full disk under the journal",
                "Only root can make a small disk. Run the tests as root.");
        try (Fleet fleet = Fleets.of("1<-2,3");
                TestPlane tutti = TestPlane.ready(disk, fleet)) {
            LabServer first = fleet.server("1");
            assertThat(tutti.api().get("/health").status()).isEqualTo(200);
            assertThat(succeeds("sh", "-c", "cat /dev/zero > " + disk.resolve("ballast") + " || true")).isTrue();
            fleet.kill("1");
            tutti.until("it says so", () -> tutti.api().get("/health").status() == 503);
            assertThat(tutti.api().get("/health").json().get("reason").asString()).contains("journal.db", "full");
            tutti.until("its death is certain", () -> tutti.problem(first.address(), "primary_dead").isPresent());
            Instant seen = tutti.seen(fleet.server("2").address()).orElseThrow().seenAt();
            tutti.until("looks go on", () -> {
                Instant now = tutti.seen(fleet.server("2").address()).orElseThrow().seenAt();
                return seen != null && now != null && now.isAfter(seen.plusSeconds(2));
            });
            assertThat(Sql.readOnly(fleet.server("2")) && Sql.readOnly(fleet.server("3"))).isTrue();
            Files.delete(disk.resolve("ballast"));
            tutti.until("it is well again", () -> tutti.api().get("/health").status() == 200);
            tutti.awaitSucceeded(Kind.FAILOVER, first);
            tutti.awaitVerdict(first, "recovering");
        } finally {
            succeeds("umount", "-l", disk.toString());
        }
    }

    @Test
    void aDefectOfOursEndsTheRecoveryAndPutsBackWhatWasStopped() throws Exception {
        try (Fleet fleet = Fleets.of("1<-2,3");
                TestPlane tutti = TestPlane.ready(folder, fleet, setup -> setup.journal(JournalTest::brokenAtPromotion))) {
            LabServer first = fleet.server("1");
            fleet.kill("1");
            Recovery failed = tutti.awaitEnded(Kind.FAILOVER, first);
            assertThat(failed.state()).isEqualTo(Recovery.State.FAILED);
            assertThat(failed.outcome()).contains("an internal error", "run again");
            tutti.awaitVerdict(first, "tried_already");
            fleet.start("1");
            Sql.run(first, "INSERT INTO app.t (v) VALUES ('after')");
            Sql.awaitSameRows(fleet.servers());
        }
    }

    private static DecisionLog brokenAtPromotion(DecisionLog journal) {
        return (DecisionLog) Proxy.newProxyInstance(
                JournalTest.class.getClassLoader(), new Class<?>[] {DecisionLog.class}, (proxy, method, values) -> {
                    if (method.getName().equals("update")
                            && ((Recovery) values[0]).steps().stream().anyMatch(step -> step.kind().equals("stop_replication")
                                    && step.state() == Recovery.StepState.DONE)
                            && ((Recovery) values[0]).ended() == null) {
                        throw new IllegalStateException("a defect");
                    }
                    try {
                        return method.invoke(journal, values);
                    } catch (InvocationTargetException e) {
                        throw e.getTargetException();
                    }
                });
    }

    private static boolean succeeds(String... command) throws Exception {
        return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
    }
}
