package dev.tutti.agent.host;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;

/** What a data folder tells about its node. */
class StateFilesTest {
    @TempDir
    Path data;

    /** Both sides of a transfer leave their script's pid when their host dies; only the joiner's data are half a copy. */
    @Test
    void aDonorThatDiedIsNotTakenForAJoiner() throws Exception {
        StateFiles files = new StateFiles(data);
        Files.writeString(data.resolve("wsrep_sst.pid"), "123\n");
        assertThat(files.transferMarkers()).isEmpty();
        Files.writeString(data.resolve("sst_in_progress"), "");
        assertThat(files.transferMarkers()).containsExactly("sst_in_progress");
    }
}
