package dev.tutti.core.model;

import java.util.Objects;

/**
 * A binary log file and a byte position in it, meaningful only together with the server whose log it is.
 *
 * <p>Order is by the <em>number</em> at the end of the file name and then by position: names compared as text would put
 * {@code .1000000} before {@code .999999}. Names with different bases belong to different logs (a log was renamed);
 * they compare by number as well, as servers themselves do.
 *
 * @param file the file's name without folder, for example {@code mysql-bin.000042}
 * @param position byte offset of the boundary, 4 at the start of a file; unsigned 32 bits in old servers, 64 in newer
 */
public record Coordinates(String file, long position) implements Comparable<Coordinates> {
    /** The first event of every file stands behind the four magic bytes. */
    public static final long FIRST_POSITION = 4;

    public Coordinates {
        Objects.requireNonNull(file);
        if (position < 0) {
            throw new IllegalArgumentException("position " + position + " in " + file + " is negative");
        }
    }

    /** The number at the end of the file name, or 0 if it has none. */
    public long fileNumber() {
        return numberOf(file);
    }

    /** The number at the end of a log file's name, or 0 if it has none. */
    public static long numberOf(String file) {
        int dot = file.lastIndexOf('.');
        if (dot < 0 || dot == file.length() - 1 || file.length() - dot > 19) {
            return 0;
        }
        long number = 0;
        for (int i = dot + 1; i < file.length(); i++) {
            char c = file.charAt(i);
            if (c < '0' || c > '9') {
                return 0;
            }
            number = number * 10 + (c - '0');
        }
        return number;
    }

    @Override
    public int compareTo(Coordinates other) {
        int byFile = Long.compare(fileNumber(), other.fileNumber());
        return byFile != 0 ? byFile : Long.compare(position, other.position);
    }

    public boolean isBefore(Coordinates other) {
        return compareTo(other) < 0;
    }

    @Override
    public String toString() {
        return file + ":" + position;
    }
}
