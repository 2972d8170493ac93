package dev.tutti.lab;

import dev.tutti.lab.install.Folders;
import dev.tutti.lab.remote.FleetFile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Deletes the temporary folders of fleets whose owner was killed before it could do so itself. Stateless. */
final class Leftovers {
    static final String PREFIX = "tutti-lab-fleet-";

    private Leftovers() {}

    static void delete() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            List<Path> candidates = files.filter(f -> f.getFileName().toString().startsWith(PREFIX)
                            && Files.isDirectory(f)
                            && Files.isReadable(f))
                    .toList();
            for (Path candidate : candidates) {
                if (ownerIsGone(candidate)) {
                    Folders.delete(candidate);
                }
            }
        }
    }

    /** Without a state file the fleet may just be starting, so the folder stays. */
    private static boolean ownerIsGone(Path folder) {
        try {
            return !FleetFile.read(folder).ownerIsAlive();
        } catch (LabException e) {
            return false;
        }
    }
}
