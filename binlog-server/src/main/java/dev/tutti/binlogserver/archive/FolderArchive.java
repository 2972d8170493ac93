package dev.tutti.binlogserver.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** An archive in a folder. A file gets its name when all of it is on that disk. */
final class FolderArchive implements Archive {
    /** At a time, so that a thread that is interrupted ends soon. */
    private static final long PIECE = 8 << 20;

    private final Path folder;

    FolderArchive(Path folder) {
        this.folder = folder;
    }

    private void mustExist() throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new ArchiveException("The archive " + folder + " is no folder, or is not mounted.");
        }
    }

    @Override
    public void put(String name, Path content) throws IOException {
        mustExist();
        Path fresh = folder.resolve(name + ".new");
        try (FileChannel in = FileChannel.open(content, StandardOpenOption.READ);
                FileChannel out = FileChannel.open(
                        fresh, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            long size = in.size();
            for (long at = 0; at < size; ) {
                long moved = in.transferTo(at, Math.min(PIECE, size - at), out);
                if (moved <= 0) {
                    throw new ArchiveException(content + " became shorter while it was copied to the archive " + folder + ".");
                }
                at += moved;
            }
            out.force(true);
        }
        Files.move(fresh, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel entries = FileChannel.open(folder, StandardOpenOption.READ)) {
            entries.force(true);
        }
    }

    @Override
    public Optional<InputStream> get(String name) throws IOException {
        mustExist();
        try {
            return Optional.of(Files.newInputStream(folder.resolve(name)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    @Override
    public void remove(String name) throws IOException {
        mustExist();
        Files.deleteIfExists(folder.resolve(name));
    }

    @Override
    public void close() {}

    @Override
    public String toString() {
        return folder.toString();
    }
}
