package dev.tutti.agent.act;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;

/** What agents remember. */
class JournalTest {
    @TempDir
    Path folder;

    /** A fence interrupts what it cancels, and that may be writing down its end at this very moment. */
    @Test
    void aCancelledActionLeavesAJournalThatTakesTheNext() throws IOException {
        Path file = folder.resolve("actions.jsonl");
        try (Journal journal = Journal.open(file).journal()) {
            Thread.currentThread().interrupt();
            journal.append(accepted("cancelled"));
            assertThat(Thread.interrupted()).isTrue();
            journal.append(accepted("next"));
        }
        assertThat(Journal.open(file).actions()).containsOnlyKeys("cancelled", "next");
    }

    private static ActionView accepted(String id) {
        return ActionView.accepted(new ActionRequest(id, "stop", new Action.Stop(), "{}"), "somebody", Instant.EPOCH);
    }
}
