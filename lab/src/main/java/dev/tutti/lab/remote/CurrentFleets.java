package dev.tutti.lab.remote;

import dev.tutti.lab.LabException;
import dev.tutti.lab.install.CacheFolder;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The folders of fleets that {@code lab} commands find by themselves, the latest last. Thread-safe, also between processes. */
public final class CurrentFleets {
    private CurrentFleets() {}

    public static void add(Path folder) {
        change(lines -> {
            lines.remove(folder.toString());
            lines.add(folder.toString());
        });
    }

    public static void remove(Path folder) {
        if (Files.exists(CacheFolder.currentFleets())) {
            change(lines -> lines.remove(folder.toString()));
        }
    }

    /** The folder of the latest fleet whose owner lives. */
    public static Optional<Path> latest() {
        Path file = CacheFolder.currentFleets();
        try {
            return Files.exists(file)
                    ? Files.readAllLines(file).reversed().stream().map(Path::of).filter(CurrentFleets::lives).findFirst()
                    : Optional.empty();
        } catch (IOException e) {
            throw new LabException("The list of fleets " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static boolean lives(Path folder) {
        try {
            return FleetFile.read(folder).ownerIsAlive();
        } catch (LabException e) {
            return false;
        }
    }

    private static synchronized void change(Consumer<List<String>> change) {
        Path file = CacheFolder.currentFleets();
        try {
            Path parent = file.getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            try (FileChannel channel = FileChannel.open(
                            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                List<String> before = new ArrayList<>(Files.readAllLines(file));
                List<String> lines = new ArrayList<>(before);
                change.accept(lines);
                lines.removeIf(l -> before.contains(l) && !lives(Path.of(l)));
                if (lock.isValid()) {
                    channel.truncate(0);
                    String text = lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
                    channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), 0);
                }
            }
        } catch (IOException e) {
            throw new LabException("The list of fleets " + file + " cannot be written: " + e.getMessage(), e);
        }
    }
}
