package dev.tutti.lab.install;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** Where the lab keeps what survives a fleet: binaries, template data folders, the list of current fleets. Stateless. */
public final class CacheFolder {
    private CacheFolder() {}

    /** The folder of the binaries: {@code TUTTI_CACHE}, else {@code ~/.cache/tutti/servers}. */
    public static Path servers() {
        Path fromEnvironment = fromEnvironment();
        return fromEnvironment == null ? home().resolve("servers") : fromEnvironment;
    }

    /** The file that lists the folders of fleets, the latest last. */
    public static Path currentFleets() {
        Path fromEnvironment = fromEnvironment();
        return (fromEnvironment == null ? home() : fromEnvironment).resolve("current");
    }

    /** A folder, not made yet, for a fleet whose user named none. */
    public static Path newFleet() {
        Path fromEnvironment = fromEnvironment();
        String name = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").format(LocalDateTime.now(ZoneId.systemDefault()))
                + "-" + ProcessHandle.current().pid();
        return (fromEnvironment == null ? home() : fromEnvironment).resolve("fleets").resolve(name);
    }

    private static Path home() {
        return Path.of(System.getProperty("user.home"), ".cache", "tutti");
    }

    private static @Nullable Path fromEnvironment() {
        String value = System.getenv("TUTTI_CACHE");
        return value == null || value.isBlank() ? null : Path.of(value).toAbsolutePath();
    }
}
