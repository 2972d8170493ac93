package dev.tutti.core.story;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Plays each transcript in {@code src/test/transcripts} and compares what it prints. With {@code -Dtranscripts.rewrite=true}
 * the files are rewritten instead: read the difference before keeping it.
 */
class TranscriptTest {
    private static final Path TRANSCRIPTS = Path.of("src/test/transcripts");
    private static final String LINE = "----";

    @TestFactory
    Stream<DynamicTest> transcripts() throws IOException {
        List<Path> files;
        try (Stream<Path> found = Files.list(TRANSCRIPTS)) {
            files = found.filter(file -> file.toString().endsWith(".txt")).sorted().toList();
        }
        assertThat(files).isNotEmpty();
        return files.stream().map(file -> DynamicTest.dynamicTest(
                file.getFileName().toString().replace(".txt", ""), file.toUri(), () -> play(file)));
    }

    private static void play(Path file) throws IOException {
        String expected = Files.readString(file);
        String played = played(expected);
        if (Boolean.getBoolean("transcripts.rewrite")) {
            Files.writeString(file, played);
        } else {
            assertThat(played).isEqualTo(expected);
        }
    }

    /** The same text with what the commands really print. */
    private static String played(String transcript) {
        Story story = new Story();
        List<String> out = new ArrayList<>();
        List<String> commands = new ArrayList<>();
        boolean output = false;
        for (String line : transcript.lines().toList()) {
            if (line.startsWith("#") || (line.isBlank() && !output)) {
                out.add(line);
            } else if (line.equals(LINE)) {
                out.add(line);
                out.addAll(story.block(commands));
                commands.clear();
                output = true;
            } else if (line.isBlank()) {
                out.add("");
                output = false;
            } else if (!output) {
                out.add(line);
                commands.add(line);
            }
        }
        assertThat(commands).as("commands behind the last line of %s", LINE).isEmpty();
        return String.join("\n", out) + "\n";
    }
}
