package dev.tutti.agent.host;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** The server's own binary logs, read from its disk whether it runs or not; never written. Stateless, thread-safe. */
public final class BinaryLogs {
    /** What one answer carries at most. */
    public static final int LARGEST_PIECE = 4 * 1024 * 1024;

    private final @Nullable Path base;

    /** @param base {@code log_bin} as a path; null for a server without */
    public BinaryLogs(@Nullable Path base) {
        this.base = base;
    }

    /** One file. Of a running server, the last one still grows. */
    public record LogFile(String name, long bytes) {}

    /**
     * A piece of a file.
     *
     * @param sha256 of these bytes, in hexadecimal digits
     * @param size of the whole file at that moment
     */
    @SuppressWarnings("ArrayRecordComponent") // it is sent and dropped, never compared
    public record Piece(byte[] bytes, String sha256, long size) {}

    public boolean configured() {
        return base != null;
    }

    /** The files that the server's index names, oldest first. */
    public List<LogFile> list() throws IOException {
        Path at = base;
        if (at == null) {
            return List.of();
        }
        List<LogFile> files = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(at.resolveSibling(at.getFileName() + ".index"))) {
                String name = line.substring(line.lastIndexOf('/') + 1).strip();
                Path file = at.resolveSibling(name);
                // The index is data, too: only what can be this server's own log is ever opened.
                if (name.matches("[^/]+\\.\\d{6,}") && name.startsWith(at.getFileName() + ".") && Files.isRegularFile(file)) {
                    files.add(new LogFile(name, Files.size(file)));
                }
            }
        } catch (NoSuchFileException e) {
            return List.of();
        }
        return files;
    }

    /**
     * Reads a piece.
     *
     * @param name one that {@link #list} has named; anything else is no file
     * @return empty if there is no such file
     */
    public Optional<Piece> read(String name, long from, int most) throws IOException {
        Path at = base;
        if (at == null || list().stream().noneMatch(file -> file.name().equals(name))) {
            return Optional.empty();
        }
        try (RandomAccessFile file = new RandomAccessFile(at.resolveSibling(name).toFile(), "r")) {
            long size = file.length();
            long start = Math.clamp(from, 0, size);
            byte[] bytes = new byte[(int) Math.min(Math.min(most, LARGEST_PIECE), size - start)];
            file.seek(start);
            file.readFully(bytes);
            return Optional.of(new Piece(bytes, sha256(bytes), size));
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
