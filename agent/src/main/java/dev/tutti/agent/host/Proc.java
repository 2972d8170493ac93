package dev.tutti.agent.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One process as {@code /proc} shows it (proc(5)). Each question is asked anew; one about a process that ended is empty. */
public record Proc(long pid) {
    private static final Path ROOT = Path.of("/proc");

    static List<Proc> all() throws IOException {
        List<Proc> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(ROOT, "[0-9]*")) {
            entries.forEach(entry -> found.add(new Proc(Long.parseLong(entry.getFileName().toString()))));
        }
        return found;
    }

    /** Whether it runs: one that has ended, but whose parent has not asked for its exit code yet, does not. */
    boolean alive() {
        try {
            String stat = Files.readString(file("stat"), StandardCharsets.ISO_8859_1);
            int afterName = stat.lastIndexOf(')') + 2;
            return afterName < stat.length() && "ZX".indexOf(stat.charAt(afterName)) < 0;
        } catch (IOException e) {
            return false;
        }
    }

    Optional<Instant> startedAt() {
        return ProcessHandle.of(pid).flatMap(handle -> handle.info().startInstant());
    }

    /** The folder that it works in; empty also when we may not see it. */
    Optional<Path> folder() {
        return link("cwd");
    }

    public List<String> commandLine() {
        try {
            String text = Files.readString(file("cmdline"), StandardCharsets.ISO_8859_1);
            return List.of(text.split("\0"));
        } catch (IOException e) {
            return List.of();
        }
    }

    private Optional<Path> link(String name) {
        try {
            return Optional.of(Files.readSymbolicLink(file(name)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private Path file(String name) {
        return ROOT.resolve(Long.toString(pid)).resolve(name);
    }
}
