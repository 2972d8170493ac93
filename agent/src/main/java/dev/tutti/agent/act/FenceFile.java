package dev.tutti.agent.act;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether the server must stay down: a file, so that it holds whatever ends the agent. Thread-safe. */
public final class FenceFile {
    private final Path file;

    FenceFile(Path stateFolder) {
        this.file = stateFolder.resolve("fenced");
    }

    /** Anything that is not certainly absence counts as a fence. */
    public boolean closed() {
        return !Files.notExists(file);
    }

    void close(String why) throws IOException {
        Disk.replace(file, why + "\n");
    }

    void open() throws IOException {
        Files.deleteIfExists(file);
        Disk.syncFolder(file);
    }
}
