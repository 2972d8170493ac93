package dev.tutti.binlogserver.archive;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Keeps objects by name, elsewhere. Every call blocks, tries again by itself what a moment may mend, and ends: it has deadlines.
 * A thread that is interrupted comes back with an error. Thread-safe.
 */
public interface Archive extends Closeable {
    /**
     * Keeps a file's content under a name, in the place of what was kept under it. There is all of it or none of it, also when
     * this process ends at any moment meanwhile.
     *
     * @throws IOException if it is not certain that the archive has it
     */
    void put(String name, Path content) throws IOException;

    /** What is kept under a name, from its first byte on; empty if the archive says that there is nothing. */
    Optional<InputStream> get(String name) throws IOException;

    /** Forgets what is kept under a name, if there is anything. */
    void remove(String name) throws IOException;

    /** Where it is, as people write it; never with a secret. */
    @Override
    String toString();
}
