package dev.tutti.bench;

import dev.tutti.control.record.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Where raw runs go, and how: one JSON document with the machine, the command that repeats it, and everything measured. */
public final class Report {
    @Option(names = "--json", paramLabel = "FILE", description = "Write machine, command and raw runs there.")
    @Nullable Path file;

    /** @param measured records, lists and maps */
    public void write(Machine machine, String command, Map<String, ?> measured) throws IOException {
        Path target = file;
        if (target != null) {
            Files.writeString(target, Json.mapper()
                    .writerWithDefaultPrettyPrinter()
                    .writeValueAsString(new Document(machine, command, measured)));
        }
    }

    private record Document(Machine machine, String command, Map<String, ?> measured) {}
}
