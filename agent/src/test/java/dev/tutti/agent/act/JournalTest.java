package dev.tutti.agent.act;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What an agent has promised to remember. */
class JournalTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private static ActionView action(String id) {
        return new ActionView(id, "stop", "{}", "control", ActionView.State.DONE, Instant.EPOCH, Instant.EPOCH, "done", null,
                List.of(), Map.of());
    }

    /** A fence interrupts what is under way, which may be writing its end just then. */
    @Test
    void anActionThatIsCancelledWhileItIsWrittenTakesNothingWithIt() throws IOException {
        Path file = folder.resolve("actions.jsonl");
        Journal journal = Journal.open(file).journal();

        Thread.currentThread().interrupt();
        journal.append(action("cancelled"));

        assertThat(Thread.interrupted()).as("whoever was interrupted still knows").isTrue();
        journal.append(action("after it"));
        journal.close();
        assertThat(Journal.open(file).actions()).containsOnlyKeys("cancelled", "after it");
    }
}
