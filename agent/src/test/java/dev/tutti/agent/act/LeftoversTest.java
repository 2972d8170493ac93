package dev.tutti.agent.act;

import static org.assertj.core.api.Assertions.assertThat;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;

/** A state transfer that broke off does not keep the next one from beginning. */
class LeftoversTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    @Test
    void theScriptOfATransferThatBrokeOffIsEndedWithWhatItStarted() throws Exception {
        Path data = Files.createDirectories(folder.resolve("data"));
        Path started = folder.resolve("started");
        Process script = script(data, started);
        try {
            Awaitility.await().atMost(LIMIT).until(() -> Files.exists(started) && Files.size(started) > 1);
            ProcessHandle waits = ProcessHandle.of(Long.parseLong(Files.readString(started).strip())).orElseThrow();
            Files.writeString(data.resolve("wsrep_sst.pid"), script.pid() + "\n");

            assertThat(Leftovers.end(data)).isTrue();

            assertThat(script.waitFor(LIMIT)).isTrue();
            Awaitility.await().atMost(LIMIT).until(() -> !waits.isAlive());
            assertThat(data.resolve("wsrep_sst.pid")).doesNotExist();
        } finally {
            script.destroyForcibly();
        }
    }

    /** After a reboot the pid in the file is anybody's. */
    @Test
    void aProcessThatOnlyHasThePidOfAnOldScriptIsLeftInPeace() throws Exception {
        Path data = Files.createDirectories(folder.resolve("data"));
        Process other = script(Files.createDirectories(folder.resolve("other")), folder.resolve("started"));
        try {
            Files.writeString(data.resolve("wsrep_sst.pid"), other.pid() + "\n");

            assertThat(Leftovers.end(data)).isFalse();

            assertThat(other.isAlive()).isTrue();
            assertThat(data.resolve("wsrep_sst.pid")).doesNotExist();
            assertThat(Leftovers.end(data)).isFalse();
        } finally {
            other.descendants().forEach(ProcessHandle::destroyForcibly);
            other.destroyForcibly();
        }
    }

    private Process script(Path data, Path started) throws Exception {
        Path script = Files.writeString(folder.resolve("wsrep_sst_test"), "#!/bin/sh\nsleep 600 &\necho $! > '" + started + "'\nwait\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        return new ProcessBuilder(script.toString(), "--role", "joiner", "--datadir", data + "/").start();
    }
}
