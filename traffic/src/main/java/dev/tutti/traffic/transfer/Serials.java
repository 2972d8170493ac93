package dev.tutti.traffic.transfer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Serials of zones: they only rise, also over restarts, as a secondary never takes an older one. They begin with the second of the start.
 * Changes may come faster than once a second, so numbers are reserved on disk a thousand at a time: a restart goes on behind all that
 * can have been given out. Thread-safe.
 */
public final class Serials {
    private static final Logger log = LoggerFactory.getLogger(Serials.class);
    private static final int RESERVED = 1000;

    private final InstantSource clock;
    private final Path file;
    private final Map<String, Long> last = new HashMap<>();
    private final Map<String, Long> reserved = new TreeMap<>();

    private Serials(InstantSource clock, Path file) {
        this.clock = clock;
        this.file = file;
    }

    /**
     * Opens what was reserved.
     *
     * @throws IOException in a sentence, if the file cannot be read
     */
    public static Serials open(Path folder, InstantSource clock) throws IOException {
        Path file = folder.resolve("serials");
        Serials serials = new Serials(clock, file);
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                String[] parts = line.split(" ");
                if (parts.length != 2 || !parts[1].matches("\\d{1,10}")) {
                    throw new IOException(file + " is damaged at \"" + line + "\": each line is a zone and a serial. Without the file"
                            + " serials begin at the second of the start, which secondaries take unless changes came faster");
                }
                serials.reserved.put(parts[0], Long.parseLong(parts[1]));
            }
        }
        return serials;
    }

    /** The next serial of a zone. */
    public synchronized long next(String zone) {
        long before = last.getOrDefault(zone, reserved.getOrDefault(zone, 0L));
        long next = last.containsKey(zone) ? before + 1 : Math.max(before + 1, clock.instant().getEpochSecond());
        last.put(zone, next);
        if (next > reserved.getOrDefault(zone, 0L)) {
            reserved.put(zone, next + RESERVED);
            save();
        }
        return next;
    }

    private void save() {
        StringBuilder text = new StringBuilder();
        reserved.forEach((zone, serial) -> text.append(zone).append(' ').append(serial).append('\n'));
        try {
            StateFile.write(file, text.toString());
        } catch (IOException e) {
            log.error("Serials cannot be kept in {} ({}): after a restart secondaries may hold newer ones", file, e.getMessage());
        }
    }
}
