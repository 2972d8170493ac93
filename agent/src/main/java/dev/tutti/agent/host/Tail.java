package dev.tutti.agent.host;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The end of a file, however large it is. Stateless. */
public final class Tail {
    private Tail() {}

    /** Whole lines among the last bytes; none if there is no such file. */
    public static List<String> lines(Path file, int bytes) {
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "r")) {
            long from = Math.max(0, open.length() - bytes);
            open.seek(from);
            byte[] read = new byte[(int) (open.length() - from)];
            open.readFully(read);
            List<String> lines = new String(read, StandardCharsets.UTF_8).lines().toList();
            return from > 0 && !lines.isEmpty() ? lines.subList(1, lines.size()) : lines;
        } catch (IOException e) {
            return List.of();
        }
    }

    /** The last lines among the last 16 KiB. */
    public static List<String> last(Path file, int count) {
        List<String> lines = lines(file, 16 * 1024);
        return List.copyOf(lines.subList(Math.max(0, lines.size() - count), lines.size()));
    }
}
