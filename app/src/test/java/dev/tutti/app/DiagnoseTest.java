package dev.tutti.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.control.record.DecisionRecord;
import dev.tutti.control.record.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import java.nio.file.Files;
import java.nio.file.Path;

class DiagnoseTest {
    /** The control plane says what it would do; the snapshot, without any server, says the same with the whole plan. */
    @Test
    void aSnapshotOfADeathLeftToAPersonGivesTheDecisionThatWasMade(@TempDir Path folder) throws Exception {
        try (RealFleet fleet = RealFleet.start("recovery:\n  primary: by_hand\n")) {
            String dead = fleet.address("1");
            fleet.fleet.kill("1");
            RealFleet.await("it is left to a person", () -> fleet.plane.journal().decisions(null, dead, 1).stream()
                    .anyMatch(decision -> decision.verdict().equals("by_hand_only")));
            Path file = folder.resolve("fleet.json");
            assertThat(Typed.at(fleet, "snapshot", "--output", file.toString()).exit()).isZero();
            DecisionRecord live = fleet.plane.journal().decisions(null, dead, 1).getFirst();

            Captured typed = Captured.of("diagnose", "--snapshot", file.toString(), "--json");
            assertThat(typed.exit()).as(typed.toString()).isEqualTo(5);
            JsonNode finding = Json.mapper().readTree(typed.out()).path("findings").path(0);
            assertThat(finding.path("server").asString()).isEqualTo(dead);
            assertThat(finding.path("decision").asString()).isEqualTo(live.sentence());
            assertThat(finding.path("plan").path("stages").isEmpty()).isFalse();

            Captured words = Captured.of("diagnose", "--snapshot", file.toString());
            assertThat(words.out()).contains("Decision: " + live.sentence(), "Plan: ");

            Typed dryRun = Typed.at(fleet, "recover", dead, "--dry-run", "--json");
            assertThat(Json.mapper().readTree(dryRun.out()).path("sentence")).isEqualTo(finding.path("plan").path("sentence"));
        }
    }

    @Test
    void whatIsNoSnapshotIsRefusedInASentence(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("x.json");
        for (String content : new String[] {"", "[]", "{", "{\"format\": \"other/1\"}", "{}", "null"}) {
            Files.writeString(file, content);
            Captured typed = Captured.of("diagnose", "--snapshot", file.toString());
            assertThat(typed.exit()).as(content).isEqualTo(2);
            assertThat(typed.err()).as(content).contains("is no snapshot").hasLineCount(1);
        }
        assertThat(Captured.of("diagnose", "--snapshot", folder + "/none").err()).contains("cannot be read").hasLineCount(1);
    }
}
