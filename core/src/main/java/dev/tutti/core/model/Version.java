package dev.tutti.core.model;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which server software answers, as its {@code version()} says.
 *
 * @param family who makes it
 * @param major for example 5, 8, 10
 * @param minor for example 6, 0, 11
 * @param patch for example 14, 36, 19
 * @param text the whole string as the server gave it
 */
public record Version(Family family, int major, int minor, int patch, String text) implements Comparable<Version> {
    private static final Pattern NUMBERS = Pattern.compile("(\\d+)\\.(\\d+)(?:\\.(\\d+))?");

    /** The two families, whose versions do not compare with each other. */
    public enum Family {
        MYSQL,
        MARIADB
    }

    /**
     * Reads what {@code SELECT @@version} or a greeting says; the {@code 5.5.5-} that MariaDB puts before its number in
     * greetings is skipped.
     *
     * @throws IllegalArgumentException if there is no number in it
     */
    public static Version parse(String text) {
        boolean mariadb = text.toLowerCase(java.util.Locale.ROOT).contains("mariadb");
        String numbers = mariadb && text.startsWith("5.5.5-") ? text.substring("5.5.5-".length()) : text;
        Matcher matcher = NUMBERS.matcher(numbers);
        if (!matcher.find()) {
            throw new IllegalArgumentException("\"" + text + "\" is not the version of a MySQL or MariaDB server");
        }
        String patch = matcher.group(3);
        return new Version(
                mariadb ? Family.MARIADB : Family.MYSQL,
                Integer.parseInt(matcher.group(1)),
                Integer.parseInt(matcher.group(2)),
                patch == null ? 0 : Integer.parseInt(patch),
                text);
    }

    /** Whether this is at least the given version of its own family. */
    public boolean isAtLeast(int otherMajor, int otherMinor, int otherPatch) {
        if (major != otherMajor) {
            return major > otherMajor;
        }
        return minor != otherMinor ? minor > otherMinor : patch >= otherPatch;
    }

    @Override
    public int compareTo(Version other) {
        if (major != other.major) {
            return Integer.compare(major, other.major);
        }
        return minor != other.minor ? Integer.compare(minor, other.minor) : Integer.compare(patch, other.patch);
    }

    /** The number alone, for example {@code 10.11.19}. */
    public String number() {
        return major + "." + minor + "." + patch;
    }

    @Override
    public String toString() {
        return (family == Family.MARIADB ? "MariaDB " : "MySQL ") + number();
    }
}
