package dev.tutti.lab.install;

import dev.tutti.lab.LabException;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A folder that is made once and then only read: made under a temporary name and renamed when complete, under a lock
 * that holds between processes and between threads, so that nobody sees half of it. Thread-safe.
 */
final class Cached {
    private static final Map<Path, ReentrantLock> IN_THIS_JVM = new ConcurrentHashMap<>();

    /** Fills an empty folder. */
    interface Maker {
        void make(Path folder) throws IOException;
    }

    private Cached() {}

    /** The folder, made now if it does not exist. */
    static Path folder(Path folder, Maker maker) {
        if (Files.isDirectory(folder)) {
            return folder;
        }
        ReentrantLock lock = IN_THIS_JVM.computeIfAbsent(folder, f -> new ReentrantLock());
        lock.lock();
        try {
            Files.createDirectories(parent(folder));
            try (FileChannel channel = FileChannel.open(
                            folder.resolveSibling("." + folder.getFileName() + ".lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
                    FileLock held = channel.lock()) {
                if (held.isValid() && !Files.isDirectory(folder)) {
                    make(folder, maker);
                }
            }
            return folder;
        } catch (IOException e) {
            throw new LabException("The folder " + folder + " cannot be made: " + e, e);
        } finally {
            lock.unlock();
        }
    }

    private static void make(Path folder, Maker maker) throws IOException {
        // Not a hidden name: MySQL 9 does not find its undo tablespaces below one.
        Path temporary = folder.resolveSibling(folder.getFileName() + ".new");
        Folders.delete(temporary);
        Files.createDirectories(temporary);
        try {
            maker.make(temporary);
            Files.move(temporary, folder, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Folders.delete(temporary);
        }
    }

    private static Path parent(Path folder) {
        Path parent = folder.toAbsolutePath().getParent();
        if (parent == null) {
            throw new LabException("The folder " + folder + " cannot be the lab's cache.");
        }
        return parent;
    }
}
