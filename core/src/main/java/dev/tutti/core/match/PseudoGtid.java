package dev.tutti.core.match;

import dev.tutti.core.log.LogEvent;

import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An entry that stands, once and unique, in the binary log of every server of a chain.
 *
 * <p>Ours is {@code drop view if exists `_pseudo_gtid_`.`_asc:TTTTTTTT:SSSSSSSS:MMMRRRRRRRRRRRRR`} with the injection's
 * time in seconds, the injected server's id, then three digits of milliseconds and thirteen of randomness, all in
 * hexadecimal of fixed width: the order of the texts is the order of injection. It changes nothing and needs no schema;
 * a statement of this kind is logged as a statement in every log format. Other tools write the same shape with sixteen
 * random digits, so their entries are recognised without being told.
 *
 * @param key the part that makes it unique, for ours everything from {@code _asc:}
 */
public record PseudoGtid(String key) implements Comparable<PseudoGtid> {
    /** The schema that entries pretend to drop from; the only privilege that injection needs is DROP on it. */
    public static final String SCHEMA = "_pseudo_gtid_";

    /** Recognises ours and entries of the same shape that other tools write. Group {@code key} is the unique part. */
    public static final Pattern DEFAULT_PATTERN = Pattern.compile(
            "drop\\s+view\\s+if\\s+exists\\s+.?_pseudo_gtid_.*?(?<key>_asc:[0-9a-f]{8}:[0-9a-f]{8}:[0-9a-f]{16})",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern ASCENDING = Pattern.compile("_asc:([0-9a-f]{8}):.*");

    /**
     * A new entry.
     *
     * @param random at least 52 random bits, from the edge
     */
    public static PseudoGtid create(Instant now, long serverId, long random) {
        HexFormat hex = HexFormat.of();
        String millis = hex.toHexDigits(now.toEpochMilli() % 1000, 3);
        return new PseudoGtid("_asc:" + hex.toHexDigits(now.getEpochSecond(), 8) + ":" + hex.toHexDigits(serverId, 8)
                + ":" + millis + hex.toHexDigits(random, 13));
    }

    /** The statement that writes this entry into a binary log. */
    public String statement() {
        return "drop view if exists `" + SCHEMA + "`.`" + key + "`";
    }

    /**
     * The entry in a statement, if there is one.
     *
     * @param pattern finds entries; its group {@code key}, or else the whole finding, is the unique part
     */
    public static Optional<PseudoGtid> in(String statement, Pattern pattern) {
        Matcher matcher = pattern.matcher(statement);
        if (!matcher.find()) {
            return Optional.empty();
        }
        return Optional.of(new PseudoGtid(
                pattern.namedGroups().containsKey("key") ? matcher.group("key") : matcher.group()));
    }

    /** The entry in an event, if it is one. */
    public static Optional<PseudoGtid> in(LogEvent event, Pattern pattern) {
        String text = event.text();
        return text == null ? Optional.empty() : in(text, pattern);
    }

    /** Whether the text order of entries is their time order. */
    public boolean ascending() {
        return key.startsWith("_asc:");
    }

    /** When it was injected, to the second, by the injector's clock; empty for entries that do not say. */
    public Optional<Instant> injectedAt() {
        Matcher matcher = ASCENDING.matcher(key);
        return matcher.matches()
                ? Optional.of(Instant.ofEpochSecond(Long.parseLong(matcher.group(1), 16)))
                : Optional.empty();
    }

    @Override
    public int compareTo(PseudoGtid other) {
        return Comparator.<String>naturalOrder().compare(key, other.key);
    }

    @Override
    public String toString() {
        return key;
    }
}
