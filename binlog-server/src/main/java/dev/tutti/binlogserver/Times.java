package dev.tutti.binlogserver;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Moments as statements and configurations write them: {@code 2026-11-21 23:59:59}, in UTC. Stateless. */
public final class Times {
    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");

    private Times() {}

    /** Without what is beyond whole seconds. */
    public static String text(Instant time) {
        return FORMAT.format(time.atOffset(ZoneOffset.UTC));
    }

    /**
     * Reads a moment.
     *
     * @throws java.time.format.DateTimeParseException if it is written otherwise
     */
    public static Instant parse(String text) {
        return LocalDateTime.parse(text, FORMAT).toInstant(ZoneOffset.UTC);
    }
}
