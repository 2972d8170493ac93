package dev.tutti.binlogserver.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Small files that survive a loss of power and a full disk: there is the former one or the new one, never half of any. Stateless. */
public final class Durable {
    private Durable() {}

    /** Replaces a file, or makes it. After a failure the former one stands as it was. */
    public static void replace(Path file, String text) throws IOException {
        replace(file, StandardCharsets.UTF_8.encode(text));
    }

    static void replace(Path file, ByteBuffer content) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            try (FileChannel channel = FileChannel.open(
                    fresh, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
                while (content.hasRemaining()) {
                    channel.write(content);
                }
                channel.force(true);
            }
            move(fresh, file);
        } catch (IOException e) {
            // What was begun takes room that somebody else may need now.
            Files.deleteIfExists(fresh);
            throw e;
        }
    }

    /** Gives a finished file its name, which may replace another one. */
    static void move(Path fresh, Path file) throws IOException {
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        Path folder = file.getParent();
        if (folder != null) {
            force(folder);
        }
    }

    /** Makes durable which files a folder has. */
    static void force(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Whether so many bytes can be stored, by storing them and removing them again. */
    static boolean canStore(Path trial, int bytes) {
        try {
            try (FileChannel channel = FileChannel.open(
                    trial, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
                ByteBuffer content = ByteBuffer.allocate(bytes);
                while (content.hasRemaining()) {
                    channel.write(content);
                }
                channel.force(true);
                return true;
            } finally {
                Files.deleteIfExists(trial);
            }
        } catch (IOException e) {
            return false;
        }
    }
}
