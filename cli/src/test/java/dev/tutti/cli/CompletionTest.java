package dev.tutti.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

class CompletionTest {
    @Test
    void bashCompletesCommandsAndOptions(@TempDir Path directory) throws IOException, InterruptedException {
        Tutti.Result script = Tutti.nowhere().line("completion bash");
        assertThat(script.exit()).isZero();
        Path file = Files.writeString(directory.resolve("tutti"), script.out());

        assertThat(complete(file, "COMP_WORDS=(tutti rel); COMP_CWORD=1")).contains("relocate");
        assertThat(complete(file, "COMP_WORDS=(tutti relocate --d); COMP_CWORD=2")).contains("--dry-run");
        assertThat(complete(file, "COMP_WORDS=(tutti galera qua); COMP_CWORD=2")).contains("quarantine");
        assertThat(complete(file, "COMP_WORDS=(tutti galera donor p); COMP_CWORD=3")).contains("prefer");
    }

    private static String complete(Path script, String words) throws IOException, InterruptedException {
        var bash = new ProcessBuilder(
                        "/bin/bash", "-c", "source " + script + "; " + words + "; _complete_tutti; echo \"${COMPREPLY[@]}\"")
                .redirectErrorStream(true)
                .start();
        String out = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bash.waitFor()).as(out).isZero();
        return out;
    }

    @Test
    void zshIsToldToUnderstandIt() {
        assertThat(Tutti.nowhere().line("completion zsh").out()).startsWith("autoload -U +X compinit && compinit\n");
    }

    @Test
    void aCommandMountedAloneIsTheSameAsAmongAll() {
        try (StandIn api = StandIn.withFleet()) {
            assertThat(Tutti.at(api).line("chains").exit()).isEqualTo(0); // an alias: all are mounted
            assertThat(Tutti.at(api).line("clusters").out()).isEqualTo(Tutti.at(api).line("chains").out());
            assertThat(Tutti.at(api).line("nonsense").exit()).isEqualTo(2);
        }
    }
}
