package dev.tutti.binlogserver.ingest;

import dev.tutti.core.model.Address;
import dev.tutti.core.model.Coordinates;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Whom the Binlog Server was told to follow after it was configured, so that a restart does not go back to a former primary. Kept in
 * the store's folder; without accounts, which stand in the configuration.
 *
 * @param configured what the configuration said when it was told so; when that was changed since, the configuration counts again
 * @param addresses whom to follow
 * @param at where to go on, when it is another file than the last one; null where the store ends
 * @param lineageFile the first file that came from there; empty when all did
 */
record Followed(List<Address> configured, List<Address> addresses, @Nullable Coordinates at, String lineageFile) {
    private static final String FILE = "tutti-upstream";

    /** What stands in a store's folder; null if nothing was ever changed, or if it makes no sense. */
    static @Nullable Followed in(Path folder) throws IOException {
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            return null;
        }
        Map<String, String> lines = new LinkedHashMap<>();
        for (String line : Files.readAllLines(file)) {
            int space = line.indexOf(' ');
            if (space > 0) {
                lines.put(line.substring(0, space), line.substring(space + 1).strip());
            }
        }
        String at = lines.getOrDefault("at", "");
        int colon = at.lastIndexOf(':');
        return new Followed(
                addresses(lines.getOrDefault("configured", "")),
                addresses(lines.getOrDefault("addresses", "")),
                colon < 0 ? null : new Coordinates(at.substring(0, colon), Long.parseLong(at.substring(colon + 1))),
                lines.getOrDefault("lineage", ""));
    }

    private static List<Address> addresses(String text) {
        return text.isBlank() ? List.of() : List.of(text.split(",")).stream().map(Address::parse).toList();
    }

    void keep(Path folder) throws IOException {
        String text = "configured " + joined(configured) + "\naddresses " + joined(addresses) + "\nat " + (at == null ? "" : at)
                + "\nlineage " + lineageFile + "\n";
        Path fresh = folder.resolve(FILE + ".new");
        try (FileChannel channel = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            channel.write(StandardCharsets.UTF_8.encode(text));
            channel.force(true);
        }
        Files.move(fresh, folder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String joined(List<Address> addresses) {
        return addresses.stream().map(Address::toString).collect(Collectors.joining(","));
    }
}
