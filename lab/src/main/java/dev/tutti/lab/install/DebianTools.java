package dev.tutti.lab.install;

import dev.tutti.lab.LabException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Programs of Debian that tests take as real counterparts: a DNS server, a proxy, a key-value store. The host's own is used where
 * there is one; else its package is downloaded and unpacked into the lab's cache, where no service of it can start. Thread-safe,
 * also between processes.
 */
public final class DebianTools {
    private static final List<String> FOLDERS = List.of("usr/sbin", "usr/bin", "sbin", "bin");

    /**
     * One program.
     *
     * @param environment what it needs to find its libraries
     */
    public record Tool(Path program, Map<String, String> environment) {}

    private DebianTools() {}

    /**
     * Finds a program, or fetches it.
     *
     * @param program its name, such as {@code named}
     * @param packages which packages hold it and what it needs
     * @param progress gets a line for people before something takes long
     * @throws LabException with the command that would provide it
     */
    public static Tool find(String program, List<String> packages, Consumer<String> progress) {
        for (String folder : FOLDERS) {
            Path own = Path.of("/", folder, program);
            if (Files.isExecutable(own) && System.getProperty("tutti.lab.tools", "host").equals("host")) {
                return new Tool(own, Map.of());
            }
        }
        String install = "apt-get install --no-install-recommends " + String.join(" ", packages);
        if (!Installer.packagesAllowedByEnvironment()) {
            throw new LabException(program + " is missing, and TUTTI_NO_INSTALL forbids to fetch it: " + install);
        }
        try {
            return fetched(program, packages, progress);
        } catch (LabException e) {
            throw new LabException(program + " is missing and cannot be fetched (" + install + "): " + e.getMessage(), e);
        }
    }

    private static Tool fetched(String program, List<String> packages, Consumer<String> progress) {
        Path root = Cached.folder(CacheFolder.servers().resolve("tool-" + program), folder -> {
            // Alone as well: what the host has installed already is not downloaded otherwise.
            DebianPackages.ofThisHost(folder.resolve("apt"), progress).download(packages).downloadAlone(packages).unpack(folder);
            Folders.delete(folder.resolve("apt"));
        });
        Path found = FOLDERS.stream()
                .map(folder -> root.resolve(folder).resolve(program))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new LabException("it is in none of " + String.join(", ", packages)));
        return new Tool(found, Map.of("LD_LIBRARY_PATH", libraries(root)));
    }

    private static String libraries(Path root) {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(path -> path.toString().contains(".so"))
                    .map(path -> String.valueOf(path.getParent()))
                    .distinct()
                    .sorted()
                    .collect(Collectors.joining(":"));
        } catch (IOException e) {
            throw new LabException("The folder " + root + " cannot be read: " + e.getMessage(), e);
        }
    }
}
