package dev.tutti.binlogserver.serve;

import dev.tutti.binlogserver.store.Durable;
import dev.tutti.core.model.Coordinates;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Which replicas were ever served, and how far each had come: what an absent one still needs must not be purged. Kept in a file,
 * one line each; thread-safe.
 */
public final class Registrations {
    private static final Logger log = LoggerFactory.getLogger(Registrations.class);
    private static final String FILE = "tutti-replicas";

    /**
     * A replica that was served.
     *
     * @param key its uuid, or its server id
     * @param at behind the last event that it was sent
     */
    public record Known(String key, Coordinates at, Instant seen) {}

    private final Path file;
    private @Nullable String saved;
    private final Map<String, Known> known = new ConcurrentHashMap<>();

    private Registrations(Path file) {
        this.file = file;
    }

    /** Those of a store's folder; lines that make no sense are left out and told. */
    static Registrations in(Path folder) throws IOException {
        Registrations registrations = new Registrations(folder.resolve(FILE));
        if (Files.exists(registrations.file)) {
            for (String line : Files.readAllLines(registrations.file)) {
                registrations.read(line);
            }
        }
        return registrations;
    }

    private void read(String line) {
        String[] parts = line.split("\t");
        try {
            Known one = new Known(
                    parts[0], new Coordinates(parts[1], Long.parseLong(parts[2])), Instant.parse(parts[3]));
            known.put(one.key(), one);
        } catch (RuntimeException e) {
            log.warn("{}: the line \"{}\" names no replica and is left out", file, line);
        }
    }

    static String keyOf(Replicas.Attached replica) {
        return replica.uuid().isEmpty() ? String.valueOf(replica.serverId()) : replica.uuid();
    }

    /** Notes how far those that are served now have come. Clients without a server id, such as mysqlbinlog, are no replicas. */
    void note(List<Replicas.Attached> attached, Instant now) {
        for (Replicas.Attached replica : attached) {
            Coordinates sent = replica.sent();
            if (replica.serverId() != 0 && sent != null) {
                known.put(keyOf(replica), new Known(keyOf(replica), sent, now));
            }
        }
    }

    /** Forgets whoever was not seen since. */
    void forgetBefore(Instant time) {
        known.values().removeIf(one -> one.seen().isBefore(time));
    }

    /** All that are remembered. */
    public List<Known> all() {
        return new ArrayList<>(known.values());
    }

    /** Writes them down. After a failure the former file stands, with older places: more is kept then, never less. */
    synchronized void save() throws IOException {
        String text = known.values().stream()
                .map(one -> one.key() + "\t" + one.at().file() + "\t" + one.at().position() + "\t" + one.seen() + "\n")
                .sorted()
                .collect(Collectors.joining());
        if (!text.equals(saved)) {
            Durable.replace(file, text);
            saved = text;
        }
    }

    /** The lowest file that somebody still needs; null if nobody needs any. */
    @Nullable Known slowest() {
        return known.values().stream()
                .min((one, other) -> one.at().compareTo(other.at()))
                .orElse(null);
    }
}
