package dev.tutti.core.galera.model;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;

/** Numbers as Galera writes them: -1 as an unsigned number, sizes with a letter, durations of ISO 8601. */
final class Numbers {
    private Numbers() {}

    /** A whole number; the unsigned form of a negative one (18446744073709551615) is that negative one. */
    static Optional<Long> whole(String text) {
        String trimmed = text.strip();
        try {
            return Optional.of(trimmed.startsWith("-") ? Long.parseLong(trimmed) : Long.parseUnsignedLong(trimmed));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** A sequence number: -1 or more. */
    static Optional<Long> seqno(String text) {
        return whole(text).filter(number -> number >= -1);
    }

    static Optional<Double> fraction(String text) {
        try {
            return Optional.of(Double.parseDouble(text.strip())).filter(Double::isFinite);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Bytes: a number that may end in K, M, G or T (powers of 1024), as provider options have it. */
    static Optional<Long> bytes(String text) {
        String trimmed = text.strip().toUpperCase(Locale.ROOT);
        if (trimmed.isEmpty()) {
            return Optional.empty();
        }
        int power = "KMGT".indexOf(trimmed.charAt(trimmed.length() - 1)) + 1;
        String digits = power == 0 ? trimmed : trimmed.substring(0, trimmed.length() - 1);
        return whole(digits).filter(number -> number >= 0 && number <= Long.MAX_VALUE >> (10 * power))
                .map(number -> number << (10 * power));
    }

    /** A duration such as PT5S or PT0.5S, or a bare number of seconds. */
    static Optional<Duration> duration(String text) {
        try {
            return Optional.of(Duration.parse(text.strip()));
        } catch (DateTimeParseException e) {
            return seconds(text);
        }
    }

    static Optional<Duration> seconds(String text) {
        return fraction(text).filter(seconds -> Math.abs(seconds) < 1e9)
                .map(seconds -> Duration.ofNanos(BigDecimal.valueOf(seconds).movePointRight(9).longValue()));
    }
}
