package dev.tutti.cli.render;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** Times and durations, read and written by hand: {@code java.time.format} alone would take 40 ms to load. */
public final class Times {
    private static final long SECOND = 1_000;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;

    private Times() {}

    /** Milliseconds since 1970 of an ISO 8601 time in UTC, as the API writes it; empty for anything else. */
    public static OptionalLong millis(String iso) {
        if (iso.length() < 20
                || iso.charAt(4) != '-'
                || iso.charAt(7) != '-'
                || iso.charAt(10) != 'T'
                || iso.charAt(13) != ':'
                || iso.charAt(16) != ':'
                || iso.charAt(iso.length() - 1) != 'Z') {
            return OptionalLong.empty();
        }
        try {
            long days = daysSince1970(number(iso, 0, 4), number(iso, 5, 7), number(iso, 8, 10));
            long millis = days * DAY
                    + number(iso, 11, 13) * HOUR
                    + number(iso, 14, 16) * MINUTE
                    + number(iso, 17, 19) * SECOND;
            if (iso.charAt(19) == '.') {
                millis += number((iso.substring(20, iso.length() - 1) + "00").substring(0, 3), 0, 3);
            }
            return OptionalLong.of(millis);
        } catch (NumberFormatException | StringIndexOutOfBoundsException e) {
            return OptionalLong.empty();
        }
    }

    private static int number(String text, int from, int to) {
        return Integer.parseUnsignedInt(text, from, to, 10);
    }

    /** Howard Hinnant's days_from_civil: years begin in March, so that the leap day is a year's last. */
    private static long daysSince1970(int year, int month, int day) {
        int y = month <= 2 ? year - 1 : year;
        int era = Math.floorDiv(y, 400);
        int yearOfEra = y - era * 400;
        int dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
        int dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
        return era * 146_097L + dayOfEra - 719_468;
    }

    /** {@code 2026-11-21 10:15:02}: the API's UTC to the second, as the servers' own logs have it. */
    public static String day(String iso) {
        return millis(iso).isPresent() ? iso.substring(0, 10) + " " + iso.substring(11, 19) : iso;
    }

    /** {@code 10:15:02.123}. */
    public static String clock(String iso) {
        return millis(iso).isPresent() ? iso.substring(11, iso.length() - 1) : iso;
    }

    /** From one time to the other in words; empty when either is not known. */
    public static String between(String from, String to) {
        OptionalLong start = millis(from);
        OptionalLong end = millis(to);
        return start.isPresent() && end.isPresent() ? words(end.getAsLong() - start.getAsLong()) : "";
    }

    /** {@code +1.35 s} after {@code start}; empty when either is not known. */
    public static String after(String start, String at) {
        String words = between(start, at);
        return words.isEmpty() ? "" : (words.startsWith("-") ? "" : "+") + words;
    }

    /** {@code 0.35 s}, {@code 12.3 s}, {@code 3 min 5 s}, {@code 2 h 10 min}, {@code 3 d 4 h}. */
    public static String words(long millis) {
        if (millis < 0) {
            return "-" + words(-millis);
        }
        if (millis < 10 * SECOND) {
            return millis / SECOND + "." + twoDigits(millis % SECOND / 10) + " s";
        }
        if (millis < MINUTE) {
            return millis / SECOND + "." + millis % SECOND / 100 + " s";
        }
        return coarse(millis);
    }

    /** As {@link #words} to the second, for ages: nothing is negative. */
    public static String coarse(long millis) {
        if (millis < MINUTE) {
            return Math.max(0, millis) / SECOND + " s";
        }
        if (millis < HOUR) {
            return two(millis, MINUTE, "min", SECOND, "s");
        }
        return millis < DAY ? two(millis, HOUR, "h", MINUTE, "min") : two(millis, DAY, "d", HOUR, "h");
    }

    private static String two(long millis, long big, String bigName, long small, String smallName) {
        long rest = millis % big / small;
        return millis / big + " " + bigName + (rest == 0 ? "" : " " + rest + " " + smallName);
    }

    private static String twoDigits(long number) {
        return number < 10 ? "0" + number : String.valueOf(number);
    }

    /** Reads {@code 90s}, {@code 15m}, {@code 2h}, {@code 1h30m}, {@code 3d}, {@code 500ms}; empty for anything else. */
    public static Optional<Duration> duration(String text) {
        long millis = 0;
        int i = 0;
        try {
            while (i < text.length()) {
                int digits = i;
                while (i < text.length() && Character.isDigit(text.charAt(i))) {
                    i++;
                }
                int unit = i;
                while (i < text.length() && Character.isLetter(text.charAt(i))) {
                    i++;
                }
                long factor =
                        switch (text.substring(unit, i)) {
                            case "ms" -> 1;
                            case "s" -> SECOND;
                            case "m", "min" -> MINUTE;
                            case "h" -> HOUR;
                            case "d" -> DAY;
                            default -> 0;
                        };
                if (factor == 0) {
                    return Optional.empty();
                }
                millis = Math.addExact(millis, Math.multiplyExact(Long.parseLong(text, digits, unit, 10), factor));
            }
        } catch (NumberFormatException | ArithmeticException e) {
            return Optional.empty();
        }
        return millis > 0 ? Optional.of(Duration.ofMillis(millis)) : Optional.empty();
    }
}
