package dev.tutti.core.galera.model;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** Galera's UUIDs: of a cluster's history, and of a process within the group. */
public final class Uuids {
    /** What stands where no history is known. A cluster that runs under it was started without positions. */
    public static final UUID ZERO = new UUID(0, 0);

    /** {@link UUID#fromString} would take "1-1-1-1-1" as well, which is what a cut file looks like. */
    private static final Pattern FORM = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private Uuids() {}

    /** The UUID, all 36 characters of it; empty for anything else. */
    public static Optional<UUID> parse(String text) {
        String trimmed = text.strip();
        return FORM.matcher(trimmed).matches() ? Optional.of(UUID.fromString(trimmed)) : Optional.empty();
    }

    public static boolean isZero(UUID uuid) {
        return uuid.equals(ZERO);
    }
}
