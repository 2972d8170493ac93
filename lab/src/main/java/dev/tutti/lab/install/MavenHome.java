package dev.tutti.lab.install;

import org.jspecify.annotations.Nullable;

import java.nio.file.Files;
import java.nio.file.Path;

/** Finds a Maven to run: the wrapper of Tutti's own folder, else {@code mvn} on the path. Stateless. */
final class MavenHome {
    private MavenHome() {}

    static String program() {
        String home = System.getProperty("tutti.home");
        Path wrapper = home == null ? null : existing(Path.of(home));
        for (Path folder = Path.of("").toAbsolutePath(); wrapper == null && folder != null; folder = folder.getParent()) {
            wrapper = existing(folder);
        }
        return wrapper == null ? "mvn" : wrapper.toString();
    }

    private static @Nullable Path existing(Path folder) {
        Path wrapper = folder.resolve("mvnw").toAbsolutePath();
        return Files.isExecutable(wrapper) ? wrapper : null;
    }
}
