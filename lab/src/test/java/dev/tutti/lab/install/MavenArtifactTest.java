package dev.tutti.lab.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.lab.FlavourUnavailableException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Files from Maven, tried with a small one that this build needs anyway. */
class MavenArtifactTest {
    private static final String SMALL = "org.jspecify:jspecify:1.0.0:jar";

    @Test
    void aFileThatIsNotWhatItShouldBeIsRefused(@TempDir Path folder) {
        List<String> lines = new ArrayList<>();
        assertThatThrownBy(() -> new MavenArtifact(SMALL, 1, "0".repeat(64)).fetch("A small file", folder, lines::add))
                .isInstanceOf(FlavourUnavailableException.class)
                .hasMessageContaining("instead of 0000");
        assertThat(lines).first().asString().contains("Fetching A small file (1 MB");
    }
}
