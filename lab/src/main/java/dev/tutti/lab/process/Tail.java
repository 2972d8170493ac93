package dev.tutti.lab.process;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The last lines of a log, for error messages. Stateless. */
public final class Tail {
    private static final int BYTES = 8192;

    private Tail() {}

    /** The last lines of a text. */
    public static String of(String text, int lines) {
        List<String> all = text.strip().lines().toList();
        return String.join("\n", all.subList(Math.max(0, all.size() - lines), all.size()));
    }

    /** The last lines of each of these logs that has any, with its name above them. */
    public static String ofLogs(Path... logs) {
        StringBuilder text = new StringBuilder();
        for (Path log : logs) {
            String lines = of(log, 15);
            if (Files.exists(log) && !lines.isBlank()) {
                text.append("\nThe end of ").append(log).append(":\n").append(lines);
            }
        }
        return text.isEmpty() ? "It has logged nothing." : text.toString().strip();
    }

    /** The last lines of a file, or a note saying that it cannot be read. */
    public static String of(Path file, int lines) {
        if (!Files.exists(file)) {
            return "(there is no " + file + ")";
        }
        try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "r")) {
            access.seek(Math.max(0, access.length() - BYTES));
            byte[] bytes = new byte[BYTES];
            int read = access.read(bytes);
            return of(read <= 0 ? "" : new String(bytes, 0, read, StandardCharsets.UTF_8), lines);
        } catch (IOException e) {
            return "(" + file + " cannot be read: " + e.getMessage() + ")";
        }
    }
}
